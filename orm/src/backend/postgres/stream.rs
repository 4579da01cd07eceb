//! Rows one by one, from a task that reads ahead a little.
//!
//! ```text
//! server -> task: decode up to 256 rows -> gate: two batches ahead -> the stream's user
//! ```
//!
//! The gate keeps a slow user from filling the memory. It opens for good as soon as another statement
//! is sent on the same connection: the server answers in order, so that a user who sends a statement
//! for each row would wait for an answer behind rows that only he can take.

use super::connection::{PgConnection, explain, params};
use super::error::{Cause, summary};
use crate::backend::Statement;
use crate::error::{Error, Kind};
use crate::row::{Cells, FromRow, Row};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use std::ops::Deref;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock, PoisonError};
use std::task::{Context, Poll, ready};
use std::vec;
use tokio::sync::{Semaphore, mpsc};
use tokio_postgres::RowStream;

const BATCH: usize = 256;
const BATCHES_AHEAD: usize = 2;

impl PgConnection {
    /// Runs a statement and gives its rows as they come; it is sent at the first poll.
    ///
    /// The owner is kept until the rows have ended or the stream is dropped.
    pub(crate) fn stream<R, O>(owner: O, statement: Statement) -> impl Stream<Item = Result<R, Error>> + Send + 'static
    where
        R: FromRow,
        O: Deref<Target = PgConnection> + Send + Sync + Unpin + 'static,
    {
        stream::once(start(owner, statement)).try_flatten()
    }

    pub(super) fn open_gates(&self) {
        for gate in self.gates.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            if let Some(gate) = gate.upgrade() {
                gate.close();
            }
        }
    }
}

async fn start<R, O>(owner: O, statement: Statement) -> Result<Rows<R, O>, Error>
where
    R: FromRow,
    O: Deref<Target = PgConnection> + Send + Sync + Unpin + 'static,
{
    let named = |error: Error| error.with_statement(&statement.sql);
    let params = params(&statement).map_err(named)?;
    let request = owner.request();
    // Before the statement is sent: one that is sent right after it must find the gate.
    let gate = Arc::new(Semaphore::new(BATCHES_AHEAD));
    owner.gates.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&gate));
    let rows = match owner.rows(&statement.sql, &params, true).await {
        Ok(rows) => rows,
        Err(cause) => {
            request.end(&Err::<(), _>(cause.clone()));
            return Err(named(cause.into()));
        }
    };
    request.hand_over();
    let (sender, batches) = mpsc::unbounded_channel();
    owner.runtime.spawn(read(rows, gate.clone(), owner.ended.clone(), sender));
    Ok(Rows { batches, batch: Vec::new().into_iter(), gate, statement, ended: false, owner })
}

enum Batch<R> {
    Rows(Vec<R>),
    Failed(Error),
    End,
}

async fn read<R: FromRow>(
    rows: RowStream,
    gate: Arc<Semaphore>,
    ended: Arc<OnceLock<Cause>>,
    batches: mpsc::UnboundedSender<Batch<R>>,
) {
    let mut chunks = pin!(rows.ready_chunks(BATCH));
    while let Some(chunk) = chunks.next().await {
        let mut batch = Vec::with_capacity(chunk.len());
        for row in chunk {
            let decoded = match row {
                Ok(row) => R::from_row(&mut Row::new(Cells::Postgres(&row))).map_err(Error::from),
                Err(error) => Err(explain(error.into(), &ended).into()),
            };
            match decoded {
                Ok(row) => batch.push(row),
                Err(error) => {
                    let _ = batches.send(Batch::Rows(batch));
                    let _ = batches.send(Batch::Failed(error));
                    return;
                }
            }
        }
        if let Ok(permit) = gate.acquire().await {
            permit.forget();
        }
        if batches.send(Batch::Rows(batch)).is_err() {
            return;
        }
    }
    let _ = batches.send(Batch::End);
}

struct Rows<R, O: Deref<Target = PgConnection>> {
    batches: mpsc::UnboundedReceiver<Batch<R>>,
    batch: vec::IntoIter<R>,
    gate: Arc<Semaphore>,
    statement: Statement,
    ended: bool,
    owner: O,
}

// Nothing in it is ever pinned.
impl<R, O: Deref<Target = PgConnection>> Unpin for Rows<R, O> {}

impl<R, O: Deref<Target = PgConnection>> Stream for Rows<R, O> {
    type Item = Result<R, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(row) = self.batch.next() {
                return Poll::Ready(Some(Ok(row)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            match ready!(self.batches.poll_recv(cx)) {
                Some(Batch::Rows(rows)) => {
                    self.batch = rows.into_iter();
                    self.gate.add_permits(1);
                }
                Some(Batch::End) => self.ended = true,
                failed => {
                    self.ended = true;
                    let error = match failed {
                        Some(Batch::Failed(error)) => error,
                        _ => Error::new(Kind::ConnectionLost, summary(Kind::ConnectionLost)),
                    };
                    // The server may have more rows; it is not to go on sending them to nobody.
                    self.owner.state.abandon();
                    return Poll::Ready(Some(Err(error.with_statement(&self.statement.sql))));
                }
            }
        }
    }
}

impl<R, O: Deref<Target = PgConnection>> Drop for Rows<R, O> {
    fn drop(&mut self) {
        // The task may be waiting at the gate; it finds that nobody takes the rows.
        self.gate.close();
        if !self.ended {
            self.owner.state.abandon();
        }
    }
}
