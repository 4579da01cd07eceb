//! The same work by hand, by `orm` and by its peers: what the two programs here share.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml` measures the times and has another
//! program measure the memory: an allocator that counts would cost those most that allocate most.

pub mod checksum;
pub mod clock;
pub mod data;
pub mod dice;
pub mod measure;
pub mod models;
pub mod peer;
pub mod pool;
pub mod postgres;
pub mod report;
pub mod server;
pub mod sqlite;
pub mod tasks;
pub mod work;

/// What went wrong, in whichever library.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a fallible step gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;
