//! The traits that `#[derive(Model)]` implements.

use crate::path::Path;
use crate::row::{DecodeError, FromOptionalRow, Row};
use crate::schema::{Column, ForeignKey, Table};
use crate::value::{BoxError, DbType, Value};

/// A struct whose values are rows of a table. [`#[derive(Model)]`](derive@crate::Model) implements it,
/// and its documentation lists what can be declared and what is made.
///
/// A model's own methods, such as `Book::query()` and `Book::get(..)`, are not the trait's. Code for
/// any model begins with [`Query::new`](crate::Query::new), or calls the functions behind those
/// methods: [`get`](crate::query::get), [`find`](crate::query::find), [`reload`](crate::query::reload)
/// and, for a [`Writable`] model, [`insert`](crate::query::insert),
/// [`insert_many`](crate::query::insert_many), [`update_row`](crate::query::update_row),
/// [`delete_row`](crate::query::delete_row), [`get_or_create`](crate::query::get_or_create):
///
/// ```
/// use orm::scope::Reaches;
/// use orm::{Error, Model, New, Query, Writable, Writer};
///
/// async fn some<M: Model>(db: &impl Reaches<M::Scope>, rows: u64) -> Result<Vec<M>, Error> {
///     Query::<M>::new().limit(rows).all(db).await
/// }
///
/// async fn get_or_insert<M: Writable>(
///     db: &(impl Writer + Reaches<M::Scope>),
///     key: M::Key,
///     new: New<M>,
/// ) -> Result<M, Error> {
///     match orm::query::find(db, key).await? {
///         Some(row) => Ok(row),
///         None => orm::query::insert(db, new).await,
///     }
/// }
///
/// #[derive(Model)]
/// pub struct Book {
///     #[model(primary_key)]
///     pub isbn: String,
///     pub price: i64,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Book::TABLE]).await?;
/// let new = book::New { isbn: "978-1".into(), price: 12 };
/// let book: Book = get_or_insert(&db, new.isbn.clone(), new).await?;
/// assert_eq!(some::<Book>(&db, 10).await?[0].price, book.price);
/// # Ok(()) }
/// ```
///
/// What asks for more than rows and keys, such as a condition over a column, is written for one model
/// at any place where it stands: see [`Path`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "add `#[derive(Model)]` to the struct"
)]
pub trait Model: FromOptionalRow + Sized + Send + Sync + 'static {
    /// The table, with its columns, keys and relations.
    const TABLE: &'static Table;
    /// The primary key's type: a column's type, or a tuple of them; `()` for a view without a key.
    type Key: Key;
    /// Who reaches the rows: [`Global`](crate::scope::Global), or
    /// [`PerTenant`](crate::scope::PerTenant) with `#[model(tenant = ..)]`.
    type Scope: 'static;
    /// The columns and relations at a path: what a closure of a query receives.
    type Fields<P: Path<Target = Self>>: Copy;
    /// The table's constraints.
    type Constraint: std::fmt::Debug + Send + Sync + 'static;

    /// The columns and relations at the path `P`.
    fn fields<P: Path<Target = Self>>() -> Self::Fields<P>;
    /// Reads a row, in the order of the table's columns.
    ///
    /// # Errors
    /// If a column holds `NULL` or a value of another type.
    fn decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;
    /// The row's primary key.
    fn key(&self) -> Self::Key;
    #[doc(hidden)]
    /// The value of a column of a key: of the primary key, a unique set or a foreign key.
    fn key_value(&self, column: &str) -> Value;
    /// The constraint that has this name in the database.
    fn constraint(name: &str) -> Option<Self::Constraint>;
}

/// A model that can be written: not a view.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a view, which is only read",
    label = "there is nothing to write",
    note = "write the rows of the tables that the view reads; a table has no `#[model(view)]`"
)]
pub trait Writable: Model {
    /// What an insert needs.
    type New: Send + 'static;
    /// What an update may change.
    type Patch: Send + 'static;
    /// The unique sets, as targets of `on_conflict`.
    type Unique: Copy;

    /// The unique sets.
    const UNIQUE: Self::Unique;

    /// The values of a new row: for each column with the role `Value` or `Key`, in the table's order,
    /// its value, or `None` if it is left out and the default applies.
    fn new_values(new: Self::New, out: &mut Vec<Option<Value>>);
    /// The values of a change: for each column with the role `Value`, in the table's order, its
    /// value, or `None` if it stays.
    fn patch_values(patch: Self::Patch, out: &mut Vec<Option<Value>>);
    /// The row once more: what a patch without a change gives back, on models that are not `Clone` too.
    fn copy(&self) -> Self;
    /// The row's version, if the model has one.
    fn version(&self) -> Option<Value>;
}

/// A model with `#[model(soft_delete)]`: a row that was deleted can be restored.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no soft deletion: what was deleted is gone",
    label = "no field of `{Self}` has `#[model(soft_delete)]`",
    note = "keep deleted rows by a field such as `#[model(soft_delete)] pub deleted_at: Option<DateTime<Utc>>`"
)]
pub trait SoftDelete: Writable {}

/// What an insert of a model needs: `order::New`, which leads back to `Order`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no new row of a model",
    label = "expected the `New` of a model, such as `order::New`"
)]
pub trait NewRow: Sized {
    /// The model.
    type Model: Writable<New = Self>;
}

