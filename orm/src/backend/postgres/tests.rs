//! The connection to PostgreSQL, on a real server.

mod cache;
mod diesel;
mod errors;
mod reset;
mod stream;
mod transaction;
#[cfg(all(feature = "chrono", feature = "decimal", feature = "uuid"))]
mod values;

use super::{PgConnection, PgManager, PgServer};
use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::row::{FromRow, listed};
use crate::value::Value;
use std::error::Error as StdError;
use std::fmt::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The variable with the URL of a superuser on a private server; `tests/run` sets it.
const SERVER: &str = "ORM_TEST_POSTGRES";

/// Longer than anything here takes, unless it never ends.
const PATIENCE: Duration = Duration::from_secs(20);

fn url() -> String {
    std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} is not set: start the tests with `tests/run`, which starts PostgreSQL")
    })
}

fn config() -> PgServer {
    PgServer::from_url(&url()).expect("`tests/run` gives a URL")
}

async fn connect() -> PgConnection {
    PgConnection::connect(&config(), 256).await.expect("the private server takes connections")
}

/// A name that no other test of this or another process has, for what a temporary table cannot do.
fn unique_name(kind: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{kind}_{}_{}", NEXT.fetch_add(1, Ordering::Relaxed), std::process::id())
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement { sql: sql.into(), binds: Binds::Once(values.into()), shape: None }
}

/// Polls a future, and drops it if it has not come to its end within the time.
async fn drop_after(time: Duration, future: impl Future) {
    let _ = tokio::time::timeout(time, future).await;
}

/// All that a user can see of an error.
fn whole(error: &Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, " {error} {error:?}").expect("a text can be written to");
        cause = error.source();
    }
    text
}

impl PgConnection {
    async fn get<T: FromRow>(&self, sql: &str) -> Result<Vec<T>, Error> {
        self.fold(&statement(sql, []), Vec::new(), listed(T::from_row)).await
    }

    async fn get_with<T: FromRow>(&self, sql: &str, value: Value) -> Result<Vec<T>, Error> {
        self.fold(&statement(sql, [value]), Vec::new(), listed(T::from_row)).await
    }

    /// The one value of a query that cannot fail.
    async fn value<T: FromRow>(&self, sql: &str) -> T {
        let mut rows = self.get(sql).await.expect("the server answers");
        assert_eq!(rows.len(), 1, "{sql}");
        rows.remove(0)
    }

    /// Two statements have the same transaction's number only inside one.
    async fn is_in_transaction(&self) -> bool {
        let number = "SELECT pg_current_xact_id()::text";
        self.value::<String>(number).await == self.value::<String>(number).await
    }
}
