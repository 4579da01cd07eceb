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

use args::Args;

async fn run() -> Result<(), Box<dyn Error>> {
    let args = Args::read()?;
    if args.help {
        println!("{}", args::USAGE);
        return Ok(());
    }
    // 1. Cargo's metadata, before anything is changed.
    let project = read::project(&args.path)?;

    // 2. The database: one type for all of them, chosen by the URL.
    let (db, place) = if env::var_os("DATABASE_URL").is_some() {
        (Db::from_env().await?, "the database of DATABASE_URL".to_owned())
    } else {
        let file = env::current_exe()?.with_file_name("packages.db").display().to_string();
        (Db::connect(format!("sqlite://{file}")).await?, file)
    };

    // 3. The tables, from what the models say of themselves.
    orm_migrate::drop_tables(&db, models::TABLES).await?;
    orm_migrate::create_tables(&db, models::TABLES).await?;

    // 4. The rows.
    let packages = project.packages.len();
    store::project(&db, &project).await?;
    eprintln!("{packages} versions of packages are in {place}");

    // 5. The answers, all of one state of the database, through a handle that cannot write.
    let one_state = TxOptions::new().isolation(Isolation::RepeatableRead);
    db.read_transaction(one_state, async |tx| {
        let mut out = io::stdout().lock();
        write!(out, "{}", questions::overview(tx).await?)?;
        write!(out, "{}", questions::duplicates(tx).await?)?;
        write!(out, "{}", questions::licences(tx).await?)?;
        write!(out, "{}", questions::chains(tx).await?)?;
        write!(out, "{}", questions::who(tx, args.who.as_deref()).await?)?;
        write!(out, "{}", questions::features(tx).await?)?;
        write!(out, "{}", questions::heaviest(tx).await?)?;
        write!(out, "{}", questions::keywords(tx).await?)?;
        Ok::<_, Box<dyn Error>>(())
    })
    .await
}

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = run().await else { return ExitCode::SUCCESS };
    eprintln!("packages: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    ExitCode::FAILURE
}
