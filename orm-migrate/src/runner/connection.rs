//! The runner's own session, and what it is set to.

use super::options::Migrator;
use crate::error::Error;
use crate::history::History;
use crate::lock::{Lock, Way};
use orm::{Db, DbBuilder, Dialect, Executor, Session, Tx, Writer, sql, unsafe_text};
use std::time::Duration;

/// A session that may migrate: nobody else does while it is there.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(super) db: Db,
    pub(crate) session: Session,
    pub(super) history: History,
    lock: Lock,
}

/// How long the end of the runner's own connections is waited for.
const CLOSING: Duration = Duration::from_secs(2);

/// What the session is set to, by statements: poolers, which are to be told by their name, refuse it in the
/// startup packet. From PostgreSQL 14 on, a server looks after its client while a statement runs: that of a
/// process which was killed ends, and so does its lock.
const SETTINGS: &str = "SELECT set_config(name, value, false) FROM (VALUES \
    ('statement_timeout', '0', 0), ('idle_in_transaction_session_timeout', '0', 0), \
    ('client_connection_check_interval', '2s', 140000)) AS setting (name, value, since) \
    WHERE current_setting('server_version_num')::int >= since";

impl Migrator {
    /// Connects and waits until nobody else migrates.
    pub(super) async fn connect(&self) -> Result<Connection, Error> {
        let connection = self.locked().await?;
        if !connection.history.exists(&connection.session).await? {
            let tx = connection.session.begin().await?;
            connection.history.make(&tx).await?;
            tx.commit().await?;
        }
        Ok(connection)
    }

    /// The same, for what has no history.
    pub(crate) async fn locked(&self) -> Result<Connection, Error> {
        self.check_dialect()?;
        let db = match self.db.dialect() {
            // A second pool on a database in memory would be another database.
            Dialect::Sqlite => self.db.with_query_timeout(None),
            Dialect::Postgres => {
                let builder = DbBuilder::from(self.db.config().clone());
                builder
                    .application_name(format!("orm-migrate of {}", self.runner()))
                    // The second one is for what is asked beside the statements.
                    .max_connections(2)
                    .min_connections(0)
                    .query_timeout(None)
                    .idle_timeout(None)
                    .max_lifetime(None)
                    .leak_threshold(None)
                    .connect()
                    .await?
            }
        };
        let session = db.session().await?;
        let way = Way::of(&db, &session).await?;
        let history = History::of(&session, db.dialect(), self.runner()).await?;
        let (longest, observer) = (self.lock_wait, &*self.observer);
        let lock = Lock::take(way, &session, history.table(), longest, observer).await?;
        let connection = Connection { db, session, history, lock };
        connection.settle().await?;
        Ok(connection)
    }

    pub(super) fn check_dialect(&self) -> Result<(), Error> {
        if self.db.dialect() == self.migrations.dialect() {
            return Ok(());
        }
        let (has, is) = (self.migrations.dialect().name(), self.db.dialect().name());
        Err(Error::input(format!("the migrations were loaded for {has}, and the database is {is}")))
    }

    /// `host:process:program`
    pub(crate) fn runner(&self) -> String {
        format!("{}:{}:{}", host(), std::process::id(), self.program)
    }
}

impl Connection {
    /// Whether nobody else can migrate: to be asked inside of each transaction.
    pub(crate) async fn check(&self, db: &impl Executor) -> Result<(), Error> {
        self.lock.check(db).await
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.db.dialect() == Dialect::Postgres
    }

    /// Undoes what a migration has set in the session, so that the next one finds it as this one did.
    pub(super) async fn settle(&self) -> Result<(), Error> {
        if self.is_postgres() {
            for statement in ["RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL"] {
                sql::<()>(statement).exec(&self.session).await?;
            }
            sql::<String>(SETTINGS).all(&self.session).await?;
        }
        Ok(())
    }

    /// Lets the next runner begin. Whatever fails, the lock ends with the session.
    pub(crate) async fn close(self) {
        let Connection { db, session, .. } = self;
        if db.dialect() == Dialect::Postgres {
            let _ = sql::<()>("SELECT pg_advisory_unlock_all()").exec(&session).await;
            drop(session);
            let _ = db.close(CLOSING).await;
        }
    }

    /// How long statements wait for locks; without a limit for those that nobody queues behind.
    pub(crate) async fn limit(
        &self,
        db: &impl Writer,
        timeout: Option<Duration>,
        is_local: bool,
    ) -> Result<(), orm::Error> {
        if self.is_postgres() {
            let timeout = timeout.map_or(0, |timeout| timeout.as_millis().max(1));
            let set = sql::<String>("SELECT set_config('lock_timeout', $1, $2)");
            set.bind(format!("{timeout}ms")).bind(is_local).one(db).await?;
        }
        Ok(())
    }
}

/// A transaction of the runner's session.
pub(crate) async fn execute(tx: &Tx, statement: &str) -> Result<u64, orm::Error> {
    sql::<()>(unsafe_text(statement)).exec(tx).await
}

fn host() -> String {
    let told = ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    let kept = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    told.or_else(kept).map_or("unknown".to_owned(), |name| name.trim().to_owned())
}
