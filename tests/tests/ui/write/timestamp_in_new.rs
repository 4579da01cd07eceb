// The library keeps the time at which a row was made.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Order::create(
        db,
        order::New {
            placed_at: chrono::Utc::now(),
            customer_id: 1,
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
