//! Rows into a table by PostgreSQL's COPY.

mod given;

use crate::backend::CopyRows;
use crate::db::{Sent, Target, Writer};
use crate::error::Error;
use crate::model::Writable;
use crate::scope::Reaches;
use crate::sql::{self, Dialect};
use crate::stmt::{Insert, InsertColumn};
use crate::value::BoxError;
use futures_util::Stream;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use given::Given;
use std::fmt;
use std::future::poll_fn;
use std::time::Duration;

/// New rows of `M` on their way into its table by PostgreSQL's `COPY .. FROM STDIN`, in binary form: the
/// fastest way for many rows, and the one for more than fit into the memory.
///
/// Rows are taken from their source one by one and sent in chunks of about 64 KiB, as fast as the server
/// takes them. Either all rows are inserted or none: an error of the server or of the source, a value
/// that cannot be sent and a future that is dropped leave no row; one that is dropped when only the
/// server's last answer is missing may leave all. The server's errors show when the source has ended. Inside a transaction, a COPY that failed makes it useless, as every statement does
/// that fails; a nested transaction keeps the failure to itself.
///
/// ```no_run
/// # #[derive(orm::Model)]
/// # pub struct Reading {
/// #     #[model(primary_key, auto)]
/// #     pub id: i64,
/// #     pub sensor: String,
/// #     pub celsius: Option<f64>,
/// # }
/// # fn main() {}
/// # async fn run(db: orm::Db) -> orm::Result<()> {
/// let rows = (0..1_000_000).map(|number| reading::New {
///     sensor: format!("sensor {}", number % 100),
///     celsius: (number % 7 > 0).then_some(f64::from(number % 40)),
/// });
/// let copied = Reading::copy_in(rows)
///     .progress(|p| println!("{} rows, {:.0} a second", p.rows, p.rows_per_second()))
///     .exec(&db)
///     .await?;
/// assert_eq!(copied.rows, 1_000_000);
/// # Ok(()) }
/// ```
///
/// | | |
/// |---|---|
/// | columns with a default | a COPY cannot leave out a column of one row: what the first row leaves out, all have to leave out, and what it gives, all have to give. The error names the row and the column |
/// | what the library fills in | keys of UUIDs, times and versions, as an insert does |
/// | conflicts | are errors: there is no `on_conflict` |
/// | types of columns | each column must be of the model's own type in the database. A column of another type, into which an insert would be cast, is [`is_unsupported`](Error::is_unsupported); nothing is sent |
/// | refused as a whole | a COPY that the server refuses before its first row (a missing privilege, a lock timeout) costs the connection: the pool opens another one, and a transaction around is lost |
/// | query timeout | does not apply: how long it takes is up to the rows. To end it early, drop the future |
/// | statements | one, with the operation `COPY` |
/// | row-level security | the server takes no COPY into a table with policies: through a tenant, the rows are inserted as on SQLite |
/// | SQLite | has no COPY: the rows are inserted in batches of 1,000, with the same rules, in one transaction or savepoint of their own. As long as the source takes, nobody else can write |
#[must_use = "a copy does nothing until `exec(&db)` is awaited"]
pub struct CopyIn<'a, M: Writable> {
    rows: BoxStream<'a, Result<M::New, BoxError>>,
    progress: Option<Progress<'a>>,
}

type Progress<'a> = Box<dyn FnMut(CopyProgress) + Send + 'a>;

/// How far a copy is.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CopyProgress {
    /// How many rows were taken from the source and written. Whether they last, the end says.
    pub rows: u64,
    /// How many bytes of the COPY's data they are; 0 on SQLite.
    pub bytes: u64,
    /// How long ago `exec` began.
    pub elapsed: Duration,
}

impl CopyProgress {
    /// How many rows a second, on average.
    pub fn rows_per_second(&self) -> f64 {
        rate(self.rows, self.elapsed)
    }
}

/// What a copy has done.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Copied {
    /// How many rows the table got. A trigger can leave some out.
    pub rows: u64,
    /// How many bytes of the COPY's data were sent; 0 on SQLite.
    pub bytes: u64,
    /// How long it took, from the beginning of `exec`.
    pub elapsed: Duration,
}

impl Copied {
    /// How many rows a second, on average.
    pub fn rows_per_second(&self) -> f64 {
        rate(self.rows, self.elapsed)
    }
}

fn rate(rows: u64, elapsed: Duration) -> f64 {
    if elapsed.is_zero() { 0.0 } else { rows as f64 / elapsed.as_secs_f64() }
}

/// A copy of these rows into the table of `M`: the function behind `Order::copy_in(rows)`.
pub fn copy_in<'a, M: Writable>(
    rows: impl IntoIterator<Item = M::New, IntoIter: Send + 'a>,
) -> CopyIn<'a, M> {
    CopyIn { rows: stream::iter(rows).map(Ok).boxed(), progress: None }
}

