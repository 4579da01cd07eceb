// What becomes of a row that is there already has to be said.
#[path = "../models.rs"]
mod models;
use models::*;

async fn run(db: &orm::Db) {
    let _ = Order::insert_many([]).on_conflict(|o| o.id).exec(db).await;
}

fn main() {}
