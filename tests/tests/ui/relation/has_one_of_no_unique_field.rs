// A one-to-one relation is over a unique foreign key.

use orm::Model;

#[derive(Model)]
#[model(has_one(profile: Profile.customer_id))]
struct Customer {
    #[model(primary_key, auto)]
    id: i64,
}

#[derive(Model)]
struct Profile {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Customer)]
    customer_id: i64,
}

fn main() {}
