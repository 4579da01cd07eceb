//! The row behind a to-one relation.

use super::{Inner, InnerScope};
use crate::load::{Apart, Joined, Load, LoadOne, Merge, Same};
use crate::model::Model;
use crate::path::{Path, ToOneRelation, Via};
use std::fmt;
use std::ops::Deref;

/// The row behind a to-one relation: its columns and relations, as fields and methods.
///
/// A query joins it once, however often it is named. It derefs to the target's `Fields`, so that
/// `o.customer().name` is a column, `o.customer().country()` the next relation, and `*o.customer()`
/// the fields themselves: what a function over `customer::Fields<P>` takes (see [`Path`]).
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/relations_shop.inc"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> { let db = shop().await?;
/// let query = Order::query()
///     .filter(|o| o.customer().country().name.eq("Germany")) // two joins
///     .select_related(|o| o.customer().with(|c| (c.country(), c.profile()))); // one more
/// let orders = query.all(&db).await?;
/// assert_eq!(orders[0].customer().profile().unwrap().motto, "onward");
/// # Ok(()) }
/// ```
pub struct ToOne<P: Path, R: ToOneRelation<From = P::Target>> {
    fields: <R::To as Model>::Fields<Via<P, R>>,
    // Last, so that the compiler knows the size of a `ToOne` to what is no model, and does not
    // report that a second time.
    _end: (),
}

impl<P: Path, R: ToOneRelation<From = P::Target>> ToOne<P, R> {
    pub(crate) fn new() -> Self {
        ToOne { fields: R::To::fields::<Via<P, R>>(), _end: () }
    }

    /// Loads relations of the related row with it: to-one by a join, to-many by a statement each.
    pub fn with<L>(
        self,
        loads: impl FnOnce(Inner<P, R>) -> L,
    ) -> LoadOne<P, R, <R::To as Merge<L::Row>>::Out>
    where
        L: Load<InnerScope<P, R>, Joined>,
        R::To: Merge<L::Row>,
    {
        LoadOne::new().with(loads)
    }

    /// Loads relations of the related row by a statement each, to-one relations too.
    pub fn prefetch_related<L>(
        self,
        loads: impl FnOnce(Inner<P, R>) -> L,
    ) -> LoadOne<P, R, <R::To as Merge<L::Row>>::Out>
    where
        L: Load<InnerScope<P, R>, Apart>,
        R::To: Merge<L::Row>,
    {
        LoadOne::new().prefetch_related(loads)
    }
}

/// What does not compile: a to-one relation has its row or not.
#[doc(hidden)]
impl<P: Path, R: ToOneRelation<From = P::Target>> ToOne<P, R> {
    pub fn filter<C, X: Filtered<R, R::From>>(self, _: impl FnOnce(Inner<P, R>) -> C) -> Self
    where
        (): Same<X>,
    {
        self
    }

    pub fn order_by<O, X: Several<R, R::From>>(self, _: impl FnOnce(Inner<P, R>) -> O) -> Self
    where
        (): Same<X>,
    {
        self
    }

    pub fn limit<X: Several<R, R::From>>(self, _: u64) -> Self
    where
        (): Same<X>,
    {
        self
    }
}

/// What has a filter of its own; a to-one relation has none.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the to-one relation `{R}` of `{M}` has no filter of its own",
    label = "a required row is always there, and one that may be absent is read as an `Option`",
    note = "filter the rows of the query instead: `.filter(|o| o.customer().name.eq(..))`"
)]
pub trait Filtered<R, M> {}

/// What has several rows; a to-one relation has one.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the to-one relation `{R}` of `{M}` has one row at most",
    label = "there is nothing to order or to limit",
    note = "order and limit the rows of the query instead: `.order_by(|o| o.customer().name.asc())`"
)]
pub trait Several<R, M> {}

impl<P: Path, R: ToOneRelation<From = P::Target>> Deref for ToOne<P, R> {
    type Target = <R::To as Model>::Fields<Via<P, R>>;

    fn deref(&self) -> &Self::Target {
        &self.fields
    }
}

impl<P: Path, R: ToOneRelation<From = P::Target>> Clone for ToOne<P, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P: Path, R: ToOneRelation<From = P::Target>> Copy for ToOne<P, R> {}

impl<P: Path, R: ToOneRelation<From = P::Target>> fmt::Debug for ToOne<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToOne({})", R::DATA.name)
    }
}
