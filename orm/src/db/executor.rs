//! What a statement can be sent through: a `Db` or a transaction.

use super::lease::Lease;
use super::send::Sent;
use super::tx::Tx;
use super::{Db, ReadTx};
use crate::backend::Statement;
use crate::error::Error;
use crate::row::{Decode, FromRow};
use crate::sql::Dialect;
use futures_util::stream::BoxStream;

/// What a query is sent through: `&Db`, `&Tx`, `&ReadTx`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run a query",
    label = "expected `&Db` or a transaction",
    note = "pass the database by reference: `&db`; inside a transaction pass `tx`"
)]
pub trait Executor: Sync + sealed::Sealed {
    /// Where the statement goes.
    #[doc(hidden)]
    fn target(&self) -> Target<'_>;
}

/// What a write is sent through: every [`Executor`] but a read-only transaction.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot write",
    label = "expected `&Db` or a transaction that may write",
    note = "a read-only transaction (`read_transaction`) has no writes: use `db.transaction(..)`"
)]
pub trait Writer: Executor {}

/// What a locking query is sent through: a transaction that may write.
#[diagnostic::on_unimplemented(
    message = "a query that locks rows needs a transaction that may write, not `{Self}`",
    label = "expected a transaction: elsewhere the lock would be gone with the statement",
    note = "run it inside `db.transaction(async |tx| ..)` and pass `tx`"
)]
pub trait Locking: Writer {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Db {}
    impl Sealed for super::Tx {}
    impl Sealed for super::ReadTx {}
    impl<E: Sealed + ?Sized> Sealed for &E {}
}

/// Where a statement goes.
#[derive(Debug, Clone, Copy)]
pub enum Target<'a> {
    /// A connection of the pool, for this statement alone.
    Db(&'a Db),
    /// The transaction's connection.
    Tx(&'a Tx),
}

#[diagnostic::do_not_recommend]
impl Executor for Db {
    fn target(&self) -> Target<'_> {
        Target::Db(self)
    }
}
#[diagnostic::do_not_recommend]
impl Writer for Db {}

#[diagnostic::do_not_recommend]
impl Executor for Tx {
    fn target(&self) -> Target<'_> {
        Target::Tx(self)
    }
}
#[diagnostic::do_not_recommend]
impl Writer for Tx {}
#[diagnostic::do_not_recommend]
impl Locking for Tx {}

#[diagnostic::do_not_recommend]
impl Executor for ReadTx {
    fn target(&self) -> Target<'_> {
        Target::Tx(self.tx())
    }
}

#[diagnostic::do_not_recommend]
impl<E: Executor + ?Sized> Executor for &E {
    fn target(&self) -> Target<'_> {
        (**self).target()
    }
}
#[diagnostic::do_not_recommend]
impl<E: Writer + ?Sized> Writer for &E {}
#[diagnostic::do_not_recommend]
impl<E: Locking + ?Sized> Locking for &E {}

impl<'a> Target<'a> {
    pub(crate) fn dialect(self) -> Dialect {
        self.db().dialect()
    }

    pub(super) fn db(self) -> &'a Db {
        match self {
            Target::Db(db) => db,
            Target::Tx(tx) => tx.db(),
        }
    }

    pub(super) fn tx(self) -> Option<&'a Tx> {
        match self {
            Target::Db(_) => None,
            Target::Tx(tx) => Some(tx),
        }
    }

    /// Sends a statement and decodes its rows.
    pub(crate) async fn fetch<R: FromRow>(
        self,
        statement: Statement,
        sent: Sent,
    ) -> Result<Vec<R>, Error> {
        self.fetch_with(statement, sent, R::from_row).await
    }

    /// Sends a statement and reads its rows in this way.
    pub(crate) async fn fetch_with<T: Send + 'static>(
        self,
        statement: Statement,
        sent: Sent,
        decode: impl Decode<T>,
    ) -> Result<Vec<T>, Error> {
        let db = self.db();
        let timeout = db.inner.query_timeout;
        let work = sent.start(db, &statement);
        let result = match self {
            Target::Db(db) => match db.acquire(sent.writes()).await {
                Ok(lease) => {
                    sent.prepare(&lease, &statement);
                    lease.fetch(&statement, decode, timeout).await
                }
                Err(error) => Err(error),
            },
            Target::Tx(tx) => {
                let fetch = async |lease: &Lease| {
                    sent.prepare(lease, &statement);
                    lease.fetch(&statement, decode, timeout).await
                };
                tx.run(fetch).await
            }
        };
        let result = result.map_err(|error| error.with_statement(&statement.sql));
        work.finish(result.as_ref().map(|rows| rows.len() as u64));
        result
    }

    /// Sends a statement and says how many rows it touched.
    pub(crate) async fn execute(self, statement: Statement, sent: Sent) -> Result<u64, Error> {
        let db = self.db();
        let work = sent.start(db, &statement);
        let result = match self {
            Target::Db(db) => match db.acquire(sent.writes()).await {
                Ok(lease) => {
                    sent.prepare(&lease, &statement);
                    lease.execute(&statement, db.inner.query_timeout).await
                }
                Err(error) => Err(error),
            },
            Target::Tx(tx) => {
                let execute = async |lease: &Lease| {
                    sent.prepare(lease, &statement);
                    lease.execute(&statement, db.inner.query_timeout).await
                };
                tx.run(execute).await
            }
        };
        let result = result.map_err(|error| error.with_statement(&statement.sql));
        work.finish(result.as_ref().map(|rows| *rows));
        result
    }

    /// Sends a statement and gives its rows one by one.
    pub(crate) fn stream<R: FromRow>(
        self,
        statement: Statement,
        sent: Sent,
    ) -> BoxStream<'a, Result<R, Error>> {
        super::send::stream(self, statement, sent)
    }
}
