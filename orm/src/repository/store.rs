//! What application code asks for where a test gives it rows in memory.

use super::{Hooks, Repository};
use crate::db::Writer;
use crate::error::Error;
use crate::model::Writable;

/// Rows of `M` by their key, wherever they are: what code asks for to be tested without a database.
///
/// A [`Repository`] is one, and a test writes another: three methods have to be there, and `find` says
/// how rows are found. Conditions are the database's business, so there is no `list`: what the code asks
/// by other columns is a method of a trait of its own, with a query in the one place and a loop in the
/// other.
///
/// ```
/// use orm::repository::Store;
/// use orm::{Error, Executor, Model, Repository, Writer};
/// use std::collections::BTreeMap;
/// use std::sync::Mutex;
///
/// #[derive(Model, Debug, Clone)]
/// pub struct Stock {
///     #[model(primary_key)]
///     pub sku: String,
///     pub pieces: i64,
/// }
///
/// /// What the program asks for beside.
/// trait Stocks: Store<Stock> {
///     async fn sold_out(&self) -> Result<Vec<Stock>, Error>;
/// }
///
/// impl<E: Writer> Stocks for Repository<'_, Stock, E> {
///     async fn sold_out(&self) -> Result<Vec<Stock>, Error> {
///         self.list(|q| q.filter(|s| s.pieces.eq(0))).await
///     }
/// }
///
/// /// The code that is tested.
/// async fn take(stocks: &impl Stocks, sku: &str) -> Result<usize, Error> {
///     let stock = stocks.get(sku.to_owned()).await?;
///     let less = stock::Patch { pieces: Some(stock.pieces - 1) };
///     stocks.update(&stock, less).await?;
///     Ok(stocks.sold_out().await?.len())
/// }
///
/// /// The test's own rows.
/// #[derive(Default)]
/// struct InMemory(Mutex<BTreeMap<String, Stock>>);
///
/// impl Store<Stock> for InMemory {
///     async fn find(&self, sku: String) -> Result<Option<Stock>, Error> {
///         Ok(self.0.lock().unwrap().get(&sku).cloned())
///     }
///
///     async fn create(&self, new: stock::New) -> Result<Stock, Error> {
///         let row = Stock { sku: new.sku, pieces: new.pieces };
///         match self.0.lock().unwrap().insert(row.sku.clone(), row.clone()) {
///             Some(_) => Err(Error::refused("there twice")),
///             None => Ok(row),
///         }
///     }
///
///     async fn update(&self, row: &Stock, patch: stock::Patch) -> Result<Stock, Error> {
///         let mut row = self.get(row.sku.clone()).await?;
///         row.pieces = patch.pieces.unwrap_or(row.pieces);
///         self.0.lock().unwrap().insert(row.sku.clone(), row.clone());
///         Ok(row)
///     }
///
///     async fn delete(&self, row: &Stock) -> Result<(), Error> {
///         self.get(row.sku.clone()).await?;
///         self.0.lock().unwrap().remove(&row.sku);
///         Ok(())
///     }
/// }
///
/// impl Stocks for InMemory {
///     async fn sold_out(&self) -> Result<Vec<Stock>, Error> {
///         Ok(self.0.lock().unwrap().values().filter(|s| s.pieces == 0).cloned().collect())
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Stock::TABLE]).await?;
/// async fn check(stocks: &impl Stocks) -> Result<(), Error> {
///     stocks.create(stock::New { sku: "pen".into(), pieces: 1 }).await?;
///     assert_eq!(take(stocks, "pen").await?, 1);
///     assert!(take(stocks, "ink").await.unwrap_err().is_not_found());
///     Ok(())
/// }
/// check(&InMemory::default()).await?;
/// check(&db.repository::<Stock>()).await?;
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no store of `{M}`",
    label = "expected a repository of `{M}` that may write, or a test's own `impl Store<{M}>`",
    note = "the repository of an executor: `&db.repository::<{M}>()`"
)]
pub trait Store<M: Writable>: Sync {
    /// The row with this key, or `None`.
    ///
    /// # Errors
    /// Those of [`Repository::find`].
    fn find(&self, key: M::Key) -> impl Future<Output = Result<Option<M>, Error>> + Send;

    /// Inserts a row and returns it as it is then.
    ///
    /// # Errors
    /// Those of [`Repository::create`].
    fn create(&self, new: M::New) -> impl Future<Output = Result<M, Error>> + Send;

    /// Changes the columns that the patch sets and returns the row as it is then.
    ///
    /// # Errors
    /// Those of [`Repository::update`].
    fn update(&self, row: &M, patch: M::Patch) -> impl Future<Output = Result<M, Error>> + Send;

    /// Deletes the row.
    ///
    /// # Errors
    /// Those of [`Repository::delete`].
    fn delete(&self, row: &M) -> impl Future<Output = Result<(), Error>> + Send;

    /// The row with this key.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found) if there is none, and those of [`find`](Self::find).
    fn get(&self, key: M::Key) -> impl Future<Output = Result<M, Error>> + Send {
        async { self.find(key).await?.ok_or_else(|| Error::not_found(M::TABLE.model)) }
    }
}

impl<M, E, H> Store<M> for Repository<'_, M, E, H>
where
    M: Writable,
    E: Writer + ?Sized,
    H: Hooks<M>,
{
    async fn find(&self, key: M::Key) -> Result<Option<M>, Error> {
        crate::query::find_one(self.executor().target(), key).await
    }

    async fn create(&self, new: M::New) -> Result<M, Error> {
        Repository::create(self, new).await
    }

    async fn update(&self, row: &M, patch: M::Patch) -> Result<M, Error> {
        Repository::update(self, row, patch).await
    }

    async fn delete(&self, row: &M) -> Result<(), Error> {
        Repository::delete(self, row).await
    }
}
