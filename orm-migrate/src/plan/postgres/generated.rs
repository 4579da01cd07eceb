//! A column that gets back the expression that it had.

use super::{DIALECT, Work};
use crate::diff::is_indexed;
use crate::op::Op;
use crate::plan::{Lock, Step};
use crate::schema::{Column, ObjectName};
use crate::sql::drop;
use crate::sql::words::mentions;

impl<'a> Work<'a> {
    /// The steps that put a generated column in the place of the plain one that it became. No statement makes a
    /// column generated that is there (PostgreSQL manual, `ALTER TABLE`): it goes, with all that stands on it,
    /// and is added again.
    pub(super) fn generate_again(&self, table: &ObjectName, column: &Column) -> Vec<Step> {
        let around = self.around(table, &column.name);
        let again: Vec<_> = around.iter().rev().map(Op::reverse).collect();
        let lost = format!("what was written into `{table}.{}` since", column.name);
        let drop = Step::new(drop::column(DIALECT, table, &column.name), Lock::AccessExclusive)
            .destroying(Some(lost))
            .note("an expression cannot be given to a column that is there");
        let mut steps = self.plainly(&around);
        steps.push(drop);
        steps.push(self.add_plainly(table, column, column));
        steps.extend(super::column::comment(table, column));
        steps.extend(self.plainly(&again));
        steps
    }

    /// What drops everything that stands on a column before and after all changes.
    fn around(&self, of: &ObjectName, name: &str) -> Vec<Op> {
        let is = |columns: &[String]| columns.iter().any(|column| column == name);
        let is_in = |text: &String| mentions(text, name);
        let mut drops = Vec::new();
        for table in &self.to.tables {
            let own = table.name == *of;
            let name_of = || table.name.clone();
            let policies = table.policies.iter().filter(|_| own);
            let policies = policies.filter(|one| one.using.iter().chain(&one.check).any(is_in));
            drops.extend(
                policies.map(|policy| Op::DropPolicy { table: name_of(), policy: policy.clone() }),
            );
            let keys = table.foreign_keys.iter().filter(|key| {
                (own && is(&key.columns)) || (key.target == *of && is(&key.target_columns))
            });
            drops.extend(keys.map(|key| Op::DropForeignKey { table: name_of(), key: key.clone() }));
        }
        if let Some(table) = self.to.table(of) {
            let name_of = || table.name.clone();
            let checks = table.checks.iter().filter(|check| is_in(&check.expression));
            drops.extend(
                checks.map(|check| Op::DropCheck { table: name_of(), check: check.clone() }),
            );
            let indexes = table.indexes.iter().filter(|index| is_indexed(index, name));
            drops.extend(
                indexes.map(|index| Op::DropIndex { table: name_of(), index: index.clone() }),
            );
            let uniques = table.uniques.iter().filter(|unique| is(&unique.columns));
            drops.extend(
                uniques.map(|unique| Op::DropUnique { table: name_of(), unique: unique.clone() }),
            );
            let key = table.primary_key.iter().filter(|key| is(&key.columns));
            drops.extend(key.map(|key| Op::DropPrimaryKey { table: name_of(), key: key.clone() }));
        }
        // What a change makes is not there yet, or not any more.
        drops.retain(|drop| !self.ops.contains(&drop.reverse()));
        let is_made = |drop: &Op| drop.table().is_some_and(|table| self.is_created(table));
        drops.retain(|drop| !is_made(drop));
        drops
    }
}
