//! Updates of the rows that a query finds.

use super::Query;
use crate::db::{Sent, Target, Writer};
use crate::error::Error;
use crate::expr::Assignments;
use crate::model::{Model, Writable};
use crate::path::Root;
use crate::scope::Reaches;
use crate::sql;
use crate::stmt::{self, Expr, Hops};
use std::fmt;
use std::marker::PhantomData;

/// An update of the rows that a query finds, not yet sent.
#[must_use = "an update does nothing until `exec(&db)` or `returning(&db)` is awaited"]
pub struct Update<M> {
    update: stmt::Update,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Query<M> {
    /// Changes the rows that the query finds: `update(|o| (o.status.set(Status::Paid), ..))`.
    ///
    /// An expression reads the row as it was. The model's version and its time of update move on by
    /// themselves.
    pub fn update<A: Assignments<M>>(self, set: impl FnOnce(M::Fields<Root<M>>) -> A) -> Update<M>
    where
        M: Writable,
    {
        let mut assignments = Vec::new();
        set(M::fields::<Root<M>>()).into_assignments(&mut assignments);
        Update::of(stmt::Update {
            rows: self.into_select(),
            set: assignments,
            returning: Vec::new(),
        })
    }
}

impl<M: Model> Update<M> {
    pub(super) fn of(update: stmt::Update) -> Self {
        Update { update, model: PhantomData }
    }

    /// Changes the rows and says how many there were. Without an assignment nothing is sent.
    ///
    /// # Errors
    /// The violations of the table's constraints, and those of [`Query::all`].
    pub async fn exec<E: Writer + Reaches<M::Scope> + ?Sized>(
        mut self,
        db: &E,
    ) -> Result<u64, Error> {
        if self.update.set.is_empty() {
            return Ok(0);
        }
        self.update.set = super::by_key::kept(M::TABLE, self.update.set);
        let target = db.target();
        let statement = sql::update(target.context(), &self.update)?;
        target.execute(statement, Sent::write("UPDATE", M::TABLE)).await
    }

    /// Changes the rows and returns them as they are then, in no particular order. Without an
    /// assignment nothing is sent.
    ///
    /// # Errors
    /// Those of [`exec`](Self::exec).
    pub async fn returning<E: Writer + Reaches<M::Scope> + ?Sized>(
        self,
        db: &E,
    ) -> Result<Vec<M>, Error> {
        self.returning_from(db.target()).await
    }

    pub(super) async fn returning_from(mut self, target: Target<'_>) -> Result<Vec<M>, Error> {
        if self.update.set.is_empty() {
            return Ok(Vec::new());
        }
        self.update.set = super::by_key::kept(M::TABLE, self.update.set);
        self.update.returning = vec![Expr::Row { hops: Hops::new() }];
        let statement = sql::update(target.context(), &self.update)?;
        target.fetch::<M>(statement, Sent::write("UPDATE", M::TABLE)).await
    }
}

impl<M: Model> fmt::Debug for Update<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Update of {}: {:?}", M::TABLE.model, self.update)
    }
}
