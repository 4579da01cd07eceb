//! Queries and writes: the typed shells around statements.

mod by_key;
mod copy_in;
mod copy_out;
mod delete;
mod ends;
mod get_or_create;
mod insert;
mod lock;
mod on_conflict;
mod page;
mod raw;
mod select;
mod stream;
mod update;

pub(crate) use by_key::{
    column_expr, delete_of, delete_one, delete_statement, equals, find_listed, find_one,
    insert_one, kept, restore_one, update_one,
};
pub use by_key::{delete_row, find, get, insert, reload, update_row};
pub use copy_in::{Copied, CopyIn, CopyProgress, copy_in, copy_in_stream};
pub use delete::{Delete, HardDelete};
pub(crate) use ends::loaded_rows;
pub use get_or_create::get_or_create;
pub use insert::{InsertMany, insert_many};
pub(crate) use insert::{insert_rows, rows_in};
pub use lock::Locked;
pub use on_conflict::{OnConflict, UniqueTarget, Upsert, Upserting};
pub use page::{Cursor, Page};
pub use raw::{Bind, RawSql, SqlText, UnsafeText, sql, unsafe_text};
pub use select::{Projection, Selection, select_row};
pub use stream::RowStream;
pub use update::Update;

pub use crate::db::Writer;
pub use crate::load::{Plan, Values};

use crate::expr::{Condition, Orderings};
use crate::load::{Apart, JoinedOnly, Load, Loads, Merge, Same};
use crate::model::Model;
use crate::path::Root;
use crate::stmt;
use std::fmt;
use std::marker::PhantomData;

/// A query over `M`, not yet sent. `S` says what becomes of a row.
///
/// | query | a row |
/// |---|---|
/// | `Query<M>` | `M` |
/// | `Query<M, Values<T>>`, after [`select`](Query::select) | `T`: a value, a tuple, a projection |
/// | `Query<M, m::Loaded<..>>`, after [`select_related`](Query::select_related), [`prefetch_related`](Query::prefetch_related) | `m::Loaded<..>`: the model with relations |
///
/// | end | what comes back |
/// |---|---|
/// | [`all`](Query::all) | `Vec<Row>` |
/// | [`one`](Query::one) | `Row`; an error if there is none, or more than one |
/// | [`optional`](Query::optional) | `Option<Row>`; an error if there is more than one |
/// | [`first`](Query::first) | `Option<Row>`, of the first in the order |
/// | [`stream`](Query::stream) | a stream of `Result<Row>` |
/// | [`copy_out`](Query::copy_out) | the same, by PostgreSQL's COPY |
/// | [`page`](Query::page) | `Page<Row>`, with a cursor to the next |
/// | [`count`](Query::count), [`exists`](Query::exists) | `i64`, `bool` |
/// | [`explain`](Query::explain), [`to_sql`](Query::to_sql) | `String` |
#[must_use = "a query does nothing until one of its ends is awaited, such as `all(&db)`"]
pub struct Query<M, S = M> {
    select: stmt::Select,
    loads: Loads,
    types: PhantomData<fn() -> (M, S)>,
}

impl<M: Model> Query<M> {
    /// All rows of the model: the same as `M::query()`.
    pub fn new() -> Self {
        Query::of(stmt::Select::new(M::TABLE))
    }

    pub(crate) fn of(select: stmt::Select) -> Self {
        Query { select, loads: Loads::default(), types: PhantomData }
    }
}

impl<M: Model> Default for Query<M> {
    fn default() -> Self {
        Query::new()
    }
}

impl<M, S> Query<M, S> {
    pub(crate) fn into_select(self) -> stmt::Select {
        self.select
    }
}

impl<M: Model, S> Query<M, S> {
    /// Only the rows for which the condition holds, beside every earlier condition.
    pub fn filter<C: Condition<M>>(
        mut self,
        condition: impl FnOnce(M::Fields<Root<M>>) -> C,
    ) -> Self {
        self.select.filter.extend(condition(M::fields::<Root<M>>()).into_condition());
        self
    }

    /// The order of the rows; a second call adds to the first.
    pub fn order_by<O: Orderings<M>>(
        mut self,
        order: impl FnOnce(M::Fields<Root<M>>) -> O,
    ) -> Self {
        order(M::fields::<Root<M>>()).into_orders(&mut self.select.order);
        self
    }

    /// At most this many rows.
    pub fn limit(mut self, rows: u64) -> Self {
        self.select.limit = Some(rows);
        self
    }

