//! A column's type with its nullability: `T` or `Option<T>`.

use super::{DbType, Value};
use crate::path::{Optional, Presence, Required};
use crate::row::{DecodeError, Row};
use crate::schema::Type;

/// The type of a field that is one column: a [`DbType`], or an `Option` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can hold",
    label = "no column has this type",
    note = "a newtype has `#[derive(DbType)]`, an enum `#[derive(DbEnum)]`; any serde type is kept as `Json<T>`",
    note = "a struct of several columns has `#[derive(DbType)]`, and `#[model(embed)]` where it is a field",
    note = "databases have no unsigned integers and no integers of 8 or 128 bits: use i16, i32 or i64",
    note = "a text is a `String`, not a `&str`: give it as `text.to_owned()`",
    note = "`Option` stands around the whole type, and lists have no lists inside: `Option<Vec<T>>`, not `Vec<Option<T>>` or `Vec<Vec<T>>`"
)]
pub trait Scalar: crate::row::FromRow {
    /// The type without `Option`.
    type Base: DbType;
    /// The type with `Option`.
    type Nullable: Scalar<Base = Self::Base>;
    /// Whether a value may be absent.
    type Presence: Presence;
    /// Whether it is an `Option`.
    const NULLABLE: bool;
    /// The type of the column.
    const TYPE: Type = <Self::Base as DbType>::TYPE;

    /// The value to send, `NULL` for `None`.
    fn to_value(&self) -> Value;

    /// The value to send, without a copy of its content where that can be.
    fn into_value(self) -> Value;

    /// The value of the row's next column.
    ///
    /// # Errors
    /// If the column holds `NULL` or a value of another type.
    fn decode(row: &mut Row<'_>) -> Result<Self, DecodeError>;
}

impl<T: DbType> Scalar for T {
    type Base = T;
    type Nullable = Option<T>;
    type Presence = Required;
    const NULLABLE: bool = false;

    fn to_value(&self) -> Value {
        DbType::to_value(self)
    }

    fn into_value(self) -> Value {
        DbType::into_value(self)
    }

    #[inline]
    fn decode(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.take()?.ok_or_else(|| DecodeError::null(row.index() - 1))
    }
}

#[diagnostic::do_not_recommend]
impl<T: DbType> Scalar for Option<T> {
    type Base = T;
    type Nullable = Option<T>;
    type Presence = Optional;
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        match self {
            Some(value) => DbType::to_value(value),
            None => Value::Null(T::TYPE),
        }
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null(T::TYPE), DbType::into_value)
    }

    #[inline]
    fn decode(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.take()
    }
}
