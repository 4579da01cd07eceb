//! A table that was there before.

use super::part::{Part, Sorted, sort};
use super::{Refusal, Work, column};
use crate::op::{Op, Storage};
use crate::schema::{
    Column, ForeignKey, Index, IndexKey, ObjectName, Policy, PrimaryKey, Schema, Table, Unique,
};
use crate::sql::words::mentions;
use orm::Dialect;

/// The columns whose type or collation is another one, by their tables.
pub(super) fn retyped(old: &Schema, new: &Schema) -> Vec<(ObjectName, String)> {
    let mut retyped = Vec::new();
    for new in &new.tables {
        let Some(old) = old.table(&new.name) else { continue };
        for column in &new.columns {
            let is_other = |old: &&Column| old.ty != column.ty || old.collation != column.collation;
            if old.column(&column.name).filter(is_other).is_some() {
                retyped.push((new.name.clone(), column.name.clone()));
            }
        }
    }
    retyped
}

impl Work<'_> {
    /// The changes of a table, all of them under its new name.
    pub(super) fn table(&mut self, old: &Table, new: &Table) {
        let name = &new.name;
        let remade = self.remade(old, new);
        let is_remade = |column: &String| remade.contains(column);
        let mut kept = Table::new(name.clone());
        let is_kept =
            |column: &&Column| old.column(&column.name).is_some_and(|old| old.ty == column.ty);
        kept.columns.extend(new.columns.iter().filter(is_kept).cloned());

        let keys = |table: &Table| table.primary_key.clone().into_iter().collect::<Vec<_>>();
        let keys = sort(&keys(old), &keys(new), |key| key.columns.iter().any(is_remade));
        self.constraints(name, keys, |op, table, key| match op {
            Change::Drop => Op::DropPrimaryKey { table, key },
            Change::Add => Op::AddPrimaryKey { table, key },
        });
        let uniques =
            sort(&old.uniques, &new.uniques, |unique| unique.columns.iter().any(is_remade));
        self.constraints(name, uniques, |op, table, unique| match op {
            Change::Drop => Op::DropUnique { table, unique },
            Change::Add => Op::AddUnique { table, unique },
        });
        let touched = self.touched(new, &remade);
        let is_touched = |text: &String| touched.iter().any(|column| mentions(text, column));
        let checks = sort(&old.checks, &new.checks, |check| is_touched(&check.expression));
        kept.checks = self.constraints(name, checks, |op, table, check| match op {
            Change::Drop => Op::DropCheck { table, check },
            Change::Add => Op::AddCheck { table, check },
        });
        let references =
            sort(&old.foreign_keys, &new.foreign_keys, |key| self.is_loosened(new, key, &remade));
        kept.foreign_keys = self.constraints(name, references, |op, table, key| match op {
            Change::Drop => Op::DropForeignKey { table, key },
            Change::Add => Op::AddForeignKey { table, key },
        });
        let indexes = sort(&old.indexes, &new.indexes, |index| {
            remade.iter().any(|column| is_indexed(index, column))
                || index.expressions().chain(&index.predicate).any(is_touched)
        });
        kept.indexes = self.indexes(name, indexes);
        self.columns(old, new, &remade);
        kept.policies = self.policies(old, new, is_touched);
        self.rest(old, new);
        self.refusals.extend(Refusal::of(old, new));
        self.kept.tables.push(kept);
    }

    /// The columns that PostgreSQL cannot alter, and which are therefore dropped and added.
    fn remade(&self, old: &Table, new: &Table) -> Vec<String> {
        if !self.is_postgres() {
            return Vec::new();
        }
        let is_remade = |new_column: &&Column| {
            let Some(old) = old.column(&new_column.name) else { return false };
            if column::is_plainer(old, new_column) {
                return false;
            }
            if !column::same_generated(old, new_column) {
                return true;
            }
            // A type that a generated column reads cannot change.
            old.generated.as_ref().is_some_and(|generated| {
                let retyped = self.retyped.iter().filter(|(table, _)| *table == new.name);
                let mut retyped = retyped.map(|(_, column)| column);
                retyped.any(|c| *c == old.name || mentions(&generated.expression, c))
            })
        };
        new.columns.iter().filter(is_remade).map(|column| column.name.clone()).collect()
    }

    /// The columns whose types change. PostgreSQL keeps an expression over one with casts from the types that
    /// it was written for, which is another expression than the same text over the new type.
    fn touched(&self, table: &Table, remade: &[String]) -> Vec<String> {
        if !self.is_postgres() {
            return Vec::new();
        }
        let retyped = self.retyped.iter().filter(|(of, _)| *of == table.name);
        retyped.map(|(_, column)| column).chain(remade).cloned().collect()
    }

    /// Whether a reference has to go for a while: what it compares, or the key that it leads to, changes.
    fn is_loosened(&self, table: &Table, key: &ForeignKey, remade: &[String]) -> bool {
        if !self.is_postgres() {
            return false;
        }
        let both = |schema: &Schema, name: &ObjectName, columns: &[String]| -> Vec<_> {
            let table = schema.table(name);
            let column = |name: &String| table.and_then(|table| table.column(name)).cloned();
            columns.iter().map(column).collect()
        };
        let is_compared = [self.old, self.new].iter().all(|own| {
            [self.old, self.new].iter().all(|target| {
                let own = both(own, &table.name, &key.columns);
                let target = both(target, &key.target, &key.target_columns);
                own.iter().zip(&target).all(|(own, target)| match (own, target) {
                    (Some(own), Some(target)) => {
                        own.ty.compares_with(&target.ty) && own.collation == target.collation
                    }
                    _ => true,
                })
            })
        });
        let keys = |schema: &Schema| {
            let table = schema.table(&key.target);
            table.map(|table| keys_of(table, &key.target_columns)).unwrap_or_default()
        };
        let (old, new) = (keys(self.old), keys(self.new));
        let target_is_remade = match (self.old.table(&key.target), self.new.table(&key.target)) {
            (Some(old), Some(new)) => {
                let remade = self.remade(old, new);
                key.target_columns.iter().any(|column| remade.contains(column))
            }
            _ => true,
        };
        let is_retyped = |table: &ObjectName, columns: &[String]| {
            let mut retyped = self.retyped.iter();
            retyped.any(|(of, column)| of == table && columns.contains(column))
        };
        let is_touched =
            is_retyped(&table.name, &key.columns) || is_retyped(&key.target, &key.target_columns);
        (is_touched && !is_compared)
            || target_is_remade
            || old.iter().any(|key| !new.contains(key))
            || key.columns.iter().any(|column| remade.contains(column))
    }

    fn constraints<T: Part>(
        &mut self,
        table: &ObjectName,
        sorted: Sorted<T>,
        op: impl Fn(Change, ObjectName, T) -> Op,
    ) -> Vec<T> {
        for part in sorted.dropped {
            self.push(op(Change::Drop, table.clone(), part));
        }
        for (from, part) in sorted.renamed {
            let to = part.name().unwrap_or_default().to_owned();
            self.push(Op::RenameConstraint { table: table.clone(), from, to });
        }
        for part in sorted.added {
            self.push(op(Change::Add, table.clone(), part));
        }
        sorted.kept
    }

    fn indexes(&mut self, table: &ObjectName, sorted: Sorted<Index>) -> Vec<Index> {
        for index in sorted.dropped {
            self.push(Op::DropIndex { table: table.clone(), index });
        }
        for (from, index) in sorted.renamed {
            self.push(Op::RenameIndex { table: table.clone(), from, index });
        }
        for index in sorted.added {
            self.push(Op::CreateIndex { table: table.clone(), index });
        }
        sorted.kept
    }

    /// Policies: one whose column's type changes is in the way of that.
    fn policies(
        &mut self,
        old: &Table,
        new: &Table,
        is_touched: impl Fn(&String) -> bool,
    ) -> Vec<Policy> {
        let sorted = sort(&old.policies, &new.policies, |policy| {
            policy.using.iter().chain(&policy.check).any(&is_touched)
        });
        let renamed = |name: &str| sorted.renamed.iter().any(|(from, _)| from == name);
        let dropped = old.policies.iter().filter(|policy| renamed(&policy.name));
        let table = &new.name;
        for policy in dropped.chain(&sorted.dropped).cloned() {
            self.push(Op::DropPolicy { table: table.clone(), policy });
        }
        let added = sorted.renamed.iter().map(|(_, policy)| policy);
        for policy in added.chain(&sorted.added).cloned() {
            self.push(Op::CreatePolicy { table: table.clone(), policy });
        }
        let is_renamed =
            |policy: &Policy| sorted.renamed.iter().any(|(_, renamed)| renamed.name == policy.name);
        sorted.kept.into_iter().filter(|policy| !is_renamed(policy)).collect()
    }

    fn rest(&mut self, old: &Table, new: &Table) {
        let table = || new.name.clone();
        let sorted = sort(&old.triggers, &new.triggers, |_| false);
        let renamed = |name: &str| sorted.renamed.iter().any(|(from, _)| from == name);
        let dropped = old.triggers.iter().filter(|trigger| renamed(&trigger.name));
        for trigger in dropped.chain(&sorted.dropped).cloned() {
            self.push(Op::DropTrigger { table: table(), trigger });
        }
        let added = sorted.renamed.iter().map(|(_, trigger)| trigger);
        for trigger in added.chain(&sorted.added).cloned() {
            self.push(Op::CreateTrigger { table: table(), trigger });
        }
        if self.new.dialect == Dialect::Sqlite {
            let (from, to) = (Storage::of(old), Storage::of(new));
            if from != to {
                self.push(Op::SetStorage { table: table(), from, to });
            }
            return;
        }
        if old.row_security != new.row_security {
            let (from, to) = (old.row_security, new.row_security);
            self.push(Op::SetRowSecurity { table: table(), from, to });
        }
        if old.comment != new.comment {
            let (from, to) = (old.comment.clone(), new.comment.clone());
            self.push(Op::SetTableComment { table: table(), from, to });
        }
    }
}

