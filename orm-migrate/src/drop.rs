//! The statements that drop tables.

use crate::create::{native_enums, qualified};
use crate::tenant;
use orm::Dialect;
use orm::schema::Table;

/// The statements that drop these tables if they exist, and their enum types. Schemas stay.
pub fn drop_sql(dialect: Dialect, tables: &[&'static Table]) -> Vec<String> {
    let tables: Vec<_> = tables.iter().copied().filter(|table| !table.view).collect();
    let names: Vec<_> = tables.iter().rev().map(|table| qualified(dialect, table)).collect();
    if names.is_empty() {
        return Vec::new();
    }
    match dialect {
        Dialect::Postgres => {
            // Together, so that they may refer to each other in circles.
            let mut statements = vec![format!("DROP TABLE IF EXISTS {}", names.join(", "))];
            let enums = native_enums(&tables);
            statements.extend(
                enums
                    .iter()
                    .map(|labels| format!("DROP TYPE IF EXISTS {}", dialect.quoted(labels.name))),
            );
            statements
        }
        Dialect::Sqlite => {
            // References are checked at the end, when the rows that refer are gone too.
            let mut statements = vec!["PRAGMA defer_foreign_keys = ON".to_owned()];
            statements.extend(tables.iter().flat_map(|table| tenant::drop_triggers(table)));
            statements.extend(names.iter().map(|name| format!("DROP TABLE IF EXISTS {name}")));
            statements
        }
    }
}
