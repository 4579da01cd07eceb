//! The definitions of constraints.

use super::Place;
use super::table::columns;
use crate::schema::{Check, ForeignKey, PrimaryKey, Schema, Unique};
use orm::Dialect;

/// `CONSTRAINT "orders_pk" PRIMARY KEY ("id")`
pub(crate) fn primary_key(dialect: Dialect, key: &PrimaryKey) -> String {
    format!("{}PRIMARY KEY ({})", named(dialect, &key.name), columns(dialect, &key.columns))
}

/// `CONSTRAINT "orders_number_key" UNIQUE ("number")`
pub(crate) fn unique(dialect: Dialect, unique: &Unique) -> String {
    let nulls = if unique.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let columns = columns(dialect, &unique.columns);
    format!("{}UNIQUE{nulls} ({columns})", named(dialect, &unique.name))
}

/// `CONSTRAINT "light" CHECK (weight < 100)`
pub(crate) fn check(dialect: Dialect, check: &Check) -> String {
    format!("{}CHECK ({})", named(dialect, &check.name), check.expression)
}

/// `CONSTRAINT "orders_customer_id_fkey" FOREIGN KEY ("customer_id") REFERENCES "customers" ("id")`
pub(crate) fn foreign_key(place: Place<'_>, schema: &Schema, key: &ForeignKey) -> String {
    let dialect = schema.dialect;
    let target = match schema.table(&key.target) {
        Some(table) => place.qualified(dialect, table),
        None => key.target.quoted(dialect),
    };
    let mut sql = format!(
        "{}FOREIGN KEY ({}) REFERENCES {target} ({})",
        named(dialect, &key.name),
        columns(dialect, &key.columns),
        columns(dialect, &key.target_columns),
    );
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        if !action.is_none() {
            sql.push_str(&format!(" ON {event} {}", action.sql()));
        }
        if event == "DELETE" && !key.on_delete_columns.is_empty() {
            sql.push_str(&format!(" ({})", columns(dialect, &key.on_delete_columns)));
        }
    }
    match key.deferrable {
        Some(true) => sql.push_str(" DEFERRABLE INITIALLY DEFERRED"),
        Some(false) => sql.push_str(" DEFERRABLE"),
        None => {}
    }
    sql
}

/// The same as part of its only column's definition: `CONSTRAINT .. REFERENCES "customers" ("id")`.
pub(crate) fn reference(dialect: Dialect, key: &ForeignKey) -> String {
    let whole = foreign_key(Place::default(), &Schema::empty(dialect), key);
    let own = format!("FOREIGN KEY ({}) ", columns(dialect, &key.columns));
    whole.replacen(&own, "", 1)
}

fn named(dialect: Dialect, name: &Option<String>) -> String {
    match name {
        Some(name) => format!("CONSTRAINT {} ", dialect.quoted(name)),
        None => String::new(),
    }
}
