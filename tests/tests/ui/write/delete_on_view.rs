// A view's rows are not deleted.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    Report::query().delete().exec(db).await?;
    Ok(())
}

fn main() {}
