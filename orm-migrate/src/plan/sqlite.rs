//! Changes of an SQLite database: by its `ALTER TABLE` where that suffices, else by making a table anew.

mod native;
mod rebuild;

use super::{Irreversible, Lock, Options, Plan, PlannedMigration, Step};
use crate::op::Op;
use crate::schema::{Index, Schema, Table, Trigger};
use crate::sql::words::mentions;
use crate::sql::{Place, drop, index, rename, table};
use native::Change;
use orm::Dialect;

const DIALECT: Dialect = Dialect::Sqlite;

/// One migration: renames, which SQLite does everywhere by itself, and the changes of each table. On the way
/// back the renames come last, so that both ways meet in a schema with the old tables and the new names.
pub(super) fn plan(from: &Schema, to: &Schema, ops: &[Op], options: &Options) -> Plan {
    if ops.is_empty() {
        return Plan::default();
    }
    let mut middle = from.clone();
    for op in ops {
        match op {
            Op::RenameTable { from, to } => middle.rename_table(from, to),
            Op::RenameColumn { table, from, to } => middle.rename_column(table, from, to),
            _ => {}
        }
    }
    let back: Vec<_> = ops.iter().rev().map(Op::reverse).collect();
    let up = Way { before: from, start: &middle, end: to, after: to, ops };
    let down = Way { before: to, start: to, end: &middle, after: from, ops: &back };
    let (up, down) = (up.walk(), down.walk());
    let mut rebuilds = [up.rebuilds, down.rebuilds].concat();
    rebuilds.sort();
    rebuilds.dedup();
    let lost: Vec<_> = ops.iter().filter_map(Op::forgets).collect();
    let is_written = lost.is_empty() || options.lossy_down;
    let is_whole = |op: &Op| matches!(op, Op::CreateTable(_) | Op::DropTable(_));
    let migration = PlannedMigration {
        suffix: String::new(),
        transactional: true,
        up: up.steps,
        down: if is_written { Ok(down.steps) } else { Err(Irreversible { lost }) },
        tenant: None,
        tenant_rows: false,
        // Otherwise `DROP TABLE` deletes the rows first, and what refers to them (SQLite, "Foreign Key
        // Support", 5).
        foreign_keys_off: !rebuilds.is_empty() || ops.iter().any(is_whole),
        rebuilds,
    };
    Plan { migrations: vec![migration] }
}

/// One direction.
struct Way<'a> {
    /// What there is, and what there shall be.
    before: &'a Schema,
    after: &'a Schema,
    /// What tables are changed from and to, between the renames of one end or the other.
    start: &'a Schema,
    end: &'a Schema,
    ops: &'a [Op],
}

struct Walked {
    steps: Vec<Step>,
    rebuilds: Vec<String>,
}

