//! A pool under test, and what can be seen of it from outside.

use crate::cut::LONGEST;
use futures_util::future::join_all;
use orm::{Db, Dialect, Error};
use orm_tests::cases::seed::shop;
use orm_tests::models::{Product, Tag, product};
use orm_tests::{TestDb, setup};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::time::{sleep, timeout};
use tokio_postgres::Client;

/// How the pool is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pool {
    pub(crate) connections: u32,
    /// Whether every operation gets a new pool, with nothing connected and nothing prepared.
    pub(crate) is_cold: bool,
}

/// The name that the server lists the pool's connections under.
const NAME: &str = "orm-cancel";

/// The product that operations count up.
pub(crate) const COUNTER: &str = "counter";

/// The product that the checks count up.
const CHECKS: &str = "checks";

pub(crate) struct Place {
    /// The pool under test.
    pub(crate) db: Db,
    pool: Pool,
    outside: Outside,
    /// Dropped after `db`.
    t: TestDb,
}

enum Outside {
    Server(Client),
    /// The database's file, and how often it was open before there was a pool.
    File(PathBuf, usize),
}

impl Place {
    pub(crate) async fn new(t: TestDb, pool: Pool) -> Place {
        shop(&t).await.unwrap();
        let new = |sku: &str| product::New { sku: sku.into(), price: 1.into(), stock: None };
        Product::create_many(&t.db, [COUNTER, CHECKS].map(new)).await.unwrap();
        let outside = match t.db.dialect() {
            Dialect::Postgres => Outside::Server(setup::superuser(&t).await),
            Dialect::Sqlite => {
                // Opens the only connections that the test itself needs.
                Product::query().count(&t.db).await.unwrap();
                let file = PathBuf::from(t.url.strip_prefix("sqlite://").unwrap());
                let before = times_open(&file);
                Outside::File(file, before)
            }
        };
        let db = open(&t.url, pool).await;
        Place { db, pool, outside, t }
    }

    pub(crate) fn url(&self) -> &str {
        &self.t.url
    }

    pub(crate) async fn reopen(&mut self) {
        self.db = open(&self.t.url, self.pool).await;
    }

    /// What operations change, as somebody else sees it.
    pub(crate) async fn total(&self) -> i64 {
        let tags = Tag::query().count(&self.t.db).await.unwrap();
        tags + i64::from(self.stock(COUNTER).await)
    }

    async fn stock(&self, sku: &str) -> i32 {
        let query = Product::query().filter(|p| p.sku.eq(sku)).select(|p| p.stock);
        query.one(&self.t.db).await.unwrap()
    }

    /// The pool gives right answers, and nothing is left of what was dropped.
    pub(crate) async fn check(&self, step: &str) {
        let before = self.stock(CHECKS).await;
        let requests = 2 * self.pool.connections;
        let answers = join_all((0..requests.into()).map(|number| answer(&self.db, number)));
        let answers = timeout(LONGEST, answers).await;
        let answers = answers.unwrap_or_else(|_| panic!("{step}: the pool answers in time"));
        for (number, answer) in (0..).zip(answers) {
            let answer = answer.unwrap_or_else(|error| panic!("{step}: {error:?}"));
            assert_eq!(answer, (number, COUNTER.to_owned()), "{step}: an answer of its own");
        }
        let counted = self.stock(CHECKS).await - before;
        assert_eq!(counted, requests as i32, "{step}: every request counted once");
        self.nothing_is_open(step).await;
        self.sessions_are_clean(step).await;
    }

    async fn nothing_is_open(&self, step: &str) {
        let start = Instant::now();
        loop {
            let open = match &self.outside {
                Outside::Server(client) => self.open_on_the_server(client).await,
                Outside::File(file, before) => self.open_in_the_file(file, *before).await,
            };
            let Err(open) = open else { return };
            assert!(start.elapsed() < LONGEST, "{step}: {open}");
            sleep(Duration::from_millis(1)).await;
        }
    }

