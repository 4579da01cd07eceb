//! Transactions that only read.

use super::Db;
use super::tx::{Tx, TxOptions};
use crate::error::Error;

/// A transaction that only reads: it has no writes, so that one does not compile. On SQLite it runs
/// beside the one that writes.
#[derive(Debug)]
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
    /// same state.
    ///
    /// # Errors
    /// What `work` gives, and those of [`begin_read`](Db::begin_read).
    pub async fn read_transaction<T, E>(
        &self,
        options: TxOptions,
        work: impl AsyncFnOnce(&ReadTx) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<Error>,
    {
        let tx = self.begin_read(options).await?;
        let value = work(&tx).await?;
        tx.commit().await?;
        Ok(value)
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// Those of [`begin`](Db::begin).
    pub async fn begin_read(&self, options: TxOptions) -> Result<ReadTx, Error> {
        Ok(ReadTx { tx: self.begin_as(&options, true).await? })
    }
}