impl Way<'_> {
    fn walk(&self) -> Walked {
        let changes = self.end.tables.iter().filter_map(|new| {
            let old = self.start.table(&new.name)?;
            Some((old, new, native::change(old, new, self.ops)))
        });
        let changes: Vec<_> = changes.collect();
        let is_rebuilt = |change: &Change| matches!(change, Change::Rebuild);
        let rebuilt = changes.iter().filter(|(.., change)| is_rebuilt(change));
        let rebuilds: Vec<_> = rebuilt.clone().map(|(_, new, _)| new.name.name.clone()).collect();

        let aside = self.triggers_aside(&rebuilds);
        let mut steps: Vec<_> = aside.iter().map(|trigger| drop_trigger(trigger)).collect();
        let at = self.ops.iter().position(|op| !is_rename(op)).unwrap_or(self.ops.len());
        steps.extend(self.ops[..at].iter().flat_map(rename));
        for op in self.ops {
            if let Op::DropIndex { table, index: Index { name, .. } }
            | Op::RenameIndex { table, from: name, .. } = op
                && !rebuilds.contains(&table.name)
            {
                steps.push(plain(drop::index(DIALECT, table, name)));
            }
        }
        for (.., change) in &changes {
            if let Change::Native(statements) = change {
                steps.extend(statements.iter().cloned());
            }
        }
        let created = self.ops.iter().filter_map(|op| match op {
            Op::CreateTable(table) => Some(table),
            _ => None,
        });
        let created: Vec<_> = created.collect();
        for table in &created {
            steps.push(plain(table::create(Place::default(), self.end, table)));
        }
        for (old, new, _) in rebuilt {
            steps.extend(rebuild::steps(self.end, old, new, self.ops));
        }
        for op in self.ops {
            if let Op::DropTable(table) = op {
                let step = plain(drop::table(DIALECT, &table.name));
                steps.push(step.destroying(op.destroys()));
            }
        }
        for (_, new, change) in &changes {
            if is_rebuilt(change) {
                steps.extend(indexes(new));
            }
        }
        created.iter().for_each(|table| steps.extend(indexes(table)));
        for op in self.ops {
            if let Op::CreateIndex { table, index } | Op::RenameIndex { table, index, .. } = op
                && !rebuilds.contains(&table.name)
            {
                steps.push(create_index(&Table::new(table.clone()), index));
            }
        }
        if at < self.ops.len() {
            let last = self.ops[at..].iter().filter(|op| is_rename(op));
            steps.extend(last.flat_map(rename));
        }
        steps.extend(self.triggers_back(&aside).map(|trigger| plain(trigger.sql.clone())));
        Walked { steps, rebuilds }
    }

    /// The triggers that are known and that go, or would be in the way of a table that is made anew.
    fn triggers_aside(&self, rebuilds: &[String]) -> Vec<&Trigger> {
        let old_names = |name: &String| {
            let renames = self.ops.iter().filter_map(|op| match op {
                Op::RenameTable { from, to } if to.name == *name => Some(from.name.clone()),
                _ => None,
            });
            renames.chain([name.clone()]).collect::<Vec<_>>()
        };
        let names: Vec<_> = rebuilds.iter().flat_map(old_names).collect();
        let is_dropped = |trigger: &Trigger| {
            self.ops.iter().any(|op| match op {
                Op::DropTrigger { trigger: other, .. } => other.name == trigger.name,
                _ => false,
            })
        };
        let triggers = self.before.tables.iter().flat_map(|table| &table.triggers);
        let aside = triggers.filter(|trigger| {
            is_dropped(trigger) || names.iter().any(|name| mentions(&trigger.sql, name))
        });
        aside.collect()
    }

    /// The triggers that are made: again, or for the first time.
    fn triggers_back(&self, aside: &[&Trigger]) -> impl Iterator<Item = &Trigger> {
        let had = |name: &str| {
            let mut triggers = self.before.tables.iter().flat_map(|table| &table.triggers);
            triggers.any(|trigger| trigger.name == name)
        };
        let is_aside: Vec<_> = aside.iter().map(|trigger| trigger.name.clone()).collect();
        let triggers = self.after.tables.iter().flat_map(|table| &table.triggers);
        triggers.filter(move |trigger| is_aside.contains(&trigger.name) || !had(&trigger.name))
    }
}

fn is_rename(op: &Op) -> bool {
    matches!(op, Op::RenameTable { .. } | Op::RenameColumn { .. })
}

fn rename(op: &Op) -> Vec<Step> {
    let statements = match op {
        Op::RenameTable { from, to } => rename::object(DIALECT, "TABLE", from, to),
        Op::RenameColumn { table, from, to } => {
            vec![rename::column(DIALECT, table, from, to)]
        }
        _ => Vec::new(),
    };
    statements.into_iter().map(plain).collect()
}

fn drop_trigger(trigger: &Trigger) -> Step {
    plain(format!("DROP TRIGGER IF EXISTS {}", DIALECT.quoted(&trigger.name)))
}

fn indexes(table: &Table) -> impl Iterator<Item = Step> {
    table.indexes.iter().map(|index| create_index(table, index))
}

fn create_index(table: &Table, index: &Index) -> Step {
    plain(index::create(Place::default(), DIALECT, table, index))
}

/// A writer has the whole file anyway: locks on tables say nothing here.
fn plain(sql: String) -> Step {
    Step::new(sql, Lock::None)
}
