//! Keys of every shape, and a view.

use orm::Model;
use uuid::Uuid;

/// A key that the library makes.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Session {
    #[model(primary_key, auto)]
    pub id: Uuid,
    pub visits: i32,
}

/// A composite key.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    primary_key(warehouse, number),
    has_many(parcels: Parcel.(warehouse, number)),
    has_many(claims: Claim.(warehouse, number)),
)]
pub struct Shipment {
    pub warehouse: i32,
    pub number: i64,
    pub weight: f64,
}

/// A reference to a composite key, and one to a unique column that is no key.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(belongs_to(shipment: Shipment by (warehouse, number)))]
pub struct Parcel {
    #[model(primary_key, auto)]
    pub id: i64,
    pub warehouse: i32,
    pub number: i64,
    #[model(references = super::Product.sku, relation = product)]
    pub sku: Option<String>,
}

/// A reference to a composite key that may be absent.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(belongs_to(shipment: Shipment by (warehouse, number)))]
pub struct Claim {
    #[model(primary_key, auto)]
    pub id: i64,
    pub warehouse: Option<i32>,
    pub number: Option<i64>,
}

/// Nothing but what the database makes.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Ticket {
    #[model(primary_key, auto)]
    pub id: i64,
}

/// A view, which is only read.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "customer_totals", view)]
pub struct CustomerTotal {
    pub customer_id: i64,
    pub orders: i64,
}
