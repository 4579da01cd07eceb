// A transaction is over after its rollback.

use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let tx = db.begin().await?;
    tx.rollback().await?;
    tx.commit().await?;
    Ok(())
}

fn main() {}
