//! Running migrations: what is to be done, and doing it once.
//!
//! ```text
//! Migrations + history -> todo (pure) -> lock -> a transaction each     -> history
//!                                             -> or statement by statement
//! ```

mod backfill;
mod connection;
mod index;
mod observer;
mod options;
mod parted;
mod pause;
mod rebuild;
mod run;
mod schema;
mod status;
mod stepwise;
mod todo;
mod whole;

pub(crate) use connection::{Connection, execute};
pub use observer::{Event, Observer};
pub use options::{Migrator, Target};
pub(crate) use pause::jitter;
pub use run::{Done, Report};
pub use status::{Standing, Status};
pub use todo::Todo;
pub(crate) use whole::is_busy;
