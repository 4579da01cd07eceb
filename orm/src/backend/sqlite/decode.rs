//! Cells of a result, by index, straight into the struct's types.

use crate::schema::Type;
use crate::value::{BoxError, DbType};
use diesel::connection::LoadConnection;
use diesel::row::{Field, Row};
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

/// A row of SQLite, whatever its lifetimes.
pub(crate) trait SqliteCells {
    /// The cell in a column, `None` if there is no such column.
    fn cell(&self, at: usize) -> Option<Cell<'_>>;
}

type SqliteRow<'a, 'b> = <diesel::SqliteConnection as LoadConnection>::Row<'a, 'b>;

type Cell<'a> = <SqliteRow<'a, 'a> as Row<'a, Sqlite>>::Field<'a>;

impl<'a> SqliteCells for SqliteRow<'a, '_> {
    #[inline]
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        Row::<'a, Sqlite>::get(self, at)
    }
}

/// The value in a column; `None` if it is `NULL`.
#[inline]
pub(crate) fn cell<T: DbType>(cells: &dyn SqliteCells, at: usize) -> Result<Option<T>, BoxError> {
    let Some(cell) = cells.cell(at) else { return Err("the result has fewer columns".into()) };
    let Some(value) = cell.value() else { return Ok(None) };
    if !fits(&T::TYPE, &value) {
        return Err(other_class(&value));
    }
    T::from_sqlite(value).map(Some)
}

/// Whether the column is `NULL`.
pub(crate) fn is_null(cells: &dyn SqliteCells, at: usize) -> bool {
    cells.cell(at).is_some_and(|cell| cell.is_null())
}

/// Whether a cell can be read as `ty`.
///
/// SQLite makes of any cell what it is asked for: of the text `abc` the number 0.
#[inline]
fn fits(ty: &Type, value: &SqliteValue<'_, '_, '_>) -> bool {
    let Some(class) = value.value_type() else { return false };
    match ty {
        Type::Bool | Type::SmallInt | Type::Integer | Type::BigInt => class == SqliteType::Long,
        Type::Real | Type::Double => class == SqliteType::Double || class == SqliteType::Long,
        Type::Decimal => class == SqliteType::Text || class == SqliteType::Long,
        Type::Bytes => class == SqliteType::Binary,
        _ => class == SqliteType::Text,
    }
}

#[cold]
fn other_class(value: &SqliteValue<'_, '_, '_>) -> BoxError {
    let class = match value.value_type() {
        Some(SqliteType::Long) => "an integer",
        Some(SqliteType::Double) => "a floating point number",
        Some(SqliteType::Text) => "text",
        Some(SqliteType::Binary) => "bytes",
        _ => "something else",
    };
    format!("the cell holds {class}").into()
}
