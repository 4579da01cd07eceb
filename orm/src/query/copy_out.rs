//! A query's rows by PostgreSQL's COPY.

use super::{Plan, Query, RowStream};
use crate::db::{Sent, Target};
use crate::error::Error;
use crate::load::RowOf;
use crate::model::Model;
use crate::scope::Reaches;
use crate::sql::{self, CopyOut};
use futures_util::future;
use futures_util::stream::{self, BoxStream, StreamExt};

impl<M: Model, S: Plan<M>> Query<M, S> {
    /// The rows one by one by PostgreSQL's `COPY (SELECT ..) TO STDOUT` in binary form: like
    /// [`stream`](Self::stream), with less for the server to do for each row. SQLite, which has no COPY,
    /// gives them as `stream` does; so does a tenant, whose id is a value of the query.
    ///
    /// A COPY takes no values, so that the query can have none: no filter that compares with a value and
    /// no limit. What stands in the text alone works: `is_null()`, comparisons of columns, an order,
    /// soft deletion, joined relations.
    ///
    /// The stream holds a connection until it ends or is dropped; whoever drops it early stops the
    /// server. Up to some hundred rows are read ahead, and no more; inside a transaction, a statement
    /// that is sent before the stream has ended makes the rest be read ahead, too. The query timeout does
    /// not apply.
    ///
    /// ```no_run
    /// # #[derive(orm::Model)]
    /// # pub struct Reading {
    /// #     #[model(primary_key, auto)]
    /// #     pub id: i64,
    /// #     pub sensor: String,
    /// #     pub celsius: Option<f64>,
    /// # }
    /// # fn main() {}
    /// # async fn run(db: orm::Db) -> orm::Result<()> {
    /// let mut readings = Reading::query().filter(|r| r.celsius.is_not_null()).copy_out(&db);
    /// while let Some(reading) = readings.next().await? {
    ///     println!("{} {:?}", reading.sensor, reading.celsius);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Each item may be an error of those of [`all`](Self::all); the stream ends after it.
    /// [`is_unsupported`](Error::is_unsupported) for a query with values, and for one with relations that
    /// statements of their own fetch; nothing is sent then.
    pub fn copy_out<'a, E: Reaches<M::Scope> + ?Sized>(self, db: &'a E) -> RowStream<'a, S::Row> {
        RowStream::new(start(db.target(), self))
    }
}

fn start<'a, M: Model, S: Plan<M>>(
    target: Target<'a>,
    query: Query<M, S>,
) -> BoxStream<'a, Result<S::Row, Error>> {
    let (select, loads) = query.with_joins();
    let copy = if loads.fetch() {
        Err(Error::unsupported(
            "a COPY is one statement, and these relations are fetched by others: use `stream`",
        ))
    } else {
        sql::copy_out(target.context(), &select)
    };
    let (statement, sent) = match copy {
        Ok(CopyOut::Copy(statement)) => (statement, Sent::write("COPY", select.table)),
        Ok(CopyOut::Query(statement)) => (statement, Sent::read(select.table)),
        Err(error) => return stream::once(future::ready(Err(error))).boxed(),
    };
    target.stream(statement, sent, move |row| S::Row::read(row, &loads))
}
