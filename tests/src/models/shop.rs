//! A small shop: relations of every kind, and each thing that the library keeps by itself.

use chrono::{DateTime, Utc};
use orm::{DbEnum, DbType, Json, Model};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A key that the user gives, and the far end of a chain of relations.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "countries", has_many(customers: Customer.country_code))]
pub struct Country {
    #[model(primary_key)]
    pub code: String,
    pub name: String,
}

/// A tenant's number: a newtype.
#[derive(DbType, Debug, Clone, Copy, PartialEq, Eq)]
pub struct TenantId(pub i64);

/// A required and an optional reference's target, with a one-to-one and a reference that may be absent.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(orders: Order.customer_id), has_one(profile: Profile.customer_id))]
pub struct Customer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(unique)]
    pub email: Option<String>,
    #[model(references = Country, relation = country)]
    pub country_code: Option<String>,
}

/// The other side of a one-to-one.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Profile {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Customer, on_delete = cascade, unique)]
    pub customer_id: i64,
    pub motto: String,
}

/// A reference to its own table, both ways.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(reports: Employee.manager_id))]
pub struct Employee {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
    #[model(references = Employee, relation = manager)]
    pub manager_id: Option<i64>,
    #[model(soft_delete)]
    pub left_at: Option<DateTime<Utc>>,
}

/// Text with a check, in the database.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Open,
    Paid,
    #[db_enum(rename = "sent-out")]
    Sent,
}

/// A document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meta {
    pub colour: Option<String>,
    pub marks: Vec<i32>,
}

/// The model of the design: every kind of column and relation at once.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "orders",
    has_many(items: OrderItem.order_id),
    many_to_many(tags: Tag through OrderTag),
    unique(number),
    index(customer_id, placed_at desc),
    check(total_not_negative = "total >= 0"),
)]
pub struct Order {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: TenantId,
    #[model(references = Customer)]
    pub customer_id: i64,
    #[model(references = Employee, relation = approver, on_delete = set_null)]
    pub approved_by: Option<i64>,
    pub number: String,
    pub status: Status,
    pub total: Decimal,
    #[model(default = "{}")]
    pub meta: Json<Meta>,
    #[model(created_at)]
    pub placed_at: DateTime<Utc>,
    #[model(version)]
    pub version: i32,
    #[model(soft_delete)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// What is sold: a default that is a number, and a time of update.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Product {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub sku: String,
    pub price: Decimal,
    #[model(default = 0)]
    pub stock: i32,
    #[model(updated_at)]
    pub changed_at: DateTime<Utc>,
}

/// A child that goes with its parent, with a generated column and a check of its own.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(order_id, product_id))]
pub struct OrderItem {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Order, on_delete = cascade)]
    pub order_id: i64,
    #[model(references = Product)]
    pub product_id: i64,
    #[model(check = "qty > 0")]
    pub qty: i32,
    #[model(generated = "qty * 2")]
    pub doubled: i32,
}

/// One end of a many-to-many.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(many_to_many(orders: Order through OrderTag))]
pub struct Tag {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
}

/// The model between, with a composite key.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(order_id, tag_id))]
pub struct OrderTag {
    #[model(references = Order, on_delete = cascade)]
    pub order_id: i64,
    #[model(references = Tag, on_delete = cascade)]
    pub tag_id: i64,
    #[model(default = 1)]
    pub weight: i32,
}
