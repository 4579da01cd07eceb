//! The statements that drop tables.

use crate::create::shared;
use crate::schema::{EnumType, Schema, name};
use crate::tenant;
use orm::Dialect;
use orm::schema::Table;

/// The statements that drop these tables if they exist, and their enum types. Schemas stay.
pub fn drop_sql(dialect: Dialect, tables: &[&'static Table]) -> Vec<String> {
    let tables: Vec<_> = tables.iter().copied().filter(|table| !table.view).collect();
    let names: Vec<_> = tables.iter().rev().map(|table| name(table).quoted(dialect)).collect();
    if names.is_empty() {
        return Vec::new();
    }
    match dialect {
        Dialect::Postgres => {
            // Together, so that they may refer to each other in circles.
            let mut statements = vec![format!("DROP TABLE IF EXISTS {}", names.join(", "))];
            statements.extend(Schema::of_models(dialect, &tables).enums.iter().map(drop_type));
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

/// The statements that drop what tenants with [schemas](orm::Tenancy::Schemas) share, on PostgreSQL: of
/// these tables, those without tenants, and the enum types of all. Schemas stay.
pub fn drop_shared_sql(tables: &[&'static Table]) -> Vec<String> {
    let shared = shared(tables);
    let mut statements = drop_sql(Dialect::Postgres, &shared);
    let dropped = Schema::of_models(Dialect::Postgres, &shared).enums;
    let all = Schema::of_models(Dialect::Postgres, tables).enums;
    statements.extend(all.iter().filter(|ty| !dropped.contains(ty)).map(drop_type));
    statements
}

fn drop_type(ty: &EnumType) -> String {
    format!("DROP TYPE IF EXISTS {}", ty.name.quoted(Dialect::Postgres))
}
