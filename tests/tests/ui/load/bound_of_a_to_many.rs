// Code for any row with its items does not take a row without.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::load::LoadedMany;
use orm::{Db, Error};

fn total<R: LoadedMany<order::rel::items, Row = OrderItem>>(order: &R) -> i32 {
    order.related().iter().map(|item| item.qty).sum()
}

fn of_a_model(order: &Order) -> i32 {
    total(order)
}

async fn of_a_query(db: &Db) -> Result<(), Error> {
    for order in Order::query().select_related(|o| o.customer()).all(db).await? {
        println!("{}", total(&order));
    }
    Ok(())
}

fn main() {}