/// A copy of the rows of a stream into the table of `M`, such as those of a file that is read meanwhile.
///
/// ```
/// use futures_util::stream::{self, StreamExt};
/// use orm::{Db, Error, Model};
/// use std::num::ParseIntError;
///
/// #[derive(Model)]
/// pub struct Place {
///     #[model(primary_key)]
///     pub id: i64,
///     pub name: String,
/// }
///
/// fn parse(line: &str) -> Result<place::New, ParseIntError> {
///     let (id, name) = line.split_once(',').unwrap_or((line, ""));
///     Ok(place::New { id: id.parse()?, name: name.into() })
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Place::TABLE]).await?;
/// let lines = stream::iter(["1,Here", "2,There"]).map(parse);
/// assert_eq!(Place::copy_in_stream(lines).exec(&db).await?.rows, 2);
///
/// let torn = stream::iter(["3,Elsewhere", "four"]).map(parse);
/// let error = Place::copy_in_stream(torn).exec(&db).await.unwrap_err();
/// assert!(error.is_input(), "row 2; the error's source is the `ParseIntError`");
/// assert_eq!(Place::query().count(&db).await?, 2, "all or none");
/// # Ok(()) }
/// ```
pub fn copy_in_stream<'a, M: Writable, E: Into<BoxError> + 'a>(
    rows: impl Stream<Item = Result<M::New, E>> + Send + 'a,
) -> CopyIn<'a, M> {
    CopyIn { rows: rows.map_err(Into::into).boxed(), progress: None }
}

impl<'a, M: Writable> CopyIn<'a, M> {
    /// Calls this after each 10,000 rows, and once more when all are in the table.
    pub fn progress(mut self, each: impl FnMut(CopyProgress) + Send + 'a) -> Self {
        self.progress = Some(Box::new(each));
        self
    }

    /// Copies the rows. No rows: nothing is sent.
    ///
    /// # Errors
    /// The violations of the table's constraints. [`is_encode`](Error::is_encode) for a value that the
    /// database cannot hold, and for a row with other columns than the first; [`is_input`](Error::is_input)
    /// if the stream of rows failed. [`is_unsupported`](Error::is_unsupported) if a column is of another
    /// type in the database, or the model has no column to give. Those of
    /// [`Query::all`](super::Query::all).
    pub async fn exec<E: Writer + Reaches<M::Scope> + ?Sized>(
        self,
        db: &E,
    ) -> Result<Copied, Error> {
        let target = db.target();
        let mut given = Given::<M>::begin(self.rows, self.progress).await?;
        let rows = match target.dialect() {
            _ if given.is_empty() => 0,
            // The server has no COPY into a table with policies (PostgreSQL manual, "COPY").
            Dialect::Postgres if target.has_row_security() => insert(target, &mut given).await?,
            Dialect::Postgres => copy(target, &mut given).await?,
            Dialect::Sqlite => insert(target, &mut given).await?,
        };
        Ok(given.finish(rows))
    }
}

impl<M: Writable> fmt::Debug for CopyIn<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CopyIn of {}", M::TABLE.model)
    }
}

async fn copy<M: Writable>(target: Target<'_>, given: &mut Given<'_, M>) -> Result<u64, Error> {
    if let Some(column) = M::TABLE.tenant {
        given.add(column, target.context().reach.of_new(M::TABLE)?);
    }
    let columns = given.columns().map(|column| (column.name, column.ty)).collect();
    let copy = sql::copy_in(target.context(), M::TABLE, columns)?;
    let sent = Sent::write("COPY", M::TABLE);
    target.line(&copy.statement, sent).await?.copy_in(&copy, sent, given).await
}

/// How many rows a batch has where there is no COPY.
const BATCH: usize = 1000;

async fn insert<M: Writable>(target: Target<'_>, given: &mut Given<'_, M>) -> Result<u64, Error> {
    let tx = target.begin().await?;
    match insert_batches(target.inside(&tx), given).await {
        Ok(rows) => tx.commit().await.map(|()| rows),
        Err(error) => {
            // The cause is worth more than what the rollback says.
            let _ = tx.rollback().await;
            target.fail();
            Err(error)
        }
    }
}

async fn insert_batches<M: Writable>(
    target: Target<'_>,
    given: &mut Given<'_, M>,
) -> Result<u64, Error> {
    let mut inserted = 0;
    let mut values = Vec::new();
    loop {
        // Every row gives the same columns, so that none needs its default.
        let columns =
            given.columns().map(|column| InsertColumn { default: None, ..column.clone() });
        let mut batch = Insert {
            table: M::TABLE,
            columns: columns.collect(),
            rows: 0,
            many: true,
            on_conflict: None,
            returning: Vec::new(),
        };
        while batch.rows < BATCH && poll_fn(|cx| given.poll_next(cx, &mut values)).await? {
            batch.rows += 1;
            for (column, value) in batch.columns.iter_mut().zip(values.drain(..)) {
                column.values.push(Some(value));
            }
            given.written(0);
        }
        let is_last = batch.rows < BATCH;
        inserted += super::insert::exec(batch, target).await?;
        if is_last {
            return Ok(inserted);
        }
    }
}
