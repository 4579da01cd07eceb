// What changes is wrapped in `Some`.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db, order: &Order) -> Result<(), orm::Error> {
    order.update(db, order::Patch { number: "A-2".to_owned(), ..Default::default() }).await?;
    Ok(())
}

fn main() {}
