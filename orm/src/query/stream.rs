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
use std::task::{Context, Poll, ready};
use tokio::task::coop;

/// The rows of a query, one by one: a [`Stream`] of `Result<R, Error>`, with the two methods of it
/// that are needed most.
#[must_use = "a stream does nothing until it is polled"]
pub struct RowStream<'a, R> {
    rows: BoxStream<'a, Result<R, Error>>,
    /// How many were given since the last unit of the task's budget was spent.
    unspent: u8,
}

/// After how many rows one unit of the task's budget is spent, of which it has 128 for a turn (tokio's
/// `coop`). A turn costs some microseconds, which no row should feel.
const SPENDING: u8 = 8;

impl<'a, R> RowStream<'a, R> {
    pub(super) fn new(rows: BoxStream<'a, Result<R, Error>>) -> Self {
        RowStream { rows, unspent: 0 }
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// Those of [`Query::all`](super::Query::all).
    pub async fn next(&mut self) -> Result<Option<R>, Error> {
        StreamExt::next(self).await.transpose()
    }
}

impl<R> Stream for RowStream<'_, R> {
    type Item = Result<R, Error>;

    /// Gives the runtime its turn after some rows, although more are there: a database that is faster
    /// than the program would otherwise keep every timeout around it, and other tasks, from being polled.
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.unspent == SPENDING {
            ready!(coop::poll_proceed(cx)).made_progress();
            self.unspent = 0;
        }
        let row = ready!(self.rows.poll_next_unpin(cx));
        self.unspent += 1;
        Poll::Ready(row)
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
        return RowStream::new(batches::<M, S>(target, select, loads));
    }
    let sent = Sent::read(select.table);
    let rows = match sql::select(target.context(), &select) {
        Ok(statement) => target.stream(statement, sent, move |row| S::Row::read(row, &loads)),
        Err(error) => stream::once(future::ready(Err(error))).boxed(),
    };
    RowStream::new(rows)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    #[tokio::test]
    async fn a_stream_that_always_has_a_row_gives_others_their_turn() {
        const ROWS: usize = 10_000;
        let mut stream = RowStream::new(stream::iter((0..ROWS).map(Ok)).boxed());
        let at_once = poll_fn(|cx| {
            let mut rows = 0;
            while let Poll::Ready(Some(_)) = stream.poll_next_unpin(cx) {
                rows += 1;
            }
            Poll::Ready(rows)
        });
        let first = at_once.await;
        assert!((1..2_000).contains(&first), "{first}");
        let mut turns = 0;
        let mut count = first;
        let mut rest = Box::pin(async {
            while stream.next().await.unwrap().is_some() {
                count += 1;
            }
        });
        poll_fn(|cx| {
            turns += 1;
            rest.as_mut().poll(cx)
        })
        .await;
        drop(rest);
        assert!(turns > 4, "{turns}");
        assert_eq!(count, ROWS);
    }
}