    /// Leaves out this many rows first. [`page`](Query::page) is faster for the pages of a long list.
    pub fn offset(mut self, rows: u64) -> Self {
        self.select.offset = Some(rows);
        self
    }

    /// Rows that are equal in all their columns come once.
    pub fn distinct(mut self) -> Self {
        self.select.distinct = true;
        self
    }

    /// Rows that were deleted softly come too.
    pub fn with_deleted(mut self) -> Self {
        self.select.deleted = stmt::Deleted::Shown;
        self
    }

    /// Only rows that were deleted softly.
    pub fn only_deleted(mut self) -> Self {
        self.select.deleted = stmt::Deleted::Only;
        self
    }
}

impl<M: Model, S> Query<M, S> {
    /// Loads to-one relations with the rows, by joins in the same statement: a path such as
    /// `o.customer().country()`, or a tuple of paths.
    ///
    /// Loads of a second call, or of [`prefetch_related`](Self::prefetch_related), are added; what is
    /// loaded twice comes once. The chapter [Relations](crate::load) tells everything about loads.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/relations_shop.inc"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> { let db = shop().await?;
    /// let query = Order::query().select_related(|o| (o.customer().country(), o.approver()));
    /// let (orders, sent) = db.count_statements(async || query.all(&db).await).await;
    /// assert_eq!((orders?[0].customer().name.as_str(), sent), ("Ada", 1));
    /// # Ok(()) }
    /// ```
    pub fn select_related<L, X>(
        mut self,
        loads: impl FnOnce(M::Fields<Root<M>>) -> L,
    ) -> Query<M, X::Out>
    where
        L: Load<M, JoinedOnly>,
        S: Same<X>,
        X: Merge<L::Row>,
    {
        loads(M::fields::<Root<M>>()).add(&mut self.loads);
        Query { select: self.select, loads: self.loads, types: PhantomData }
    }

    /// Loads relations of the rows, to-many ones too, by one more statement for each: a path such as
    /// `o.items()`, or a tuple of paths. The relations on the way to the last one of a path are joined.
    ///
    /// The statements of a level go out together, each with its keys as one array a column. A relation of rows
    /// that are not there takes none.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/relations_shop.inc"));
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> { let db = shop().await?;
    /// let query = Order::query().prefetch_related(|o| {
    ///     let largest = o.items().order_by(|i| i.qty.desc()).limit(3); // three of each order
    ///     (largest.with(|i| i.product()), o.tags())
    /// });
    /// let (orders, sent) = db.count_statements(async || query.all(&db).await).await;
    /// assert_eq!((orders?[0].items()[0].product().sku.as_str(), sent), ("pen", 3));
    /// # Ok(()) }
    /// ```
    pub fn prefetch_related<L, X>(
        mut self,
        loads: impl FnOnce(M::Fields<Root<M>>) -> L,
    ) -> Query<M, X::Out>
    where
        L: Load<M, Apart>,
        S: Same<X>,
        X: Merge<L::Row>,
    {
        loads(M::fields::<Root<M>>()).add(&mut self.loads);
        Query { select: self.select, loads: self.loads, types: PhantomData }
    }
}

impl<M: Model> Query<M> {
    /// Asks for values instead of whole rows: an expression, a model's fields, or a tuple of up to
    /// twelve of them.
    pub fn select<C: Selection<M>>(
        mut self,
        columns: impl FnOnce(M::Fields<Root<M>>) -> C,
    ) -> Query<M, Values<C::Output>> {
        self.select.columns.clear();
        columns(M::fields::<Root<M>>()).columns(&mut self.select.columns);
        Query { select: self.select, loads: self.loads, types: PhantomData }
    }

    /// Asks for a struct with `#[derive(Projection)]` instead of whole rows.
    pub fn select_as<T: Projection<Model = M>>(mut self) -> Query<M, Values<T>> {
        self.select.columns.clear();
        T::columns(M::fields::<Root<M>>(), &mut self.select.columns);
        Query { select: self.select, loads: self.loads, types: PhantomData }
    }
}

impl<M, S> Clone for Query<M, S> {
    fn clone(&self) -> Self {
        Query { select: self.select.clone(), loads: self.loads.clone(), types: PhantomData }
    }
}

impl<M: Model, S> fmt::Debug for Query<M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query over {}: {:?}", M::TABLE.model, self.select)
    }
}
