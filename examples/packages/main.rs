//! Reads a real Cargo project, stores it, and answers what people ask of a dependency tree.
//!
//! Start here, then `models.rs` (the tables), `store.rs` (writes), `questions/` (queries).

mod args;
mod models;
mod questions;
mod read;
mod store;
mod table;

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use orm::{Db, Isolation, TxOptions};

async fn run() -> Result<(), Box<dyn Error>> {
    let Some(args) = args::read()? else { return Ok(()) };

    // 1. Cargo's metadata, before anything is changed.
    let project = read::project(&args.path)?;

    // 2. The database: one type for all of them, chosen by the URL.
    let db = match env::var_os("DATABASE_URL") {
        Some(_) => Db::from_env().await?,
        None => Db::connect(args::file_url()?).await?,
    };

    // 3. The tables, from what the models say of themselves.
    orm_migrate::drop_tables(&db, models::TABLES).await?;
    orm_migrate::create_tables(&db, models::TABLES).await?;

    // 4. The rows. An SQLite file is whole afterwards, without its log beside it.
    store::project(&db, &project).await?;
    db.checkpoint().await?;

    // 5. The answers, all of one state of the database, through a handle that cannot write.
    let one_state = TxOptions::new().isolation(Isolation::RepeatableRead);
    let ask = async |tx: &_| questions::all(tx, args.who.as_deref()).await;
    let answers = db.read_transaction(one_state, ask).await?;
    for answer in answers {
        write!(io::stdout(), "{answer}")?;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => args::report(&*error),
    }
}
