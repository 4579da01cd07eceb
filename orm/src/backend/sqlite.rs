//! SQLite: a connection on a thread of its own, so that no caller's thread ever waits for the disk.

pub(crate) mod array;
mod connection;
#[cfg(feature = "decimal")]
mod decimal;
pub(crate) mod decode;
mod diesel;
mod encode;
mod error;
mod functions;
mod manager;
mod options;
mod reset;
mod session;
mod statement;
mod stream;
#[cfg(feature = "chrono")]
mod temporal;
mod transaction;

#[cfg(test)]
mod tests;

pub use connection::SqliteConnection;
pub(crate) use decode::SqliteCells;
pub(crate) use manager::SqliteManager;
pub(crate) use options::SqliteOptions;
