//! How a database differs from what it should be, in words.

use crate::schema::Schema;
use crate::{Answers, diff};

/// What would have to be done to what was `found` to make it what is `expected`, in words, each naming the
/// object with what is expected and found of it. Tables and types that `expected` does not know are
/// somebody else's, and no difference.
///
/// Both are in [`canonical`](crate::canonical) form, or expressions that mean the same may differ.
///
/// ```
/// use orm::Dialect;
/// use orm_migrate::differences;
/// use orm_migrate::schema::{Column, DataType, ObjectName, Schema, Table};
///
/// let mut table = Table::new(ObjectName::plain("orders"));
/// table.columns.push(Column::new("total", DataType::named("numeric")));
/// let expected = Schema { tables: vec![table], ..Schema::empty(Dialect::Postgres) };
/// let mut found = expected.clone();
/// found.tables[0].columns[0].ty = DataType::named("text");
///
/// let differences = differences(&expected, &found);
/// assert_eq!(differences.len(), 1);
/// assert!(differences[0].contains("orders.total"));
/// assert!(differences[0].contains("text") && differences[0].contains("numeric"));
/// ```
///
/// # Panics
/// If the two are for different databases.
pub fn differences(expected: &Schema, found: &Schema) -> Vec<String> {
    let mut known = found.clone();
    known.tables.retain(|table| expected.table(&table.name).is_some());
    known.enums.retain(|ty| expected.enum_type(&ty.name).is_some());
    known.schemas.retain(|name| expected.schemas.contains(name));
    for table in &mut known.tables {
        // A model does not say how SQLite keeps a table: one that asks for nothing is content.
        let asks =
            expected.table(&table.name).is_some_and(|other| other.strict || other.without_rowid);
        table.strict &= asks;
        table.without_rowid &= asks;
    }
    let known = known.with_hints_of(expected);
    let changes = diff(&known, expected, &Answers::new());
    let refused = changes.refusals.iter().map(ToString::to_string);
    changes.ops.iter().map(ToString::to_string).chain(refused).collect()
}
