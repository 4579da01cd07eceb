//! Tells the server for whom a transaction is, on its way with the transaction's start.
//!
//! ```text
//! alone    BEGIN, set_config, the statement, COMMIT ->   <- four answers
//! several  BEGIN, set_config, statements ->  <- answers,  statements ->  <- answers,  COMMIT ->
//! ```
//!
//! The setting lasts as long as the transaction (PostgreSQL manual, 9.28.1), so that there is nothing to be
//! undone in the session, nor in the one that a pooler gives next. If a cancellation that came late hits
//! `BEGIN`, the setting is gone with its own statement, and the policies refuse what follows.

use super::cache;
use super::connection::{PgConnection, Prepare, explain, params};
use super::encode::{Param, Params};
use super::error::Cause;
use crate::backend::queue::queued;
use crate::backend::{Binds, Identity, Statement};
use crate::error::Error;
use crate::sql::Dialect;
use futures_util::future::{BoxFuture, join, join3, lazy};
use futures_util::{FutureExt, TryStreamExt};
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use tokio_postgres::RowStream;
use tokio_postgres::types::Type as PgType;

/// Local to the transaction, as the last argument says.
const SET_TENANT: &str = "SELECT pg_catalog.set_config('orm.tenant_id', $1, true)";

/// The end of a transaction, which is in the connection's queue already.
pub(super) type Ending = BoxFuture<'static, Result<(), Cause>>;

impl PgConnection {
    /// To be awaited before [`enter`](Self::enter): a round trip, unless what tells the server the tenant is
    /// prepared already.
    ///
    /// # Errors
    /// If the connection is lost.
    pub(crate) async fn ready_for(&self, identity: &Identity) -> Result<(), Error> {
        let Identity::Tenant(id) = identity else { return Ok(()) };
        if self.cache.is_off() || self.cache.set_tenant().is_some() {
            return Ok(());
        }
        let request = self.request();
        let prepared =
            cache::prepare(&self.client, &self.runtime, &SET_TENANT.into(), &text(id)).await;
        let prepared = prepared.map_err(|cause| self.answered(self.explain(cause).unsent()));
        request.end(&prepared);
        prepared.map(|prepared| self.cache.keep_set_tenant(prepared)).map_err(Error::from)
    }

    /// Begins a transaction for somebody: as [`begin`](Self::begin).
    ///
    /// # Errors
    /// Those of [`begin`](Self::begin), and of a role that may not be taken.
    pub(crate) async fn begin_for(&self, sql: &str, identity: &Identity) -> Result<(), Error> {
        self.ready_for(identity).await?;
        let result = self.enter(sql, identity).await;
        if result.is_err() {
            self.state.open.store(false, Ordering::Relaxed);
            self.send_later("ROLLBACK");
        }
        result.map_err(|error| error.with_statement(&sql.into()))
    }

    /// Begins a transaction for somebody. The first poll puts it in the connection's queue, so that
    /// statements can be sent behind it at once: if it fails, they do.
    ///
    /// # Errors
    /// If the server refuses.
    pub(crate) async fn enter(&self, sql: &str, identity: &Identity) -> Result<(), Error> {
        self.state.open.store(true, Ordering::Relaxed);
        self.state.doubtful.store(false, Ordering::Relaxed);
        self.state.cursors.store(0, Ordering::Relaxed);
        let entered = match identity {
            Identity::Role(role) => {
                let role = Dialect::Postgres.quoted(role);
                self.simple(&format!("{sql}; SET LOCAL ROLE {role}")).await
            }
            Identity::Tenant(id) => {
                let (begun, set) = join(self.simple(sql), self.set_tenant(&text(id))).await;
                begun.and(set)
            }
        };
        entered.map_err(Error::from)
    }

