//! Rows one by one, from the thread, which reads ahead a little.
//!
//! ```text
//! thread: decode 256 rows -> gate: two batches ahead -> the stream's user
//! ```
//!
//! The gate keeps a slow user from filling the memory. It opens for good as soon as another job is
//! given to the same connection: the thread does one after the other, so that a user who sends a
//! statement for each row would wait for it behind rows that only he can take.

use super::connection::SqliteConnection;
use super::encode::binds;
use super::session::{Job, closed};
use super::statement::each_row;
use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::row::Decode;
use futures_util::{Stream, TryStreamExt, stream};
use std::ops::Deref;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use tokio::sync::mpsc;

const BATCH: usize = 256;
const BATCHES_AHEAD: usize = 2;

impl SqliteConnection {
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
        O: Deref<Target = SqliteConnection> + Send + Sync + 'static,
    {
        let sql = statement.sql.clone();
        stream::once(async move { start(owner, statement, decode) })
            .try_flatten()
            .map_ok(|rows: Vec<R>| stream::iter(rows.into_iter().map(Ok)))
            .try_flatten()
            .map_err(move |error: Error| error.with_statement(&sql))
    }
}

enum Batch<R> {
    Rows(Vec<R>),
    Failed(Error),
    End,
}

/// The stream's end of the work. Dropped, it ends the statement.
struct Taking<R, O> {
    batches: mpsc::UnboundedReceiver<Batch<R>>,
    gate: Arc<Gate>,
    owner: O,
}

impl<R, O> Drop for Taking<R, O> {
    fn drop(&mut self) {
        // The thread may be waiting at the gate; it finds that nobody takes the rows.
        self.batches.close();
        self.gate.open();
    }
}

fn start<R, O>(
    owner: O,
    statement: Statement,
    decode: impl Decode<R>,
) -> Result<impl Stream<Item = Result<Vec<R>, Error>> + Send, Error>
where
    R: Send + 'static,
    O: Deref<Target = SqliteConnection> + Send + Sync + 'static,
{
    let Binds::Once(values) = &statement.binds else {
        return Err(Error::unsupported("a stream of the rows of a bulk insert"));
    };
    let binds = binds(values)?;
    let (sender, batches) = mpsc::unbounded_channel();
    let gate = Arc::new(Gate::new(BATCHES_AHEAD));
    let taking = Taking { batches, gate: gate.clone(), owner };
    let shut = Arc::downgrade(&gate);
    let job: Job = Box::new(move |session| {
        let mut batch = Vec::with_capacity(BATCH);
        let send = |batch| {
            gate.pass();
            sender.send(Batch::Rows(batch)).is_ok()
        };
        let result = each_row(session, &statement.sql, &binds, |row| {
            batch.push(decode(row)?);
            let room = batch.len() < BATCH;
            Ok(room || send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))))
        });
        let _ = sender.send(Batch::Rows(batch));
        let _ = sender.send(result.map_or_else(Batch::Failed, |()| Batch::End));
    });
    taking.owner.send_gated(job, Some(shut))?;
    Ok(stream::unfold(Some(taking), |taking| async {
        let mut taking = taking?;
        match taking.batches.recv().await {
            Some(Batch::Rows(rows)) => {
                taking.gate.add();
                Some((Ok(rows), Some(taking)))
            }
            Some(Batch::End) => None,
            Some(Batch::Failed(error)) => Some((Err(error), None)),
            None => Some((Err(closed()), None)),
        }
    }))
}

/// Lets a number of batches through, and one more for each that was taken.
pub(super) struct Gate {
    /// `None` if it is open for good.
    room: Mutex<Option<usize>>,
    changed: Condvar,
}

impl Gate {
    fn new(room: usize) -> Self {
        Gate { room: Mutex::new(Some(room)), changed: Condvar::new() }
    }

    fn pass(&self) {
        let room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        let mut room = self
            .changed
            .wait_while(room, |room| *room == Some(0))
            .unwrap_or_else(PoisonError::into_inner);
        *room = room.map(|room| room - 1);
    }

    fn add(&self) {
        let mut room = self.room.lock().unwrap_or_else(PoisonError::into_inner);
        *room = room.map(|room| room + 1);
        self.changed.notify_one();
    }

    pub(super) fn open(&self) {
        *self.room.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.changed.notify_one();
    }
}
