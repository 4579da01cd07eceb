//! Rows one by one.

use super::Plan;
use super::page::{add_key, rows_after};
use crate::db::{Sent, Target};
use crate::error::Error;
use crate::load::{Loads, RowOf};
use crate::model::Model;
use crate::value::Value;
use crate::{sql, stmt};
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use futures_util::{Stream, future};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The rows of a query, one by one: a [`Stream`] of `Result<R, Error>`, with the two methods of it
/// that are needed most.
#[must_use = "a stream does nothing until it is polled"]
pub struct RowStream<'a, R> {
    pub(super) rows: BoxStream<'a, Result<R, Error>>,
}

impl<R> RowStream<'_, R> {
    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// Those of [`Query::all`](super::Query::all).
    pub async fn next(&mut self) -> Result<Option<R>, Error> {
        self.rows.next().await.transpose()
    }
}

impl<R> Stream for RowStream<'_, R> {
    type Item = Result<R, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.rows.poll_next_unpin(cx)
    }
}

impl<R> fmt::Debug for RowStream<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowStream")
    }
}

/// How many rows a batch has, where relations are fetched for a batch at a time.
const BATCH: u64 = 1000;

pub(super) fn start<'a, M: Model, S: Plan<M>>(
    target: Target<'a>,
    select: stmt::Select,
    loads: Loads,
) -> RowStream<'a, S::Row> {
    if loads.fetch() {
        return RowStream { rows: batches::<M, S>(target, select, loads) };
    }
    let sent = Sent::read(select.table);
    let rows = match sql::select(target.context(), &select) {
        Ok(statement) => target.stream(statement, sent, move |row| S::Row::read(row, &loads)),
        Err(error) => stream::once(future::ready(Err(error))).boxed(),
    };
    RowStream { rows }
}

/// Rows in batches, each with its relations: a batch begins where the one before ended, so that no
/// connection is held between them.
fn batches<'a, M: Model, S: Plan<M>>(
    target: Target<'a>,
    mut select: stmt::Select,
    loads: Loads,
) -> BoxStream<'a, Result<S::Row, Error>> {
    if let Err(error) = add_key(&mut select, target.context().reach) {
        return stream::once(future::ready(Err(error))).boxed();
    }
    let loads = Arc::new(loads);
    let first = Some((select, None));
    stream::try_unfold(first, move |next: Option<(stmt::Select, Option<Vec<Value>>)>| {
        let loads = loads.clone();
        async move {
            let Some((mut select, after)) = next else { return Ok::<_, Error>(None) };
            let size = select.limit.map_or(BATCH, |limit| limit.min(BATCH));
            if size == 0 {
                return Ok(None);
            }
            let asked = select.clone();
            let batch = rows_after::<M, S>(target, asked, &loads, after.as_deref(), size).await?;
            let rows = batch.rows.len() as u64;
            select.limit = select.limit.map(|limit| limit.saturating_sub(rows));
            select.offset = None;
            let next = batch.place.map(|place| (select, Some(place)));
            Ok(Some((stream::iter(batch.rows.into_iter().map(Ok)), next)))
        }
    })
    .try_flatten()
    .boxed()
}
