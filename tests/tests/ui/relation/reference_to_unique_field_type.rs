// A reference to a unique field has its type.

use orm::Model;

#[derive(Model)]
struct Product {
    #[model(primary_key, auto)]
    id: i64,
    #[model(unique)]
    sku: String,
}

#[derive(Model)]
struct Item {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Product.sku, relation = product)]
    product_sku: i64,
}

fn main() {}
