//! The connection to SQLite, in memory and on files.

#[cfg(feature = "decimal")]
mod decimal;
mod diesel;
mod errors;
mod reset;
mod statements;
mod stream;
mod transaction;
#[cfg(all(feature = "chrono", feature = "decimal", feature = "uuid"))]
mod values;

use super::{SqliteConnection, SqliteManager, SqliteOptions};
use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::row::{FromRow, listed};
use crate::value::Value;
use std::time::Duration;
use tempfile::TempDir;

/// Longer than anything here takes, unless it never ends.
const PATIENCE: Duration = Duration::from_secs(20);

async fn in_memory() -> SqliteConnection {
    SqliteConnection::open(SqliteOptions::new(":memory:")).await.expect("a database in memory")
}

/// A folder that is gone after the test.
fn folder() -> TempDir {
    TempDir::with_prefix("orm-sqlite-").expect("temporary files can be made")
}

/// A file in the folder, which need not be there yet.
fn file(folder: &TempDir, name: &str) -> SqliteOptions {
    SqliteOptions::new(folder.path().join(name).to_str().expect("a temporary path is UTF-8"))
}

async fn open(options: &SqliteOptions) -> SqliteConnection {
    SqliteConnection::open(options.clone()).await.expect("the file can be opened")
}

fn statement<const N: usize>(sql: &str, values: [Value; N]) -> Statement {
    Statement { sql: sql.into(), binds: Binds::Once(values.into()), shape: None }
}

/// Polls a future, and drops it if it has not come to its end within the time.
async fn drop_after(time: Duration, future: impl Future) {
    let _ = tokio::time::timeout(time, future).await;
}

impl SqliteConnection {
    async fn get<T: FromRow>(&self, sql: &str) -> Result<Vec<T>, Error> {
        self.fold(&statement(sql, []), Vec::new(), listed(T::from_row)).await
    }

    async fn get_with<T: FromRow>(&self, sql: &str, value: Value) -> Result<Vec<T>, Error> {
        self.fold(&statement(sql, [value]), Vec::new(), listed(T::from_row)).await
    }

    /// The one value of a query that cannot fail.
    async fn value<T: FromRow>(&self, sql: &str) -> T {
        let mut rows = self.get(sql).await.expect("SQLite answers");
        assert_eq!(rows.len(), 1, "{sql}");
        rows.remove(0)
    }

    /// `BEGIN` inside a transaction is an error.
    async fn is_in_transaction(&self) -> bool {
        match self.batch("BEGIN").await {
            Ok(()) => self.batch("ROLLBACK").await.is_err(),
            Err(error) => error.is_transaction_state(),
        }
    }
}
