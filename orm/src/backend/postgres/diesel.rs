//! Diesel on our connection: its queries become a text and bytes, and run like any other statement.

use super::cache::DEFAULT_CAPACITY;
use super::connection::{PgConnection, Prepare};
use super::diesel_row::PgRow;
use super::diesel_types::{Collected, KnownTypes};
use super::error::Cause;
use super::server::PgServer;
use diesel::connection::{
    CacheSize, DynInstrumentation, Instrumentation, InstrumentationEvent, StrQueryHelper,
};
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{AsQuery, QueryBuilder, QueryFragment, QueryId};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};
use diesel::{ConnectionError, ConnectionResult, QueryResult};
use diesel_async::TransactionManager;
use diesel_async::pooled_connection::PoolableConnection;
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncConnectionCore, SimpleAsyncConnection,
};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use std::error::Error as StdError;
use std::sync::{Arc, Mutex, PoisonError};

/// What Diesel wants a connection to remember.
pub(super) struct DieselState {
    pub(super) transaction: AnsiTransactionManager,
    pub(super) types: KnownTypes,
    instrumentation: Mutex<DynInstrumentation>,
}

impl Default for DieselState {
    fn default() -> Self {
        DieselState {
            transaction: AnsiTransactionManager::default(),
            types: KnownTypes::default(),
            instrumentation: Mutex::new(DynInstrumentation::default_instrumentation()),
        }
    }
}

/// A Diesel query, apart from its type: not every query can be sent to another thread.
struct Query {
    sql: Arc<str>,
    collected: Collected,
    prepare: Prepare,
}

impl PgConnection {
    fn diesel_query<T: QueryFragment<Pg>>(&self, query: &T) -> QueryResult<Query> {
        let mut builder = PgQueryBuilder::default();
        query.to_sql(&mut builder, &Pg)?;
        Ok(Query {
            sql: builder.finish().into(),
            collected: self.diesel.types.collect(query)?,
            prepare: match query.is_safe_to_cache_prepared(&Pg)? {
                true => Prepare::Kept,
                false => Prepare::Once,
            },
        })
    }

    async fn diesel_load(
        &self,
        query: QueryResult<Query>,
    ) -> QueryResult<BoxStream<'static, QueryResult<PgRow>>> {
        let Query { sql, collected, prepare } = query?;
        self.note_foreign(&sql);
        self.observe(InstrumentationEvent::start_query(&StrQueryHelper::new(&sql)));
        let result = async {
            let params = collected.resolve(self).await?;
            let request = self.request();
            let rows = self.rows(&sql, &params, prepare).await;
            request.end(&rows);
            rows.map_err(diesel_error)
        }
        .await;
        self.observe(InstrumentationEvent::finish_query(
            &StrQueryHelper::new(&sql),
            result.as_ref().err(),
        ));
        let ended = self.ended.clone();
        Ok(result?
            .map(move |row| {
                row.map(PgRow::new)
                    .map_err(|error| diesel_error(super::connection::explain(error.into(), &ended)))
            })
            .boxed())
    }

    async fn diesel_execute(&self, query: QueryResult<Query>) -> QueryResult<usize> {
        let Query { sql, collected, prepare } = query?;
        self.note_foreign(&sql);
        self.observe(InstrumentationEvent::start_query(&StrQueryHelper::new(&sql)));
        let result = async {
            let params = collected.resolve(self).await?;
            self.count(&sql, &params, prepare).await.map_err(diesel_error)
        }
        .await;
        self.observe(InstrumentationEvent::finish_query(
            &StrQueryHelper::new(&sql),
            result.as_ref().err(),
        ));
        usize::try_from(result?).map_err(|error| DieselError::DeserializationError(Box::new(error)))
    }

    fn observe(&self, event: InstrumentationEvent<'_>) {
        self.diesel
            .instrumentation
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .on_connection_event(event);
    }
}

impl SimpleAsyncConnection for PgConnection {
    async fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        (&mut &*self).batch_execute(sql).await
    }
}

impl SimpleAsyncConnection for &PgConnection {
    async fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        self.note_foreign(sql);
        self.observe(InstrumentationEvent::start_query(&StrQueryHelper::new(sql)));
        let result = self.simple(sql).await.map_err(diesel_error);
        self.observe(InstrumentationEvent::finish_query(
            &StrQueryHelper::new(sql),
            result.as_ref().err(),
        ));
        result
    }
}

impl AsyncConnectionCore for PgConnection {
    type ExecuteFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<usize>>;
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type Stream<'conn, 'query> = BoxStream<'static, QueryResult<PgRow>>;
    type Row<'conn, 'query> = PgRow;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        let query = self.diesel_query(&source.as_query());
        self.diesel_load(query).boxed()
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        let query = self.diesel_query(&source);
        self.diesel_execute(query).boxed()
    }
}

