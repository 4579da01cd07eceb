//! Puts a request in a connection's queue before anybody waits for its answer.

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// Gives a request its place among the caller's others: its first poll queues it (tokio-postgres:
/// `InnerClient::send`; SQLite: a job for the connection's thread). The connection's task sends it, and takes
/// the answer though nobody may wait for it (`Connection::poll_read`).
///
/// Ready means that the connection is closed, or that the answer is there: the connection's task may have run
/// on another thread meanwhile.
pub(crate) fn queue<F: Future + ?Sized>(request: Pin<&mut F>) -> Poll<F::Output> {
    request.poll(&mut Context::from_waker(Waker::noop()))
}

/// The request in the queue, to be awaited.
pub(crate) fn queued<T: Send + 'static>(
    mut request: BoxFuture<'static, T>,
) -> BoxFuture<'static, T> {
    match queue(request.as_mut()) {
        Poll::Ready(answer) => ready(answer).boxed(),
        Poll::Pending => request,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;

    /// As `async fn`, and unlike some others, what this gives must not be polled again.
    fn after(mut polls: u32) -> BoxFuture<'static, u32> {
        async move {
            poll_fn(|cx| {
                cx.waker().wake_by_ref();
                polls = polls.saturating_sub(1);
                if polls == 0 { Poll::Ready(()) } else { Poll::Pending }
            })
            .await;
            7
        }
        .boxed()
    }

    #[tokio::test]
    async fn an_answer_is_waited_for_whenever_it_came() {
        for polls in [1, 2, 3] {
            assert_eq!(queued(after(polls)).await, 7, "after {polls} polls");
        }
    }
}
