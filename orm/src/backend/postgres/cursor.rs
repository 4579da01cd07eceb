//! Rows one by one inside a transaction, from a cursor of the server.
//!
//! ```text
//! DECLARE, FETCH 256 -> rows, FETCH 256 -> rows, FETCH 256 -> .. -> fewer rows, CLOSE
//! ```
//!
//! Two requests go together at the start, and each batch is asked for when the one before has come. All
//! of a batch is read at once: the transaction's other statements are answered behind it, whether
//! somebody takes its rows or not.

use super::connection::{PgConnection, explain, params};
use super::encode::{Param, Params};
use super::error::Cause;
use super::stream::BATCH;
use crate::backend::queue::queued;
use crate::backend::{Scope, Statement};
use crate::error::{Error, Kind};
use crate::row::{Cells, Decode, Row};
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::{Stream, StreamExt, TryFutureExt, TryStreamExt, stream};
use std::ops::Deref;
use std::sync::atomic::Ordering;
use std::vec;
use tokio_postgres::types::Type as PgType;

type Batch = Result<Vec<tokio_postgres::Row>, Cause>;

impl PgConnection {
    /// Gives the rows of a statement inside a transaction as they are asked for; it is sent at the
    /// first poll. What is no query cannot be a cursor: it runs at once, and its rows are kept when
    /// another statement is sent.
    pub(crate) fn cursor<'a, R, O, S>(
        owner: O,
        scope: S,
        statement: Statement,
        decode: impl Decode<R>,
    ) -> impl Stream<Item = Result<R, Error>> + Send + 'a
    where
        R: Send + 'static,
        O: Deref<Target = PgConnection> + Send + Sync + 'static,
        S: Scope + 'a,
    {
        if !statement.sql.starts_with("SELECT") {
            return PgConnection::stream(owner, statement, decode).left_stream();
        }
        let sql = statement.sql.clone();
        let rows = |cursor| stream::try_unfold(cursor, Cursor::next);
        Cursor::open(owner, scope, statement, decode)
            .map_ok(rows)
            .try_flatten_stream()
            .map_err(move |error| error.with_statement(&sql))
            .right_stream()
    }

    /// Sends a statement without preparing it, and takes all of its rows.
    fn take(&self, sql: String, params: Params) -> BoxFuture<'static, Batch> {
        let (client, ended) = (self.client.clone(), self.ended.clone());
        let work = async move {
            let typed: Vec<(Param<'_>, PgType)> =
                params.iter().zip(params.types().iter().cloned()).collect();
            let rows = client.query_typed_raw(&sql, typed).await?;
            rows.try_collect().await
        }
        .map_err(move |error: tokio_postgres::Error| explain(error.into(), &ended))
        .boxed();
        // As in `cache::prepare`, and the task takes the answer though nobody may wait for it.
        let task = self.runtime.spawn(queued(work));
        async { task.await.unwrap_or(Err(Cause::Gone)) }.boxed()
    }
}

/// A cursor that was declared. Dropped, it is closed.
struct Cursor<O: Deref<Target = PgConnection>, S: Scope, D> {
    name: String,
    rows: vec::IntoIter<tokio_postgres::Row>,
    /// What was asked for.
    coming: Option<BoxFuture<'static, Batch>>,
    is_open: bool,
    decode: D,
    scope: S,
    owner: O,
}

