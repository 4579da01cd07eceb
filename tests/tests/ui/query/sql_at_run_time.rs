// A statement's text is written in the program.

use orm::Db;

async fn run(db: &Db) -> Result<(), orm::Error> {
    let name = String::from("Ada");
    let text = format!("SELECT id FROM customers WHERE name = '{name}'");
    orm::sql::<i64>(text).all(db).await?;
    Ok(())
}

fn main() {}
