//! The related rows of one row: `customer.orders()` as a query, and what can be written through it.

mod create_with;
mod link;

pub use create_with::create_with;

use crate::db::{Target, Writer};
use crate::error::{Error, Kind};
use crate::expr::{Condition, Orderings};
use crate::load::{
    Apart, IsLoaded, JoinedOnly, Load, Merge, Same, Unloaded, near_columns, shared_tenant,
};
use crate::model::{Key, Model, Writable};
use crate::path::{HasManyRelation, Relation, Root, ToManyRelation};
use crate::query::{self, Page, Query, RowStream, Selection, Values};
use crate::schema::{self, ColumnName, RelationKind, Type};
use crate::scope::Reaches;
use crate::stmt::{Expr, Select};
use crate::value::Value;
use std::fmt;
use std::marker::PhantomData;

/// The rows that the to-many relation `R` leads to from one row, not loaded: a query for them, and the
/// writes that concern them.
///
/// | of | method | statements |
/// |---|---|---|
/// | each relation | [`query`](Self::query), and a query's own methods | |
/// | `has_many` | [`create`](Self::create), [`create_many`](Self::create_many) | 1 |
/// | `many_to_many` | [`add`](Self::add), [`remove`](Self::remove), [`clear`](Self::clear) | 1 |
/// | `many_to_many` | [`set`](Self::set) | 1; on SQLite 2, in a transaction |
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/relations_shop.inc"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> { let db = shop().await?;
/// let ada = Customer::query().filter(|c| c.name.eq("Ada")).one(&db).await?;
/// assert_eq!(ada.orders().filter(|o| o.tags().is_present()).count(&db).await?, 1);
///
/// let order = ada.orders().create(&db, |customer_id| order::New {
///     customer_id,
///     number: "A-3".into(),
///     approved_by: None,
/// });
/// let order = order.await?;
/// let tags: Vec<Tag> = Tag::query().all(&db).await?;
/// assert_eq!(order.tags().add(&db, tags.iter().map(|tag| tag.id)).await?, 2);
/// assert_eq!(order.tags().remove(&db, [tags[0].id]).await?, 1);
/// assert_eq!(order.tags().count(&db).await?, 1);
/// # Ok(()) }
/// ```
#[must_use = "related rows are not there before one of the query's ends is awaited, such as `all(&db)`"]
pub struct Related<R> {
    /// The values by which this row is referred to.
    key: Vec<Value>,
    /// This row's tenant, if the related rows have the same.
    tenant: Option<Value>,
    relation: PhantomData<fn() -> R>,
}

/// Who reaches the related rows.
type Scope<R> = <<R as Relation>::To as Model>::Scope;

impl<R: ToManyRelation> Related<R> {
    /// The rows that are related to this one: what `row.items()` calls.
    pub fn of(row: &R::From) -> Self {
        let key = near_columns(R::DATA).iter().map(|column| row.key_value(column)).collect();
        let tenant = shared_tenant::<R::From>(R::DATA).map(|column| row.key_value(column));
        Related { key, tenant, relation: PhantomData }
    }

    /// Refuses to write what would belong to the row of the same key, if this one is another tenant's.
    fn is_reached(&self, target: Target<'_>) -> Result<(), Error> {
        if target.context().reach.is_strange(self.tenant.as_ref()) {
            let message = "the row belongs to another tenant than the one whose rows are reached";
            return Err(Error::new(Kind::Unscoped, message));
        }
        Ok(())
    }

    /// The query for them. Its `with_deleted()` shows deleted rows, but none over a link that was
    /// deleted.
    pub fn query(self) -> Query<R::To> {
        let mut select = Select::new(R::To::TABLE);
        select.filter = match R::DATA.kind {
            RelationKind::HasMany { key } | RelationKind::HasOne { key } => {
                equal(key.columns, &self.key)
            }
            RelationKind::ManyToMany { .. } => {
                vec![link::linked(R::DATA, &self.key, self.tenant.clone())]
            }
            RelationKind::ToOne { .. } => Vec::new(),
        };
        select.tenant = self.tenant;
        Query::of(select)
    }

    /// Only the related rows for which the condition holds.
    pub fn filter<C: Condition<R::To>>(
        self,
        condition: impl FnOnce(<R::To as Model>::Fields<Root<R::To>>) -> C,
    ) -> Query<R::To> {
        self.query().filter(condition)
    }

    /// The order of the related rows.
    pub fn order_by<O: Orderings<R::To>>(
        self,
        order: impl FnOnce(<R::To as Model>::Fields<Root<R::To>>) -> O,
    ) -> Query<R::To> {
        self.query().order_by(order)
    }

    /// At most this many related rows.
    pub fn limit(self, rows: u64) -> Query<R::To> {
        self.query().limit(rows)
    }

    /// Values of the related rows: as [`Query::select`].
    pub fn select<C: Selection<R::To>>(
        self,
        columns: impl FnOnce(<R::To as Model>::Fields<Root<R::To>>) -> C,
    ) -> Query<R::To, Values<C::Output>> {
        self.query().select(columns)
    }

    /// Loads to-one relations with the related rows: as [`Query::select_related`].
    pub fn select_related<L>(
        self,
        loads: impl FnOnce(<R::To as Model>::Fields<Root<R::To>>) -> L,
    ) -> Query<R::To, <R::To as Merge<L::Row>>::Out>
    where
        L: Load<R::To, JoinedOnly>,
        R::To: Merge<L::Row>,
    {
        self.query().select_related(loads)
    }

