// Code for any row with all its items does not take a row with some.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::load::LoadedMany;
use orm::{Db, Error};

fn total<R: LoadedMany<order::rel::items, Row = OrderItem>>(order: &R) -> i32 {
    order.related().iter().map(|item| item.qty).sum()
}

async fn totals(db: &Db) -> Result<(), Error> {
    for order in Order::query().prefetch_related(|o| o.items().limit(10)).all(db).await? {
        println!("{}", total(&order));
    }
    Ok(())
}

fn main() {}
