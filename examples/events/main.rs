//! A log in partitions by month: what is old goes with a whole partition, and what is next is there in time.
//!
//! ```sh
//! export DATABASE_URL=postgres://localhost/events
//! cargo run --example events -- --migrations /tmp/events generate init
//! cargo run --example events -- --migrations /tmp/events up
//! cargo run --example events -- --migrations /tmp/events partitions --dry-run
//! ```

use chrono::{DateTime, Utc};
use orm::Model;
use std::process::ExitCode;

/// Something that happened.
#[derive(Model, Debug, Clone)]
#[model(
    primary_key(id, at),
    partition_by(range(at), every = "1 month", ahead = 2, keep = "2 months", on_expiry = drop)
)]
pub struct Event {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub name: String,
}

fn main() -> ExitCode {
    orm_migrate::Cli::new().run()
}
