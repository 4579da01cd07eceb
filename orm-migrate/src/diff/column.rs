//! The columns of a table that was there before.

use super::part::same_option;
use super::turn::Turn;
use super::{Question, Work};
use crate::op::Op;
use crate::schema::{Column, Identity, Table};

/// Whether the two are the same, comments and names apart.
pub(super) fn same(old: &Column, new: &Column) -> bool {
    let bare = |column: &Column| Column {
        nullable: column.nullable,
        collation: column.collation.clone(),
        // A program cannot tell the two apart.
        identity: column.identity.map(|identity| match identity {
            Identity::Implicit => Identity::ByDefault,
            other => other,
        }),
        ..Column::new("", column.ty.clone())
    };
    bare(old) == bare(new) && same_option(&old.default, &new.default) && same_generated(old, new)
}

pub(super) fn same_generated(old: &Column, new: &Column) -> bool {
    let stored = |column: &Column| column.generated.as_ref().map(|generated| generated.stored);
    let text = |column: &Column| column.generated.as_ref().map(|g| g.expression.clone());
    stored(old) == stored(new) && same_option(&text(old), &text(new))
}

/// Whether a column loses its expression and keeps its values, which a virtual one has not.
pub(super) fn is_plainer(old: &Column, new: &Column) -> bool {
    old.generated.as_ref().is_some_and(|generated| generated.stored) && new.generated.is_none()
}

impl Work<'_> {
    /// The changes of a table's columns; those in `remade` are dropped and added.
    pub(super) fn columns(&mut self, old: &Table, new: &Table, remade: &[String]) {
        let table = &new.name;
        for column in &new.columns {
            match old.column(&column.name).filter(|_| !remade.contains(&column.name)) {
                Some(before) => {
                    self.column(new, before, column);
                    self.values(old, new, column);
                }
                None => {
                    let fill = self.fill(new, column, true);
                    let column = column.clone();
                    self.push(Op::AddColumn { table: table.clone(), column, fill });
                }
            }
        }
        for column in &old.columns {
            if new.column(&column.name).is_none() || remade.contains(&column.name) {
                self.push(Op::DropColumn { table: table.clone(), column: column.clone() });
            }
        }
    }

    fn column(&mut self, table: &Table, old: &Column, new: &Column) {
        let name = &table.name;
        if self.is_postgres() && old.comment != new.comment {
            self.push(Op::SetColumnComment {
                table: name.clone(),
                column: new.name.clone(),
                from: old.comment.clone(),
                to: new.comment.clone(),
            });
        }
        let plain = Column { generated: None, ..old.clone() };
        let old = if self.is_postgres() && is_plainer(old, new) {
            // By itself: whatever else becomes of it has its turn when the expression is gone.
            let (table, from, to) = (name.clone(), old.clone(), plain.clone());
            self.push(Op::AlterColumn { table, from, to, fill: None });
            &plain
        } else {
            old
        };
        let (replaced, is_same_type) = (
            |column: &Column| column.ty.enum_name().is_some_and(|ty| self.is_replaced(ty)),
            old.ty == new.ty,
        );
        let mut from = old.clone();
        if is_same_type && replaced(old) {
            // The default changes together with the type.
            from.default.clone_from(&new.default);
        }
        // The same values under another name, which somebody else has chosen: `VARCHAR(20)` for `TEXT`.
        if !self.is_postgres() && !table.strict && old.ty.is_stored_as(&new.ty) {
            from.ty = new.ty.clone();
        }
        if same(&from, new) {
            return;
        }
        let turn = match (replaced(old) && !is_same_type, replaced(new)) {
            (true, true) => Turn::ChangeEnum,
            (true, false) => Turn::LeaveEnum,
            (false, _) => Turn::AlterColumn,
        };
        let fill = match old.ty != new.ty || (old.nullable && !new.nullable) {
            true => self.fill(table, new, false),
            false => None,
        };
        let (table, to) = (name.clone(), new.clone());
        self.ops.push((turn, Op::AlterColumn { table, from, to, fill }));
    }

    /// What rows that are there get, asked for if they cannot do without.
    fn fill(&mut self, table: &Table, column: &Column, is_new: bool) -> Option<String> {
        if let Some(value) = self.answers.value(&table.name, &column.name) {
            return Some(value.to_owned());
        }
        let old = self.old.table(&table.name).and_then(|table| table.column(&column.name));
        let was_nullable = is_new || old.is_some_and(|old| old.nullable);
        let has_value =
            column.default.is_some() || column.generated.is_some() || column.identity.is_some();
        if was_nullable && !column.nullable && !(is_new && has_value) {
            let (table, column) = (table.name.clone(), column.clone());
            self.questions.push(Question::Value { table, column, is_new });
        }
        None
    }
}
