//! PostgreSQL: a connection over tokio-postgres with a statement cache of its own.

pub(crate) mod array;
mod cache;
mod cancel;
mod connect;
mod connection;
mod copy_in;
mod copy_out;
mod cursor;
#[cfg(feature = "decimal")]
pub(crate) mod decimal;
pub(crate) mod decode;
mod diesel;
mod diesel_row;
mod diesel_types;
mod driver;
mod encode;
mod error;
mod listen;
mod manager;
mod request;
mod reset;
mod row_security;
mod server;
mod session;
mod sqlstate;
mod stream;
#[cfg(feature = "chrono")]
mod temporal;
#[cfg(feature = "tls")]
mod tls;
#[cfg(not(feature = "tls"))]
#[path = "postgres/no_tls.rs"]
mod tls;
mod transaction;

#[cfg(test)]
mod tests;

pub use connection::PgConnection;
pub(crate) use copy_out::CopiedRow;
pub(crate) use listen::{Listening, channel_name, listen};
pub(crate) use manager::PgManager;
pub(crate) use server::{PgServer, Place, Target};
