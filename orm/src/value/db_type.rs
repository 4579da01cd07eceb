//! The trait of every Rust type that a column can hold.

use super::Value;
use crate::schema::Type;

/// The error of a value that cannot be read or written.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A Rust type that a column can hold.
///
/// Implemented for the integers `i16`, `i32`, `i64`, the floats, `bool`, `String`, `Vec<u8>`,
/// `Uuid`, chrono's dates and times, `Decimal`, [`Json`](super::Json) and `serde_json::Value`,
/// and `Vec` of each of them. `Option` of such a type makes a column that may be `NULL`.
///
/// `#[derive(DbType)]` gives it to a newtype (`struct UserId(i64);`), `#[derive(DbEnum)]` to an enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can hold",
    label = "no column has this type",
    note = "a newtype has `#[derive(DbType)]`, an enum `#[derive(DbEnum)]`; any serde type is kept as `Json<T>`",
    note = "a struct of several columns has `#[derive(DbType)]`, and `#[model(embed)]` where it is a field",
    note = "databases have no unsigned integers and no integers of 8 or 128 bits: use i16, i32 or i64",
    note = "a text is a `String`, not a `&str`: give it as `text.to_owned()`",
    note = "`Option` stands around the whole type, and lists have no lists inside: `Option<Vec<T>>`, not `Vec<Option<T>>` or `Vec<Vec<T>>`"
)]
pub trait DbType: Sized + Clone + Send + Sync + 'static {
    /// The type of the column.
    const TYPE: Type;

    /// What its values can do in a query: [`family`].
    type Family;

    /// The value to send.
    fn to_value(&self) -> Value;

    /// The value to send, without a copy of its content where that can be.
    fn into_value(self) -> Value {
        self.to_value()
    }

    /// The way back from [`DbType::to_value`]: an element of an array, a value of a page's cursor.
    ///
    /// # Errors
    /// If the value is `NULL` or of another type.
    fn from_value(value: Value) -> Result<Self, BoxError>;

    /// The value out of PostgreSQL's binary form.
    ///
    /// # Errors
    /// If the bytes are no value of this type.
    #[cfg(feature = "postgres")]
    fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError>;

    /// The value out of a cell of SQLite.
    ///
    /// # Errors
    /// If the cell holds no value of this type.
    #[cfg(feature = "sqlite")]
    fn from_sqlite(value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> Result<Self, BoxError>;
}

/// What can be given where a column of type `T` is compared or set: `T`, `&T`, `&str` for a
/// `String`, a whole number for a `Decimal`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand beside a column of type `{T}`",
    label = "expected `{T}`, or a column or expression of that type in the same query"
)]
pub trait ValueFor<T> {
    /// The value to send.
    fn value_for(self) -> Value;
}

#[diagnostic::do_not_recommend]
impl<T: DbType> ValueFor<T> for T {
    fn value_for(self) -> Value {
        self.into_value()
    }
}

#[diagnostic::do_not_recommend]
impl<T: DbType> ValueFor<T> for &T {
    fn value_for(self) -> Value {
        self.to_value()
    }
}

/// The families of types: which operators a column has.
///
/// `DbType::Family` names one of them; newtypes take that of the type inside.
pub mod family {
    /// Whole numbers.
    #[derive(Debug)]
    pub enum Integer {}
    /// Floating point numbers.
    #[derive(Debug)]
    pub enum Float {}
    /// Exact decimal numbers.
    #[derive(Debug)]
    pub enum Decimal {}
    /// Text.
    #[derive(Debug)]
    pub enum Text {}
    /// Truth values.
    #[derive(Debug)]
    pub enum Bool {}
    /// Dates and times.
    #[derive(Debug)]
    pub enum Temporal {}
    /// Bytes and UUIDs: compared and ordered, nothing more.
    #[derive(Debug)]
    pub enum Opaque {}
    /// Enums: compared, and ordered by their labels; PostgreSQL orders its own enum types by their
    /// declaration.
    #[derive(Debug)]
    pub enum Enum {}
    /// JSON documents.
    #[derive(Debug)]
    pub enum Json {}
    /// Lists.
    #[derive(Debug)]
    pub enum Array {}
}
