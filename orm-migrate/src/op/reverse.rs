//! The change that undoes a change.

use super::{EnumChange, Op};

impl Op {
    /// The change that takes the schema back; rows that it lost do not come back.
    pub fn reverse(&self) -> Op {
        match self.clone() {
            Op::CreateSchema(name) => Op::DropSchema(name),
            Op::DropSchema(name) => Op::CreateSchema(name),
            Op::CreateEnum(ty) => Op::DropEnum(ty),
            Op::DropEnum(ty) => Op::CreateEnum(ty),
            Op::RenameEnum { from, to } => Op::RenameEnum { from: to, to: from },
            Op::AddEnumLabels(change) | Op::ReplaceEnum(change) => {
                Op::ReplaceEnum(change.reverse())
            }
            Op::RenameEnumLabel { name, from, to } => {
                Op::RenameEnumLabel { name, from: to, to: from }
            }
            Op::CreateTable(table) => Op::DropTable(table),
            Op::DropTable(table) => Op::CreateTable(table),
            Op::RenameTable { from, to } => Op::RenameTable { from: to, to: from },
            Op::AddColumn { table, column, .. } => Op::DropColumn { table, column },
            Op::DropColumn { table, column } => Op::AddColumn { table, column, fill: None },
            Op::RenameColumn { table, from, to } => Op::RenameColumn { table, from: to, to: from },
            Op::AlterColumn { table, from, to, .. } => {
                Op::AlterColumn { table, from: to, to: from, fill: None }
            }
            Op::RenameValue { table, column, from, to } => {
                Op::RenameValue { table, column, from: to, to: from }
            }
            Op::ReplaceValues { table, column, .. } => {
                Op::ReplaceValues { table, column, values: Vec::new() }
            }
            Op::AddPrimaryKey { table, key } => Op::DropPrimaryKey { table, key },
            Op::DropPrimaryKey { table, key } => Op::AddPrimaryKey { table, key },
            Op::AddUnique { table, unique } => Op::DropUnique { table, unique },
            Op::DropUnique { table, unique } => Op::AddUnique { table, unique },
            Op::AddCheck { table, check } => Op::DropCheck { table, check },
            Op::DropCheck { table, check } => Op::AddCheck { table, check },
            Op::AddForeignKey { table, key } => Op::DropForeignKey { table, key },
            Op::DropForeignKey { table, key } => Op::AddForeignKey { table, key },
            Op::RenameConstraint { table, from, to } => {
                Op::RenameConstraint { table, from: to, to: from }
            }
            Op::CreateIndex { table, index } => Op::DropIndex { table, index },
            Op::DropIndex { table, index } => Op::CreateIndex { table, index },
            Op::RenameIndex { table, from, mut index } => {
                let from = std::mem::replace(&mut index.name, from);
                Op::RenameIndex { table, from, index }
            }
            Op::SetTableComment { table, from, to } => {
                Op::SetTableComment { table, from: to, to: from }
            }
            Op::SetColumnComment { table, column, from, to } => {
                Op::SetColumnComment { table, column, from: to, to: from }
            }
            Op::SetStorage { table, from, to } => Op::SetStorage { table, from: to, to: from },
            Op::SetRowSecurity { table, from, to } => {
                Op::SetRowSecurity { table, from: to, to: from }
            }
            Op::CreatePolicy { table, policy } => Op::DropPolicy { table, policy },
            Op::DropPolicy { table, policy } => Op::CreatePolicy { table, policy },
            Op::CreateTrigger { table, trigger } => Op::DropTrigger { table, trigger },
            Op::DropTrigger { table, trigger } => Op::CreateTrigger { table, trigger },
        }
    }
}

impl EnumChange {
    fn reverse(mut self) -> EnumChange {
        // What nobody held before leads back to a label that it took the place of.
        let mut back: Vec<(String, String)> = Vec::new();
        for (from, to) in std::mem::take(&mut self.values) {
            if !self.from.labels.contains(&to) && back.iter().all(|(taken, _)| *taken != to) {
                back.push((to, from));
            }
        }
        self.values = back;
        std::mem::swap(&mut self.from, &mut self.to);
        for user in &mut self.users {
            std::mem::swap(&mut user.from, &mut user.to);
        }
        self
    }
}
