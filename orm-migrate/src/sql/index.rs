//! The statement that makes an index.

use super::Place;
use super::table::columns;
use crate::schema::{Index, IndexKey, IndexPart, Nulls, Table};
use orm::Dialect;

/// `CREATE INDEX "orders_placed_at_idx" ON "orders" ("placed_at" DESC)`
pub(crate) fn create(place: Place<'_>, dialect: Dialect, table: &Table, index: &Index) -> String {
    let parts: Vec<_> = index.parts.iter().map(|part| one(dialect, part)).collect();
    let mut sql = format!(
        "CREATE {}INDEX {} ON {} ",
        if index.unique { "UNIQUE " } else { "" },
        dialect.quoted(&index.name),
        place.qualified(dialect, table),
    );
    if let Some(method) = &index.method {
        sql.push_str(&format!("USING {} ", dialect.quoted(method)));
    }
    sql.push_str(&format!("({})", parts.join(", ")));
    if !index.include.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", columns(dialect, &index.include)));
    }
    if let Some(predicate) = &index.predicate {
        sql.push_str(&format!(" WHERE {predicate}"));
    }
    sql
}

fn one(dialect: Dialect, part: &IndexPart) -> String {
    let mut sql = match &part.key {
        IndexKey::Column(name) => dialect.quoted(name),
        IndexKey::Expression(expression) => format!("({expression})"),
    };
    if let Some(collation) = &part.collation {
        sql.push_str(&format!(" COLLATE {}", dialect.quoted(collation)));
    }
    if let Some(class) = &part.operator_class {
        sql.push_str(&format!(" {class}"));
    }
    if part.descending {
        sql.push_str(" DESC");
    }
    match part.nulls {
        Some(Nulls::First) => sql.push_str(" NULLS FIRST"),
        Some(Nulls::Last) => sql.push_str(" NULLS LAST"),
        None => {}
    }
    sql
}