/// What a primary key of type `K` can be made of: `K`, and what is turned into it, such as `&str`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no primary key of type `{K}`",
    label = "expected a key of type `{K}`"
)]
pub trait IntoKey<K> {
    /// The key.
    fn into_key(self) -> K;
}

#[diagnostic::do_not_recommend]
impl<K, T: Into<K>> IntoKey<K> for T {
    fn into_key(self) -> K {
        self.into()
    }
}

/// A primary key's type.
pub trait Key: Clone + Send + 'static {
    /// One value for each column of the key.
    fn values(&self) -> Vec<Value>;
    /// The key of these values.
    ///
    /// # Errors
    /// If a value is of another type.
    fn from_values(values: Vec<Value>) -> Result<Self, BoxError>;
}

/// A primary key of one column: many of them are sent as one list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a key of several columns, which cannot be sent as one list",
    label = "only keys of one column are looked up many at a time",
    note = "say what the rows have in common instead: `repository.list(|q| q.filter(..))`"
)]
pub trait ColumnKey: Key {
    #[doc(hidden)]
    fn into_value(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: DbType> ColumnKey for T {
    fn into_value(self) -> Value {
        DbType::into_value(self)
    }
}

/// The next column of a key.
fn next<T: DbType>(values: &mut impl Iterator<Item = Value>) -> Result<T, BoxError> {
    T::from_value(values.next().ok_or("a key with more columns")?)
}

impl<T: DbType> Key for T {
    fn values(&self) -> Vec<Value> {
        vec![self.to_value()]
    }

    fn from_values(values: Vec<Value>) -> Result<Self, BoxError> {
        next(&mut values.into_iter())
    }
}

macro_rules! composite {
    ($(($($name:ident $index:tt)+))+) => {$(
        impl<$($name: DbType),+> Key for ($($name,)+) {
            fn values(&self) -> Vec<Value> {
                vec![$(self.$index.to_value()),+]
            }

            fn from_values(values: Vec<Value>) -> Result<Self, BoxError> {
                let mut values = values.into_iter();
                Ok(($(next::<$name>(&mut values)?,)+))
            }
        }
    )+};
}

impl Key for () {
    fn values(&self) -> Vec<Value> {
        Vec::new()
    }

    fn from_values(_: Vec<Value>) -> Result<Self, BoxError> {
        Ok(())
    }
}

composite! { (A 0) (A 0 B 1) (A 0 B 1 C 2) (A 0 B 1 C 2 D 3) }

/// A struct of several columns inside a model: `#[derive(DbType)]` on a struct with named fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be embedded in a model",
    label = "not an embedded struct",
    note = "add `#[derive(DbType)]` to the struct; its fields become columns"
)]
pub trait Embedded: Sized + Clone + Send + Sync + 'static {
    /// The columns, without the prefix.
    const COLUMNS: &'static [Column];
    /// The columns as fields, at a path.
    type Fields<P: Path>: Copy;

    /// The columns as fields, their names with `prefix` before them.
    fn fields<P: Path>(prefix: &'static str) -> Self::Fields<P>;
    /// Reads the columns in their order.
    ///
    /// # Errors
    /// If a column holds `NULL` or a value of another type.
    fn decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;
    /// One value for each column.
    fn values(self, out: &mut Vec<Option<Value>>);
}

/// The foreign key in the field whose name has the hash `FIELD` ([`crate::__private::hash`]).
///
/// `has_many(items: OrderItem.order_id)` finds it by the field's name alone.
#[diagnostic::on_unimplemented(
    message = "this field of `{Self}` is not a foreign key",
    label = "no `#[model(references = ..)]` on this field of `{Self}`",
    note = "name the field of `{Self}` that has `#[model(references = ..)]` with this model"
)]
pub trait ForeignKeyIn<const FIELD: u64>: Model {
    /// The model that is referred to.
    type To;
    /// The type of the key that is referred to.
    type Key;
    /// The key.
    const KEY: &'static ForeignKey;
}

/// The relation whose name has the hash `NAME`: how `Loaded![Order { items }]` finds it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relation of this name",
    label = "no such relation of `{Self}`"
)]
pub trait RelationIn<const NAME: u64>: Model {
    /// The relation.
    type Relation;
}

/// A model with one foreign key to `To`: what a many-to-many goes through.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no single foreign key to `{To}`",
    label = "a model between needs exactly one field with `#[model(references = {To})]`"
)]
pub trait LinksTo<To>: Model {
    /// The type of the key that is referred to.
    type Key;
    /// The key.
    const KEY: &'static ForeignKey;
}

/// The column, unique on its own, whose field's name has the hash `FIELD`.
#[diagnostic::on_unimplemented(
    message = "this field of `{Self}` is not unique",
    label = "needs `#[model(unique)]`, or to be the primary key",
    note = "a reference leads to one row at most, and so does `has_one`: without `unique` it is `has_many`"
)]
pub trait UniqueIn<const FIELD: u64>: Model {
    /// The column's type.
    type Type;
    /// The column's name.
    const COLUMN: &'static str;
}

/// `Self` is the type of the key that a reference leads to.
#[diagnostic::on_unimplemented(
    message = "a reference to a key of type `{Key}` cannot be of type `{Self}`",
    label = "must be `{Key}`, or an `Option` of it",
    note = "a key of several columns is referred to on the struct: `#[model(belongs_to(name: Model by (a, b)))]`"
)]
pub trait Refers<Key> {}

impl<T> Refers<T> for T {}
