//! The thread of a connection: it owns Diesel's connection and does one job after the other.

use super::error::{connect_error, database_error};
use super::functions;
use super::options::SqliteOptions;
use crate::error::{Error, Kind};
use diesel::connection::{CacheSize, InstrumentationEvent, SimpleConnection};
use diesel::{Connection, QueryResult};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// What the thread does next.
pub(super) type Job = Box<dyn FnOnce(&mut Session) + Send>;

/// What the thread owns.
pub(super) struct Session {
    connection: diesel::SqliteConnection,
    /// The pragmas with which it was opened.
    settings: String,
    /// How many statements Diesel keeps prepared.
    kept: Arc<AtomicUsize>,
    capacity: usize,
}

impl Session {
    /// Starts the thread, which lives until the sender is dropped.
    ///
    /// # Errors
    /// If the file cannot be opened, or is no database.
    pub(super) async fn start(
        options: SqliteOptions,
    ) -> Result<(mpsc::Sender<Job>, JoinHandle<()>), Error> {
        let (jobs, todo) = mpsc::channel::<Job>();
        let (opened, result) = oneshot::channel();
        let work = move || match Session::open(&options) {
            Ok(mut session) => {
                let _ = opened.send(Ok(()));
                for job in todo {
                    // A panic is the caller's, who is told; the next job finds a statement that was reset.
                    let _ = catch_unwind(AssertUnwindSafe(|| job(&mut session)));
                }
            }
            Err(error) => {
                let _ = opened.send(Err(error));
            }
        };
        let thread =
            thread::Builder::new().name("orm-sqlite".into()).spawn(work).map_err(|error| {
                Error::new(Kind::Connect, "the thread of a connection could not start")
                    .with_source(error)
            })?;
        result.await.unwrap_or_else(|_| Err(closed()))?;
        Ok((jobs, thread))
    }

    fn open(options: &SqliteOptions) -> Result<Session, Error> {
        let mut connection =
            diesel::SqliteConnection::establish(&options.uri()).map_err(connect_error)?;
        let kept = Arc::new(AtomicUsize::new(0));
        let count = kept.clone();
        // Statements are told by the handle; they would be told a second time.
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery { .. } = event {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        let settings = options.pragmas();
        connection
            .batch_execute(&settings)
            .map_err(|error| database_error(error, Kind::Connect))?;
        if let Some(journal) = options.journal() {
            patiently(options.busy_timeout, || connection.batch_execute(journal))
                .map_err(|error| database_error(error, Kind::Connect))?;
        }
        functions::register(&mut connection)
            .map_err(|error| database_error(error, Kind::Connect))?;
        if options.statement_cache == 0 {
            connection.set_prepared_statement_cache_size(CacheSize::Disabled);
        }
        Ok(Session { connection, settings, kept, capacity: options.statement_cache })
    }

    /// The connection, to run a statement. Diesel's cache has no bound: when it holds more than it may,
    /// it starts anew.
    pub(super) fn connection(&mut self) -> &mut diesel::SqliteConnection {
        if self.kept.load(Ordering::Relaxed) > self.capacity {
            self.connection.set_prepared_statement_cache_size(CacheSize::Disabled);
            self.connection.set_prepared_statement_cache_size(CacheSize::Unbounded);
            self.kept.store(0, Ordering::Relaxed);
        }
        &mut self.connection
    }

    pub(super) fn settings(&self) -> &str {
        &self.settings
    }

    pub(super) fn batch(&mut self, sql: &str) -> QueryResult<()> {
        self.connection.batch_execute(sql)
    }
}

/// SQLite does not wait by itself for the lock that a change of the journal needs.
fn patiently(timeout: Duration, mut run: impl FnMut() -> QueryResult<()>) -> QueryResult<()> {
    let start = Instant::now();
    loop {
        match run() {
            Err(error) if error.to_string().contains("locked") && start.elapsed() < timeout => {
                thread::sleep(Duration::from_millis(5));
            }
            result => return result,
        }
    }
}

pub(super) fn closed() -> Error {
    Error::new(Kind::ConnectionLost, "the thread of the connection has ended")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::sqlite::statement::each_row;

    /// How many statements are kept after each of a number of texts.
    fn kept(capacity: usize, texts: usize) -> Vec<usize> {
        let options = SqliteOptions { statement_cache: capacity, ..SqliteOptions::new(":memory:") };
        let mut session = Session::open(&options).expect("a database in memory");
        let run = |text: usize| {
            each_row(&mut session, &format!("SELECT {text}"), &[], |_| Ok(true)).expect("a number");
            session.kept.load(Ordering::Relaxed)
        };
        (0..texts).map(run).collect()
    }

    #[test]
    fn diesel_keeps_one_statement_too_many_until_the_next_one() {
        assert_eq!(kept(3, 9), [1, 2, 3, 4, 1, 2, 3, 4, 1]);
        assert_eq!(kept(0, 3), [0, 0, 0]);
    }

    #[test]
    fn a_statement_that_is_kept_is_not_prepared_again() {
        let mut session =
            Session::open(&SqliteOptions::new(":memory:")).expect("a database in memory");
        for _ in 0..5 {
            each_row(&mut session, "SELECT 1", &[], |_| Ok(true)).expect("a number");
        }
        assert_eq!(session.kept.load(Ordering::Relaxed), 1);
    }
}
