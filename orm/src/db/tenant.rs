//! Tenants: a database of which one tenant's rows are reached, or those of all.

mod seat;
mod tx;

pub use tx::{TenantReadTx, TenantTx};

use super::closure::{WorkMut, WorkOnce};
use super::executor::{Executor, Target, Writer, sealed};
use super::retry::Runs;
use super::row_security::wrong;
use super::{Db, MaybeRetryable, TxOptions};
#[cfg(feature = "directory")]
use crate::directory::{Core, Live, Placed};
use crate::error::Error;
use crate::schema::Table;
use crate::scope::{Reach, tenant_executor};
use crate::sql;
use crate::value::DbType;
#[cfg(feature = "directory")]
use crate::value::Value;
use seat::Seat;
use std::fmt;
use std::marker::PhantomData;
#[cfg(feature = "directory")]
use std::sync::Arc;

/// A database as one tenant sees it: [`Db::tenant`]. Cloning it is cheap.
///
/// Statements over models with `#[model(tenant = ..)]` need one, or a transaction that it began. The
/// tenant's condition stands in each of them at every table that has a tenant's column, whatever way
/// leads there: the model itself, joins, subqueries, loads, updates, deletes, upserts. A new row gets
/// the tenant from here and from nowhere else. Models without a tenant are reached as through the `Db`.
///
/// ```
/// use orm::{Db, Error, Model, Tenant};
///
/// #[derive(Model, Debug, Clone)]
/// #[model(tenant = tenant_id, unique(number))]
/// pub struct Invoice {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub tenant_id: i64,
///     pub number: String,
/// }
///
/// async fn numbers(tenant: &Tenant<i64>) -> Result<Vec<String>, Error> {
///     Invoice::query().select(|i| i.number).all(tenant).await
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Invoice::TABLE]).await?;
/// let (acme, beta) = (db.tenant(1), db.tenant(2));
/// Invoice::create(&acme, invoice::New { number: "A-1".into() }).await?;
/// // Unique in a tenant, not over all of them.
/// let invoice = Invoice::create(&beta, invoice::New { number: "A-1".into() }).await?;
/// assert_eq!((invoice.tenant_id, numbers(&beta).await?.len()), (2, 1));
/// // Another tenant's row is not there.
/// assert!(invoice.delete(&acme).await.unwrap_err().is_not_found());
///
/// let all = db.across_tenants("the yearly report");
/// assert_eq!(Invoice::query().count(&all).await?, 2);
/// # Ok(()) }
/// ```
pub struct Tenant<T> {
    seat: Seat,
    id: PhantomData<fn() -> T>,
}

/// A database of which the rows of all tenants are reached: [`Db::across_tenants`].
pub type AllTenants = Tenant<EveryTenant>;

/// Stands for the id where there is no single tenant.
#[derive(Debug, Clone, Copy)]
pub enum EveryTenant {}

impl Db {
    /// The database as the tenant with this id sees it. Nothing is sent.
    ///
    /// Statements through an empty text or the nil UUID fail with
    /// [`is_unscoped`](Error::is_unscoped), and so do those through an id that cannot name a schema
    /// where each tenant has [one of its own](crate::Tenancy).
    pub fn tenant<T: DbType>(&self, id: T) -> Tenant<T> {
        Tenant::at(self.clone(), Reach::tenant(&id, self.tenancy()))
    }

    /// The database with the rows of all tenants. The reason is written to the log, as an event of the
    /// level INFO and the target `orm::tenancy`. Nothing is sent.
    ///
    /// Nothing can be inserted through it into a model with tenants, since a row is one tenant's. Where
    /// each tenant has [a schema of its own](crate::Tenancy), no statement reaches the rows of all:
    /// those over a model with tenants fail with [`is_unscoped`](Error::is_unscoped), unsent.
    pub fn across_tenants(&self, reason: &str) -> AllTenants {
        tracing::info!(target: "orm::tenancy", reason, "the rows of all tenants are reached");
        Tenant::at(self.clone(), Reach::all(self.tenancy()))
    }
}

