//! Upserts: what to do with rows that are there already.

use super::insert;
use crate::db::Writer;
use crate::error::Error;
use crate::expr::{Assignments, Condition};
use crate::model::{Model, Writable};
use crate::path::Root;
use crate::stmt::{Conflict, Insert, OnConflict};
use std::fmt;
use std::marker::PhantomData;

/// A unique set of `M`: the primary key, or one that the model declares.
pub struct UniqueTarget<M> {
    columns: &'static [&'static str],
    model: PhantomData<fn() -> M>,
}

impl<M> UniqueTarget<M> {
    #[doc(hidden)]
    pub const fn new(columns: &'static [&'static str]) -> Self {
        UniqueTarget { columns, model: PhantomData }
    }

    pub(super) fn columns(self) -> &'static [&'static str] {
        self.columns
    }
}

impl<M> Clone for UniqueTarget<M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M> Copy for UniqueTarget<M> {}

impl<M> fmt::Debug for UniqueTarget<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UniqueTarget({})", self.columns.join(", "))
    }
}

/// New rows of `M` with a unique set by which they may be there already.
#[must_use = "say what to do with rows that are there already: `do_update(..)` or `do_nothing()`"]
pub struct Upsert<M> {
    insert: Insert,
    target: UniqueTarget<M>,
    update: Option<Conflict>,
}

impl<M: Writable> Upsert<M> {
    pub(super) fn new(insert: Insert, target: UniqueTarget<M>) -> Self {
        Upsert { insert, target, update: None }
    }

    /// Changes the row that is there: `o.total.set_excluded()` takes the value that could not be
    /// inserted, `o.total.set(..)` any other.
    ///
    /// The model's version and its time of update move on by themselves. Two rows of one call must
    /// not have the same unique set: PostgreSQL refuses to change a row twice (SQLSTATE 21000).
    pub fn do_update<A: Assignments<M>>(
        mut self,
        set: impl FnOnce(<M as Model>::Fields<Root<M>>) -> A,
    ) -> Self {
        let mut assignments = Vec::new();
        set(M::fields::<Root<M>>()).into_assignments(&mut assignments);
        let set = super::by_key::kept(M::TABLE, assignments);
        self.update = Some(Conflict::Update { set, filter: Vec::new() });
        self
    }

    /// Only where the condition holds for the row that is there; others stay as they are.
    pub fn filter<C: Condition<M>>(
        mut self,
        condition: impl FnOnce(<M as Model>::Fields<Root<M>>) -> C,
    ) -> Self {
        if let Some(Conflict::Update { filter, .. }) = &mut self.update {
            filter.extend(condition(M::fields::<Root<M>>()).into_condition());
        }
        self
    }

    /// Leaves the row that is there as it is.
    pub fn do_nothing(mut self) -> Self {
        self.update = Some(Conflict::Nothing);
        self
    }

    fn finish(self) -> Insert {
        let Upsert { mut insert, target, update } = self;
        let action = update.unwrap_or(Conflict::Nothing);
        insert.on_conflict = Some(OnConflict { target: Some(target.columns), action });
        insert
    }

    /// Sends the rows and says how many were inserted or changed. No rows: nothing is sent.
    ///
    /// # Errors
    /// The violations of the table's other constraints, and those of [`Query::all`](super::Query::all).
    pub async fn exec<E: Writer + ?Sized>(self, db: &E) -> Result<u64, Error> {
        insert::exec(self.finish(), db).await
    }

    /// Sends the rows and returns those that were inserted or changed, as the database has them.
    /// No rows: nothing is sent.
    ///
    /// # Errors
    /// Those of [`exec`](Self::exec).
    pub async fn returning<E: Writer + ?Sized>(self, db: &E) -> Result<Vec<M>, Error> {
        insert::returning(self.finish(), db).await
    }
}

impl<M: Writable> fmt::Debug for Upsert<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upsert of {} {} by {:?}", self.insert.rows, M::TABLE.model, self.target)
    }
}
