//! The task of a connection: it moves the bytes, and begins each `COPY .. FROM STDIN`.
//!
//! tokio-postgres sends a Sync with a COPY and another one with its end. A server that takes the COPY
//! ignores the first; one that refuses it answers both, and from then on every answer would go to the
//! request before its own (PostgreSQL manual, "Message Flow", "COPY Operations"; rust-postgres#789).
//! That is why the task itself waits for the COPY's beginning: if it is refused, the connection ends
//! before the second Sync is sent, and before any other request is.

use super::connection::{PgConnection, explain};
use super::error::Cause;
use bytes::Bytes;
use futures_util::future::{BoxFuture, FutureExt};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use tokio::sync::oneshot;
use tokio_postgres::{CopyInSink, Error, Statement};

/// Where the data of a COPY go. Dropped before its end, it makes the server give up the COPY.
pub(super) type Sink = CopyInSink<Bytes>;

/// The COPYs that the task has not seen yet; `None` once it has ended. As long as this is locked, the
/// connection stands still.
#[derive(Clone)]
pub(super) struct Copies(Arc<Mutex<Option<VecDeque<Starting>>>>);

/// A COPY whose beginning the server has not answered yet.
struct Starting {
    sink: BoxFuture<'static, Result<Sink, Error>>,
    begun: oneshot::Sender<Result<Sink, Cause>>,
}

impl PgConnection {
    /// Begins a COPY. If the future is dropped, the COPY is given up as soon as it has begun.
    ///
    /// A server that refuses the COPY before its first row costs the connection.
    pub(super) async fn begin_copy(&self, statement: Statement) -> Result<Sink, Cause> {
        let client = Arc::clone(&self.client);
        let sink = async move { client.copy_in(&statement).await }.boxed();
        let begun = match self.copies.begin(sink) {
            Some(answer) => answer.await.ok(),
            None => None,
        };
        begun.unwrap_or_else(|| Err(explain(Cause::Gone, &self.ended)))
    }
}

impl Copies {
    pub(super) fn new() -> Self {
        Copies(Arc::new(Mutex::new(Some(VecDeque::new()))))
    }

    fn lock(&self) -> MutexGuard<'_, Option<VecDeque<Starting>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a COPY in the connection's queue, in its place among the caller's other requests; `None` if
    /// the connection has ended.
    fn begin(
        &self,
        mut sink: BoxFuture<'static, Result<Sink, Error>>,
    ) -> Option<oneshot::Receiver<Result<Sink, Cause>>> {
        let mut waiting = self.lock();
        let list = waiting.as_mut()?;
        // The first poll queues it and wakes the task. No answer can come meanwhile: ready means closed.
        if sink.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return None;
        }
        let (begun, answer) = oneshot::channel();
        list.push_back(Starting { sink, begun });
        Some(answer)
    }
}

/// Ends the list with the task, so that nobody waits for it in vain.
struct Ends(Copies);

impl Drop for Ends {
    fn drop(&mut self) {
        *self.0.lock() = None;
    }
}

/// Drives a connection to its end.
pub(super) async fn drive(
    connection: impl Future<Output = Result<(), Error>>,
    copies: Copies,
    ended: Arc<OnceLock<Cause>>,
) {
    let mut connection = Box::pin(connection);
    let ends = Ends(copies);
    let mut starting = VecDeque::new();
    let refused = poll_fn(|cx| {
        let mut waiting = ends.0.lock();
        if let Poll::Ready(result) = connection.as_mut().poll(cx) {
            if let Err(error) = result {
                // Before the connection is dropped, which is when the requests hear of it.
                let _ = ended.set(error.into());
            }
            return Poll::Ready(None);
        }
        if let Some(list) = waiting.as_mut().filter(|list| !list.is_empty()) {
            starting.append(list);
        }
        drop(waiting);
        begun(&mut starting, cx)
    })
    .await;
    if let Some((begun, error)) = refused {
        let _ = ended.set(Cause::Gone);
        // Before anybody hears of it: a connection that is given back now must be seen to be closed.
        drop(connection);
        let _ = begun.send(Err(error.into()));
    }
}

type Refused = (oneshot::Sender<Result<Sink, Cause>>, Error);

/// Hands over those that have begun, in their order; ready if one was refused.
fn begun(starting: &mut VecDeque<Starting>, cx: &mut Context<'_>) -> Poll<Option<Refused>> {
    while let Some(mut copy) = starting.pop_front() {
        match copy.sink.as_mut().poll(cx) {
            Poll::Pending => {
                starting.push_front(copy);
                break;
            }
            // If nobody waits for it any more, the sink is dropped.
            Poll::Ready(Ok(sink)) => drop(copy.begun.send(Ok(sink))),
            Poll::Ready(Err(error)) => return Poll::Ready(Some((copy.begun, error))),
        }
    }
    Poll::Pending
}
