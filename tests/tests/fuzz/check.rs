//! What can be seen of a pool from outside, and what its sessions are like.

use crate::{CONNECTIONS, NAME};
use futures_util::future::join_all;
use orm::{Db, Dialect};
use orm_tests::{TestDb, setup};
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};
use tokio_postgres::Client;

/// How long something may go on after it was dropped.
const AFTER: Duration = Duration::from_secs(3);

pub(crate) enum Outside {
    Server(Client),
    File(Db),
}

impl Outside {
    pub(crate) async fn of(t: &TestDb) -> Outside {
        match t.db.dialect() {
            Dialect::Postgres => Outside::Server(setup::superuser(t).await),
            Dialect::Sqlite => Outside::File(t.db.clone()),
        }
    }

    /// Nothing is open or under way, and every connection is as on its first day.
    pub(crate) async fn nothing_is_left(&self, db: &Db) {
        let start = Instant::now();
        while let Err(left) = self.is_quiet().await {
            assert!(start.elapsed() < AFTER, "after {AFTER:?}: {left}");
            sleep(Duration::from_millis(5)).await;
        }
        let begun = join_all((0..self.connections()).map(|_| db.begin()));
        let begun = timeout(AFTER, begun).await.expect("every connection can be taken");
        for tx in begun {
            let tx = tx.expect("every connection is usable");
            let (sql, expected) = self.state();
            let state = orm::sql::<String>(sql).one(&tx).await.unwrap();
            assert_eq!(state, expected, "the state of a session");
            tx.commit().await.unwrap();
        }
    }

    /// How many can be in a transaction at once that writes.
    fn connections(&self) -> u32 {
        match self {
            Outside::Server(_) => CONNECTIONS,
            Outside::File(_) => 1,
        }
    }

    async fn is_quiet(&self) -> Result<(), String> {
        match self {
            Outside::Server(client) => {
                const SESSIONS: &str = "SELECT count(*), count(*) FILTER (WHERE state <> 'idle'), \
                     coalesce(string_agg(state || ': ' || query, '; '), '') FROM pg_stat_activity \
                     WHERE datname = current_database() AND pid <> pg_backend_pid() \
                     AND application_name <> ''";
                const LOCKS: &str = "SELECT count(*) FROM pg_locks WHERE pid <> pg_backend_pid() \
                     AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
                     AND pid IN (SELECT pid FROM pg_stat_activity WHERE application_name <> '')";
                let sessions = client.query_one(SESSIONS, &[]).await.unwrap();
                let locks: i64 = client.query_one(LOCKS, &[]).await.unwrap().get(0);
                let (all, busy): (i64, i64) = (sessions.get(0), sessions.get(1));
                match all <= CONNECTIONS.into() && busy == 0 && locks == 0 {
                    true => Ok(()),
                    false => Err(format!(
                        "{all} sessions, {locks} locks: {}",
                        sessions.get::<_, &str>(2)
                    )),
                }
            }
            Outside::File(db) => {
                // Fails as long as somebody else writes; is busy as long as somebody else reads.
                let checkpoint = orm::sql::<(i64, i64, i64)>("PRAGMA wal_checkpoint(TRUNCATE)");
                match checkpoint.one(db).await {
                    Ok((0, ..)) => Ok(()),
                    other => Err(format!("{other:?}")),
                }
            }
        }
    }

    fn state(&self) -> (&'static str, String) {
        match self {
            Outside::Server(_) => (
                "SELECT concat_ws('|', current_setting('search_path'), \
                 current_setting('timezone'), current_setting('application_name'), \
                 current_setting('statement_timeout'), \
                 (SELECT count(*) FROM pg_locks \
                  WHERE locktype = 'advisory' AND pid = pg_backend_pid()), \
                 (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()), \
                 (SELECT count(*) FROM pg_listening_channels()), \
                 (SELECT count(*) FROM pg_cursors WHERE is_holdable))",
                format!("\"$user\", public|UTC|{NAME}|0|0|0|0|0"),
            ),
            Outside::File(_) => (
                "SELECT (SELECT count(*) FROM sqlite_temp_master) || '|' || ('a' LIKE 'A')",
                "0|0".to_owned(),
            ),
        }
    }
}
