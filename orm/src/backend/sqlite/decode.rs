//! Cells of a result, by index, straight into the struct's types.

use crate::schema::Type;
use crate::value::{BoxError, DbType};
use diesel::row::{Field, Row};
use diesel::sqlite::{Sqlite, SqliteType, SqliteValue};

/// A row of SQLite, whatever its lifetimes.
pub(crate) trait SqliteCells {
    /// Shows the value in a column, `None` if it is `NULL`; gives `false` if there is no such column.
    fn read(&self, at: usize, each: &mut dyn FnMut(Option<SqliteValue<'_, '_, '_>>)) -> bool;
}

impl<'a> SqliteCells
    for <diesel::SqliteConnection as diesel::connection::LoadConnection>::Row<'a, '_>
{
    fn read(&self, at: usize, each: &mut dyn FnMut(Option<SqliteValue<'_, '_, '_>>)) -> bool {
        let field = Row::<'a, Sqlite>::get(self, at);
        if let Some(field) = &field {
            each(field.value());
        }
        field.is_some()
    }
}

/// The value in a column; `None` if it is `NULL`.
pub(crate) fn cell<T: DbType>(cells: &dyn SqliteCells, at: usize) -> Result<Option<T>, BoxError> {
    let mut out = None;
    cells.read(at, &mut |value| {
        out = Some(match value {
            None => Ok(None),
            Some(value) if fits(&T::TYPE, &value) => T::from_sqlite(value).map(Some),
            Some(value) => Err(format!("the cell holds {}", class(&value)).into()),
        });
    });
    out.unwrap_or_else(|| Err("the result has fewer columns".into()))
}

/// Whether the column is `NULL`.
pub(crate) fn is_null(cells: &dyn SqliteCells, at: usize) -> bool {
    let mut out = false;
    cells.read(at, &mut |value| out = value.is_none());
    out
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

fn class(value: &SqliteValue<'_, '_, '_>) -> &'static str {
    match value.value_type() {
        Some(SqliteType::Long) => "an integer",
        Some(SqliteType::Double) => "a floating point number",
        Some(SqliteType::Text) => "text",
        Some(SqliteType::Binary) => "bytes",
        _ => "something else",
    }
}
