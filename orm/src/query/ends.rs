//! The ends of a query: what sends it.

use super::{Locked, Plan, Query, RowStream, stream};
use crate::backend::Statement;
use crate::db::{Sent, Target};
use crate::error::Error;
use crate::load::{Loads, RowOf, complete_all};
use crate::model::Model;
use crate::row::{FromRow, listed};
use crate::scope::Reaches;
use crate::{sql, stmt};
use futures_util::future::BoxFuture;
use std::sync::Arc;

impl<M: Model, S: Plan<M>> Query<M, S> {
    /// The most statements that a query with these loads sends: its own, and one for each relation
    /// that is fetched. A relation of rows that are not there takes none.
    ///
    /// Of [`page`](Self::page) it is true as well, and of each batch of a [`stream`](Self::stream).
    pub const MAX_STATEMENTS: usize = 1 + S::FETCHES;

    /// All rows.
    ///
    /// # Errors
    /// As of every statement: [`is_connection_lost`](Error::is_connection_lost),
    /// [`is_pool_exhausted`](Error::is_pool_exhausted), [`is_timeout`](Error::is_timeout),
    /// [`is_decode`](Error::is_decode), [`is_unsupported`](Error::is_unsupported). With loads,
    /// [`is_not_found`](Error::is_not_found) too, if a required row that a statement of its own fetches
    /// is gone by then, or never was there.
    pub async fn all<E: Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<Vec<S::Row>, Error> {
        loaded_rows::<M, S>(db.target(), self).await
    }

    /// The only row.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) if there is none,
    /// [`is_too_many_rows`](Error::is_too_many_rows) if there are more, and those of [`all`](Self::all).
    pub async fn one<E: Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<S::Row, Error> {
        self.one_in(db.target()).await
    }

    pub(crate) async fn one_in(self, target: Target<'_>) -> Result<S::Row, Error> {
        self.optional_in(target).await?.ok_or_else(|| Error::not_found(M::TABLE.model))
    }

    /// The only row, or `None`.
    ///
    /// # Errors
    /// [`is_too_many_rows`](Error::is_too_many_rows) if there is more than one, and those of
    /// [`all`](Self::all).
    pub async fn optional<E: Reaches<M::Scope> + ?Sized>(
        self,
        db: &E,
    ) -> Result<Option<S::Row>, Error> {
        self.optional_in(db.target()).await
    }

    async fn optional_in(mut self, target: Target<'_>) -> Result<Option<S::Row>, Error> {
        // Two rows are enough to know that there is more than one.
        self.select.limit = Some(self.select.limit.unwrap_or(2).min(2));
        let model = M::TABLE.model;
        let mut rows = loaded_rows::<M, S>(target, self).await?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            _ => Err(Error::too_many_rows(model)),
        }
    }

    /// The first row in the query's order, or `None`.
    ///
    /// # Errors
    /// Those of [`all`](Self::all).
    pub async fn first<E: Reaches<M::Scope> + ?Sized>(
        self,
        db: &E,
    ) -> Result<Option<S::Row>, Error> {
        self.first_in(db.target()).await
    }

    pub(crate) async fn first_in(mut self, target: Target<'_>) -> Result<Option<S::Row>, Error> {
        self.select.limit = Some(self.select.limit.unwrap_or(1).min(1));
        Ok(loaded_rows::<M, S>(target, self).await?.pop())
    }

    /// The rows one by one, as the database gives them: memory does not grow with their number.
    ///
    /// The stream holds a connection until it ends or is dropped. With relations that statements of
    /// their own fetch, the rows come in batches of 1,000 instead, each read by the primary key after
    /// the one before: no connection is held between them, and rows that change meanwhile are read as
    /// they are then. In a transaction that only reads, with
    /// [`RepeatableRead`](crate::Isolation::RepeatableRead), all batches see one state.
    ///
    /// Inside a transaction on PostgreSQL, the rows are those of a cursor (manual, "DECLARE"): two
    /// batches of 256 at most are in memory, also when other statements run between them. What the
    /// transaction writes later does not show in them. A stream that is dropped closes its cursor, and
    /// the transaction goes on. The server plans for the first tenth of the rows to come early, as
    /// `cursor_tuple_fraction` says, and without parallel workers. On SQLite, the rest of the rows is read
    /// into memory when another statement of the transaction comes between them.
    ///
    /// # Errors
    /// Each item may be an error of those of [`all`](Self::all); the stream ends after it. After the
    /// end of its nested transaction, [`is_transaction_state`](Error::is_transaction_state). With fetched
    /// relations, [`is_unsupported`](Error::is_unsupported) for `distinct` rows and for a view without a
    /// primary key, which have no place to go on from.
    pub fn stream<'a, E: Reaches<M::Scope> + ?Sized>(self, db: &'a E) -> RowStream<'a, S::Row> {
        let (select, loads) = self.with_joins();
        stream::start::<M, S>(db.target(), select, loads)
    }

    /// How many rows there are.
    ///
    /// # Errors
    /// Those of [`all`](Self::all).
    pub async fn count<E: Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<i64, Error> {
        self.count_in(db.target()).await
    }

    pub(crate) async fn count_in(self, target: Target<'_>) -> Result<i64, Error> {
        let statement = sql::count(target.context(), &self.select)?;
        only(target.fetch::<i64>(statement, Sent::read(self.select.table)).await?)
    }

    /// Whether there is a row.
    ///
    /// # Errors
    /// Those of [`all`](Self::all).
    pub async fn exists<E: Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<bool, Error> {
        self.exists_in(db.target()).await
    }

    pub(crate) async fn exists_in(self, target: Target<'_>) -> Result<bool, Error> {
        let statement = sql::exists(target.context(), &self.select)?;
        only(target.fetch::<bool>(statement, Sent::read(self.select.table)).await?)
    }

    /// The database's plan for the query, one step a line (`EXPLAIN`, `EXPLAIN QUERY PLAN`).
    ///
    /// # Errors
    /// Those of [`all`](Self::all).
    pub async fn explain<E: Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<String, Error> {
        let target = db.target();
        let (select, _) = self.with_joins();
        let mut statement = sql::select(target.context(), &select)?;
        let sent = Sent::read(select.table);
        let lines = match target.dialect() {
            sql::Dialect::Postgres => {
                statement.sql = Arc::from(format!("EXPLAIN {}", statement.sql));
                target.fetch::<String>(statement, sent).await?
            }
            sql::Dialect::Sqlite => {
                statement.sql = Arc::from(format!("EXPLAIN QUERY PLAN {}", statement.sql));
                let steps = target.fetch::<(i64, i64, i64, String)>(statement, sent).await?;
                steps.into_iter().map(|(_, _, _, detail)| detail).collect()
            }
        };
        Ok(lines.join("\n"))
    }

    /// The text of the query's own statement for this database. Values are placeholders in it.
    ///
    /// # Errors
    /// [`is_unsupported`](Error::is_unsupported) if the database lacks something that the query needs.
    pub fn to_sql<E: Reaches<M::Scope> + ?Sized>(&self, db: &E) -> Result<String, Error> {
        let (select, _) = self.clone().with_joins();
        Ok(sql::select(db.target().context(), &select)?.sql.to_string())
    }
}