impl<O, S, D> Cursor<O, S, D>
where
    O: Deref<Target = PgConnection>,
    S: Scope,
{
    async fn open(owner: O, scope: S, statement: Statement, decode: D) -> Result<Self, Error> {
        let params = params(&statement)?;
        if !owner.cache.is_off() {
            owner.learn_types(&statement, &params).await?;
        }
        let number = owner.state.cursors.fetch_add(1, Ordering::Relaxed) + 1;
        let mut cursor = Cursor {
            name: format!("orm_c{number}"),
            rows: Vec::new().into_iter(),
            coming: None,
            is_open: false,
            decode,
            scope,
            owner,
        };
        let prefix = format!("DECLARE {} NO SCROLL CURSOR FOR ", cursor.name);
        let declare = format!("{prefix}{}", statement.sql);
        let declared = cursor.scope.while_open(|| cursor.owner.take(declare, params));
        let declared = declared.ok_or_else(gone)?;
        cursor.is_open = true;
        cursor.ask()?;
        match declared.await {
            Ok(_) => Ok(cursor),
            Err(cause) => Err(cursor.failed(cause).behind(prefix.len())),
        }
    }

    /// The next row, and the cursor for those after it.
    async fn next<R>(mut self) -> Result<Option<(R, Self)>, Error>
    where
        D: Decode<R>,
    {
        loop {
            self.scope.while_open(|| ()).ok_or_else(gone)?;
            if let Some(row) = self.rows.next() {
                let row = (self.decode)(&mut Row::new(Cells::Postgres(&row)))?;
                return Ok(Some((row, self)));
            }
            let Some(coming) = &mut self.coming else { return Ok(None) };
            let batch = coming.await;
            self.coming = None;
            let batch = batch.map_err(|cause| self.failed(cause))?;
            let is_last = batch.len() < BATCH;
            self.rows = batch.into_iter();
            if is_last {
                self.close();
            } else {
                self.scope.settle().await?;
                self.ask()?;
            }
        }
    }

    fn ask(&mut self) -> Result<(), Error> {
        let fetch = format!("FETCH FORWARD {BATCH} FROM {}", self.name);
        self.owner.open_gates();
        let asked = self.scope.while_open(|| self.owner.take(fetch, Params::default()));
        self.coming = Some(asked.ok_or_else(gone)?);
        Ok(())
    }

    /// The server refused: the transaction has failed, and there is nothing to be closed.
    fn failed(&mut self, cause: Cause) -> Error {
        self.owner.state.doubtful.store(true, Ordering::Relaxed);
        self.is_open = false;
        self.coming = None;
        cause.into()
    }

    /// Puts the cursor's end in the connection's queue. After the end of its savepoint, there is no such
    /// cursor, and the statement would make the transaction around fail.
    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            let close = format!("CLOSE {}", self.name);
            self.scope.while_open(|| self.owner.send_later(&close));
        }
    }
}

impl<O: Deref<Target = PgConnection>, S: Scope, D> Drop for Cursor<O, S, D> {
    fn drop(&mut self) {
        let is_under_way = |coming: BoxFuture<'static, Batch>| {
            coming.now_or_never().is_none_or(|batch| batch.is_err())
        };
        if self.coming.take().is_some_and(is_under_way) {
            // If the transaction is rolled back, the server need not come to the end of it.
            self.owner.state.abandon();
        }
        if self.is_open {
            self.close();
        }
    }
}

impl PgConnection {
    /// Prepares a query that is run by a cursor. tokio-postgres asks the server for types that it does
    /// not know when it meets them: with the rows of a FETCH on their way, which nobody takes then, the
    /// answer would never come.
    async fn learn_types(&self, statement: &Statement, params: &Params) -> Result<(), Error> {
        let sql = &statement.sql;
        let mut request = self.request();
        let prepared = match statement.shape {
            None => self.cache.get(&self.client, &self.runtime, sql, params).await.map(drop),
            Some(shape) => self.learn_shape(sql, params, shape).await,
        };
        match prepared {
            Ok(_) => request.let_go(),
            Err(cause) => {
                let cause = self.answered(self.explain(cause));
                request.end(&Err::<(), _>(cause.clone()));
                return Err(cause.into());
            }
        }
        Ok(())
    }
}

fn gone() -> Error {
    Error::new(
        Kind::Transaction,
        "the transaction around this stream has ended, and the stream's cursor with it",
    )
}
