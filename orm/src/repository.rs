//! `Repository<M>`: the rows of one model, as one executor reaches them.

mod hooks;
mod read;
mod store;
mod write;

pub use hooks::{Hooks, NoHooks};
pub use store::Store;

use crate::model::{Model, Writable};
use crate::scope::Reaches;
use std::fmt;
use std::marker::PhantomData;

/// The rows of `M`, as the executor reaches them that it was made from:
/// [`executor.repository::<M>()`](crate::Executor::repository). Copying it is cheap.
///
/// It is for code that works with one model in one scope, and for what belongs to the model's writes:
/// hooks, methods of one's own, doubles in tests. What it sends is what the model's own methods and
/// [`Query`](crate::Query) send. From a tenant's handle it reaches the tenant's rows; from a transaction
/// it is part of that; from one that only reads, or of a view, its writes do not compile.
///
/// | read | what comes back |
/// |---|---|
/// | [`get(key)`](Repository::get), [`find(key)`](Repository::find) | `M`, `Option<M>` |
/// | [`find_many(keys)`](Repository::find_many) | `Vec<M>` |
/// | [`list(query)`](Repository::list), [`one(query)`](Repository::one), [`first(query)`](Repository::first) | `Vec<Row>`, `Row`, `Option<Row>` |
/// | [`page(query, size, after)`](Repository::page) | `Page<Row>` |
/// | [`count(query)`](Repository::count), [`exists(query)`](Repository::exists) | `i64`, `bool` |
///
/// | write | what comes back |
/// |---|---|
/// | [`create(new)`](Repository::create), [`create_many(rows)`](Repository::create_many) | `M`, `Vec<M>` |
/// | [`update(&row, patch)`](Repository::update) | `M` |
/// | [`upsert(new, by, set)`](Repository::upsert) | `M` |
/// | [`delete(&row)`](Repository::delete), [`restore(&row)`](Repository::restore) | nothing, `M` |
///
/// A `query` is a closure that gets `Query<M>`, all rows, and says which, in what order and with what
/// relations: `|q| q` are all. The row's type follows from it, as always:
///
/// ```
/// use orm::{Error, Executor, Model};
///
/// #[derive(Model, Debug, Clone)]
/// #[model(tenant = tenant_id, has_many(lines: Line.order_id), unique(number))]
/// pub struct Order {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub tenant_id: i64,
///     pub number: String,
///     pub total: i64,
/// }
///
/// #[derive(Model, Debug, Clone)]
/// #[model(tenant = tenant_id)]
/// pub struct Line {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub tenant_id: i64,
///     #[model(references = Order)]
///     pub order_id: i64,
///     pub text: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Order::TABLE, Line::TABLE]).await?;
/// let acme = db.tenant(1);
/// let orders = acme.repository::<Order>();
/// let order = orders.create(order::New { number: "A-1".into(), total: 10 }).await?;
/// let more = order::Patch { total: Some(12), ..Default::default() };
/// assert_eq!(orders.update(&order, more).await?.total, 12);
///
/// let large = orders
///     .list(|q| q.filter(|o| o.total.gt(10)).prefetch_related(|o| o.lines()))
///     .await?;
/// assert_eq!((large[0].number.as_str(), large[0].lines().len()), ("A-1", 0));
/// assert_eq!(db.tenant(2).repository::<Order>().count(|q| q).await?, 0);
///
/// let new = order::New { number: "A-1".into(), total: 1 };
/// let order = orders.upsert(new, |by| by.number, |o| o.total.set(o.total + o.total.excluded())).await?;
/// assert_eq!((order.id, order.total), (large[0].id, 13));
/// # Ok(()) }
/// ```
///
/// # Methods of one's own
///
/// They are those of a trait. An [`Executor`](crate::Executor) is enough to read, whoever the rows belong
/// to: a repository of tenants' rows has its tenant, or there is none. One that writes asks for a
/// [`Writer`](crate::Writer), and for `H: Hooks<Task>` beside.
///
/// ```
/// use orm::{Error, Executor, Model, Repository};
///
/// #[derive(Model, Debug, Clone)]
/// pub struct Task {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub done: bool,
/// }
///
/// trait TaskRepository {
///     async fn open(&self) -> Result<Vec<Task>, Error>;
/// }
///
/// impl<E: Executor, H> TaskRepository for Repository<'_, Task, E, H> {
///     async fn open(&self) -> Result<Vec<Task>, Error> {
///         self.list(|q| q.filter(|t| t.done.eq(false)).order_by(|t| t.id.asc())).await
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Task::TABLE]).await?;
/// db.transaction(async |tx| {
///     let tasks = tx.repository::<Task>();
///     tasks.create_many([task::New { done: false }, task::New { done: true }]).await?;
///     assert_eq!(tasks.open().await?.len(), 1);
///     Ok::<_, Error>(())
/// })
/// .await?;
/// # Ok(()) }
/// ```
///
/// What else there is goes through [`executor`](Repository::executor): a stream, an update of all rows
/// that a query finds. Hooks are not called for that.
pub struct Repository<'e, M, E: ?Sized, H = NoHooks> {
    /// It reaches the model's rows: `new` asks for that, and nothing after it has to.
    executor: &'e E,
    hooks: H,
    model: PhantomData<fn() -> M>,
}

impl<'e, M: Model, E: ?Sized> Repository<'e, M, E> {
    /// The same as [`executor.repository::<M>()`](crate::Executor::repository), for a `&dyn Writer` too:
    /// `Repository::<Order, _>::new(executor)`.
    pub fn new(executor: &'e E) -> Self
    where
        E: Reaches<M::Scope>,
    {
        Repository { executor, hooks: NoHooks, model: PhantomData }
    }
}

impl<'e, M: Model, E: ?Sized, H> Repository<'e, M, E, H> {
    /// The same rows, with hooks around their writes in the place of those that there are.
    #[must_use]
    pub fn with_hooks<N: Hooks<M>>(self, hooks: N) -> Repository<'e, M, E, N>
    where
        M: Writable,
    {
        Repository { executor: self.executor, hooks, model: PhantomData }
    }

    /// What the statements go through.
    pub fn executor(&self) -> &'e E {
        self.executor
    }
}

impl<M, E: ?Sized, H: Clone> Clone for Repository<'_, M, E, H> {
    fn clone(&self) -> Self {
        Repository { executor: self.executor, hooks: self.hooks.clone(), model: PhantomData }
    }
}

impl<M, E: ?Sized, H: Copy> Copy for Repository<'_, M, E, H> {}

impl<M: Model, E: ?Sized, H> fmt::Debug for Repository<'_, M, E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Repository of {}", M::TABLE.model)
    }
}
