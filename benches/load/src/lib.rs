//! Eager loading of the same rows by `orm` and its peers: what the two programs here share.
//!
//! `cargo run --release --manifest-path benches/load/Cargo.toml` measures the times and has another
//! program measure the memory: an allocator that counts would cost those most that allocate most.

pub mod checksum;
pub mod data;
pub mod dice;
pub mod diesel;
pub mod measure;
pub mod orm;
pub mod peer;
pub mod sea_orm;
pub mod server;
pub mod toasty;
pub mod tokio_postgres;
pub mod work;

/// What went wrong, in whichever library.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a fallible step gives.
pub type Result<T> = std::result::Result<T, Error>;
