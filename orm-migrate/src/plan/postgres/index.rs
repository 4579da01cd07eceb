//! Indexes.

use super::{DIALECT, Level, Work};
use crate::diff::is_indexed;
use crate::op::Op;
use crate::plan::{Lock, Step};
use crate::schema::{Index, ObjectName, Table};
use crate::sql::{Place, drop, index};

impl Work<'_> {
    pub(super) fn create_index(&mut self, table: &ObjectName, index: &Index) {
        if self.is_guarded(table) {
            let (up, down) = (create_concurrently(table, index), drop_concurrently(table, index));
            return self.add(Level::Fill, table, vec![up], vec![down]);
        }
        if self.is_parted_in_use(table) {
            let note =
                "the runner builds it partition by partition; PostgreSQL does not take it as it is";
            let up = create_concurrently(table, index).note(note);
            let down = drop::index(DIALECT, table, &index.name);
            let down = down.replacen("INDEX ", "INDEX IF EXISTS ", 1);
            let down = Step::new(down, Lock::AccessExclusive);
            return self.add(Level::Fill, table, vec![up], vec![down]);
        }
        let lock = self.lock(table, Lock::Share);
        let down = Step::new(drop::index(DIALECT, table, &index.name), Lock::AccessExclusive);
        self.add(Level::Main, table, vec![create(table, index, lock)], vec![down]);
    }

    pub(super) fn drop_index(&mut self, table: &ObjectName, index: &Index) {
        if self.is_guarded(table) && !self.is_in_the_way(table, index) {
            let (up, down) = (drop_concurrently(table, index), create_concurrently(table, index));
            return self.add(Level::Fill, table, vec![up], vec![down]);
        }
        let up = Step::new(drop::index(DIALECT, table, &index.name), Lock::AccessExclusive);
        self.add(Level::Main, table, vec![up], vec![create(table, index, Lock::Share)]);
    }

    /// Whether an index has to go at once: a column of it goes, has another type or loses its expression, which
    /// locks the table anyway, or something else takes its name.
    fn is_in_the_way(&self, of: &ObjectName, index: &Index) -> bool {
        self.ops.iter().any(|op| match op {
            Op::DropColumn { table, column } => table == of && is_indexed(index, &column.name),
            Op::AlterColumn { table, from, to, .. } => {
                let is_plainer = from.generated.is_some() && to.generated.is_none();
                table == of
                    && (from.ty != to.ty || from.collation != to.collation || is_plainer)
                    && is_indexed(index, &to.name)
            }
            Op::ReplaceEnum(change) => {
                let users = change.users.iter().filter(|user| user.table == *of);
                users.map(|user| &user.from.name).any(|name| is_indexed(index, name))
            }
            Op::RenameIndex { index: other, .. } => other.name == index.name,
            Op::RenameConstraint { to, .. } => *to == index.name,
            Op::AddUnique { unique, .. } => unique.name.as_ref() == Some(&index.name),
            Op::AddPrimaryKey { key, .. } => key.name.as_ref() == Some(&index.name),
            Op::CreateTable(table) => table.indexes.iter().any(|other| other.name == index.name),
            _ => false,
        })
    }
}

fn create(table: &ObjectName, index: &Index, lock: Lock) -> Step {
    let sql = index::create(Place::default(), DIALECT, &Table::new(table.clone()), index);
    let step = Step::new(sql, lock);
    if lock == Lock::None { step } else { step.scanning() }
}

pub(super) fn create_concurrently(table: &ObjectName, index: &Index) -> Step {
    let sql = index::create(Place::default(), DIALECT, &Table::new(table.clone()), index);
    let sql = sql.replacen("INDEX ", "INDEX CONCURRENTLY IF NOT EXISTS ", 1);
    Step::new(sql, Lock::ShareUpdateExclusive).outside()
}

fn drop_concurrently(table: &ObjectName, index: &Index) -> Step {
    let sql = drop::index_concurrently(table, &index.name);
    Step::new(sql, Lock::ShareUpdateExclusive).outside()
}
