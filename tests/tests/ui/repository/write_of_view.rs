// A repository of a view writes nothing.

#[path = "../models.rs"]
mod models;

use models::*;
use orm::{Db, Executor};

async fn run(db: &Db, report: &Report) -> Result<(), orm::Error> {
    db.repository::<Report>().delete(report).await
}

fn main() {}
