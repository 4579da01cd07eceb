// A to-many relation with a filter is not the whole relation.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error, Loaded};

fn total(order: &Loaded![Order { items }]) -> i32 {
    order.items().iter().map(|item| item.qty).sum()
}

async fn totals(db: &Db) -> Result<(), Error> {
    for order in
        Order::query().prefetch_related(|o| o.items().filter(|i| i.qty.gt(1))).all(db).await?
    {
        println!("{}", total(&order));
    }
    Ok(())
}

fn main() {}
