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
use std::future::poll_fn;
use std::sync::{Arc, OnceLock};
use std::task::Poll;
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Client, CopyInSink, Error, Statement};

/// Where the data of a COPY go. Dropped before its end, it makes the server give up the COPY.
pub(super) type Sink = CopyInSink<Bytes>;

/// A COPY to be begun.
pub(super) struct Start {
    client: Arc<Client>,
    statement: Statement,
    begun: oneshot::Sender<Result<Sink, Cause>>,
}

impl PgConnection {
    /// Begins a COPY. If the future is dropped, the COPY is given up as soon as it has begun.
    ///
    /// A server that refuses the COPY before its first row costs the connection.
    pub(super) async fn begin_copy(&self, statement: Statement) -> Result<Sink, Cause> {
        let (begun, answer) = oneshot::channel();
        let start = Start { client: Arc::clone(&self.client), statement, begun };
        // A driver that has ended drops what it is sent.
        let _ = self.copies.send(start);
        answer.await.unwrap_or_else(|_| Err(explain(Cause::Gone, &self.ended)))
    }
}

/// Drives a connection to its end.
pub(super) async fn drive(
    connection: impl Future<Output = Result<(), Error>>,
    mut copies: mpsc::UnboundedReceiver<Start>,
    ended: Arc<OnceLock<Cause>>,
) {
    let mut connection = Box::pin(connection);
    let mut starting: Option<Starting> = None;
    let refused = poll_fn(|cx| {
        if let Poll::Ready(result) = connection.as_mut().poll(cx) {
            if let Err(error) = result {
                // Before the connection is dropped, which is when the requests hear of it.
                let _ = ended.set(error.into());
            }
            return Poll::Ready(None);
        }
        loop {
            let Some(mut copy) = starting.take() else {
                let Poll::Ready(Some(start)) = copies.poll_recv(cx) else { return Poll::Pending };
                starting = Some(Starting::of(start));
                continue;
            };
            match copy.sink.as_mut().poll(cx) {
                Poll::Pending => {
                    starting = Some(copy);
                    return Poll::Pending;
                }
                // If nobody waits for it any more, the sink is dropped.
                Poll::Ready(Ok(sink)) => drop(copy.begun.send(Ok(sink))),
                Poll::Ready(Err(error)) => return Poll::Ready(Some((copy.begun, error))),
            }
        }
    })
    .await;
    if let Some((begun, error)) = refused {
        let _ = ended.set(Cause::Gone);
        // Before anybody hears of it: a connection that is given back now must be seen to be closed.
        drop(connection);
        let _ = begun.send(Err(error.into()));
    }
}

/// A COPY whose beginning the server has not answered yet.
struct Starting {
    sink: BoxFuture<'static, Result<Sink, Error>>,
    begun: oneshot::Sender<Result<Sink, Cause>>,
}

impl Starting {
    fn of(Start { client, statement, begun }: Start) -> Self {
        let sink = async move { client.copy_in(&statement).await }.boxed();
        Starting { sink, begun }
    }
}
