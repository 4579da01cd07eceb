// A condition is about the columns of its own query.

#[path = "../models.rs"]
mod models;

use models::*;

fn main() {
    Order::query().filter(|_| {
        let mut of_customer = None;
        let _ = Customer::query().filter(|c| {
            of_customer = Some(c.name);
            c.name.eq("Ada")
        });
        of_customer.unwrap().eq("Ada")
    });
}
