//! Tables in partitions by ranges of time, on PostgreSQL: made ahead, detached or dropped when they are old.
//!
//! The model says how: `#[model(partition_by(range(at), every = "1 month", ahead = 3, keep = "12 months",
//! on_expiry = drop))]`. `up` and [`create_tables`](crate::create_tables) make the first partitions together
//! with the table. The rest is done now and then, by `manage partitions` or by the program:
//!
//! ```no_run
//! # async fn run(db: orm::Db) {
//! use std::time::Duration;
//!
//! tokio::spawn(async move {
//!     loop {
//!         match orm_migrate::partitions::maintain(&db).await {
//!             Ok(done) => done.done.iter().for_each(|act| println!("{:?} {}", act.what, act.partition)),
//!             // Another process is at it, or somebody has a lock: there are partitions ahead.
//!             Err(error) => eprintln!("partitions: {error}"),
//!         }
//!         tokio::time::sleep(Duration::from_secs(6 * 3600)).await;
//!     }
//! });
//! # }
//! ```
//!
//! | | |
//! |---|---|
//! | bounds | of the calendar in UTC, from the first moment on, without the last; a column without a zone is read as UTC |
//! | names | `events_p2026`, `events_p2026_11`, `events_p2026_11_16` (days, and weeks by their Monday), `events_p2026_11_16_18`; a part of a period by its whole beginning |
//! | partitions by hand | stay as they are; what is missing is made around them, and they expire like others |
//! | the default partition | none is made. Where there is one, each new partition reads it under a lock, detaching cannot be `CONCURRENTLY`, and rows that nobody expected are found by nobody |
//! | row-level security | a partition gets its table's policies, so that a statement which names it shows no more; policies of its own are replaced by them |
//! | tenants | in schemas of their own, each has its own partitions: [`Tenants::partitions`](crate::Tenants::partitions()) |
//! | SQLite | has no partitions: one table, of which nothing expires |
//!
//! PostgreSQL 14 or later, by the role that owns the tables. [`due`] is all of the decisions, pure.

mod act;
mod alike;
mod due;
mod maintenance;
mod name;
mod period;
mod span;
mod standing;
mod table;

pub use act::{Act, What};
pub use due::{Due, Existing, New, due};
pub use maintenance::{Maintained, Maintenance};
pub use span::{Bound, Span};
pub use standing::{Concern, Part, Standing};

pub(crate) use alike::{missing_sql, spans};
pub(crate) use name::{base, patterns};
pub(crate) use period::{ANCHOR, period_of};

use crate::error::Error;
use orm::Db;

/// Does what is due for the partitions of all models of the program: [`Maintenance`] with its defaults.
///
/// # Errors
/// Those of [`Maintenance::run`].
pub async fn maintain(db: &Db) -> Result<Maintained, Error> {
    Maintenance::of(db).run().await
}
