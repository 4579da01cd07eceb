//! A connection to PostgreSQL, and the statements that run on it.

use super::cache::{self, StatementCache};
use super::cancel::{Address, Canceling};
use super::connect::{Opened, open};
use super::diesel::DieselState;
use super::driver::{Copies, drive};
use super::encode::Params;
use super::error::Cause;
use super::request::State;
use super::server::PgServer;
use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::row::{Cells, Fold, Row};
use futures_util::TryStreamExt;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::task::coop::consume_budget;
use tokio_postgres::{Client, RowStream};

/// A connection to PostgreSQL.
///
/// It implements diesel-async's traits: any Diesel query runs on it. Statements can be sent through
/// shared references before earlier ones are answered; the server works on them one after the other.
pub struct PgConnection {
    pub(super) client: Arc<Client>,
    pub(super) cache: StatementCache,
    /// Why the connection came to its end, if it did: requests only hear that it is closed.
    pub(super) ended: Arc<OnceLock<Cause>>,
    /// What the connection's task is to begin.
    pub(super) copies: Copies,
    /// The runtime of the connection's task. A connection can be dropped outside of any.
    pub(super) runtime: Handle,
    pub(super) address: Arc<Address>,
    pub(super) state: State,
    pub(super) gates: Mutex<Vec<Weak<Semaphore>>>,
    pub(super) canceling: Mutex<Option<Canceling>>,
    /// The transaction was open when it was canceled.
    pub(super) rollback_again: bool,
    /// The session is on its way back to its first state.
    pub(super) resetting: Option<JoinHandle<Result<(), tokio_postgres::Error>>>,
    pub(super) idle_since: Instant,
    /// It worked when somebody took it.
    pub(super) is_tested: bool,
    /// Unused for longer, it is asked whether it still works.
    pub(super) trusted: Option<Duration>,
    pub(super) diesel: DieselState,
}

/// After how many rows one unit of the task's budget is spent (tokio's `coop`): a server that is faster
/// than the program would otherwise keep every timeout around the statement from being polled.
const SPENDING: usize = 8;

/// How a statement is prepared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prepare {
    /// Under a name, in a round trip of its own, and kept for the next time.
    Kept,
    /// Under a name, for this once.
    Once,
    /// Without a name, in the round trip that runs it: one of many texts of this shape.
    Unnamed(u64),
}

impl Prepare {
    pub(super) fn of(statement: &Statement) -> Self {
        statement.shape.map_or(Prepare::Kept, Prepare::Unnamed)
    }
}

impl PgConnection {
    /// Connects, and starts the connection's task on the current runtime. No statement is sent, unless
    /// it matters which of several servers it is, or a pooler kept the options from the server.
    ///
    /// `statement_cache` is the number of statements that are kept prepared. With 0, statements are
    /// sent without a name, for poolers that give each transaction another server session; columns
    /// of types that are not the server's own must then be cast to `text`.
    ///
    /// # Errors
    /// [`Kind::Connect`](crate::error::Kind::Connect) if no host can be used, `Kind::Config` if a
    /// certificate cannot be read.
    pub(crate) async fn connect(server: &PgServer, statement_cache: usize) -> Result<Self, Error> {
        let Opened { client, link, address } = open(server).await?;
        let ended = Arc::new(OnceLock::new());
        let runtime = Handle::current();
        let copies = Copies::new();
        runtime.spawn(drive(link, copies.clone(), ended.clone()));
        Ok(PgConnection {
            client: Arc::new(client),
            cache: StatementCache::new(statement_cache),
            ended,
            copies,
            runtime,
            address,
            state: State::default(),
            gates: Mutex::default(),
            canceling: Mutex::default(),
            rollback_again: false,
            resetting: None,
            idle_since: Instant::now(),
            is_tested: false,
            trusted: None,
            diesel: DieselState::default(),
        })
    }

    /// Whether the connection has come to its end.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// Runs a statement and puts its rows together as they come.
    ///
    /// # Errors
    /// If the server refuses the statement, or a row cannot be read.
    pub(crate) async fn fold<A>(
        &self,
        statement: &Statement,
        mut into: A,
        mut each: impl Fold<A>,
    ) -> Result<A, Error> {
        let named = |error: Error| error.with_statement(&statement.sql);
        let params = params(statement).map_err(named)?;
        let request = self.request();
        let mut rows = match self.rows(&statement.sql, &params, Prepare::of(statement)).await {
            Ok(rows) => pin!(rows),
            Err(cause) => {
                request.end(&Err::<(), _>(cause.clone()));
                return Err(named(cause.into()));
            }
        };
        let mut read: usize = 0;
        loop {
            match rows.try_next().await.map_err(|error| self.cause(error)) {
                Ok(Some(row)) => {
                    each(&mut into, &mut Row::new(Cells::Postgres(&row)))
                        .map_err(|error| named(error.into()))?;
                    read += 1;
                    if read.is_multiple_of(SPENDING) {
                        consume_budget().await;
                    }
                }
                Ok(None) => {
                    request.end(&Ok(()));
                    return Ok(into);
                }
                Err(cause) => {
                    request.end(&Err::<(), _>(cause.clone()));
                    return Err(named(cause.into()));
                }
            }
        }
    }

    /// Runs a statement; gives how many rows it changed.
    ///
    /// # Errors
    /// If the server refuses the statement.
    pub(crate) async fn execute(&self, statement: &Statement) -> Result<u64, Error> {
        let named = |error: Error| error.with_statement(&statement.sql);
        let params = params(statement).map_err(named)?;
        let count = self.count(&statement.sql, &params, Prepare::of(statement)).await;
        count.map_err(|cause| named(cause.into()))
    }

