//! Upserts: what to do with rows that are there already.

use super::insert::{self, InsertMany};
use crate::db::{Target, Writer};
use crate::error::Error;
use crate::expr::{Assignments, Condition};
use crate::model::{Model, Writable};
use crate::path::Root;
use crate::scope::Reaches;
use crate::stmt::{self, Conflict, Insert};
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
pub struct OnConflict<M> {
    insert: Insert,
    target: UniqueTarget<M>,
}

/// The scope of `do_update`: the row that is there, beside the one that could not be inserted.
pub struct Upserting<M>(PhantomData<fn() -> M>);

impl<M> fmt::Debug for Upserting<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upserting")
    }
}

/// The fields of the row that is there, inside `do_update`.
type There<M> = <M as Model>::Fields<Root<M, Upserting<M>>>;

impl<M: Writable> OnConflict<M> {
    pub(super) fn new(insert: Insert, target: UniqueTarget<M>) -> Self {
        OnConflict { insert, target }
    }

    /// Changes the row that is there: `o.total.set_excluded()` takes the value that could not be
    /// inserted, `o.total.set(..)` any other.
    ///
    /// The model's version and its time of update move on by themselves. Two rows of one call must
    /// not have the same unique set: PostgreSQL refuses to change a row twice (SQLSTATE 21000).
    pub fn do_update<A: Assignments<Upserting<M>>>(
        self,
        set: impl FnOnce(There<M>) -> A,
    ) -> Upsert<M> {
        let mut assignments = Vec::new();
        set(M::fields()).into_assignments(&mut assignments);
        self.set(assignments)
    }

    pub(crate) fn set(self, assignments: Vec<stmt::Assignment>) -> Upsert<M> {
        let set = super::by_key::kept(M::TABLE, assignments);
        let action = match set.is_empty() {
            true => Conflict::Nothing,
            false => Conflict::Update { set, filter: Vec::new() },
        };
        Upsert { insert: self.with(action), model: PhantomData }
    }

    /// Leaves the row that is there as it is.
    pub fn do_nothing(self) -> InsertMany<M> {
        InsertMany::of(self.with(Conflict::Nothing))
    }

    fn with(self, action: Conflict) -> Insert {
        let mut insert = self.insert;
        let target = Some(self.target.columns);
        insert.on_conflict = Some(stmt::OnConflict { target, action });
        insert
    }
}

impl<M: Writable> fmt::Debug for OnConflict<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OnConflict of {} {} by {:?}", self.insert.rows, M::TABLE.model, self.target)
    }
}

/// New rows of `M`, and what to do with those that are there already, not yet sent.
#[must_use = "an upsert does nothing until `exec(&db)` or `returning(&db)` is awaited"]
pub struct Upsert<M> {
    insert: Insert,
    model: PhantomData<fn() -> M>,
}

impl<M: Writable> Upsert<M> {
    /// Changes a row that is there only where the condition holds for it; others stay as they are.
    pub fn filter<C: Condition<Upserting<M>>>(
        mut self,
        condition: impl FnOnce(There<M>) -> C,
    ) -> Self {
        if let Some(stmt::OnConflict { action: Conflict::Update { filter, .. }, .. }) =
            &mut self.insert.on_conflict
        {
            filter.extend(condition(M::fields()).into_condition());
        }
        self
    }

    /// Sends the rows and says how many were inserted or changed. No rows: nothing is sent.
    ///
    /// # Errors
    /// The violations of the table's other constraints, and those of [`Query::all`](super::Query::all).
    pub async fn exec<E: Writer + Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<u64, Error> {
        insert::exec(self.insert, db.target()).await
    }

    /// Sends the rows and returns those that were inserted or changed, as the database has them.
    /// No rows: nothing is sent.
    ///
    /// # Errors
    /// Those of [`exec`](Self::exec).
    pub async fn returning<E: Writer + Reaches<M::Scope> + ?Sized>(
        self,
        db: &E,
    ) -> Result<Vec<M>, Error> {
        self.returning_from(db.target()).await
    }

    pub(crate) async fn returning_from(self, target: Target<'_>) -> Result<Vec<M>, Error> {
        insert::returning(self.insert, target).await
    }
}

impl<M: Writable> fmt::Debug for Upsert<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Upsert of {} {}", self.insert.rows, M::TABLE.model)
    }
}
