// A row that was loaded is a row of the model, not of the plain type.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Error};

async fn all(db: &Db) -> Result<Vec<Order>, Error> {
    Order::query().select_related(|o| o.customer()).all(db).await
}

fn main() {}
