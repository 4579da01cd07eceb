// A reference of several columns has the types of the key.

use orm::Model;

#[derive(Model)]
#[model(primary_key(warehouse, number))]
struct Shipment {
    warehouse: i32,
    number: i64,
}

#[derive(Model)]
#[model(belongs_to(shipment: Shipment by (warehouse, number)))]
struct Parcel {
    #[model(primary_key, auto)]
    id: i64,
    warehouse: i32,
    number: String,
}

fn main() {}
