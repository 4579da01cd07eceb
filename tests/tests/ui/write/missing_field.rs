// A new row has every field that nobody else fills.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Order::create(
        db,
        order::New {
            customer_id: 1,
            number: "A-1".to_owned(),
            status: Status::Open,
            note: None,
            meta: orm::Json(Meta { colour: "red".to_owned() }),
        },
    )
    .await?;
    Ok(())
}

fn main() {}
