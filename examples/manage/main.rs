//! A program's own command line for its database: migrations from its models, applied, checked, drawn.
//!
//! ```sh
//! export DATABASE_URL=sqlite:blog.db
//! cargo run --example manage -- up
//! cargo run --example manage -- status
//! cargo run --example manage -- seed demo
//! ```

mod models;
mod seeds;

use std::process::ExitCode;

fn main() -> ExitCode {
    let migrations = orm_migrate::embed_migrations!("manage/migrations");
    orm_migrate::Cli::new().embedded(migrations).seed("demo", seeds::demo).run()
}
