// A closure's transaction ends with the closure.

use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    db.transaction(async |tx| {
        tx.commit().await?;
        Ok::<_, orm::Error>(())
    })
    .await?;
    Ok(())
}

fn main() {}
