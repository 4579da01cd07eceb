//! The pages of a small shop: nested rows, each page with the number of its statements.
//!
//! Start here, then `models.rs` (the tables), `pages/` (what is loaded), `seed.rs` (the rows).

mod models;
mod money;
mod page;
mod pages;
mod random;
mod seed;
mod words;

use std::error::Error;
use std::io::{self, Write};

use orm::Db;

const USAGE: &str = "\
usage: cargo run --release --example shop [-- URL]

  URL    a database, such as postgres://user:password@localhost/name (SQLite, in memory)

The tables have names that begin with `shop_`. Each run makes them anew.";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite::memory:".to_owned());
    if url.starts_with('-') {
        println!("{USAGE}");
        return Ok(());
    }
    let db = Db::connect(url).await?;
    orm_migrate::drop_tables(&db, models::TABLES).await?;
    orm_migrate::create_tables(&db, models::TABLES).await?;
    seed::seed(&db).await?;
    for page in pages::all(&db).await? {
        // Whoever reads may have read enough: `| head`.
        if write!(io::stdout(), "{page}").is_err() {
            break;
        }
    }
    Ok(())
}
