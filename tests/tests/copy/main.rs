//! COPY on PostgreSQL: what becomes of the connection, whatever ends it.

mod columns;
mod dropped;
mod faults;

use orm::Db;
use orm_tests::TestDb;
use orm_tests::models::{Tag, create, tag};
use std::time::Duration;
use tokio::time::timeout;

/// Nothing in these tests takes longer, unless it hangs.
const LONGEST: Duration = Duration::from_secs(10);

fn named(name: impl ToString) -> tag::New {
    tag::New { name: name.to_string() }
}

/// The name that the server lists the pool's connection under.
const NAME: &str = "orm-copy";

/// A pool of one connection, and an empty table.
async fn one_connection(t: &TestDb) -> Db {
    create(&t.db, &[Tag::TABLE]).await;
    Db::builder(&t.url).max_connections(1).application_name(NAME).connect().await.unwrap()
}

async fn pid(db: &Db) -> i64 {
    orm::sql::<i64>("SELECT CAST(pg_backend_pid() AS bigint)").one(db).await.unwrap()
}

async fn tags(t: &TestDb) -> i64 {
    Tag::query().count(&t.db).await.unwrap()
}

/// The same session as before serves the next statement, nothing is left of the COPY, and the server
/// is at nothing.
async fn is_clean(t: &TestDb, db: &Db, before: i64) {
    let after = timeout(LONGEST, pid(db)).await.expect("the connection serves the next statement");
    assert_eq!(after, before, "the connection was kept");
    assert_eq!(tags(t).await, 0, "nothing is left");
    let busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
         AND application_name = $1 AND (state <> 'idle' OR EXISTS \
         (SELECT FROM pg_locks WHERE pg_locks.pid = pg_stat_activity.pid))";
    let start = std::time::Instant::now();
    while orm::sql::<i64>(busy).bind(NAME.to_owned()).one(&t.db).await.unwrap() > 0 {
        assert!(start.elapsed() < LONGEST, "the server is at something");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
