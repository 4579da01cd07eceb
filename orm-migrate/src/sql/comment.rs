//! The statements that say what a table and its columns are for.

use super::Place;
use crate::schema::Table;
use orm::Dialect;

/// The statements for a table and each of its columns, those that have a comment.
pub(crate) fn of_table(place: Place<'_>, table: &Table) -> Vec<String> {
    let name = place.qualified(Dialect::Postgres, table);
    let own = table.comment.as_deref().map(|text| set(&name, None, Some(text)));
    let columns = table.columns.iter().filter_map(|column| {
        Some(set(&name, Some(&column.name), Some(column.comment.as_deref()?)))
    });
    own.into_iter().chain(columns).collect()
}

/// `COMMENT ON COLUMN "orders"."total" IS '..'`; without a column, on the table, whose name is quoted.
pub(crate) fn set(table: &str, column: Option<&str>, text: Option<&str>) -> String {
    let dialect = Dialect::Postgres;
    let text = text.map_or_else(|| "NULL".to_owned(), |text| dialect.literal(text));
    match column {
        Some(column) => format!("COMMENT ON COLUMN {table}.{} IS {text}", dialect.quoted(column)),
        None => format!("COMMENT ON TABLE {table} IS {text}"),
    }
}
