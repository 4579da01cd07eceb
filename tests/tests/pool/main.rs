//! The pool: who gets a connection and when, what it counts, and what it does without a server.

mod breaker;
mod close;
mod leak;
mod lifetime;
mod queue;
mod retry;
mod runtimes;
mod session;
mod silent;
mod starting;
mod stats;

use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// The result, in bounded time.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, work).await.expect("it comes to an end in time")
}