    /// Runs statements separated by semicolons, without values, in one round trip.
    ///
    /// # Errors
    /// If the server refuses one of them; the later ones are not run then.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), Error> {
        self.simple(sql).await.map_err(|cause| Error::from(cause).with_statement(&sql.into()))
    }

    pub(super) async fn simple(&self, sql: &str) -> Result<(), Cause> {
        let request = self.request();
        let result = self.client.batch_execute(sql).await.map_err(|error| self.cause(error));
        request.end(&result);
        result
    }

    pub(super) async fn count(
        &self,
        sql: &Arc<str>,
        params: &Params,
        prepare: Prepare,
    ) -> Result<u64, Cause> {
        let request = self.request();
        let result = async {
            let mut rows = pin!(self.rows(sql, params, prepare).await?);
            while rows.try_next().await.map_err(|error| self.cause(error))?.is_some() {}
            Ok(rows.rows_affected().unwrap_or(0))
        }
        .await;
        request.end(&result);
        result
    }

    /// Sends a statement; the caller holds a [`Request`](super::request::Request).
    pub(super) async fn rows(
        &self,
        sql: &Arc<str>,
        params: &Params,
        prepare: Prepare,
    ) -> Result<RowStream, Cause> {
        if let Prepare::Unnamed(shape) = prepare {
            self.learn_shape(sql, params, shape).await?;
        }
        if self.cache.is_off() || matches!(prepare, Prepare::Unnamed(_)) {
            self.still_open()?;
            let typed = params.iter().zip(params.types().iter().cloned());
            return self
                .client
                .query_typed_raw(sql, typed)
                .await
                .map_err(|error| self.cause(error));
        }
        match self.run_prepared(sql, params, prepare).await {
            // Nothing has been returned yet, and outside of a transaction nothing is lost. Here and not where
            // other statements are sent again (`db/attempts.rs`): each of a pool's connections may have one
            // that a pooler forgot, and sessions and Diesel's statements have one connection alone.
            Err(cause @ Cause::Outdated(_)) if !self.in_transaction() => {
                let again = self.run_prepared(sql, params, prepare).await;
                // In one of Diesel's, or one by hand, the first answer says why it failed.
                again.map_err(|later| if later.is_behind_failure() { cause } else { later })
            }
            result => result,
        }
    }

    /// Prepares a statement that is sent without a name, if it is the first of its shape here, for the
    /// types of its columns: tokio-postgres asks the server for those that it does not know when it meets
    /// them, and with many rows on their way before the answer, it would never come.
    pub(super) async fn learn_shape(
        &self,
        sql: &Arc<str>,
        params: &Params,
        shape: u64,
    ) -> Result<(), Cause> {
        if !self.cache.is_off() && !self.cache.knows(shape) {
            let prepared = cache::prepare(&self.client, &self.runtime, sql, params).await;
            prepared.map_err(|cause| self.explain(cause).unsent())?;
            self.cache.learn(shape);
        }
        Ok(())
    }

    async fn run_prepared(
        &self,
        sql: &Arc<str>,
        params: &Params,
        prepare: Prepare,
    ) -> Result<RowStream, Cause> {
        let prepared = if prepare == Prepare::Kept {
            self.cache.get(&self.client, &self.runtime, sql, params).await
        } else {
            cache::prepare(&self.client, &self.runtime, sql, params).await
        };
        let prepared = prepared.map_err(|cause| self.answered(self.explain(cause).unsent()))?;
        self.still_open()?;
        // It gives back with the answer to `Bind`: what comes later is of the statement's own doing.
        let bound = self.client.query_raw(&prepared, params.iter()).await;
        bound.map_err(|error| self.answered(self.cause(error)))
    }

    /// Why a prepared statement was refused. If it is out of date, all are forgotten: a change of tables
    /// touches one statement alone as seldom as a pooler loses one alone.
    pub(super) fn answered(&self, cause: Cause) -> Cause {
        let cause = cause.of_prepared();
        if matches!(cause, Cause::Outdated(_)) {
            self.cache.forget_all(cause.is_of_changed_table());
        }
        cause
    }

    /// To be called right before a statement is sent: the client's own error is the same whether the
    /// connection was closed before or after.
    pub(super) fn still_open(&self) -> Result<(), Cause> {
        match self.is_closed() {
            true => Err(self.explain(Cause::Gone).unsent()),
            false => Ok(()),
        }
    }

    pub(super) fn cause(&self, error: tokio_postgres::Error) -> Cause {
        self.explain(error.into())
    }

    pub(super) fn explain(&self, cause: Cause) -> Cause {
        explain(cause, &self.ended)
    }
}

/// The reason why the connection closed, where a request knows only that it did.
pub(super) fn explain(cause: Cause, ended: &OnceLock<Cause>) -> Cause {
    if cause.is_closed() { ended.get().cloned().unwrap_or(cause) } else { cause }
}

pub(super) fn params(statement: &Statement) -> Result<Params, Error> {
    match &statement.binds {
        Binds::Once(values) => Params::of(values),
        Binds::CopyOut(_) => Ok(Params::default()),
        Binds::Each(_) => Err(Error::unsupported(
            "PostgreSQL takes the rows of a bulk insert as one array a column",
        )),
    }
}

impl fmt::Debug for PgConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PgConnection").field("closed", &self.is_closed()).finish_non_exhaustive()
    }
}
