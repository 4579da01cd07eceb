//! Each predicate of an error, by a real fault; and the pool works again after it.

mod commit;
mod connect;
mod crash;
mod lock;
mod lost;
mod network;
mod outdated;
mod relation;
mod sqlite;
mod sqlstate;
mod timeout;

use orm::Error;
use std::error::Error as _;
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// Everything that an error tells, in every form.
fn everything(error: &Error) -> String {
    let mut told = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        told.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    told
}

/// The result, in bounded time.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, work).await.expect("it comes to an end in time")
}
