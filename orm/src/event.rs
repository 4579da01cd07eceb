//! Every statement is an event: for `tracing`, and for tests that count.

use crate::error::Error;
use crate::n_plus_one::Detector;
use crate::scope::Reach;
use crate::sql::Dialect;
use crate::value::text_form;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// A statement that was sent, as it is handed to `tracing` and to [`Recorded`].
pub(crate) struct Event<'a> {
    pub(crate) system: Dialect,
    pub(crate) operation: Option<&'static str>,
    pub(crate) table: Option<&'static str>,
    pub(crate) rows_sent: Option<usize>,
    pub(crate) sql: Arc<str>,
    /// Whose rows it reaches.
    pub(crate) reach: &'a Reach,
    pub(crate) elapsed: Duration,
    pub(crate) result: Result<u64, &'a Error>,
}

/// Where the events of one `Db` go.
pub(crate) struct Events {
    slow: Option<Duration>,
    #[cfg(feature = "directory")]
    is_silent: bool,
    namespace: Option<String>,
    recorders: RwLock<Vec<Recorder>>,
    pub(crate) n_plus_one: Detector,
}

type Recorder = Arc<Mutex<Vec<RecordedStatement>>>;

/// What was done while statements were written down: [`Db::record`](crate::Db::record).
#[derive(Debug)]
pub struct Recorded<T> {
    /// What the work gave back.
    pub value: T,
    /// The statements, in the order in which they ended.
    pub statements: Vec<RecordedStatement>,
}

/// A statement that was sent.
#[derive(Debug, Clone)]
pub struct RecordedStatement {
    /// Its text. Values are placeholders in it.
    pub sql: Arc<str>,
    /// How many rows came back, or were touched.
    pub rows: u64,
    /// Whether it failed.
    pub failed: bool,
}

impl Events {
    pub(crate) fn new(slow: Option<Duration>, namespace: Option<String>) -> Self {
        Events {
            slow,
            #[cfg(feature = "directory")]
            is_silent: false,
            namespace,
            recorders: RwLock::default(),
            n_plus_one: Detector::default(),
        }
    }

    /// Of statements that nobody asked for.
    #[cfg(feature = "directory")]
    pub(crate) fn silent() -> Self {
        Events { is_silent: true, ..Events::new(None, None) }
    }

    pub(crate) fn record(&self) -> Recording<'_> {
        let recorder = Recorder::default();
        self.recorders.write().unwrap_or_else(PoisonError::into_inner).push(recorder.clone());
        Recording { events: self, recorder }
    }

    pub(crate) fn finish(&self, event: Event<'_>) {
        #[cfg(feature = "directory")]
        if self.is_silent {
            return;
        }
        for recorder in &*self.recorders.read().unwrap_or_else(PoisonError::into_inner) {
            recorder.lock().unwrap_or_else(PoisonError::into_inner).push(RecordedStatement {
                sql: event.sql.clone(),
                rows: event.result.unwrap_or(0),
                failed: event.result.is_err(),
            });
        }
        let slow = self.slow.is_some_and(|slow| event.elapsed >= slow);
        if slow {
            self.emit::<true>(&event);
        } else {
            self.emit::<false>(&event);
        }
        self.n_plus_one.note(&event);
    }

    /// The event, under OpenTelemetry's stable names for databases (semantic conventions 1.42,
    /// "Database"). `db.query.text` holds no value; the tenant's id stands in a field of its own.
    fn emit<const SLOW: bool>(&self, event: &Event<'_>) {
        let system = match event.system {
            Dialect::Postgres => "postgresql",
            Dialect::Sqlite => "sqlite",
        };
        let (rows, code, kind) = match event.result {
            Ok(rows) => (Some(rows), None, None),
            Err(error) => (None, error.code(), Some(error.kind().name())),
        };
        macro_rules! emit {
            ($level:expr, $message:literal) => {
                tracing::event!(
                    target: "orm::statement",
                    $level,
                    db.system.name = system,
                    db.namespace = self.namespace,
                    db.operation.name = event.operation,
                    db.collection.name = event.table,
                    db.operation.batch.size = event.rows_sent,
                    db.query.text = &*event.sql,
                    orm.tenant = event.reach.id().and_then(text_form::write),
                    db.response.status_code = code,
                    db.response.returned_rows = rows,
                    error.r#type = kind,
                    elapsed = event.elapsed.as_secs_f64(),
                    $message
                )
            };
        }
        if SLOW {
            emit!(tracing::Level::WARN, "slow statement");
        } else {
            emit!(tracing::Level::DEBUG, "statement");
        }
    }
}

/// A recording under way; it ends when it is dropped.
pub(crate) struct Recording<'a> {
    events: &'a Events,
    recorder: Recorder,
}

impl Recording<'_> {
    pub(crate) fn finish(self) -> Vec<RecordedStatement> {
        std::mem::take(&mut self.recorder.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        let mut recorders = self.events.recorders.write().unwrap_or_else(PoisonError::into_inner);
        recorders.retain(|recorder| !Arc::ptr_eq(recorder, &self.recorder));
    }
}
