//! The names that PostgreSQL gives to constraints without one.

use crate::schema::{Schema, Table};
use crate::sql::words::mentions;
use orm::Dialect;

/// The longest name, in bytes; what is longer is cut off (PostgreSQL manual, 4.1.1).
const LONGEST: usize = 63;

/// The same schema, in which each constraint has the name that the database knows it by. On SQLite those
/// without one have none.
pub(crate) fn named(mut schema: Schema) -> Schema {
    if schema.dialect == Dialect::Postgres {
        schema.tables.iter_mut().for_each(name_all);
    }
    schema
}

fn name_all(table: &mut Table) {
    let name = table.name.name.clone();
    if let Some(key) = &mut table.primary_key {
        key.name.get_or_insert_with(|| default_name(&name, "", "pkey"));
    }
    for unique in &mut table.uniques {
        let columns = unique.columns.join("_");
        unique.name.get_or_insert_with(|| default_name(&name, &columns, "key"));
    }
    for key in &mut table.foreign_keys {
        let columns = key.columns.join("_");
        key.name.get_or_insert_with(|| default_name(&name, &columns, "fkey"));
    }
    for check in &mut table.checks {
        let mut columns = table.columns.iter().map(|column| column.name.as_str());
        let mut is_in = |name: &&str| mentions(&check.expression, name);
        // A check of one column has that column's name in its own.
        let one = columns.find(&mut is_in).filter(|_| columns.find(&mut is_in).is_none());
        check.name.get_or_insert_with(|| default_name(&name, one.unwrap_or(""), "check"));
    }
}

/// `table_columns_label`, of which the longer one of the first two is cut off until the name fits
/// (PostgreSQL's `makeObjectName`).
pub(crate) fn default_name(table: &str, columns: &str, label: &str) -> String {
    let mut parts = [table, columns];
    let separators = if columns.is_empty() { 1 } else { 2 };
    while parts[0].len() + parts[1].len() + label.len() + separators > LONGEST {
        let longer = usize::from(parts[0].len() <= parts[1].len());
        let end = parts[longer].char_indices().next_back().map_or(0, |(at, _)| at);
        parts[longer] = &parts[longer][..end];
    }
    let parts = parts.into_iter().chain([label]).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::default_name;

    #[test]
    fn names_of_constraints() {
        let check = |table: &str, columns: &str, label: &str, expect: &str| {
            assert_eq!(default_name(table, columns, label), expect);
        };
        check("orders", "", "pkey", "orders_pkey");
        check("orders", "a_b", "key", "orders_a_b_key");
        let long = "x".repeat(70);
        check(&long, "", "pkey", &format!("{}_pkey", "x".repeat(58)));
        check(&long, "abc", "key", &format!("{}_abc_key", "x".repeat(55)));
    }
}
