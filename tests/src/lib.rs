//! The cases that every backend has to pass, and what they stand on.
//!
//! [`cases`] holds the behaviours, each written once as `async fn(&TestDb)` and listed once in
//! [`for_each_case!`]; `tests/<backend>.rs` makes one test of each. [`setup`] gives a case a database
//! of its own.

pub mod cases;
pub mod models;
pub mod setup;

pub use setup::TestDb;