impl<T> Tenant<T> {
    fn at(db: Db, reach: Reach) -> Self {
        Tenant { seat: Seat::new(db, reach), id: PhantomData }
    }

    /// A tenant of a directory, wherever it is.
    #[cfg(feature = "directory")]
    pub(crate) fn of_directory(id: Value, entry: (Arc<Core>, Arc<Live>), is_managed: bool) -> Self {
        let placed = entry.1.placed();
        let reach = Reach::directory_tenant(id, entry, &placed, is_managed);
        Tenant::at(placed.db.clone(), reach)
    }

    /// A tenant in this place.
    #[cfg(feature = "directory")]
    pub(crate) fn placed(id: Value, placed: &Placed) -> Self {
        Tenant::at(placed.db.clone(), Reach::placed_tenant(id, placed))
    }

    /// Runs `work` in a transaction: as [`Db::transaction`].
    ///
    /// # Errors
    /// Those of [`Db::transaction`].
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn transaction<V, E, F>(&self, work: F) -> impl Future<Output = Result<V, E>> + Send
    where
        for<'r> F: AsyncFnOnce(&'r TenantTx<T>) -> Result<V, E>
            + WorkOnce<&'r TenantTx<T>, Result<V, E>, Fut: Send>
            + Send,
        V: Send,
        E: From<Error> + Send,
    {
        async { self.begin().await?.finish(work).await }
    }

    /// As [`transaction`](Self::transaction), with options. `work` may run several times.
    ///
    /// # Errors
    /// Those of [`Db::transaction_with`].
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn transaction_with<V, E, F>(
        &self,
        options: TxOptions,
        mut work: F,
    ) -> impl Future<Output = Result<V, E>> + Send
    where
        for<'r> F: AsyncFnMut(&'r TenantTx<T>) -> Result<V, E>
            + WorkMut<&'r TenantTx<T>, Result<V, E>, Fut: Send>
            + Send,
        V: Send,
        E: From<Error> + MaybeRetryable + Send,
    {
        async move {
            let mut runs = Runs::of(options);
            loop {
                let now = self.seat.now();
                let result = match runs.begin(&now.db, &now.reach).await {
                    Err(error) if self.seat.has_left(now, &error) => continue,
                    // Its place may be another one in the next run.
                    Err(error) if error.is_tenant_unready() => Err(E::from(error)),
                    begun => {
                        let tx = TenantTx::of(begun?, now.reach.clone());
                        let result = work(&tx).await;
                        tx.end(result).await
                    }
                };
                if let Some(result) = runs.end(result).await {
                    return result;
                }
            }
        }
    }

    /// Begins a transaction.
    ///
    /// # Errors
    /// Those of [`Db::begin`].
    pub async fn begin(&self) -> Result<TenantTx<T>, Error> {
        self.begin_with(TxOptions::new()).await
    }

    /// Begins a transaction with options; `retry` has no effect on it.
    ///
    /// # Errors
    /// Those of [`Db::begin`].
    pub async fn begin_with(&self, options: TxOptions) -> Result<TenantTx<T>, Error> {
        loop {
            let now = self.seat.now();
            match now.db.begin_as(&options, false, &now.reach).await {
                Err(error) if self.seat.has_left(now, &error) => {}
                tx => return Ok(TenantTx::of(tx?, now.reach.clone())),
            }
        }
    }

    /// Runs `work` in a transaction that only reads: as [`Db::read_transaction`].
    ///
    /// # Errors
    /// Those of [`Db::read_transaction`].
    #[expect(clippy::manual_async_fn, reason = "`async fn` cannot promise `Send`")]
    pub fn read_transaction<V, E, F>(
        &self,
        options: TxOptions,
        work: F,
    ) -> impl Future<Output = Result<V, E>> + Send
    where
        for<'r> F: AsyncFnOnce(&'r TenantReadTx<T>) -> Result<V, E>
            + WorkOnce<&'r TenantReadTx<T>, Result<V, E>, Fut: Send>
            + Send,
        V: Send,
        E: From<Error> + Send,
    {
        async {
            let tx = self.begin_read(options).await?;
            let value = work(&tx).await?;
            tx.commit().await?;
            Ok(value)
        }
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// Those of [`Db::begin`].
    pub async fn begin_read(&self, options: TxOptions) -> Result<TenantReadTx<T>, Error> {
        loop {
            let now = self.seat.now();
            match now.db.begin_read_as(&options, &now.reach).await {
                Err(error) if self.seat.has_left(now, &error) => {}
                tx => return Ok(TenantReadTx::of(tx?, now.reach.clone())),
            }
        }
    }

    /// The tenant's schema, if each tenant has [one of its own](crate::Tenancy).
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) if the tenant's id is empty or cannot name a schema, and of
    /// all tenants where each has one of its own.
    pub fn schema(&self) -> Result<Option<&str>, Error> {
        self.seat.now().reach.schema()
    }

    /// The quoted name of a model's table as this tenant's statements have it, for SQL by hand:
    /// `"orders"`, or `"tenant_7"."orders"` where each tenant has [a schema of its own](crate::Tenancy).
    ///
    /// ```
    /// # use orm::{Db, Error, Model};
    /// # #[derive(Model)]
    /// # #[model(tenant = tenant_id)]
    /// # pub struct Order {
    /// #     #[model(primary_key, auto)]
    /// #     pub id: i64,
    /// #     pub tenant_id: i64,
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # orm_migrate::create_tables(&db, &[Order::TABLE]).await?;
    /// let acme = db.tenant(7_i64);
    /// let orders = acme.table_name(Order::TABLE)?;
    /// let text = format!("SELECT count(*) FROM {orders} WHERE tenant_id = ?");
    /// let count = orm::sql::<i64>(orm::unsafe_text(text)).bind(7_i64).unscoped("has the condition");
    /// assert_eq!(count.one(&acme).await?, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Those of [`schema`](Self::schema) if the model has tenants;
    /// [`is_unsupported`](Error::is_unsupported) if it also names a schema of its own, and each tenant
    /// has one.
    pub fn table_name(&self, table: &Table) -> Result<String, Error> {
        sql::table_name(self.target().context(), table)
    }

    /// The same tenant with another time that a statement may take: as [`Db::with_query_timeout`].
    pub fn with_query_timeout(&self, timeout: impl Into<Option<std::time::Duration>>) -> Tenant<T> {
        Tenant { seat: self.seat.with_query_timeout(timeout.into()), id: PhantomData }
    }
}

