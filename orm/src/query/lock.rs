//! Queries that lock what they read: for a transaction only.

use super::{Plan, Query};
use crate::db::Locking;
use crate::error::Error;
use crate::model::Model;
use crate::scope::Reaches;
use crate::stmt::{Lock, LockWait};
use std::fmt;

/// A query whose rows are locked until the transaction ends; its ends take a transaction.
#[must_use = "a query does nothing until one of its ends is awaited, such as `all(&tx)`"]
pub struct Locked<M, S> {
    query: Query<M, S>,
    lock: Lock,
}

impl<M: Model, S: Plan<M>> Locked<M, S> {
    pub(super) fn new(query: Query<M, S>, share: bool) -> Self {
        Locked { query, lock: Lock { share, wait: LockWait::Wait } }
    }

    /// Leaves out rows that somebody else has locked, rather than wait.
    pub fn skip_locked(mut self) -> Self {
        self.lock.wait = LockWait::SkipLocked;
        self
    }

    /// Fails with [`is_lock_timeout`](Error::is_lock_timeout) if somebody else has locked a row,
    /// rather than wait.
    pub fn nowait(mut self) -> Self {
        self.lock.wait = LockWait::NoWait;
        self
    }

    fn query(mut self) -> Query<M, S> {
        self.query.set_lock(self.lock);
        self.query
    }

    /// All rows, locked.
    ///
    /// # Errors
    /// Those of [`Query::all`], and [`is_lock_timeout`](Error::is_lock_timeout),
    /// [`is_deadlock`](Error::is_deadlock), [`is_serialization_failure`](Error::is_serialization_failure).
    pub async fn all<E: Locking + Reaches<M::Scope> + ?Sized>(
        self,
        tx: &E,
    ) -> Result<Vec<S::Row>, Error> {
        self.query().all(tx).await
    }

    /// The only row, locked.
    ///
    /// # Errors
    /// Those of [`Query::one`] and of [`all`](Self::all).
    pub async fn one<E: Locking + Reaches<M::Scope> + ?Sized>(
        self,
        tx: &E,
    ) -> Result<S::Row, Error> {
        self.query().one(tx).await
    }

    /// The only row, locked, or `None`.
    ///
    /// # Errors
    /// Those of [`Query::optional`] and of [`all`](Self::all).
    pub async fn optional<E: Locking + Reaches<M::Scope> + ?Sized>(
        self,
        tx: &E,
    ) -> Result<Option<S::Row>, Error> {
        self.query().optional(tx).await
    }

    /// The first row in the query's order, locked, or `None`.
    ///
    /// # Errors
    /// Those of [`all`](Self::all).
    pub async fn first<E: Locking + Reaches<M::Scope> + ?Sized>(
        self,
        tx: &E,
    ) -> Result<Option<S::Row>, Error> {
        self.query().first(tx).await
    }
}

impl<M: Model, S> fmt::Debug for Locked<M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.query, self.lock)
    }
}
