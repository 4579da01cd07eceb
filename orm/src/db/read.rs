//! Transactions that only read.

use super::Db;
use super::closure::WorkOnce;
use super::{Tx, TxOptions};
use crate::error::Error;
use crate::scope::{NO_TENANT, Reach};

/// A transaction that only reads: it has no writes, so that one does not compile. On SQLite it runs
/// beside the one that writes.
#[derive(Debug)]
#[must_use = "a transaction ends when it is dropped"]
pub struct ReadTx {
    tx: Tx,
}

impl ReadTx {
    pub(super) fn tx(&self) -> &Tx {
        &self.tx
    }

    /// Ends the transaction.
    ///
    /// # Errors
    /// Those of [`Tx::commit`].
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await
    }
}

impl Db {
    /// Runs `work` in a transaction that only reads.
    ///
    /// With [`Isolation::RepeatableRead`](super::Isolation::RepeatableRead) all its queries see the
    /// same state. [`TxOptions::retry`] has no effect.
    ///
    /// # Errors
    /// What `work` gives, and those of [`begin_read`](Db::begin_read).
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn read_transaction<T, E, F>(
        &self,
        options: TxOptions,
        work: F,
    ) -> impl Future<Output = Result<T, E>> + Send
    where
        for<'r> F: AsyncFnOnce(&'r ReadTx) -> Result<T, E>
            + WorkOnce<&'r ReadTx, Result<T, E>, Fut: Send>
            + Send,
        T: Send,
        E: From<Error> + Send,
    {
        async {
            let tx = self.begin_read(options).await?;
            let value = work(&tx).await?;
            tx.commit().await?;
            Ok(value)
        }
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// Those of [`begin`](Db::begin).
    pub async fn begin_read(&self, options: TxOptions) -> Result<ReadTx, Error> {
        self.begin_read_as(&options, &NO_TENANT).await
    }

    pub(super) async fn begin_read_as(
        &self,
        options: &TxOptions,
        reach: &Reach,
    ) -> Result<ReadTx, Error> {
        Ok(ReadTx { tx: self.begin_as(options, true, reach).await? })
    }
}
