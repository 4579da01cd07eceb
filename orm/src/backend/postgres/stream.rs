//! Rows one by one, from a task that reads ahead a little.
//!
//! ```text
//! server -> task: decode up to 256 rows -> gate: two batches ahead -> the stream's user
//! ```
//!
//! The gate keeps a slow user from filling the memory. It opens for good as soon as another statement
//! is sent on the same connection: the server answers in order, so that a user who sends a statement
//! for each row would wait for an answer behind rows that only he can take. Inside a transaction, where
//! that is usual, queries are streamed by a `cursor`.

use super::connection::{PgConnection, Prepare, explain, params};
use super::copy_out::CopiedRow;
use super::error::Cause;
use super::row_security::Ending;
use crate::backend::{Binds, Identity, Statement};
use crate::error::Error;
use crate::row::{Cells, Decode, DecodeError, Row};
use futures_util::{Stream, TryFutureExt, TryStreamExt, ready, stream};
use std::future::poll_fn;
use std::ops::Deref;
use std::pin::{Pin, pin};
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};
use std::vec;
use tokio::sync::{Semaphore, mpsc};

/// How many rows are taken together.
pub(super) const BATCH: usize = 256;
const BATCHES_AHEAD: usize = 2;

impl PgConnection {
    /// Runs a statement and gives its rows as they come; it is sent at the first poll.
    ///
    /// The owner is kept until the rows have ended or the stream is dropped.
    pub(crate) fn stream<R, O>(
        owner: O,
        statement: Statement,
        decode: impl Decode<R>,
    ) -> impl Stream<Item = Result<R, Error>> + Send + 'static
    where
        R: Send + 'static,
        O: Deref<Target = PgConnection> + Send + Sync + 'static,
    {
        PgConnection::stream_for(None, owner, statement, decode)
    }

    /// The same, for somebody in a transaction of its own.
    pub(crate) fn stream_for<R, O>(
        identity: Option<Identity>,
        owner: O,
        statement: Statement,
        decode: impl Decode<R>,
    ) -> impl Stream<Item = Result<R, Error>> + Send + 'static
    where
        R: Send + 'static,
        O: Deref<Target = PgConnection> + Send + Sync + 'static,
    {
        let sql = statement.sql.clone();
        let batches = start(identity, owner, statement, decode).try_flatten_stream();
        let batches = batches.map_err(move |error: Error| error.with_statement(&sql));
        Unbatched { batches: Box::pin(batches), batch: Vec::new().into_iter() }
    }

    pub(super) fn open_gates(&self) {
        for gate in self.gates.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if let Some(gate) = gate.upgrade() {
                gate.close();
            }
        }
    }
}

/// The rows of batches, one by one: nearly every row is only taken out of a list.
struct Unbatched<S, R> {
    batches: Pin<Box<S>>,
    batch: vec::IntoIter<R>,
}

// The rows are moved out of the list, and what is pinned is in a box.
impl<S, R> Unpin for Unbatched<S, R> {}

