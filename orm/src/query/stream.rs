//! Rows one by one.

use crate::db::{Sent, Target};
use crate::error::Error;
use crate::row::FromRow;
use crate::{sql, stmt};
use futures_util::stream::{self, BoxStream, StreamExt};
use futures_util::{Stream, future};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The rows of a query, one by one: a [`Stream`] of `Result<R, Error>`, with the two methods of it
/// that are needed most.
#[must_use = "a stream does nothing until it is polled"]
pub struct RowStream<'a, R> {
    rows: BoxStream<'a, Result<R, Error>>,
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

pub(super) fn start<'a, R: FromRow>(target: Target<'a>, select: stmt::Select) -> RowStream<'a, R> {
    let sent = Sent::read(select.table);
    let rows = match sql::select(target.dialect(), &select) {
        Ok(statement) => target.stream::<R>(statement, sent),
        Err(error) => stream::once(future::ready(Err(error))).boxed(),
    };
    RowStream { rows }
}