impl<T> Tenant<T> {
    /// The same tenant with row-level security alone: statements have no condition of the tenant's. For
    /// the tests that show that the policies hold by themselves.
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) without
    /// [`DbBuilder::row_level_security`](crate::DbBuilder::row_level_security).
    #[doc(hidden)]
    pub fn without_condition(&self) -> Result<Tenant<T>, Error> {
        if !self.seat.now().db.row_level_security() {
            return Err(wrong("it is off, and nothing else keeps the tenants apart"));
        }
        Ok(Tenant { seat: self.seat.unconditional(), id: PhantomData })
    }
}

impl<T> Clone for Tenant<T> {
    fn clone(&self) -> Self {
        Tenant { seat: self.seat.clone(), id: PhantomData }
    }
}

/// The id is not shown: it may tell of a customer.
impl<T> fmt::Debug for Tenant<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.seat.reach.is_all() { "AllTenants" } else { "Tenant" })
    }
}

impl<T> sealed::Sealed for Tenant<T> {}

#[diagnostic::do_not_recommend]
impl<T> Executor for Tenant<T> {
    fn target(&self) -> Target<'_> {
        let now = self.seat.now();
        Target::db(&now.db).within(&now.reach)
    }
}
#[diagnostic::do_not_recommend]
impl<T> Writer for Tenant<T> {}
tenant_executor! {
    [T: DbType] Tenant<T>: T;
    [T: DbType] AllTenants: T;
}
