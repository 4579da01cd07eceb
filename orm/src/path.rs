//! Where a column stands in a query: at the root, or behind relations.

use crate::load::One;
use crate::model::{Key, Model};
use crate::schema::Relation as RelationData;
use crate::value::Scalar;
use std::fmt;
use std::marker::PhantomData;

/// Types that a handle is of, without values of them.
pub(crate) type Types<T> = PhantomData<fn() -> T>;

/// A place in a query: the root, or a hop over a to-one relation from another place.
///
/// It is a type only; it becomes data when an expression is made.
///
/// A function over `Fields<P>` is a condition that is used again, at the root of a query, over a
/// to-one relation and inside a to-many:
///
/// ```
/// use orm::path::{Path, Required};
/// use orm::{Cond, Model};
///
/// #[derive(Model)]
/// #[model(has_many(books: Book.author_id))]
/// pub struct Author {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub name: String,
/// }
///
/// #[derive(Model)]
/// pub struct Book {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     #[model(references = Author)]
///     pub author_id: i64,
///     pub price: i64,
/// }
///
/// #[derive(Model)]
/// pub struct Loan {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     #[model(references = Book)]
///     pub book_id: i64,
/// }
///
/// fn cheap<P: Path<Target = Book, Presence = Required>>(b: book::Fields<P>) -> Cond<P::Scope> {
///     b.price.lt(10) & b.author().name.ne("")
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), orm::Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Author::TABLE, Book::TABLE, Loan::TABLE]).await?;
/// # let ada = Author::create(&db, author::New { name: "Ada".into() }).await?;
/// # let book = Book::create(&db, book::New { author_id: ada.id, price: 5 }).await?;
/// # Loan::create(&db, loan::New { book_id: book.id }).await?;
/// assert_eq!(Book::query().filter(|b| cheap(b)).count(&db).await?, 1);
/// // A to-one relation derefs to the fields behind it.
/// assert_eq!(Loan::query().filter(|l| cheap(*l.book())).count(&db).await?, 1);
/// assert_eq!(Author::query().filter(|a| a.books().any(|b| cheap(b))).count(&db).await?, 1);
/// # Ok(()) }
/// ```
///
/// `Presence = Required` says that the row is there, so that `b.price` is an `i64`. Behind a relation
/// that may be absent it is an `Option<i64>`; a function for such places has `Presence = Optional`.
pub trait Path: Copy + Send + Sync + 'static {
    /// The query that the place belongs to.
    type Scope: 'static;
    /// The model whose columns stand there.
    type Target: Model;
    /// Whether a row may be absent there.
    type Presence: Presence;
    /// The row at the root, where the row at this place is `T`.
    type Around<T>;

    /// The hops from the root.
    fn hops(out: &mut Vec<&'static RelationData>);
}

/// The root of a query over `M`. The scope of a query that is not inside another is `M` itself.
pub struct Root<M, S = M>(PhantomData<fn() -> (M, S)>);

/// The place that relation `R` leads to from `P`.
pub struct Via<P, R>(PhantomData<fn() -> (P, R)>);

/// The scope of a subquery over `M` inside a query with the scope `S`.
pub struct Sub<S, M>(PhantomData<fn() -> (S, M)>);

impl<M, S> Clone for Root<M, S> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M, S> Copy for Root<M, S> {}
impl<M, S> fmt::Debug for Root<M, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Root")
    }
}

impl<P, R> Clone for Via<P, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P, R> Copy for Via<P, R> {}
impl<P, R> fmt::Debug for Via<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Via")
    }
}

impl<S, M> fmt::Debug for Sub<S, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sub")
    }
}

impl<M: Model, S: 'static> Path for Root<M, S> {
    type Scope = S;
    type Target = M;
    type Presence = Required;
    type Around<T> = T;

    fn hops(_: &mut Vec<&'static RelationData>) {}
}

impl<P: Path, R: ToOneRelation<From = P::Target>> Path for Via<P, R> {
    type Scope = P::Scope;
    type Target = R::To;
    type Presence = <P::Presence as Presence>::Then<R::Presence>;
    type Around<T> = P::Around<R::Row<One<T>>>;

    fn hops(out: &mut Vec<&'static RelationData>) {
        P::hops(out);
        out.push(R::DATA);
    }
}

/// A relation of a model: the marker types in the module `rel` beside it.
pub trait Relation: Send + Sync + 'static {
    /// The model that declares it.
    type From: Model;
    /// The model that it leads to.
    type To: Model;
    /// A row of [`From`](Self::From) that has `S` in the place of this relation, and no other loaded.
    type Row<S>;
    /// What is in that place once the relation is loaded whole, by rows `T`: `One<T>` or `Many<T>`.
    type Slot<T>;
    /// The keys that make it.
    const DATA: &'static RelationData;
}

/// A relation to at most one row.
pub trait ToOneRelation: Relation {
    /// Whether the row may be absent.
    type Presence: Presence;
}

/// A relation to any number of rows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a to-one relation",
    label = "expected a to-many relation, and this one leads to one row at most"
)]
pub trait ToManyRelation: Relation {}

/// A relation to any number of rows through a model between.
#[diagnostic::on_unimplemented(
    message = "the relation `{Self}` has no model between",
    label = "not many-to-many"
)]
pub trait ThroughRelation: ToManyRelation {
    /// The model between.
    type Through: Model;
    /// The key of a related row that the model between refers to.
    type FarKey: Key;
}

/// A relation to any number of rows that refer to this one.
pub trait HasManyRelation: ToManyRelation {
    /// The key that they refer to.
    type Key: Key;
}

/// Whether a row may be absent at a place.
pub trait Presence: 'static {
    /// A column's type there: `T`, or `Option<T>`.
    type Column<T: Scalar>: Scalar<Base = T::Base>;
    /// A model's type there: `M`, or `Option<M>`.
    type Model<M: Model>: crate::row::FromRow;
    /// The presence one hop further.
    type Then<N: Presence>: Presence;
    /// A loaded row: `&T`, or `Option<&T>`.
    type Ref<'a, T: 'a>;
    /// A loaded row that is moved out: `T`, or `Option<T>`.
    type Owned<T>;
    /// Whether it is always there.
    const REQUIRED: bool;

    /// A loaded row. That a required one is there was seen when it was read.
    fn reference<T>(row: Option<&T>) -> Self::Ref<'_, T>;
    /// A loaded row that is moved out.
    fn owned<T>(row: Option<T>) -> Self::Owned<T>;
}

/// A row is always there.
#[derive(Debug)]
pub enum Required {}

/// A row may be absent.
#[derive(Debug)]
pub enum Optional {}

impl Presence for Required {
    type Column<T: Scalar> = T;
    type Model<M: Model> = M;
    type Then<N: Presence> = N;
    type Ref<'a, T: 'a> = &'a T;
    type Owned<T> = T;
    const REQUIRED: bool = true;

    fn reference<T>(row: Option<&T>) -> &T {
        row.expect("a required row is there once it is loaded")
    }

    fn owned<T>(row: Option<T>) -> T {
        row.expect("a required row is there once it is loaded")
    }
}

impl Presence for Optional {
    type Column<T: Scalar> = T::Nullable;
    type Model<M: Model> = Option<M>;
    type Then<N: Presence> = Optional;
    type Ref<'a, T: 'a> = Option<&'a T>;
    type Owned<T> = Option<T>;
    const REQUIRED: bool = false;

    fn reference<T>(row: Option<&T>) -> Option<&T> {
        row
    }

    fn owned<T>(row: Option<T>) -> Option<T> {
        row
    }
}
