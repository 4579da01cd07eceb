//! When a change has its turn: what others stand on is made before them, and dropped after them.

use crate::op::Op;
use crate::schema::Column;

/// The turns, in order. Renames come before all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    DropPolicy,
    DropTrigger,
    DropForeignKey,
    DropCheck,
    DropIndex,
    DropUnique,
    DropPrimaryKey,
    RenameConstraint,
    DropGenerated,
    DropColumn,
    DropTable,
    RenameValue,
    CreateEnum,
    /// A column's type that is about to be replaced, for another type.
    LeaveEnum,
    ReplaceEnum,
    /// A column's type that is about to be replaced, for another type that has been.
    ChangeEnum,
    /// A type that such a column has left.
    ReplaceLeftEnum,
    AlterColumn,
    CreateTable,
    AddColumn,
    AddGenerated,
    AddPrimaryKey,
    AddUnique,
    CreateIndex,
    AddCheck,
    AddForeignKey,
    CreateTrigger,
    SetStorage,
    SetRowSecurity,
    CreatePolicy,
    SetComment,
    DropEnum,
    DropSchema,
}

impl Turn {
    /// A change's own turn.
    pub(super) fn of(op: &Op) -> Turn {
        match op {
            Op::DropPolicy { .. } => Turn::DropPolicy,
            Op::DropTrigger { .. } => Turn::DropTrigger,
            Op::DropForeignKey { .. } => Turn::DropForeignKey,
            Op::DropCheck { .. } => Turn::DropCheck,
            Op::DropIndex { .. } => Turn::DropIndex,
            Op::DropUnique { .. } => Turn::DropUnique,
            Op::DropPrimaryKey { .. } => Turn::DropPrimaryKey,
            Op::DropColumn { column, .. } if column.generated.is_some() => Turn::DropGenerated,
            Op::DropColumn { .. } => Turn::DropColumn,
            Op::DropTable(_) => Turn::DropTable,
            Op::RenameValue { .. } | Op::ReplaceValues { .. } => Turn::RenameValue,
            Op::CreateEnum(_) => Turn::CreateEnum,
            Op::ReplaceEnum(_) => Turn::ReplaceEnum,
            Op::AlterColumn { from, to, .. } if ends_expression(from, to) => Turn::DropGenerated,
            Op::AlterColumn { .. } => Turn::AlterColumn,
            Op::CreateTable(_) => Turn::CreateTable,
            Op::AddColumn { column, .. } if column.generated.is_some() => Turn::AddGenerated,
            Op::AddColumn { .. } => Turn::AddColumn,
            Op::AddPrimaryKey { .. } => Turn::AddPrimaryKey,
            Op::AddUnique { .. } => Turn::AddUnique,
            Op::CreateIndex { .. } => Turn::CreateIndex,
            Op::AddCheck { .. } => Turn::AddCheck,
            Op::AddForeignKey { .. } => Turn::AddForeignKey,
            Op::CreateTrigger { .. } => Turn::CreateTrigger,
            Op::SetStorage { .. } => Turn::SetStorage,
            Op::SetRowSecurity { .. } => Turn::SetRowSecurity,
            Op::CreatePolicy { .. } => Turn::CreatePolicy,
            Op::SetTableComment { .. } | Op::SetColumnComment { .. } => Turn::SetComment,
            Op::DropEnum(_) => Turn::DropEnum,
            Op::DropSchema(_) => Turn::DropSchema,
            Op::RenameConstraint { .. }
            | Op::RenameIndex { .. }
            | Op::CreateSchema(_)
            | Op::RenameEnum { .. }
            | Op::AddEnumLabels(_)
            | Op::RenameEnumLabel { .. }
            | Op::RenameTable { .. }
            | Op::RenameColumn { .. } => Turn::RenameConstraint,
        }
    }
}

/// Whether a generated column becomes a plain one: before the columns go that its expression reads.
fn ends_expression(from: &Column, to: &Column) -> bool {
    from.generated.is_some() && to.generated.is_none()
}

/// Renames of constraints and indexes, so that each new name is free when its turn comes: names of indexes
/// are a schema's, and tables may change places.
pub(super) fn sequence(mut renames: Vec<Op>) -> Vec<Op> {
    let mut done = Vec::new();
    while !renames.is_empty() {
        let is_free = |one: &Op| {
            let (schema, _, to) = names(one);
            renames.iter().all(|other| (schema, to) != (names(other).0, names(other).1))
        };
        match renames.iter().position(is_free) {
            Some(at) => done.push(renames.remove(at)),
            None => {
                let between = format!("orm_{}", names(&renames[0]).1);
                let mut first = renames[0].clone();
                set_names(&mut first, None, Some(&between));
                done.push(first);
                set_names(&mut renames[0], Some(&between), None);
            }
        }
    }
    done
}

fn names(op: &Op) -> (Option<&str>, &str, &str) {
    match op {
        Op::RenameConstraint { table, from, to } => (table.schema.as_deref(), from, to),
        Op::RenameIndex { table, from, index } => (table.schema.as_deref(), from, &index.name),
        _ => unreachable!("only renames of constraints and indexes are put in sequence"),
    }
}

fn set_names(op: &mut Op, new_from: Option<&str>, new_to: Option<&str>) {
    let (from, to) = match op {
        Op::RenameConstraint { from, to, .. } => (from, to),
        Op::RenameIndex { from, index, .. } => (from, &mut index.name),
        _ => unreachable!("only renames of constraints and indexes are put in sequence"),
    };
    if let Some(name) = new_from {
        *from = name.to_owned();
    }
    if let Some(name) = new_to {
        *to = name.to_owned();
    }
}