    async fn open_on_the_server(&self, client: &Client) -> Result<(), String> {
        const SESSIONS: &str = "SELECT count(*), count(*) FILTER (WHERE state <> 'idle'), \
             coalesce(string_agg(state || ': ' || query, '; '), '') FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name = $1";
        const LOCKS: &str = "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) \
             WHERE datname = current_database() AND application_name = $1";
        let sessions = client.query_one(SESSIONS, &[&NAME]).await.unwrap();
        let locks: i64 = client.query_one(LOCKS, &[&NAME]).await.unwrap().get(0);
        let (all, busy): (i64, i64) = (sessions.get(0), sessions.get(1));
        match all <= self.pool.connections.into() && busy == 0 && locks == 0 {
            true => Ok(()),
            false => Err(format!("{locks} locks, {all} sessions: {}", sessions.get::<_, &str>(2))),
        }
    }

    async fn open_in_the_file(&self, file: &PathBuf, before: usize) -> Result<(), String> {
        // Fails as long as somebody else writes; is busy as long as somebody else reads.
        let checkpoint = orm::sql::<(i64, i64, i64)>("PRAGMA wal_checkpoint(TRUNCATE)");
        let (busy, ..) = checkpoint.one(&self.t.db).await.map_err(|error| format!("{error:?}"))?;
        let open = times_open(file).saturating_sub(before);
        // The pool opens a connection to try each of its two halves. SQLite keeps the files of closed
        // connections for later ones ("How To Corrupt", 2.2), so that a pool that was replaced counts.
        let is_bounded = self.pool.is_cold || open <= 3 + self.pool.connections as usize;
        match busy == 0 && is_bounded {
            true => Ok(()),
            false => Err(format!("busy: {busy}, open {open} times")),
        }
    }

    /// Every connection of the pool has the settings that it began with, and no lock of a session.
    async fn sessions_are_clean(&self, step: &str) {
        if self.db.dialect() == Dialect::Sqlite {
            return;
        }
        const STATE: &str = "SELECT concat_ws('|', current_setting('search_path'), \
             current_setting('statement_timeout'), current_setting('timezone'), \
             (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), \
             (SELECT count(*) FROM pg_class WHERE relnamespace = pg_my_temp_schema()), \
             (SELECT count(*) FROM pg_cursors WHERE name <> ''))";
        let begun = timeout(LONGEST, join_all((0..self.pool.connections).map(|_| self.db.begin())));
        for tx in begun.await.unwrap_or_else(|_| panic!("{step}: every connection can be taken")) {
            let tx = tx.unwrap_or_else(|error| panic!("{step}: {error:?}"));
            let state = orm::sql::<String>(STATE).one(&tx).await.unwrap();
            assert_eq!(state, "\"$user\", public|0|UTC|0|0|0", "{step}");
            tx.commit().await.unwrap();
        }
    }
}

async fn open(url: &str, pool: Pool) -> Db {
    Db::builder(url)
        .max_connections(pool.connections)
        .application_name(NAME)
        .connect()
        .await
        .expect("the database is there")
}

/// A read and a write, of which each has an answer of its own.
async fn answer(db: &Db, number: i64) -> Result<(i64, String), Error> {
    let given = orm::sql::<i64>("SELECT CAST($1 AS bigint)").bind(number).one(db).await?;
    let counter = Product::query().filter(|p| p.sku.eq(COUNTER)).one(db).await?;
    let checks = Product::query().filter(|p| p.sku.eq(CHECKS));
    checks.update(|p| p.stock.set(p.stock + 1)).exec(db).await?;
    Ok((given, counter.sku))
}

/// How often this process has a file open: once for each connection.
fn times_open(file: &PathBuf) -> usize {
    let descriptors = std::fs::read_dir("/proc/self/fd").expect("the system lists open files");
    let links = descriptors.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    links.filter(|link| link == file).count()
}
