// A field of a new row has the column's type.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Order::create(
        db,
        order::New {
            customer_id: "Ada",
            number: "A-1".to_owned(),
            status: Status::Open,
            total: 5.into(),
            note: None,
            meta: orm::Json(Meta { colour: "red".to_owned() }),
        },
    )
    .await?;
    Ok(())
}

fn main() {}
