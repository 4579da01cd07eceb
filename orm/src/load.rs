//! Eager loading: which relations come with a query's rows, as types, and how they are fetched.
#![doc = include_str!("../docs/relations.md")]

// o.items().with(|i| i.product())  ->  Load: a row type, and a tree of relations without types
// row type:  the query's + the load's     -> Merge ->  order::Loaded<.., Many<order_item::Loaded<..>>>
// tree:      joined relations             -> columns and joins of the query's own statement
//            fetched ones, level by level -> keys -> one statement a relation -> groups -> slots

mod count;
mod fetch;
mod grow;
mod keys;
mod loaded;
mod many;
mod merge;
mod one;
mod onto;
mod plan;
mod request;
mod row;
mod slot;
mod through;
mod tree;

pub(crate) use count::Count;
pub use count::{Counted, LoadCount};
pub use grow::{Grown, GrownSlot};
pub(crate) use keys::{KeySet, near_columns, shared_tenant};
pub use loaded::{HasSlot, IsLoaded, LoadedMany, LoadedOne, Same};
pub(crate) use many::between;
pub use many::{Between, LoadMany};
pub use merge::{LoadedOnce, Merge, MergeSlot, MergeSlots, NoSlots};
pub use one::LoadOne;
pub use onto::{IntoRows, ModelRow, load_related};
pub use plan::{Plan, Slot, Values};
pub use request::{Apart, Extent, How, Joined, JoinedOnly, Load, Part, Request, Whole};
pub(crate) use row::complete_all;
pub use row::{Held, RowOf, Work};
pub use slot::{Fetched, Many, One, Partial, PartialSlot, Unloaded};
pub use through::{Through, ThroughOf};
pub(crate) use tree::Fetch;
#[doc(hidden)]
pub use tree::LoadNode;
pub use tree::Loads;
