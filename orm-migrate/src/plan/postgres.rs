//! Changes of a PostgreSQL database, so that nobody waits long for a lock.

mod column;
mod constraint;
mod enums;
mod generated;
mod index;
mod object;
mod swap;
mod value;

use super::{Irreversible, Lock, Options, Plan, PlannedMigration, Step, Steps};
use crate::op::Op;
use crate::schema::{ObjectName, Schema, Table};
use orm::Dialect;

const DIALECT: Dialect = Dialect::Postgres;

/// The migrations that a plan may have, in their order. What a change has in a later one stands on what
/// others have in an earlier one, never the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Labels of enums, which no statement of the same transaction could use.
    Labels,
    /// What is done at once.
    Main,
    /// Rows and indexes, outside of transactions.
    Fill,
    /// Checks that rows would not have met before they were written.
    Check,
    /// Constraints that so far hold for new rows only.
    Validate,
    /// What could not be said before all rows had it.
    Contract,
    /// References to keys that are new.
    References,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Labels => "labels",
            Level::Main => "change",
            Level::Fill => "fill",
            Level::Check => "check",
            Level::Validate => "validate",
            Level::Contract => "contract",
            Level::References => "references",
        }
    }
}

/// A change's share in a migration.
struct Part {
    level: Level,
    is_tenants: bool,
    up: Vec<Step>,
    down: Vec<Step>,
    /// What its way back does not bring back.
    lost: Option<String>,
}

struct Work<'a> {
    from: &'a Schema,
    to: &'a Schema,
    ops: &'a [Op],
    options: &'a Options,
    /// Whether tables with tenants are now changed where tenants share them.
    is_shared: bool,
    parts: Vec<Part>,
}

pub(super) fn plan(from: &Schema, to: &Schema, ops: &[Op], options: &Options) -> Plan {
    let mut work = Work { from, to, ops, options, is_shared: false, parts: Vec::new() };
    for op in ops {
        work.op(op);
        if options.tenant_rows && op.table().is_some_and(|table| work.is_tenants(table)) {
            work.is_shared = true;
            work.op(op);
            work.is_shared = false;
        }
    }
    work.migrations()
}

impl<'a> Work<'a> {
    fn op(&mut self, op: &'a Op) {
        match op {
            Op::CreateEnum(_)
            | Op::DropEnum(_)
            | Op::RenameEnum { .. }
            | Op::AddEnumLabels(_)
            | Op::RenameEnumLabel { .. }
            | Op::ReplaceEnum(_) => self.enums(op),
            Op::AddColumn { table, column, fill } => {
                self.add_column(table, column, fill.as_deref());
            }
            Op::DropColumn { table, column } => self.drop_column(op, table, column),
            Op::AlterColumn { table, from, to, fill } => {
                self.alter_column(op, table, from, to, fill.as_deref());
            }
            Op::RenameValue { table, column, from, to } => {
                self.rename_value(table, column, from, to);
            }
            Op::ReplaceValues { table, column, values } => {
                self.replace_values(table, column, values);
            }
            Op::AddPrimaryKey { .. }
            | Op::DropPrimaryKey { .. }
            | Op::AddUnique { .. }
            | Op::DropUnique { .. }
            | Op::AddCheck { .. }
            | Op::DropCheck { .. }
            | Op::AddForeignKey { .. }
            | Op::DropForeignKey { .. } => self.constraint(op),
            Op::CreateIndex { table, index } => self.create_index(table, index),
            Op::DropIndex { table, index } => self.drop_index(table, index),
            op => self.object(op),
        }
    }

    /// A table by either of its names.
    fn table(&self, name: &ObjectName) -> Option<&'a Table> {
        self.to.table(name).or_else(|| self.from.table(name))
    }

    fn is_tenants(&self, table: &ObjectName) -> bool {
        self.options.tenant_schemas
            && !self.is_shared
            && self.table(table).is_some_and(|table| table.tenant.is_some())
    }

    fn is_created(&self, name: &ObjectName) -> bool {
        self.ops.iter().any(|op| matches!(op, Op::CreateTable(table) if table.name == *name))
    }

    /// Whether the table is in use, so that its changes are taken apart. Those of a partitioned table cannot
    /// be (PostgreSQL manual, 5.12.2.3): constraints are not made of indexes, references are not `NOT VALID`
    /// before PostgreSQL 18, and indexes are not dropped `CONCURRENTLY`.
    fn is_guarded(&self, table: &ObjectName) -> bool {
        self.is_in_use(table) && !self.is_partitioned(table)
    }

    /// Whether the table is in use and in partitions, so that the runner builds its indexes one by one.
    fn is_parted_in_use(&self, table: &ObjectName) -> bool {
        self.is_in_use(table) && self.is_partitioned(table)
    }

    fn is_in_use(&self, table: &ObjectName) -> bool {
        self.options.safe && !self.is_created(table) && !self.is_tenants(table)
    }

    fn is_partitioned(&self, table: &ObjectName) -> bool {
        self.table(table).is_some_and(|table| table.partitioning.is_some())
    }

    /// The lock that a change of this table takes, as far as anybody could wait for it.
    fn lock(&self, table: &ObjectName, lock: Lock) -> Lock {
        if self.is_created(table) { Lock::None } else { lock }
    }

    /// Steps of a table's change.
    fn add(&mut self, level: Level, table: &ObjectName, up: Vec<Step>, down: Vec<Step>) {
        self.add_lossy(level, table, up, down, None);
    }

    fn add_lossy(
        &mut self,
        level: Level,
        table: &ObjectName,
        up: Vec<Step>,
        down: Vec<Step>,
        lost: Option<String>,
    ) {
        let is_tenants = self.is_tenants(table);
        self.parts.push(Part { level, is_tenants, up, down, lost });
    }

    /// Steps of what all tenants share.
    fn add_shared(&mut self, level: Level, up: Vec<Step>, down: Vec<Step>) {
        self.parts.push(Part { level, is_tenants: false, up, down, lost: None });
    }

    fn migrations(mut self) -> Plan {
        // Stable: within a migration, changes keep their order.
        self.parts.sort_by_key(|part| part.level);
        let mut plan = Plan::default();
        let lossy = self.options.lossy_down;
        while let Some(level) = self.parts.first().map(|part| part.level) {
            let end = self.parts.iter().position(|part| part.level != level);
            let parts: Vec<_> = self.parts.drain(..end.unwrap_or(self.parts.len())).collect();
            let (tenants, shared): (Vec<_>, Vec<_>) =
                parts.into_iter().partition(|part| part.is_tenants);
            let tenant = (!tenants.is_empty()).then(|| steps(tenants, lossy));
            let Steps { up, down } = steps(shared, lossy);
            let number = plan.migrations.len() + 1;
            plan.migrations.push(PlannedMigration {
                suffix: match number {
                    1 => String::new(),
                    number => format!("{number}_{}", level.name()),
                },
                transactional: level != Level::Fill,
                up,
                down,
                tenant,
                tenant_rows: self.options.tenant_rows,
                rebuilds: Vec::new(),
                foreign_keys_off: false,
            });
        }
        plan
    }
}

fn steps(parts: Vec<Part>, lossy: bool) -> Steps {
    let lost: Vec<_> = parts.iter().filter_map(|part| part.lost.clone()).collect();
    let down = parts.iter().rev().flat_map(|part| part.down.iter().cloned()).collect();
    let down = if lost.is_empty() || lossy { Ok(down) } else { Err(Irreversible { lost }) };
    Steps { up: parts.into_iter().flat_map(|part| part.up).collect(), down }
}
