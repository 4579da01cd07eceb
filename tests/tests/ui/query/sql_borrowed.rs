// A statement's text that lives for a moment only was made at run time.

use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let text = String::from("SELECT 1");
    orm::sql::<i64>(text.as_str()).all(db).await?;
    Ok(())
}

fn main() {}
