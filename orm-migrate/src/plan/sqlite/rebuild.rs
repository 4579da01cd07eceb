//! A table of a new form in the place of the old one (SQLite, "ALTER TABLE", 7).

use super::{DIALECT, plain};
use crate::op::Op;
use crate::plan::Step;
use crate::schema::{Column, ObjectName, Schema, Table};
use crate::sql::{Place, drop, rename, table};

/// The name that the new table has until the old one is gone.
fn new_name(table: &Table) -> ObjectName {
    ObjectName::plain(format!("orm_new_{}", table.name.name))
}

/// The statements. The old table goes before the new one gets its name: renamed first, it would take the
/// references of other tables along.
pub(super) fn steps(schema: &Schema, old: &Table, new: &Table, ops: &[Op]) -> Vec<Step> {
    let temporary = Table { name: new_name(new), ..new.clone() };
    let note =
        "SQLite cannot alter this in place: a table of the new form takes the old one's place";
    let mut steps = vec![plain(table::create(Place::default(), schema, &temporary)).note(note)];
    let is_filled = |column: &&Column| column.generated.is_none();
    let columns = new.columns.iter().filter(is_filled);
    let values: Vec<_> =
        columns.filter_map(|column| Some((&column.name, value(old, new, column, ops)?))).collect();
    if !values.is_empty() {
        let list = |parts: Vec<String>| parts.join(", ");
        let copy = format!(
            "INSERT INTO {} ({}) SELECT {} FROM {}",
            temporary.name.quoted(DIALECT),
            list(values.iter().map(|(name, _)| DIALECT.quoted(name)).collect()),
            list(values.iter().map(|(_, value)| value.clone()).collect()),
            new.name.quoted(DIALECT),
        );
        steps.push(plain(copy).rewriting());
    }
    if old.has_inline_key(DIALECT) && new.has_inline_key(DIALECT) {
        steps.extend(number_on(old, &temporary));
    }
    steps.push(plain(drop::table(DIALECT, &old.name)));
    let renames = rename::object(DIALECT, "TABLE", &temporary.name, &new.name);
    steps.extend(renames.into_iter().map(plain));
    steps
}

/// What rows have in a column: what they had, or what they are given; nothing for a column's default.
fn value(old: &Table, new: &Table, column: &Column, ops: &[Op]) -> Option<String> {
    let name = DIALECT.quoted(&column.name);
    let own = ops.iter().filter(|op| op.table() == Some(&new.name));
    let fill = own.clone().find_map(|op| match op {
        Op::AlterColumn { from, to, fill: Some(fill), .. } if to.name == column.name => {
            Some(if from.ty == to.ty { format!("COALESCE({name}, {fill})") } else { fill.clone() })
        }
        Op::AddColumn { column: added, fill: Some(fill), .. } if added.name == column.name => {
            Some(fill.clone())
        }
        _ => None,
    });
    let value = fill.or_else(|| old.column(&column.name).map(|_| name.clone()))?;
    let renamed = own.flat_map(|op| match op {
        Op::RenameValue { column: of, from, to, .. } if of.name == column.name => vec![(from, to)],
        Op::ReplaceValues { column: of, values, .. } if of.name == column.name => {
            values.iter().map(|(from, to)| (from, to)).collect()
        }
        _ => Vec::new(),
    });
    let renamed = renamed
        .map(|(from, to)| format!(" WHEN {} THEN {}", DIALECT.literal(from), DIALECT.literal(to)));
    let renamed: String = renamed.collect();
    Some(if renamed.is_empty() { value } else { format!("CASE {value}{renamed} ELSE {value} END") })
}

/// The statements that keep a key that was given out from being given out again.
fn number_on(old: &Table, new: &Table) -> [Step; 2] {
    let (from, to) = (DIALECT.literal(&old.name.name), DIALECT.literal(&new.name.name));
    [
        plain(format!("DELETE FROM sqlite_sequence WHERE name = {to}")),
        plain(format!(
            "INSERT INTO sqlite_sequence (name, seq) \
             SELECT {to}, seq FROM sqlite_sequence WHERE name = {from}"
        )),
    ]
}
