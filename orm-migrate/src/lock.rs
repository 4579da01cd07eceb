//! One process migrates a database at a time.
//!
//! On PostgreSQL it is an advisory lock of the very session that runs the statements: if the session ends,
//! so do both, and no second runner begins while a statement of the first still runs. It is polled, since
//! whoever waits inside a statement holds a snapshot, for which `CREATE INDEX CONCURRENTLY` waits in turn.
//! On SQLite it is the system's lock on a file beside the database: it ends with the process that has it.

use crate::error::{Busy, Error};
use crate::runner::{Event, Observer, jitter};
use orm::{Db, Dialect, Executor, Session, sql};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The right to migrate a database, until the session ends that took it.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Of PostgreSQL.
    key: Option<(i64, i32)>,
    /// Of SQLite. Closed, it is let go.
    _file: Option<File>,
}

/// The shortest and the longest pause between two attempts (before the random part).
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(2));

impl Lock {
    /// Waits until nobody else migrates. `way` leads to the session, and `name` is what is locked.
    ///
    /// # Errors
    /// [`is_already_running`](Error::is_already_running) after `longest`; those of a statement.
    pub(crate) async fn take(
        way: Way,
        session: &Session,
        name: &str,
        longest: Duration,
        observer: &dyn Observer,
    ) -> Result<Lock, Error> {
        let place = match way {
            Way::Server { pid } => Place::Key { key: key(name), pid },
            Way::File => match file(session).await? {
                Some(path) => Place::File(path),
                // In memory: nobody else sees it.
                None => return Ok(Lock { key: None, _file: None }),
            },
        };
        let start = Instant::now();
        let mut pause = PAUSES.0;
        loop {
            let holder = match place.try_take(session).await? {
                Ok(lock) => return Ok(lock),
                Err(holder) => holder,
            };
            let waited = start.elapsed();
            if waited >= longest {
                return Err(Error::already_running(&Busy { holder, waited }));
            }
            observer.event(&Event::Waiting { holder: &holder, waited });
            tokio::time::sleep(jitter(pause).min(longest.saturating_sub(waited))).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Whether it is still held: to be asked inside of what it protects.
    ///
    /// # Errors
    /// [`is_pooler`](Error::is_pooler) if it is not.
    pub(crate) async fn check(&self, db: &impl Executor) -> Result<(), Error> {
        let Some((key, pid)) = self.key else { return Ok(()) };
        const HELD: &str = "SELECT pg_backend_pid(), EXISTS (SELECT FROM pg_locks \
             WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND pid = pg_backend_pid() \
             AND (classid::bigint << 32) | objid::bigint = $1)";
        let (now, is_held) = sql::<(i32, bool)>(HELD).bind(key).one(db).await?;
        match (now == pid, is_held) {
            (true, true) => Ok(()),
            (true, false) => Err(Error::lost_lock()),
            (false, _) => Err(Error::pooler(pid, now)),
        }
    }
}

/// What a session is of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    Server { pid: i32 },
    File,
}

impl Way {
    /// Looks whether all statements of the session reach the same one of the server, before anything else is
    /// asked. `db` opens a second connection.
    ///
    /// # Errors
    /// [`is_pooler`](Error::is_pooler) if they do not; those of a statement.
    pub(crate) async fn of(db: &Db, session: &Session) -> Result<Way, Error> {
        match db.dialect() {
            Dialect::Sqlite => Ok(Way::File),
            Dialect::Postgres => {
                let pid = refuse_poolers(db, session).await.map_err(pooled)?;
                Ok(Way::Server { pid })
            }
        }
    }
}

enum Place {
    Key { key: i64, pid: i32 },
    File(PathBuf),
}

impl Place {
    /// The lock, or who has it.
    async fn try_take(&self, session: &Session) -> Result<Result<Lock, String>, Error> {
        match self {
            Place::Key { key, pid } => {
                let taken = sql::<bool>("SELECT pg_try_advisory_lock($1)").bind(*key);
                if taken.one(session).await? {
                    return Ok(Ok(Lock { key: Some((*key, *pid)), _file: None }));
                }
                Ok(Err(holder(session, *key).await?))
            }
            Place::File(path) => {
                let unusable = |error| Error::file_error("the lock cannot be used", path, error);
                let mut options = OpenOptions::new();
                options.read(true).write(true).create(true).truncate(false);
                let mut file = options.open(path).map_err(unusable)?;
                match file.try_lock() {
                    Ok(()) => {
                        // For whoever waits; the lock is the system's.
                        file.set_len(0).map_err(unusable)?;
                        write!(file, "process {}", std::process::id()).map_err(unusable)?;
                        Ok(Ok(Lock { key: None, _file: Some(file) }))
                    }
                    Err(TryLockError::WouldBlock) => {
                        let mut holder = String::new();
                        // Where a lock keeps others from reading, it is not known who has it.
                        let _ = file.rewind().and_then(|()| file.read_to_string(&mut holder));
                        if holder.is_empty() {
                            holder.push_str("another process");
                        }
                        Ok(Err(format!("{holder}, which has locked {}", path.display())))
                    }
                    Err(TryLockError::Error(error)) => Err(unusable(error)),
                }
            }
        }
    }
}

async fn holder(session: &Session, key: i64) -> Result<String, Error> {
    const HOLDER: &str = "SELECT a.pid, a.application_name, host(a.client_addr), \
         extract(epoch FROM clock_timestamp() - a.backend_start)::bigint \
         FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid \
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
         AND (l.classid::bigint << 32) | l.objid::bigint = $1 LIMIT 1";
    type Row = (i32, Option<String>, Option<String>, Option<i64>);
    let row = sql::<Row>(HOLDER).bind(key).optional(session).await?;
    Ok(match row {
        Some((pid, name, address, since)) => {
            let name = name.filter(|name| !name.is_empty()).unwrap_or("a program".into());
            let address = address.map_or(String::new(), |address| format!(" from {address}"));
            let since = since.map_or(String::new(), |since| format!(", for {since} s"));
            format!("{name}{address} (session {pid} of the server{since})")
        }
        None => "a session that has just ended".to_owned(),
    })
}

/// Two statements of one connection must reach one session, and another connection another one. A pooler in
/// transaction mode gives a statement any session that is free: a second connection with an open transaction
/// takes the first one's, or keeps it from getting another.
async fn refuse_poolers(db: &Db, session: &Session) -> Result<i32, Error> {
    const PID: &str = "SELECT pg_backend_pid()";
    let first = sql::<i32>(PID).one(session).await?;
    let second = db.begin().await?;
    let other = sql::<i32>(PID).one(&second).await?;
    if other == first {
        return Err(Error::pooler(first, "the same for another connection"));
    }
    let again = sql::<i32>(PID).one(session).await?;
    second.rollback().await?;
    if again != first {
        return Err(Error::pooler(first, again));
    }
    Ok(first)
}

/// A prepared statement that another session does not know, or knows already, tells of a pooler, too.
fn pooled(error: Error) -> Error {
    let source = std::error::Error::source(&error);
    let source = source.and_then(|source| source.downcast_ref::<orm::Error>());
    match source.and_then(orm::Error::code) {
        Some("26000" | "42P05") => Error::pooler("one", "another").with_source(error),
        _ => error,
    }
}

/// What identifies a lock in its database (PostgreSQL manual, 13.3.5): the hash of a name.
pub(crate) fn key(name: &str) -> i64 {
    let hash = Sha256::digest(format!("orm-migrate {name}"));
    let (first, _) = hash.split_first_chunk().expect("a hash has 32 bytes");
    i64::from_be_bytes(*first)
}

/// The file that is locked for a database's file.
async fn file(session: &Session) -> Result<Option<PathBuf>, Error> {
    let path = sql::<String>("SELECT file FROM pragma_database_list WHERE name = 'main'");
    let path = path.one(session).await?;
    Ok((!path.is_empty()).then(|| PathBuf::from(path + "-migrate")))
}