impl<S: Stream<Item = Result<Vec<R>, Error>>, R> Stream for Unbatched<S, R> {
    type Item = Result<R, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(row) = self.batch.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(self.batches.as_mut().poll_next(cx)) {
                Some(Ok(batch)) => self.batch = batch.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

enum Batch<R> {
    Rows(Vec<R>),
    Failed(Error),
    End,
}

/// The stream's end of the work. Dropped, it ends the task.
struct Taking<R, O: Deref<Target = PgConnection>> {
    batches: mpsc::UnboundedReceiver<Batch<R>>,
    gate: Arc<Semaphore>,
    ended: bool,
    /// The end of the rows' own transaction.
    ending: Option<Ending>,
    owner: O,
}

impl<R, O: Deref<Target = PgConnection>> Drop for Taking<R, O> {
    fn drop(&mut self) {
        // The task may be waiting at the gate; it finds that nobody takes the rows.
        self.batches.close();
        self.gate.close();
        if !self.ended {
            // The server may have more of them, and would send them all.
            self.owner.state.abandon();
        }
    }
}

async fn start<R, O>(
    identity: Option<Identity>,
    owner: O,
    statement: Statement,
    decode: impl Decode<R>,
) -> Result<impl Stream<Item = Result<Vec<R>, Error>> + Send, Error>
where
    R: Send + 'static,
    O: Deref<Target = PgConnection> + Send + Sync + 'static,
{
    let params = params(&statement)?;
    let mut own = None;
    match (&statement.binds, &identity) {
        // It is rolled back as the connection goes back to the pool.
        (Binds::CopyOut(_), Some(identity)) => owner.begin_for("BEGIN READ ONLY", identity).await?,
        (Binds::CopyOut(_), None) if owner.copies_in_a_transaction() => {
            owner.begin("BEGIN READ ONLY").await?;
        }
        (_, Some(identity)) => own = Some(owner.rows_for(identity, &statement).await?),
        (_, None) => {}
    }
    let (own, ending) = own.unzip();
    let mut request = owner.request();
    let gate = Arc::new(Semaphore::new(BATCHES_AHEAD));
    owner.gates.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&gate));
    if !request.is_alone() {
        gate.close();
    }
    let (sender, batches) = mpsc::unbounded_channel();
    let begun = match &statement.binds {
        Binds::CopyOut(query) => owner.copy_out(&statement, query).await.map(|rows| {
            owner.runtime.spawn(read(rows, decode, gate.clone(), sender));
        }),
        _ => match own {
            Some(rows) => Ok(rows),
            None => owner.rows(&statement.sql, &params, Prepare::of(&statement)).await,
        }
        .map(|rows| {
            let ended = owner.ended.clone();
            let rows = rows.map_err(move |error| explain(error.into(), &ended).into());
            owner.runtime.spawn(read(rows, decode, gate.clone(), sender));
        }),
    };
    if let Err(cause) = begun {
        request.end(&Err::<(), _>(cause.clone()));
        return Err(cause.into());
    }
    request.let_go();
    drop(request);
    let taking = Taking { batches, gate, ended: false, ending, owner };
    Ok(stream::unfold(Some(taking), |taking| async {
        let mut taking = taking?;
        match taking.batches.recv().await {
            Some(Batch::Rows(rows)) => {
                taking.gate.add_permits(1);
                Some((Ok(rows), Some(taking)))
            }
            Some(Batch::End) => {
                taking.ended = true;
                let committed = taking.ending.take()?.await;
                taking.owner.ended();
                committed.err().map(|cause| (Err(cause.into()), None))
            }
            Some(Batch::Failed(error)) => {
                if error.code().is_some() {
                    // The server's own: there are no more rows.
                    taking.ended = true;
                    if taking.ending.is_some() {
                        taking.owner.ended();
                    }
                    taking.owner.state.refuse(error.is_connection_lost());
                }
                Some((Err(error), None))
            }
            None => Some((Err(Cause::Gone.into()), None)),
        }
    }))
}

/// A row, however it came.
trait AsCells {
    fn cells(&self) -> Cells<'_>;
}

impl AsCells for tokio_postgres::Row {
    fn cells(&self) -> Cells<'_> {
        Cells::Postgres(self)
    }
}

impl AsCells for CopiedRow {
    fn cells(&self) -> Cells<'_> {
        Cells::Copied(self)
    }
}

async fn read<R>(
    rows: impl Stream<Item = Result<impl AsCells, Error>>,
    mut decode: impl FnMut(&mut Row<'_>) -> Result<R, DecodeError>,
    gate: Arc<Semaphore>,
    batches: mpsc::UnboundedSender<Batch<R>>,
) {
    let mut rows = pin!(rows);
    let mut usual = 0;
    loop {
        let mut batch = Vec::with_capacity(usual);
        // Each row is decoded as it comes, so that what it came in is free for the next one.
        let end = poll_fn(|cx| {
            while batch.len() < BATCH {
                match rows.as_mut().poll_next(cx) {
                    Poll::Ready(Some(row)) => {
                        match row.and_then(|row| Ok(decode(&mut Row::new(row.cells()))?)) {
                            Ok(row) => batch.push(row),
                            Err(error) => return Poll::Ready(Some(Batch::Failed(error))),
                        }
                    }
                    Poll::Ready(None) => return Poll::Ready(Some(Batch::End)),
                    Poll::Pending if batch.is_empty() => return Poll::Pending,
                    Poll::Pending => break,
                }
            }
            Poll::Ready(None)
        })
        .await;
        usual = batch.len();
        if usual > 0 {
            if !matches!(end, Some(Batch::Failed(_)))
                && let Ok(permit) = gate.acquire().await
            {
                permit.forget();
            }
            if batches.send(Batch::Rows(batch)).is_err() {
                return;
            }
        }
        if let Some(end) = end {
            let _ = batches.send(end);
            return;
        }
    }
}
