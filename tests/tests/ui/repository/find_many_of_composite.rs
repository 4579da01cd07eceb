// Keys of several columns are not one list.

use orm::{Db, Executor, Model};

#[derive(Model, Debug, Clone)]
#[model(primary_key(year, number))]
pub struct Invoice {
    pub year: i32,
    pub number: i64,
}

async fn run(db: &Db) -> Result<usize, orm::Error> {
    Ok(db.repository::<Invoice>().find_many([(2026, 1)]).await?.len())
}

fn main() {}
