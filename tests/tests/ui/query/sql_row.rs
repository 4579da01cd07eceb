// Rows of a statement by hand are read as values, tuples or models.

use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    orm::sql::<std::time::Instant>("SELECT 1").all(db).await?;
    Ok(())
}

fn main() {}
