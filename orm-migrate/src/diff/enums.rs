//! Enum types whose labels differ, and what depends on them.

use crate::op::{EnumUser, Op};
use crate::schema::{ObjectName, Schema, Table};
use crate::sql::words::mentions;

/// Whether the new labels are the old ones, in their order, with others among them.
pub(super) fn is_extension(old: &[String], new: &[String]) -> bool {
    let mut new = new.iter();
    old.iter().all(|label| new.any(|other| other == label))
}

/// The columns of this type.
pub(super) fn users(schema: &Schema, ty: &ObjectName) -> Vec<EnumUser> {
    let of = |table: &Table| {
        let columns = table.columns.iter().filter(|column| column.ty.enum_name() == Some(ty));
        let user = |column: &crate::schema::Column| EnumUser {
            table: table.name.clone(),
            from: column.clone(),
            to: column.clone(),
        };
        columns.map(user).collect::<Vec<_>>()
    };
    schema.tables.iter().flat_map(of).collect()
}

/// What drops everything that compares a column of this type: PostgreSQL would compare the old type with
/// the new one, or refuses (manual, `ALTER TABLE`, `SET DATA TYPE`).
pub(super) fn around(schema: &Schema, ty: &ObjectName) -> Vec<Op> {
    let is_user = |table: &ObjectName, name: &String| {
        let column = schema.table(table).and_then(|table| table.column(name));
        column.is_some_and(|column| column.ty.enum_name() == Some(ty))
    };
    let mut ops = Vec::new();
    for table in &schema.tables {
        let name = &table.name;
        let names: Vec<_> =
            table.columns.iter().map(|column| &column.name).filter(|c| is_user(name, c)).collect();
        let is_in = |text: &String| names.iter().any(|name| mentions(text, name));
        for policy in &table.policies {
            if policy.using.iter().chain(&policy.check).any(is_in) {
                ops.push(Op::DropPolicy { table: name.clone(), policy: policy.clone() });
            }
        }
        for key in &table.foreign_keys {
            let own = key.columns.iter().any(|column| is_user(name, column));
            if own || key.target_columns.iter().any(|column| is_user(&key.target, column)) {
                ops.push(Op::DropForeignKey { table: name.clone(), key: key.clone() });
            }
        }
        for check in table.checks.iter().filter(|check| is_in(&check.expression)) {
            ops.push(Op::DropCheck { table: name.clone(), check: check.clone() });
        }
        for index in &table.indexes {
            if index.expressions().chain(&index.predicate).any(is_in) {
                ops.push(Op::DropIndex { table: name.clone(), index: index.clone() });
            }
        }
    }
    ops
}

#[cfg(test)]
mod tests {
    use super::is_extension;

    #[test]
    fn labels_are_added_or_more_than_that() {
        let check = |old: &str, new: &str, expect| {
            let labels = |text: &str| text.chars().map(String::from).collect::<Vec<_>>();
            assert_eq!(is_extension(&labels(old), &labels(new)), expect, "{old} {new}");
        };
        check("ab", "ab", true);
        check("ab", "xaybz", true);
        check("ab", "ba", false);
        check("ab", "a", false);
    }
}
