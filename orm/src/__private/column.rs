//! What generated code does with a column's type.

use crate::expr::{Column, Expr, FixedColumn};
use crate::path::{Path, Presence};
use crate::row::{DecodeError, Row};
use crate::schema::{self, ColumnName};
use crate::value::{Scalar, Value};

/// A column that can be set, of type `T` at the path `P`.
pub type Col<P, T> = Expr<Column<P>, <<P as Path>::Presence as Presence>::Column<T>>;

/// A column that cannot be set, of type `T` at the path `P`.
pub type FixedCol<P, T> = Expr<FixedColumn<P>, <<P as Path>::Presence as Presence>::Column<T>>;

/// The column with this name.
pub fn column<P: Path, T: Scalar>(prefix: &'static str, name: &'static str) -> Expr<Column<P>, T> {
    Expr::column(ColumnName { prefix, name })
}

/// The column with this name, that cannot be set.
pub fn fixed_column<P: Path, T: Scalar>(
    prefix: &'static str,
    name: &'static str,
) -> Expr<FixedColumn<P>, T> {
    Expr::fixed(ColumnName { prefix, name })
}

/// The type of a field that is one column.
///
/// Generated code asks these of a field's type, and always as `<Type as ColumnType>::..`:
/// so the compiler says the same of each use of a type that is no column's, and reports it once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a type that a column can hold",
    label = "no column has this type",
    note = "a newtype has `#[derive(DbType)]`, an enum `#[derive(DbEnum)]`; any serde type is kept as `Json<T>`",
    note = "a struct of several columns has `#[derive(DbType)]`, and `#[model(embed)]` where it is a field",
    note = "databases have no unsigned integers and no integers of 8 or 128 bits: use i16, i32 or i64",
    note = "a text is a `String`, not a `&str`: give it as `text.to_owned()`",
    note = "`Option` stands around the whole type, and lists have no lists inside: `Option<Vec<T>>`, not `Vec<Option<T>>` or `Vec<Vec<T>>`"
)]
pub trait ColumnType: Sized {
    /// Whether a value may be absent.
    type IfAbsent: Presence;
    /// Whether it is an `Option`.
    const NULL: bool;
    /// The type of the column.
    const DATA: schema::Type;

    /// The value of the row's next column.
    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError>;
    /// The value to send.
    fn write(self) -> Value;
}

impl<T: Scalar> ColumnType for T {
    type IfAbsent = T::Presence;
    const NULL: bool = T::NULLABLE;
    const DATA: schema::Type = T::TYPE;

    fn read(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        T::decode(row)
    }

    fn write(self) -> Value {
        self.into_value()
    }
}