impl<M: Model, S: Plan<M>> Query<M, S> {
    /// Locks the rows that are read against changes until the transaction ends.
    ///
    /// Only a transaction can run it. SQLite has one writing transaction at a time, which holds the
    /// only lock there is.
    pub fn for_update(self) -> Locked<M, S> {
        Locked::new(self, false)
    }

    /// Locks the rows that are read against changes until the transaction ends; others may lock
    /// them the same way.
    pub fn for_share(self) -> Locked<M, S> {
        Locked::new(self, true)
    }

    pub(super) fn set_lock(&mut self, lock: stmt::Lock) {
        self.select.lock = Some(lock);
    }
}

impl<M, S> Query<M, S> {
    /// The statement with the columns of what is joined, and the loads ready to read them.
    pub(super) fn with_joins(self) -> (stmt::Select, Loads) {
        let Query { mut select, loads, .. } = self;
        let loads = loads.sealed(select.deleted);
        loads.columns(select.table, &stmt::Hops::new(), &mut select.columns);
        (select, loads)
    }
}

/// The rows, with what is loaded: all on one connection. In a box, as [`Target::fetch`].
pub(crate) fn loaded_rows<M: Model, S: Plan<M>>(
    target: Target<'_>,
    query: Query<M, S>,
) -> BoxFuture<'_, Result<Vec<S::Row>, Error>> {
    Box::pin(async move {
        let (select, loads) = query.with_joins();
        let statement = sql::select(target.context(), &select)?;
        let sent = Sent::read(select.table);
        let mut attempts = target.attempts(sent);
        loop {
            let rows = loaded_once::<M, S>(attempts.target(), &statement, sent, &loads).await;
            if !attempts.again(&rows) {
                return rows;
            }
        }
    })
}

async fn loaded_once<M: Model, S: Plan<M>>(
    target: Target<'_>,
    statement: &Statement,
    sent: Sent,
    loads: &Loads,
) -> Result<Vec<S::Row>, Error> {
    let line = target.line(statement, sent).await?.alone(!loads.fetch());
    let joined = loads.clone();
    let read = listed(move |row| S::Row::read(row, &joined));
    let mut rows = line.fold(statement, sent, Vec::new(), read).await?;
    complete_all::<M, S::Row>(&mut rows, loads, &line).await?;
    Ok(rows)
}

pub(super) async fn rows<R: FromRow>(
    target: Target<'_>,
    select: &stmt::Select,
) -> Result<Vec<R>, Error> {
    let statement = sql::select(target.context(), select)?;
    target.fetch(statement, Sent::read(select.table)).await
}

/// The only row of a statement that always has one.
fn only<T>(mut rows: Vec<T>) -> Result<T, Error> {
    rows.pop().ok_or_else(|| Error::not_found("row"))
}
