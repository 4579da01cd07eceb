// A reference to a key of several columns is written on the struct.

use orm::Model;

#[derive(Model)]
#[model(primary_key(warehouse, number))]
struct Shipment {
    warehouse: i32,
    number: i64,
}

#[derive(Model)]
struct Parcel {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Shipment)]
    shipment_id: i64,
}

fn main() {}
