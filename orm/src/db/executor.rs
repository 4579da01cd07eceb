//! What a statement can be sent through: a `Db` or a transaction.

use super::send::Sent;
use super::tx::Tx;
use super::{Call, Db, ReadTx, Session, TxOptions};
use crate::backend::Statement;
use crate::directory::{Errand, Pass};
use crate::error::Error;
use crate::model::Model;
use crate::repository::Repository;
use crate::row::{Decode, FromRow, listed};
use crate::scope::{NO_TENANT, Reach, Reaches};
use crate::sql::{Context, Dialect};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use std::sync::Arc;

/// What a query is sent through: `&Db`, `&Tx`, `&ReadTx`.
///
/// A function that takes any of them works inside a transaction and outside; one that writes asks
/// for a [`Writer`]. With `?Sized` it takes a `&dyn Writer`, too.
///
/// ```
/// use orm::{Error, Executor, Model, Writer};
///
/// #[derive(Model)]
/// pub struct Note {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub text: String,
/// }
///
/// async fn how_many(db: &impl Executor) -> Result<i64, Error> {
///     Note::query().count(db).await
/// }
///
/// async fn add(db: &(impl Writer + ?Sized), text: &str) -> Result<Note, Error> {
///     Note::create(db, note::New { text: text.into() }).await
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Note::TABLE]).await?;
/// add(&db, "at once").await?;
/// db.transaction(async |tx| {
///     let anywhere: &(dyn Writer + Send) = tx;
///     add(anywhere, "together").await?;
///     assert_eq!(how_many(tx).await?, 2);
///     Ok::<_, Error>(())
/// })
/// .await?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run a query",
    label = "expected `&Db` or a transaction",
    note = "pass the database by reference: `&db`; inside a transaction pass `tx`"
)]
pub trait Executor: Sync + sealed::Sealed {
    /// Where the statement goes.
    #[doc(hidden)]
    fn target(&self) -> Target<'_>;

    /// The rows of a model, as they are reached from here: `acme.repository::<Order>()`.
    fn repository<M: Model>(&self) -> Repository<'_, M, Self>
    where
        Self: Sized + Reaches<M::Scope>,
    {
        Repository::new(self)
    }
}

/// What a write is sent through: every [`Executor`] but a read-only transaction.
///
/// Inside a transaction it is `tx`. A statement that is sent through the `Db` there is not part of the
/// transaction, and on SQLite one that writes waits in vain for the transaction to end.
///
/// ```
/// use orm::{Db, Error, Model};
///
/// #[derive(Model, Debug)]
/// pub struct Account {
///     #[model(primary_key)]
///     pub owner: String,
///     #[model(check = "balance >= 0")]
///     pub balance: i64,
/// }
///
/// async fn pay(db: &Db, from: &str, to: &str, amount: i64) -> Result<i64, Error> {
///     db.transaction(async |tx| {
///         let change = async |owner: &str, by: i64| {
///             let rows = Account::query().filter(|a| a.owner.eq(owner));
///             rows.update(|a| a.balance.set(a.balance + by)).exec(tx).await
///         };
///         change(from, -amount).await?;
///         change(to, amount).await?;
///         Ok(Account::get(tx, from).await?.balance)
///     })
///     .await
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Account::TABLE]).await?;
/// # for owner in ["Ada", "Bob"] {
/// #     Account::create(&db, account::New { owner: owner.into(), balance: 10 }).await?;
/// # }
/// assert_eq!(pay(&db, "Ada", "Bob", 4).await?, 6);
/// assert!(pay(&db, "Ada", "Bob", 7).await.unwrap_err().is_check_violation());
/// assert_eq!(Account::get(&db, "Bob").await?.balance, 14);
/// # Ok(()) }
/// ```
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

pub(super) mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Db {}
    impl Sealed for super::Tx {}
    impl Sealed for super::ReadTx {}
    impl<E: Sealed + ?Sized> Sealed for &E {}
}

/// Where a statement goes, and whose rows it reaches.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    pub(super) place: Place<'a>,
    reach: &'a Reach,
}

/// Where a statement goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    /// A connection of the pool, for this statement alone.
    Db(&'a Db),
    /// The session's connection, outside of its transactions.
    Session(&'a Session),
    /// The transaction's connection.
    Tx(&'a Tx),
}

#[diagnostic::do_not_recommend]
impl Executor for Db {
    fn target(&self) -> Target<'_> {
        Target::db(self)
    }
}
#[diagnostic::do_not_recommend]
impl Writer for Db {}

#[diagnostic::do_not_recommend]
impl Executor for Tx {
    fn target(&self) -> Target<'_> {
        Target::tx(self)
    }
}
#[diagnostic::do_not_recommend]
impl Writer for Tx {}
#[diagnostic::do_not_recommend]
impl Locking for Tx {}

#[diagnostic::do_not_recommend]
impl Executor for ReadTx {
    fn target(&self) -> Target<'_> {
        Target::tx(self.tx())
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
    pub(super) fn db(db: &'a Db) -> Self {
        Target { place: Place::Db(db), reach: &NO_TENANT }
    }

    pub(super) fn session(session: &'a Session) -> Self {
        Target { place: Place::Session(session), reach: &NO_TENANT }
    }

