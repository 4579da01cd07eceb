//! A to-many relation that is loaded, with its order, its limit and what is below it.

use super::request::{CanLoad, Fetchable, InScope, Request, add_many};
use super::tree::{Fetch, Loads};
use super::{Apart, Extent, Joined, Load, Merge, Part, Same, Through, ThroughOf, Values};
use crate::expr::{Condition, Orderings};
use crate::model::Model;
use crate::path::{Path, Relation, Root, ThroughRelation, ToManyRelation, Types, Via};
use crate::query::Selection;
use crate::relation::{Inner, InnerScope, inner};
use crate::row::FromRow;
use crate::stmt::Deleted;
use std::fmt;
use std::marker::PhantomData;

/// A to-many relation at the path `P`, to be loaded: `T` is a related row, `W` says whether all come.
#[must_use = "a relation is loaded by giving it to `prefetch_related` or `with`"]
pub struct LoadMany<P, R, T, W> {
    fetch: Fetch,
    loads: Loads,
    types: Types<(P, R, T, W)>,
}

/// The columns of the row between, in a load of the relation `R`.
pub type Between<P, R> = <<R as ThroughRelation>::Through as Model>::Fields<
    Via<Root<To<R>, InnerScope<P, R>>, ThroughOf<R>>,
>;
type To<R> = <R as Relation>::To;

impl<P: Path, R: ToManyRelation<From = P::Target>, T, W: Extent> LoadMany<P, R, T, W> {
    pub(crate) fn new(fetch: Fetch) -> Self {
        LoadMany { fetch, loads: Loads::default(), types: PhantomData }
    }

    fn typed<T2, W2>(self) -> LoadMany<P, R, T2, W2> {
        LoadMany { fetch: self.fetch, loads: self.loads, types: PhantomData }
    }

    /// Only the related rows for which the condition holds.
    pub fn filter<C: Condition<InnerScope<P, R>>>(
        mut self,
        condition: impl FnOnce(Inner<P, R>) -> C,
    ) -> LoadMany<P, R, T, Part> {
        self.fetch.filter.extend(condition(inner::<P, R>()).into_condition());
        self.typed()
    }

    /// The order of the related rows of each parent; a second call adds to the first.
    pub fn order_by<O: Orderings<InnerScope<P, R>>>(
        mut self,
        order: impl FnOnce(Inner<P, R>) -> O,
    ) -> Self {
        order(inner::<P, R>()).into_orders(&mut self.fetch.order);
        self
    }

    /// At most this many related rows for each parent.
    pub fn limit(mut self, rows: u64) -> LoadMany<P, R, T, Part> {
        self.fetch.limit = Some(rows);
        self.typed()
    }

    /// Leaves out this many related rows of each parent first.
    pub fn offset(mut self, rows: u64) -> LoadMany<P, R, T, Part> {
        self.fetch.offset = Some(rows);
        self.typed()
    }

    /// Related rows that were deleted softly come too.
    pub fn with_deleted(mut self) -> Self {
        self.fetch.deleted = Deleted::Shown;
        self
    }

    /// Loads relations of each related row: to-one by a join, to-many by a statement each.
    pub fn with<L, X>(mut self, loads: impl FnOnce(Inner<P, R>) -> L) -> LoadMany<P, R, X::Out, W>
    where
        L: Load<InnerScope<P, R>, Joined>,
        T: Same<X>,
        X: Merge<L::Row>,
    {
        loads(inner::<P, R>()).add(&mut self.loads);
        self.typed()
    }

    /// Loads relations of each related row by a statement each, to-one relations too.
    pub fn prefetch_related<L, X>(
        mut self,
        loads: impl FnOnce(Inner<P, R>) -> L,
    ) -> LoadMany<P, R, X::Out, W>
    where
        L: Load<InnerScope<P, R>, Apart>,
        T: Same<X>,
        X: Merge<L::Row>,
    {
        loads(inner::<P, R>()).add(&mut self.loads);
        self.typed()
    }
}

impl<P: Path, R: ToManyRelation<From = P::Target>, W: Extent> LoadMany<P, R, To<R>, W> {
    /// Values of each related row instead of the whole row: as [`Query::select`](crate::Query::select).
    pub fn select<C: Selection<InnerScope<P, R>, Output: FromRow>>(
        mut self,
        columns: impl FnOnce(Inner<P, R>) -> C,
    ) -> LoadMany<P, R, Values<C::Output>, W> {
        let mut out = Vec::new();
        columns(inner::<P, R>()).columns(&mut out);
        self.fetch.columns = Some(out);
        self.typed()
    }
}

/// The row between. The bounds are the methods' own, so that the compiler says in their words what a
/// relation without such a row lacks.
impl<P: Path, R: ToManyRelation<From = P::Target>, T, W: Extent> LoadMany<P, R, T, W> {
    /// Only the related rows whose row between meets the condition.
    pub fn filter_through<C: Condition<InnerScope<P, R>>>(
        mut self,
        condition: impl FnOnce(Between<P, R>) -> C,
    ) -> LoadMany<P, R, T, Part>
    where
        R: ThroughRelation,
    {
        self.fetch.filter.extend(condition(between::<P, R>()).into_condition());
        self.typed()
    }

    /// Orders the related rows of each parent by the row between.
    pub fn order_by_through<O: Orderings<InnerScope<P, R>>>(
        mut self,
        order: impl FnOnce(Between<P, R>) -> O,
    ) -> Self
    where
        R: ThroughRelation,
    {
        order(between::<P, R>()).into_orders(&mut self.fetch.order);
        self
    }

    /// Loads the row between with each related row: [`Through`]. Relations of the related rows are
    /// loaded by a `with(..)` before it.
    pub fn with_through<L>(mut self) -> LoadMany<P, R, Through<T, L>, W>
    where
        R: ThroughRelation<Through = L>,
    {
        self.fetch.through = Some(ThroughOf::<R>::DATA);
        self.typed()
    }
}

/// The columns of the row between.
pub(crate) fn between<P: Path, R: ThroughRelation>() -> Between<P, R> {
    R::Through::fields::<Via<Root<R::To, InnerScope<P, R>>, ThroughOf<R>>>()
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToManyRelation<From = P::Target>, T, W: Extent> Request for LoadMany<P, R, T, W> {
    type Load = Self;

    fn load(self) -> Self {
        self
    }
}

impl<S, H, P, R, T, W: Extent> CanLoad<LoadMany<P, R, T, W>, H> for S
where
    P: Path + InScope<S>,
    R: ToManyRelation<From = P::Target> + Fetchable<H, P::Target>,
{
    type Row = P::Around<R::Row<W::Slot<T>>>;

    fn add(load: LoadMany<P, R, T, W>, loads: &mut Loads) {
        add_many::<P, R>(loads, load.fetch, load.loads);
    }
}

impl<P, R: Relation, T, W> fmt::Debug for LoadMany<P, R, T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoadMany({}): {:?}", R::DATA.name, self.fetch)
    }
}
