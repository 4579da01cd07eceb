//! How a `Db` or a session begins a transaction.

use super::state::Level;
use super::{Core, Tx};
use crate::backend::Identity;
use crate::db::closure::{WorkMut, WorkOnce};
use crate::db::executor::Target;
use crate::db::retry::{MaybeRetryable, Runs};
use crate::db::send::Sent;
use crate::db::tx_options::TxOptions;
use crate::db::{Db, Session};
use crate::directory::{Errand, Pass};
use crate::error::Error;
use crate::scope::{NO_TENANT, Reach};
use std::sync::Arc;

impl Db {
    /// Runs `work` in a transaction: committed if it gives `Ok`, rolled back if it gives `Err`.
    ///
    /// `work` is `async |tx| ..`: its future borrows `tx`, which that of `|tx| async move { .. }` cannot.
    /// Where nothing else names its error's type, its last line does: `Ok::<_, Error>(value)`.
    /// [`Writer`](crate::Writer) has an example.
    ///
    /// # Errors
    /// What `work` gives, and the errors of beginning and committing:
    /// [`is_serialization_failure`](Error::is_serialization_failure),
    /// [`is_connection_lost`](Error::is_connection_lost), [`is_pool_exhausted`](Error::is_pool_exhausted).
    /// With [`is_outcome_unknown`](Error::is_outcome_unknown) it may be committed.
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn transaction<T, E, F>(&self, work: F) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F:
            AsyncFnOnce(&'r Tx) -> Result<T, E> + WorkOnce<&'r Tx, Result<T, E>, Fut: Send> + Send,
        T: Send,
        E: From<Error> + Send,
    {
        async { self.begin().await?.finish(work).await }
    }

    /// As [`transaction`](Db::transaction), with options. `work` may run several times.
    ///
    /// # Errors
    /// Those of [`transaction`](Db::transaction), of the last run.
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn transaction_with<T, E, F>(
        &self,
        options: TxOptions,
        mut work: F,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F:
            AsyncFnMut(&'r Tx) -> Result<T, E> + WorkMut<&'r Tx, Result<T, E>, Fut: Send> + Send,
        T: Send,
        E: From<Error> + MaybeRetryable + Send,
    {
        async move {
            let mut runs = Runs::of(options);
            loop {
                let tx = runs.begin(self, &NO_TENANT).await?;
                let result = work(&tx).await;
                if let Some(result) = runs.end(tx.end(result).await).await {
                    return result;
                }
            }
        }
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// [`is_connection_lost`](Error::is_connection_lost), [`is_pool_exhausted`](Error::is_pool_exhausted).
    pub async fn begin(&self) -> Result<Tx, Error> {
        self.begin_with(TxOptions::new()).await
    }

    /// Begins a transaction with options; `retry` has no effect on it.
    ///
    /// # Errors
    /// Those of [`begin`](Db::begin).
    pub async fn begin_with(&self, options: TxOptions) -> Result<Tx, Error> {
        self.begin_as(&options, false, &NO_TENANT).await
    }

    pub(in crate::db) async fn begin_as(
        &self,
        options: &TxOptions,
        read_only: bool,
        reach: &Reach,
    ) -> Result<Tx, Error> {
        let identity = self.identity(reach)?;
        let errand = if read_only { Errand::BeginRead } else { Errand::Begin };
        let pass = reach.admit(errand, true).await?;
        let mut attempts = Target::db(self).attempts(Sent::control("BEGIN"));
        loop {
            let begun = self.try_to_begin(options, read_only, identity.as_ref(), pass.as_ref());
            let tx = begun.await;
            if !attempts.again(&tx) {
                return tx.inspect(|tx| tx.keep(pass));
            }
        }
    }

    async fn try_to_begin(
        &self,
        options: &TxOptions,
        read_only: bool,
        identity: Option<&Identity>,
        pass: Option<&Pass>,
    ) -> Result<Tx, Error> {
        let lease = Arc::new(self.acquire_with(!read_only, pass).await?);
        let mut sql = options.begin(self.dialect(), read_only);
        if read_only && self.inner.pools.reads_on_writer() {
            // Undone before anybody else gets the connection, as everything foreign is.
            sql.insert_str(0, "PRAGMA query_only = ON; ");
            lease.note_foreign(&sql);
        }
        let (state, pass) = Default::default();
        let core = Core { db: self.clone(), lease, read_only, state, pass };
        core.begin(&sql, identity).await
    }
}

impl Session {
    /// Begins a transaction. Until it ends, the session takes no statement of its own.
    ///
    /// # Errors
    /// [`is_transaction_state`](Error::is_transaction_state) if one is open,
    /// [`is_connection_lost`](Error::is_connection_lost).
    pub async fn begin(&self) -> Result<Tx, Error> {
        self.settle().await?;
        let sql = TxOptions::new().begin(self.db.dialect(), false);
        let (db, lease) = (self.db.clone(), self.lease.clone());
        let (state, pass) = Default::default();
        let core = Core { db, lease, read_only: false, state, pass };
        core.begin(&sql, None).await
    }
}

impl Core {
    async fn begin(self, sql: &str, identity: Option<&Identity>) -> Result<Tx, Error> {
        let core = Arc::new(self);
        let tx = Tx { core, level: Level::TRANSACTION, releasing: false, done: false };
        tx.control("BEGIN", sql, tx.core.lease.begin(sql, identity)).await?;
        Ok(tx)
    }
}
