//! A program's own command line for its database: migrations from its models, applied, checked, drawn.
//!
//! ```sh
//! export DATABASE_URL=sqlite:blog.db
//! cargo run --example manage -- --migrations examples/manage/migrations status
//! cargo run --example manage -- --migrations examples/manage/migrations up
//! cargo run --example manage -- seed demo
//! ```

mod models;
mod seeds;

use std::process::ExitCode;

fn main() -> ExitCode {
    orm_migrate::Cli::new().seed("demo", seeds::demo).run()
}
