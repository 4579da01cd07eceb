//! Schemas, tables as a whole, names, comments, policies and triggers.

use super::{DIALECT, Level, Work};
use crate::op::Op;
use crate::plan::{Lock, Step};
use crate::schema::{ObjectName, RowSecurity, Schema, Table};
use crate::sql::{Place, alter, comment, drop, index, partition, policy, rename, table};
use orm::Dialect;

impl<'a> Work<'a> {
    pub(super) fn object(&mut self, op: &'a Op) {
        match op {
            Op::CreateSchema(name) => self.schema(name, true),
            Op::DropSchema(name) => self.schema(name, false),
            Op::CreateTable(table) => {
                let up = create(self.to, table);
                let drop = Step::new(drop::table(DIALECT, &table.name), Lock::AccessExclusive);
                let down = vec![drop.destroying(Op::DropTable(table.clone()).destroys())];
                self.add(Level::Main, &table.name, up, down);
            }
            Op::DropTable(table) => {
                let drop = Step::new(drop::table(DIALECT, &table.name), Lock::AccessExclusive);
                let up = vec![drop.destroying(op.destroys())];
                let down = create(self.from, table);
                self.add_lossy(Level::Main, &table.name, up, down, op.destroys());
            }
            Op::RenameTable { from, to } => {
                let steps = |from, to| {
                    let statements = rename::object(DIALECT, "TABLE", from, to).into_iter();
                    statements.map(|sql| Step::new(sql, Lock::AccessExclusive)).collect()
                };
                self.add(Level::Main, to, steps(from, to), steps(to, from));
            }
            Op::RenameColumn { table, from, to } => {
                let step = |from, to| {
                    let sql = rename::column(DIALECT, table, from, to);
                    vec![Step::new(sql, Lock::AccessExclusive)]
                };
                self.add(Level::Main, table, step(from, to), step(to, from));
            }
            Op::RenameConstraint { table, from, to } => {
                let step = |from, to| {
                    let sql = rename::constraint(table, from, to);
                    vec![Step::new(sql, Lock::AccessExclusive)]
                };
                self.add(Level::Main, table, step(from, to), step(to, from));
            }
            Op::RenameIndex { table, from, index } => {
                let step = |from, to| {
                    let sql = rename::index(table, from, to);
                    vec![Step::new(sql, Lock::ShareUpdateExclusive)]
                };
                self.add(Level::Main, table, step(from, &index.name), step(&index.name, from));
            }
            Op::SetTableComment { table, from, to } => {
                let step = |text: &Option<String>| {
                    let sql = comment::set(&table.quoted(Dialect::Postgres), None, text.as_deref());
                    vec![Step::new(sql, Lock::ShareUpdateExclusive)]
                };
                self.add(Level::Main, table, step(to), step(from));
            }
            Op::SetColumnComment { table, column, from, to } => {
                let step = |text: &Option<String>| {
                    let sql = comment::set(
                        &table.quoted(Dialect::Postgres),
                        Some(column),
                        text.as_deref(),
                    );
                    vec![Step::new(sql, Lock::ShareUpdateExclusive)]
                };
                self.add(Level::Main, table, step(to), step(from));
            }
            Op::SetRowSecurity { table, from, to } => {
                let (mut up, mut down) = (switch(table, *from, *to), switch(table, *to, *from));
                let secured = self.secured(table);
                let secured =
                    secured.map(|sql| Step::new(sql, self.lock(table, Lock::AccessExclusive)));
                up.extend(secured.clone());
                down.extend(secured);
                self.add(Level::Main, table, up, down);
            }
            // SQLite's alone.
            Op::SetStorage { .. } => {}
            Op::CreatePolicy { table, policy } | Op::DropPolicy { table, policy } => {
                let create = policy::create(Place::default(), &Table::new(table.clone()), policy);
                let secured = self.secured(table);
                let with = |sql| [sql].into_iter().chain(secured.clone()).collect();
                let (create, drop) = (with(create), with(drop::policy(table, &policy.name)));
                self.pair(table, matches!(op, Op::CreatePolicy { .. }), create, drop);
            }
            Op::CreateTrigger { table, trigger } | Op::DropTrigger { table, trigger } => {
                let drop = drop::trigger(DIALECT, table, &trigger.name);
                let is_made = matches!(op, Op::CreateTrigger { .. });
                self.pair(table, is_made, vec![trigger.sql.clone()], vec![drop]);
            }
            _ => unreachable!("other changes have files of their own"),
        }
    }

    fn schema(&mut self, name: &str, is_made: bool) {
        let quoted = DIALECT.quoted(name);
        let create = vec![Step::new(format!("CREATE SCHEMA {quoted}"), Lock::None)];
        let drop = vec![Step::new(format!("DROP SCHEMA {quoted}"), Lock::None)];
        let labels = self.ops.iter().any(|op| matches!(op, Op::AddEnumLabels(_)));
        match is_made {
            // A type may be moved there before it gets labels.
            true if labels => self.add_shared(Level::Labels, create, drop),
            true => self.add_shared(Level::Main, create, drop),
            false => self.add_shared(Level::Main, drop, create),
        }
    }

    /// What takes a table's policies to its partitions, which have their own.
    fn secured(&self, name: &ObjectName) -> Option<String> {
        partition::secure(Place::default(), self.table(name)?)
    }

    fn pair(&mut self, table: &ObjectName, is_made: bool, create: Vec<String>, drop: Vec<String>) {
        let lock = self.lock(table, Lock::AccessExclusive);
        let steps = |statements: Vec<String>| -> Vec<_> {
            statements.into_iter().map(|sql| Step::new(sql, lock)).collect()
        };
        let (create, drop) = (steps(create), steps(drop));
        let (up, down) = if is_made { (create, drop) } else { (drop, create) };
        self.add(Level::Main, table, up, down);
    }
}

/// A table with its indexes and comments, which nobody uses yet.
fn create(schema: &Schema, of: &Table) -> Vec<Step> {
    let place = Place::default();
    let mut statements = vec![table::create(place, schema, of)];
    statements.extend(partition::first(place, of));
    statements.extend(of.indexes.iter().map(|index| index::create(place, DIALECT, of, index)));
    statements.extend(comment::of_table(place, of));
    statements.into_iter().map(|sql| Step::new(sql, Lock::None)).collect()
}

fn switch(table: &ObjectName, from: RowSecurity, to: RowSecurity) -> Vec<Step> {
    let words = [
        (from.enabled, to.enabled, "ENABLE", "DISABLE"),
        (from.forced, to.forced, "FORCE", "NO FORCE"),
    ];
    let words = words.into_iter().filter(|(from, to, ..)| from != to);
    let steps = words.map(|(_, is_on, on, off)| {
        let word = if is_on { on } else { off };
        let sql = alter::table(DIALECT, table, &format!("{word} ROW LEVEL SECURITY"));
        Step::new(sql, Lock::AccessExclusive)
    });
    steps.collect()
}
