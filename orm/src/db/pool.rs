//! The pools of connections: what waits for them, keeps them, counts them.

pub(super) mod breaker;
mod connections;
mod histogram;
mod keeper;
mod leak;
mod lent;
mod meter;
mod pools;
mod queue;
mod stats;

pub use histogram::Histogram;
pub(super) use lent::Lent;
pub(super) use pools::Pools;
pub use stats::{PoolClosed, PoolStats};
