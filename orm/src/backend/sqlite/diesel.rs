//! Diesel on our connection: its queries become a text and values that go to the thread.

use super::connection::{SqliteConnection, Unwatched};
use super::options::SqliteOptions;
use diesel::backend::Backend;
use diesel::connection::{
    CacheSize, DynInstrumentation, Instrumentation, InstrumentationEvent, LoadConnection,
    StrQueryHelper,
};
use diesel::query_builder::{
    AsQuery, CollectedQuery, MoveableBindCollector, QueryBuilder, QueryFragment, QueryId,
};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::row::IntoOwnedRow;
use diesel::sqlite::{Sqlite, SqliteQueryBuilder};
use diesel::{Connection, ConnectionError, ConnectionResult, QueryResult};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection, AsyncConnectionCore, SimpleAsyncConnection,
};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream, StreamExt};
use std::error::Error as StdError;
use std::sync::{Mutex, PoisonError};

/// What Diesel wants a connection to remember.
pub(super) struct DieselState {
    pub(super) transaction: AnsiTransactionManager,
    instrumentation: Mutex<DynInstrumentation>,
}

impl Default for DieselState {
    fn default() -> Self {
        DieselState {
            transaction: AnsiTransactionManager::default(),
            instrumentation: Mutex::new(DynInstrumentation::default_instrumentation()),
        }
    }
}

type BindData =
    <<Sqlite as Backend>::BindCollector<'static> as MoveableBindCollector<Sqlite>>::BindData;
type ThreadRow = <diesel::SqliteConnection as LoadConnection>::Row<'static, 'static>;
type OwnedRow = <ThreadRow as IntoOwnedRow<'static, Sqlite>>::OwnedRow;

/// A Diesel query, apart from its type: not every query can be sent to another thread.
struct Query {
    sql: String,
    collected: CollectedQuery<BindData>,
}

fn collect<T: QueryFragment<Sqlite>>(query: &T) -> QueryResult<Query> {
    let mut builder = SqliteQueryBuilder::default();
    query.to_sql(&mut builder, &Sqlite)?;
    let mut binds = <Sqlite as Backend>::BindCollector::default();
    query.collect_binds(&mut binds, &mut (), &Sqlite)?;
    let (sql, keep) = (builder.finish(), query.is_safe_to_cache_prepared(&Sqlite)?);
    Ok(Query { collected: CollectedQuery::new(sql.clone(), keep, binds.moveable()), sql })
}

impl SqliteConnection {
    /// Runs a Diesel query on the thread.
    async fn diesel_run<R: Send + 'static>(
        &self,
        query: QueryResult<Query>,
        run: fn(&mut diesel::SqliteConnection, &CollectedQuery<BindData>) -> QueryResult<R>,
    ) -> QueryResult<R> {
        let Query { sql, collected } = query?;
        self.note_foreign();
        self.observe(InstrumentationEvent::start_query(&StrQueryHelper::new(&sql)));
        let result = self
            .run(Unwatched::Skip, move |session| run(session.connection(), &collected))
            .await
            .unwrap_or_else(|error| Err(lost(&error)));
        self.observe(InstrumentationEvent::finish_query(
            &StrQueryHelper::new(&sql),
            result.as_ref().err(),
        ));
        result
    }

    fn observe(&self, event: InstrumentationEvent<'_>) {
        self.diesel
            .instrumentation
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .on_connection_event(event);
    }
}

fn load(
    connection: &mut diesel::SqliteConnection,
    query: &CollectedQuery<BindData>,
) -> QueryResult<Vec<OwnedRow>> {
    let mut names = None;
    connection.load(query)?.map(|row| Ok(row?.into_owned(&mut names))).collect()
}

fn execute(
    connection: &mut diesel::SqliteConnection,
    query: &CollectedQuery<BindData>,
) -> QueryResult<usize> {
    connection.execute_returning_count(query)
}

fn lost(error: &crate::error::Error) -> DieselError {
    DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new(error.to_string()))
}

impl SimpleAsyncConnection for SqliteConnection {
    async fn batch_execute(&mut self, sql: &str) -> QueryResult<()> {
        self.note_foreign();
        self.observe(InstrumentationEvent::start_query(&StrQueryHelper::new(sql)));
        let text = sql.to_owned();
        let result = self
            .run(Unwatched::Skip, move |session| session.batch(&text))
            .await
            .unwrap_or_else(|error| Err(lost(&error)));
        self.observe(InstrumentationEvent::finish_query(
            &StrQueryHelper::new(sql),
            result.as_ref().err(),
        ));
        result
    }
}

impl AsyncConnectionCore for SqliteConnection {
    type ExecuteFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<usize>>;
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type Stream<'conn, 'query> = BoxStream<'static, QueryResult<OwnedRow>>;
    type Row<'conn, 'query> = OwnedRow;
    type Backend = Sqlite;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Sqlite> + QueryId + 'query,
    {
        let query = collect(&source.as_query());
        async { Ok(stream::iter(self.diesel_run(query, load).await?).map(Ok).boxed()) }.boxed()
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Sqlite> + QueryId + 'query,
    {
        let query = collect(&source);
        self.diesel_run(query, execute).boxed()
    }
}

impl AsyncConnection for SqliteConnection {
    type TransactionManager = AnsiTransactionManager;

    async fn establish(path: &str) -> ConnectionResult<Self> {
        SqliteConnection::open(SqliteOptions::new(path)).await.map_err(|error| {
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

    /// Without effect: the number of statements that are kept is set when the database is opened.
    fn set_prepared_statement_cache_size(&mut self, _: CacheSize) {}
}