    /// Prepares a statement that has to go behind others without an answer between.
    ///
    /// # Errors
    /// If the server refuses it.
    pub(crate) async fn prepare(&self, statement: &Statement) -> Result<(), Error> {
        let Binds::Once(values) = &statement.binds else { return Ok(()) };
        if self.cache.is_off() {
            return Ok(());
        }
        let request = self.request();
        let types = Params::only_types(values);
        let sql = &statement.sql;
        let prepared = match statement.shape {
            Some(shape) => self.learn_shape(sql, &types, shape).await,
            None => {
                let prepared = self.cache.get(&self.client, &self.runtime, sql, &types).await;
                prepared.map(drop).map_err(|cause| self.answered(self.explain(cause).unsent()))
            }
        };
        request.end(&prepared);
        prepared.map_err(Error::from)
    }

    /// Ends the transaction behind a statement whose answer has not come. After one that failed, the
    /// server rolls back, and reports success.
    ///
    /// # Errors
    /// If the server cannot commit.
    pub(crate) async fn commit_behind(&self) -> Result<(), Error> {
        let result = self.simple("COMMIT").await;
        if result.is_ok() {
            self.state.open.store(false, Ordering::Relaxed);
        }
        result.map_err(Error::from)
    }

    /// Ends a transaction that has only read, without waiting. If something was dropped in it, it is
    /// rolled back as the connection goes back to the pool.
    pub(crate) fn leave(&self) {
        let canceling = self.canceling.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if canceling || self.state.has_abandoned() {
            return;
        }
        if self.state.open.swap(false, Ordering::Relaxed) {
            self.send_later("COMMIT");
        }
    }

    /// The rows of a statement in a transaction of its own, whose end is behind them in the connection's
    /// queue.
    ///
    /// # Errors
    /// If the server refuses; nothing is open then, or it is rolled back as the connection goes back.
    pub(super) async fn rows_for(
        &self,
        identity: &Identity,
        statement: &Statement,
    ) -> Result<(RowStream, Ending), Error> {
        let params = params(statement)?;
        self.ready_for(identity).await?;
        self.prepare(statement).await?;
        let mut request = self.request();
        let rows = self.rows(&statement.sql, &params, Prepare::of(statement));
        // To be waited for when the rows have come.
        let ending = lazy(|_| queued(self.ending()));
        let (entered, rows, ending) = join3(self.enter("BEGIN", identity), rows, ending).await;
        match rows {
            Ok(rows) => {
                // The rows' owner counts as abandoned what he leaves.
                request.let_go();
                Ok((rows, ending))
            }
            Err(cause) => {
                request.end(&Err::<(), _>(cause.clone()));
                let error = Error::from(cause);
                Err(entered.err().filter(|_| error.is_behind_failure()).unwrap_or(error))
            }
        }
    }

    /// What [`rows_for`](Self::rows_for) has put behind its rows came, or surely will.
    pub(super) fn ended(&self) {
        self.state.open.store(false, Ordering::Relaxed);
    }

    fn ending(&self) -> Ending {
        let (client, ended) = (Arc::clone(&self.client), Arc::clone(&self.ended));
        async move {
            let committed = client.batch_execute("COMMIT").await;
            committed.map_err(|error| explain(error.into(), &ended))
        }
        .boxed()
    }

    async fn set_tenant(&self, params: &Params) -> Result<(), Cause> {
        let request = self.request();
        let result = async {
            let rows = match self.cache.set_tenant() {
                Some(prepared) => self.client.query_raw(&prepared, params.iter()).await?,
                None => {
                    let typed: Vec<(Param<'_>, PgType)> =
                        params.iter().zip(params.types().iter().cloned()).collect();
                    self.client.query_typed_raw(SET_TENANT, typed).await?
                }
            };
            let mut rows = pin!(rows);
            while rows.try_next().await?.is_some() {}
            Ok(())
        }
        .await
        .map_err(|error: tokio_postgres::Error| self.answered(self.cause(error)));
        request.end(&result);
        result
    }
}

fn text(id: &str) -> Params {
    let mut params = Params::default();
    params.push(PgType::TEXT, Some(id.as_bytes()));
    params
}
