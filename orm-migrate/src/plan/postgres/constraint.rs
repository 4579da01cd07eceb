//! Keys, unique sets, checks and references.

use super::{DIALECT, Level, Work};
use crate::op::Op;
use crate::plan::{Lock, Step};
use crate::schema::{Check, ForeignKey, ObjectName};
use crate::sql::words::mentions;
use crate::sql::{Place, alter, constraint, drop, table::columns};

impl<'a> Work<'a> {
    pub(super) fn constraint(&mut self, op: &'a Op) {
        match op {
            Op::AddPrimaryKey { table, key } => {
                let definition = constraint::primary_key(DIALECT, key);
                self.key(table, named(&key.name), &key.columns, "PRIMARY KEY", "", &definition);
            }
            Op::AddUnique { table, unique } => {
                let definition = constraint::unique(DIALECT, unique);
                let nulls = if unique.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
                self.key(table, named(&unique.name), &unique.columns, "UNIQUE", nulls, &definition);
            }
            Op::AddCheck { table, check } => {
                let definition = constraint::check(DIALECT, check);
                let is_late = self.is_guarded(table) && self.is_met_later(table, check);
                let level = if is_late { Level::Check } else { Level::Main };
                self.checked(table, named(&check.name), &definition, Lock::AccessExclusive, level);
            }
            Op::AddForeignKey { table, key } => {
                let definition = constraint::foreign_key(Place::default(), self.to, key);
                let level = if self.is_late(key) { Level::Contract } else { Level::Main };
                self.checked(table, named(&key.name), &definition, Lock::ShareRowExclusive, level);
            }
            Op::DropPrimaryKey { table, key } => {
                let definition = constraint::primary_key(DIALECT, key);
                self.drop_constraint(table, named(&key.name), &definition, Lock::AccessExclusive);
            }
            Op::DropUnique { table, unique } => {
                let definition = constraint::unique(DIALECT, unique);
                let name = named(&unique.name);
                self.drop_constraint(table, name, &definition, Lock::AccessExclusive);
            }
            Op::DropCheck { table, check } => {
                let definition = constraint::check(DIALECT, check);
                self.drop_constraint(table, named(&check.name), &definition, Lock::AccessExclusive);
            }
            Op::DropForeignKey { table, key } => {
                let definition = constraint::foreign_key(Place::default(), self.from, key);
                let name = named(&key.name);
                self.drop_constraint(table, name, &definition, Lock::ShareRowExclusive);
            }
            _ => unreachable!("other changes have files of their own"),
        }
    }

    fn drop_constraint(&mut self, table: &ObjectName, name: &str, definition: &str, again: Lock) {
        let up = Step::new(drop::constraint(table, name), Lock::AccessExclusive);
        let down = alter::table(DIALECT, table, &format!("ADD {definition}"));
        self.add(Level::Main, table, vec![up], vec![Step::new(down, again).scanning()]);
    }

    /// A primary key or a unique set, on an index of its name.
    fn key(
        &mut self,
        table: &ObjectName,
        name: &str,
        over: &[String],
        what: &str,
        nulls: &str,
        definition: &str,
    ) {
        let drop = Step::new(drop::constraint(table, name), Lock::AccessExclusive);
        if !self.is_guarded(table) {
            let lock = self.lock(table, Lock::AccessExclusive);
            let up = alter::table(DIALECT, table, &format!("ADD {definition}"));
            let up = Step::new(up, lock).scanning();
            return self.add(Level::Main, table, vec![up], vec![drop]);
        }
        let index = DIALECT.quoted(name);
        let create = format!(
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {} ({}){nulls}",
            table.quoted(DIALECT),
            columns(DIALECT, over),
        );
        let create = Step::new(create, Lock::ShareUpdateExclusive).outside();
        let undo = drop::index_concurrently(table, name);
        let undo = Step::new(undo, Lock::ShareUpdateExclusive).outside();
        self.add(Level::Fill, table, vec![create], vec![undo]);
        let using = format!("ADD CONSTRAINT {index} {what} USING INDEX {index}");
        let add = Step::new(alter::table(DIALECT, table, &using), Lock::AccessExclusive);
        self.add(Level::Contract, table, vec![add], vec![drop]);
    }

    /// A check or a reference: first for rows that are written, then for those that are there.
    fn checked(
        &mut self,
        table: &ObjectName,
        name: &str,
        definition: &str,
        lock: Lock,
        level: Level,
    ) {
        let drop = Step::new(drop::constraint(table, name), Lock::AccessExclusive);
        let add = alter::table(DIALECT, table, &format!("ADD {definition}"));
        if !self.is_guarded(table) {
            let step = Step::new(add, lock);
            let step = if self.is_created(table) { step } else { step.scanning() };
            return self.add(level, table, vec![step], vec![drop]);
        }
        let add = Step::new(format!("{add} NOT VALID"), lock).note(
            "for rows that are written from now on; those that are there are looked at later",
        );
        self.add(level, table, vec![add], vec![drop]);
        let later = if level == Level::Contract { Level::References } else { Level::Validate };
        self.add(later, table, vec![validate(table, name)], Vec::new());
    }

    /// Whether rows meet a check only once their values have other names.
    fn is_met_later(&self, of: &ObjectName, check: &Check) -> bool {
        self.ops.iter().any(|op| match op {
            Op::RenameValue { table, column, .. } | Op::ReplaceValues { table, column, .. } => {
                table == of && mentions(&check.expression, &column.name)
            }
            _ => false,
        })
    }

    /// Whether a reference leads to a key that is there only once its index is built.
    fn is_late(&self, key: &ForeignKey) -> bool {
        let is_it = |table: &ObjectName, columns: &[String]| {
            *table == key.target
                && columns.len() == key.target_columns.len()
                && columns.iter().all(|column| key.target_columns.contains(column))
        };
        self.is_guarded(&key.target)
            && self.ops.iter().any(|op| match op {
                Op::AddPrimaryKey { table, key } => is_it(table, &key.columns),
                Op::AddUnique { table, unique } => is_it(table, &unique.columns),
                Op::CreateIndex { table, index } => index.unique && *table == key.target,
                _ => false,
            })
    }
}

pub(super) fn validate(table: &ObjectName, name: &str) -> Step {
    let what = format!("VALIDATE CONSTRAINT {}", DIALECT.quoted(name));
    Step::new(alter::table(DIALECT, table, &what), Lock::ShareUpdateExclusive)
}

/// The name of a constraint, which each has here.
fn named(name: &Option<String>) -> &str {
    name.as_deref().unwrap_or_default()
}
