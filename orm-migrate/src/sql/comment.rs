//! The statements that say what a table and its columns are for.

use super::Place;
use crate::schema::Table;
use orm::Dialect;

/// `COMMENT ON TABLE "orders" IS '..'`, and the same for each column that has one.
pub(crate) fn of_table(place: Place<'_>, table: &Table) -> Vec<String> {
    let dialect = Dialect::Postgres;
    let name = place.qualified(dialect, table);
    let own = table.comment.as_ref().map(|text| (format!("TABLE {name}"), text));
    let columns = table.columns.iter().filter_map(|column| {
        let what = format!("COLUMN {name}.{}", dialect.quoted(&column.name));
        Some((what, column.comment.as_ref()?))
    });
    let all = own.into_iter().chain(columns);
    all.map(|(what, text)| format!("COMMENT ON {what} IS {}", dialect.literal(text))).collect()
}