    /// Loads relations with the related rows: as [`Query::prefetch_related`].
    pub fn prefetch_related<L>(
        self,
        loads: impl FnOnce(<R::To as Model>::Fields<Root<R::To>>) -> L,
    ) -> Query<R::To, <R::To as Merge<L::Row>>::Out>
    where
        L: Load<R::To, Apart>,
        R::To: Merge<L::Row>,
    {
        self.query().prefetch_related(loads)
    }

    /// All related rows.
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub async fn all<E: Reaches<Scope<R>> + ?Sized>(self, db: &E) -> Result<Vec<R::To>, Error> {
        self.query().all(db).await
    }

    /// The first related row, in no particular order, or `None`.
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub async fn first<E: Reaches<Scope<R>> + ?Sized>(
        self,
        db: &E,
    ) -> Result<Option<R::To>, Error> {
        self.query().first(db).await
    }

    /// How many related rows there are.
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub async fn count<E: Reaches<Scope<R>> + ?Sized>(self, db: &E) -> Result<i64, Error> {
        self.query().count(db).await
    }

    /// Whether there is a related row.
    ///
    /// # Errors
    /// Those of [`Query::all`].
    pub async fn exists<E: Reaches<Scope<R>> + ?Sized>(self, db: &E) -> Result<bool, Error> {
        self.query().exists(db).await
    }

    /// The related rows one by one: as [`Query::stream`].
    pub fn stream<E: Reaches<Scope<R>> + ?Sized>(self, db: &E) -> RowStream<'_, R::To> {
        self.query().stream(db)
    }

    /// A page of the related rows: as [`Query::page`].
    ///
    /// # Errors
    /// Those of [`Query::page`].
    pub async fn page<E: Reaches<Scope<R>> + ?Sized>(
        self,
        db: &E,
        size: u32,
        after: Option<&query::Cursor>,
    ) -> Result<Page<R::To>, Error> {
        self.query().page(db, size, after).await
    }
}

impl<R: HasManyRelation<To: Writable>> Related<R> {
    /// Creates a related row. The closure gets the value for its reference to this row.
    ///
    /// # Errors
    /// The violations of the table's constraints, [`is_unsupported`](Error::is_unsupported) if this
    /// row has no value in the column that is referred to, [`is_unscoped`](Error::is_unscoped) if it is
    /// another tenant's, and those of [`Query::all`].
    pub async fn create<E: Writer + Reaches<Scope<R>> + ?Sized>(
        self,
        db: &E,
        new: impl FnOnce(R::Key) -> crate::New<R::To>,
    ) -> Result<R::To, Error> {
        let target = db.target();
        self.is_reached(target)?;
        query::insert_one(target, new(self.referred()?)).await
    }

    /// Creates related rows, all or none, and returns them in their order. The closure gets the value
    /// for the reference to this row, and makes a row of each item. No items: nothing is sent.
    ///
    /// # Errors
    /// Those of [`create`](Self::create).
    pub async fn create_many<T, E: Writer + Reaches<Scope<R>> + ?Sized>(
        self,
        db: &E,
        items: impl IntoIterator<Item = T>,
        new: impl FnMut(R::Key, T) -> crate::New<R::To>,
    ) -> Result<Vec<R::To>, Error> {
        self.create_rows(db.target(), items, new).await
    }

    async fn create_rows<T>(
        self,
        target: Target<'_>,
        items: impl IntoIterator<Item = T>,
        mut new: impl FnMut(R::Key, T) -> crate::New<R::To>,
    ) -> Result<Vec<R::To>, Error> {
        self.is_reached(target)?;
        let key = self.referred()?;
        let rows: Vec<_> = items.into_iter().map(|item| new(key.clone(), item)).collect();
        query::insert_rows::<R::To>(rows, target).await
    }

    fn referred(self) -> Result<R::Key, Error> {
        if self.key.iter().any(Value::is_null) {
            return Err(no_key(R::DATA));
        }
        R::Key::from_values(self.key).map_err(|error| {
            Error::new(Kind::Encode, "the row's key is of another type").with_source(error)
        })
    }
}

/// What reads like rows that were loaded, so that the compiler says that they were not.
#[doc(hidden)]
impl<R: ToManyRelation> Related<R> {
    pub fn iter<X: IsLoaded<R>>(&self) -> std::slice::Iter<'_, R::To>
    where
        Unloaded: Same<X>,
    {
        [].iter()
    }

    pub fn len<X: IsLoaded<R>>(&self) -> usize
    where
        Unloaded: Same<X>,
    {
        0
    }

    pub fn is_empty<X: IsLoaded<R>>(&self) -> bool
    where
        Unloaded: Same<X>,
    {
        true
    }
}

// What a loop asks for. With `IntoIterator` itself the compiler would not go on to the bound.
#[doc(hidden)]
impl<R: ToManyRelation> Iterator for Related<R>
where
    Unloaded: IsLoaded<R>,
{
    type Item = R::To;

    fn next(&mut self) -> Option<R::To> {
        None
    }
}

impl<R: Relation> fmt::Debug for Related<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Related({})", R::DATA.name)
    }
}

fn no_key(relation: &schema::Relation) -> Error {
    Error::unsupported(format!(
        "a row related by `{}` to a row without a value in the column that it refers to",
        relation.name
    ))
}

/// That columns of a query's own table have these values.
fn equal(columns: &[&'static str], values: &[Value]) -> Vec<Expr> {
    let pairs = columns.iter().zip(values);
    pairs.map(|(column, value)| query::equals(ColumnName::new(column), value.clone())).collect()
}

/// A column of a query's own table.
fn own(column: &'static str) -> Expr {
    query::column_expr(ColumnName::new(column))
}

/// The type of a column of a table.
fn type_of(table: &schema::Table, column: &str) -> Type {
    table.column(column).map_or(Type::BigInt, |column| column.ty)
}
