//! The transactions of a tenant.

use super::EveryTenant;
use crate::db::closure::WorkOnce;
use crate::db::executor::{Executor, Locking, Target, Writer, sealed};
use crate::db::{ReadTx, Tx};
use crate::error::Error;
use crate::scope::{Reach, tenant_executor};
use crate::value::DbType;
use std::fmt;
use std::marker::PhantomData;

/// A transaction of a tenant, or of all of them, that is open: as [`Tx`].
#[must_use = "a transaction that is dropped is rolled back"]
pub struct TenantTx<T> {
    tx: Tx,
    reach: Reach,
    id: PhantomData<fn() -> T>,
}

impl<T> TenantTx<T> {
    pub(super) fn of(tx: Tx, reach: Reach) -> Self {
        TenantTx { tx, reach, id: PhantomData }
    }

    /// Runs `work` in a savepoint: as [`Tx::transaction`].
    ///
    /// # Errors
    /// Those of [`Tx::transaction`].
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn transaction<V, E, F>(&self, work: F) -> impl Future<Output = Result<V, E>> + Send
    where
        for<'r> F: AsyncFnOnce(&'r TenantTx<T>) -> Result<V, E>
            + WorkOnce<&'r TenantTx<T>, Result<V, E>, Fut: Send>
            + Send,
        V: Send,
        E: From<Error> + Send,
    {
        async { self.begin().await?.finish(work).await }
    }

    /// Begins a savepoint: as [`Tx::begin`].
    ///
    /// # Errors
    /// Those of [`Tx::begin`].
    pub async fn begin(&self) -> Result<TenantTx<T>, Error> {
        Ok(TenantTx::of(self.tx.begin().await?, self.reach.clone()))
    }

    pub(super) async fn finish<V, E, F>(self, work: F) -> Result<V, E>
    where
        for<'r> F: AsyncFnOnce(&'r TenantTx<T>) -> Result<V, E>
            + WorkOnce<&'r TenantTx<T>, Result<V, E>, Fut: Send>
            + Send,
        V: Send,
        E: From<Error> + Send,
    {
        let result = work(&self).await;
        self.end(result).await
    }

    /// Commits or rolls back, as the work went.
    pub(super) async fn end<V, E: From<Error>>(self, result: Result<V, E>) -> Result<V, E> {
        self.tx.end(result).await
    }

    /// Makes everything that was done last: as [`Tx::commit`].
    ///
    /// # Errors
    /// Those of [`Tx::commit`].
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await
    }

    /// Takes back everything that was done: as [`Tx::rollback`].
    ///
    /// # Errors
    /// Those of [`Tx::rollback`].
    pub async fn rollback(self) -> Result<(), Error> {
        self.tx.rollback().await
    }

    /// Runs `hook` once the whole transaction is committed: as [`Tx::on_commit`].
    pub fn on_commit<F>(&self, hook: impl FnOnce() -> F + Send + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tx.on_commit(hook);
    }
}

/// A transaction of a tenant, or of all of them, that only reads: as [`ReadTx`].
#[must_use = "a transaction ends when it is dropped"]
pub struct TenantReadTx<T> {
    tx: ReadTx,
    reach: Reach,
    id: PhantomData<fn() -> T>,
}

impl<T> TenantReadTx<T> {
    pub(super) fn of(tx: ReadTx, reach: Reach) -> Self {
        TenantReadTx { tx, reach, id: PhantomData }
    }

    /// Ends the transaction.
    ///
    /// # Errors
    /// Those of [`Tx::commit`].
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await
    }
}

impl<T> fmt::Debug for TenantTx<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantTx").field("tx", &self.tx).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for TenantReadTx<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TenantReadTx").field("tx", &self.tx).finish_non_exhaustive()
    }
}

impl<T> sealed::Sealed for TenantTx<T> {}
impl<T> sealed::Sealed for TenantReadTx<T> {}

#[diagnostic::do_not_recommend]
impl<T> Executor for TenantTx<T> {
    fn target(&self) -> Target<'_> {
        Target::tx(&self.tx).within(&self.reach)
    }
}
#[diagnostic::do_not_recommend]
impl<T> Writer for TenantTx<T> {}
#[diagnostic::do_not_recommend]
impl<T> Locking for TenantTx<T> {}

#[diagnostic::do_not_recommend]
impl<T> Executor for TenantReadTx<T> {
    fn target(&self) -> Target<'_> {
        self.tx.target().within(&self.reach)
    }
}

tenant_executor! {
    [T: DbType] TenantTx<T>: T;
    [T: DbType] TenantTx<EveryTenant>: T;
    [T: DbType] TenantReadTx<T>: T;
    [T: DbType] TenantReadTx<EveryTenant>: T;
}