/// Several queries under way at once, through shared references: their futures must be polled together.
impl<'a> AsyncConnectionCore for &'a PgConnection {
    type ExecuteFuture<'conn, 'query> = BoxFuture<'a, QueryResult<usize>>;
    type LoadFuture<'conn, 'query> = BoxFuture<'a, QueryResult<Self::Stream<'conn, 'query>>>;
    type Stream<'conn, 'query> = BoxStream<'static, QueryResult<PgRow>>;
    type Row<'conn, 'query> = PgRow;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        let connection: &'a PgConnection = self;
        connection.diesel_load(connection.diesel_query(&source.as_query())).boxed()
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        let connection: &'a PgConnection = self;
        connection.diesel_execute(connection.diesel_query(&source)).boxed()
    }
}

impl AsyncConnection for PgConnection {
    type TransactionManager = AnsiTransactionManager;

    async fn establish(url: &str) -> ConnectionResult<Self> {
        let server = PgServer::from_url(url)
            .map_err(|error| ConnectionError::InvalidConnectionUrl(error.to_string()))?;
        PgConnection::connect(&server, DEFAULT_CAPACITY).await.map_err(|error| {
            let cause = error.source().map(|source| format!(": {source}")).unwrap_or_default();
            ConnectionError::BadConnection(format!("{error}{cause}"))
        })
    }

    fn transaction_state(&mut self) -> &mut AnsiTransactionManager {
        &mut self.diesel.transaction
    }

    fn instrumentation(&mut self) -> &mut dyn Instrumentation {
        &mut **self.diesel.instrumentation.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_instrumentation(&mut self, instrumentation: impl Instrumentation) {
        self.diesel.instrumentation = Mutex::new(instrumentation.into());
    }

    /// There is no cache without a bound here: `Unbounded` gives the default one.
    fn set_prepared_statement_cache_size(&mut self, size: CacheSize) {
        self.cache.set_capacity(match size {
            CacheSize::Disabled => 0,
            _ => DEFAULT_CAPACITY,
        });
    }
}

/// For pools other than ours, with diesel-async's manager: bb8's, deadpool's, mobc's. They keep what
/// statements leave in the session, as with every connection of diesel-async's.
impl PoolableConnection for PgConnection {
    fn is_broken(&mut self) -> bool {
        let is_busy = self.in_transaction() || self.state.has_abandoned();
        let is_over = self.is_closed() || self.is_spoiled();
        is_busy || is_over || AnsiTransactionManager::is_broken_transaction_manager(self)
    }
}

/// Diesel's error of a cause. DETAIL is left out: it holds values.
pub(super) fn diesel_error(cause: Cause) -> DieselError {
    let Some(error) = cause.db() else {
        let kind = if cause.is_closed() {
            DatabaseErrorKind::ClosedConnection
        } else {
            DatabaseErrorKind::Unknown
        };
        let ours = crate::error::Error::from(cause);
        return DieselError::DatabaseError(kind, Box::new(ours.kind().summary().to_owned()));
    };
    let kind = match error.code().code() {
        "23505" => DatabaseErrorKind::UniqueViolation,
        "23503" => DatabaseErrorKind::ForeignKeyViolation,
        "23001" => DatabaseErrorKind::RestrictViolation,
        "23P01" => DatabaseErrorKind::ExclusionViolation,
        "23502" => DatabaseErrorKind::NotNullViolation,
        "23514" => DatabaseErrorKind::CheckViolation,
        "40001" => DatabaseErrorKind::SerializationFailure,
        "25006" => DatabaseErrorKind::ReadOnlyTransaction,
        "57P01" | "57P02" | "57P03" | "57P04" | "57P05" => DatabaseErrorKind::ClosedConnection,
        _ => DatabaseErrorKind::Unknown,
    };
    DieselError::DatabaseError(kind, Box::new(Information(cause)))
}

struct Information(Cause);

impl Information {
    fn get<'a>(
        &'a self,
        of: impl FnOnce(&'a tokio_postgres::error::DbError) -> Option<&'a str>,
    ) -> Option<&'a str> {
        self.0.db().and_then(of)
    }
}

impl DatabaseErrorInformation for Information {
    fn message(&self) -> &str {
        self.get(|error| Some(error.message())).unwrap_or_default()
    }

    fn details(&self) -> Option<&str> {
        None
    }

    fn hint(&self) -> Option<&str> {
        self.get(|error| error.hint())
    }

    fn table_name(&self) -> Option<&str> {
        self.get(|error| error.table())
    }

    fn column_name(&self) -> Option<&str> {
        self.get(|error| error.column())
    }

    fn constraint_name(&self) -> Option<&str> {
        self.get(|error| error.constraint())
    }

    fn statement_position(&self) -> Option<i32> {
        match self.0.db()?.position()? {
            tokio_postgres::error::ErrorPosition::Original(position) => {
                i32::try_from(*position).ok()
            }
            _ => None,
        }
    }
}
