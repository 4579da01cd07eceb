//! Encrypted connections, on servers with certificates of their own.

mod binding;
mod cancel;
mod certificates;
mod client;
mod modes;

use orm::{Db, Error};
use std::error::Error as _;
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// Whether the server says that the pool's connection is encrypted.
async fn is_encrypted(url: &str) -> Result<bool, Error> {
    let db = soon(Db::builder(url).max_connections(1).connect()).await?;
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    orm::sql::<bool>(sql).one(&db).await
}

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
