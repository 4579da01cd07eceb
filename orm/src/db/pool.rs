//! The pools of connections: what waits for them, keeps them, counts them.

pub(super) mod breaker;
mod connections;
mod histogram;
mod keeper;
mod leak;
mod lent;
mod meter;
#[cfg(feature = "directory")]
mod on_demand;
mod pools;
mod queue;
mod stats;

pub use histogram::Histogram;
pub(super) use lent::Lent;
#[cfg(feature = "directory")]
pub(super) use on_demand::OnDemand;
#[cfg(feature = "directory")]
pub(crate) use on_demand::{Goal, Room};
pub(super) use pools::Pools;
pub use stats::{PoolClosed, PoolStats};
