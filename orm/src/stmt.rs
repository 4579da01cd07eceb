//! The statement without types: what the handles build and every later step reads.
//!
//! ```text
//! handles -> stmt -> sql -> connection
//! ```

mod delete;
mod expr;
mod insert;
mod load;
mod select;
mod update;

pub use delete::{Delete, Removal};
pub use expr::{Aggregate, ArithmeticOp, CompareOp, Expr, Function, Hidden, Hops, TextMatch};
pub use insert::{Conflict, Insert, InsertColumn, OnConflict};
pub use load::Load;
pub use select::{Deleted, Direction, Lock, LockWait, OrderBy, Related, Select};
pub use update::{Assignment, Update};