/// What happens to a constraint.
enum Change {
    Drop,
    Add,
}

/// The keys over exactly these columns, names apart: what a reference may stand on.
fn keys_of(table: &Table, columns: &[String]) -> Vec<String> {
    let is_over = |others: &[String]| {
        others.len() == columns.len() && columns.iter().all(|column| others.contains(column))
    };
    let mut keys = Vec::new();
    for key in table.primary_key.iter().filter(|key| is_over(&key.columns)) {
        keys.push(format!("{:?}", PrimaryKey { name: None, ..key.clone() }));
    }
    for unique in table.uniques.iter().filter(|unique| is_over(&unique.columns)) {
        keys.push(format!("{:?}", Unique { name: None, ..unique.clone() }));
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        if columns.iter().all(|column| is_indexed(index, column)) {
            keys.push(format!("{:?}", Index { name: String::new(), ..index.clone() }));
        }
    }
    keys
}

/// Whether an index has the column in it, anywhere.
pub(crate) fn is_indexed(index: &Index, column: &str) -> bool {
    let in_part = index.parts.iter().any(|part| match &part.key {
        IndexKey::Column(name) => name == column,
        IndexKey::Expression(expression) => mentions(expression, column),
    });
    let predicate = index.predicate.as_ref();
    in_part
        || index.include.iter().any(|name| name == column)
        || predicate.is_some_and(|predicate| mentions(predicate, column))
}
