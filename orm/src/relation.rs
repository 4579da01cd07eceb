//! What `o.customer()` and `o.items()` are inside a query.

mod to_many;
mod to_one;

pub use to_many::ToMany;
pub use to_one::ToOne;
pub(crate) use to_one::{Filtered, Several};

use crate::model::Model;
use crate::path::{Path, Relation, Root, Sub};

/// The fields of the related rows, in a query of their own inside the one at path `P`.
pub type Inner<P, R> =
    <<R as Relation>::To as Model>::Fields<Root<<R as Relation>::To, InnerScope<P, R>>>;
/// The scope of that query.
pub type InnerScope<P, R> = Sub<<P as Path>::Scope, <R as Relation>::To>;

pub(crate) fn inner<P: Path, R: Relation>() -> Inner<P, R> {
    R::To::fields::<Root<R::To, InnerScope<P, R>>>()
}