    pub(super) fn tx(tx: &'a Tx) -> Self {
        Target { place: Place::Tx(tx), reach: &NO_TENANT }
    }

    /// The same place in a scope.
    pub(super) fn within(self, reach: &'a Reach) -> Self {
        Target { reach, ..self }
    }

    /// The same scope inside a transaction that was begun here.
    pub(crate) fn inside<'b>(self, tx: &'b Tx) -> Target<'b>
    where
        'a: 'b,
    {
        Target { place: Place::Tx(tx), reach: self.reach }
    }

    pub(crate) fn dialect(self) -> Dialect {
        self.database().dialect()
    }

    /// For whom statements are written.
    pub(crate) fn context(self) -> Context<'a> {
        Context { dialect: self.dialect(), reach: self.reach }
    }

    /// The text of a call, if it was written before. Those over a tenant's rows depend on the scope, too.
    pub(crate) fn kept_text<M: Model>(self, call: Call) -> Option<Arc<str>> {
        match M::TABLE.tenant {
            Some(_) => None,
            None => self.database().inner.texts.get::<M>(call),
        }
    }

    /// Keeps the text of a call.
    pub(crate) fn keep_text<M: Model>(self, call: Call, sql: &Arc<str>) {
        if M::TABLE.tenant.is_none() {
            self.database().inner.texts.keep::<M>(call, sql);
        }
    }

    /// Begins a transaction, or a nested one.
    pub(crate) async fn begin(self) -> Result<Tx, Error> {
        match self.place {
            Place::Db(db) => db.begin_as(&TxOptions::new(), false, self.reach).await,
            Place::Session(session) => session.begin().await,
            Place::Tx(tx) => tx.begin().await,
        }
    }

    pub(super) fn database(self) -> &'a Db {
        match self.place {
            Place::Db(db) => db,
            Place::Session(session) => &session.db,
            Place::Tx(tx) => tx.db(),
        }
    }

    pub(super) fn transaction(self) -> Option<&'a Tx> {
        match self.place {
            Place::Db(_) | Place::Session(_) => None,
            Place::Tx(tx) => Some(tx),
        }
    }

    /// Lets a statement through, if the tenant's directory does. What it does not let through for good, in
    /// a transaction, makes that useless.
    pub(super) async fn admit(self, errand: Errand) -> Result<Option<Pass>, Error> {
        let takes_connection = self.transaction().is_none();
        let admitted = self.reach.admit(errand, takes_connection).await;
        if admitted.as_ref().is_err_and(|error| !error.is_over_quota()) {
            self.fail();
        }
        admitted
    }

    pub(super) fn reach(self) -> &'a Reach {
        self.reach
    }

    /// Whether a statement may be sent once more, on another connection.
    pub(super) fn is_free(self) -> bool {
        matches!(self.place, Place::Db(_))
    }

    /// What a transaction makes of a statement that failed in several steps.
    pub(crate) fn fail(self) {
        if let Place::Tx(tx) = self.place {
            tx.fail();
        }
    }

    /// Sends a statement and decodes its rows.
    ///
    /// In a box, as [`execute`](Target::execute): what waits for a statement is some kilobytes, which each
    /// future around it would hold, and copy where it is handed on.
    pub(crate) fn fetch<R: FromRow>(
        self,
        statement: Statement,
        sent: Sent,
    ) -> BoxFuture<'a, Result<Vec<R>, Error>> {
        Box::pin(async move {
            let mut attempts = self.attempts(sent);
            loop {
                let rows = attempts.target().fetch_once(&statement, sent).await;
                if !attempts.again(&rows) {
                    return rows;
                }
            }
        })
    }

    /// Sends a statement and says how many rows it touched.
    pub(crate) fn execute(
        self,
        statement: Statement,
        sent: Sent,
    ) -> BoxFuture<'a, Result<u64, Error>> {
        Box::pin(async move {
            let mut attempts = self.attempts(sent);
            loop {
                let rows = attempts.target().execute_once(&statement, sent).await;
                if !attempts.again(&rows) {
                    return rows;
                }
            }
        })
    }

    async fn fetch_once<R: FromRow>(
        self,
        statement: &Statement,
        sent: Sent,
    ) -> Result<Vec<R>, Error> {
        let line = self.line(statement, sent).await?.alone(true);
        line.fold(statement, sent, Vec::new(), listed(R::from_row)).await
    }

    async fn execute_once(self, statement: &Statement, sent: Sent) -> Result<u64, Error> {
        self.line(statement, sent).await?.alone(true).execute(statement, sent).await
    }

    /// Where its tenant is by now, if a statement of this place may be sent there.
    pub(super) fn elsewhere(self) -> Option<(Db, Reach)> {
        let (mut db, reach) = self.reach.elsewhere()?;
        db.query_timeout = self.database().query_timeout;
        self.transaction().is_none().then_some((db, reach))
    }

    /// Sends a statement and gives its rows one by one.
    pub(crate) fn stream<R: Send + 'static>(
        self,
        statement: Statement,
        sent: Sent,
        decode: impl Decode<R> + Clone,
    ) -> BoxStream<'a, Result<R, Error>> {
        super::send::stream(self, statement, sent, decode)
    }
}
