// A hook on the commit needs a transaction.

use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    db.on_commit(async || ());
    Ok(())
}

fn main() {}
