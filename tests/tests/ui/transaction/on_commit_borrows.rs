// A hook on the commit owns what it uses.

use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let tx = db.begin().await?;
    let name = String::from("Ada");
    tx.on_commit(async || println!("{name}"));
    tx.commit().await?;
    Ok(())
}

fn main() {}
