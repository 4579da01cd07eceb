//! One change of a database's schema, as data.

mod conversion;
mod describe;
mod reverse;

use crate::schema::{
    Check, Column, EnumType, ForeignKey, Index, ObjectName, Policy, PrimaryKey, RowSecurity, Table,
    Trigger, Unique,
};

/// A change, with both its old and its new part, so that it can be written either way.
///
/// A list of them is carried out in its order, and each names things as they are called by then:
/// renames come first. [`Display`](std::fmt::Display) says it in words.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of all variants: what, where, from what, to what")]
pub enum Op {
    /// A new schema.
    CreateSchema(String),
    /// A schema that has to be empty by then.
    DropSchema(String),
    /// A new enum type.
    CreateEnum(EnumType),
    /// An enum type that nothing uses by then.
    DropEnum(EnumType),
    /// Another name, schema, or both.
    RenameEnum {
        from: ObjectName,
        to: ObjectName,
    },
    /// Labels that `from` has not, each in its place. What undoes it is a [replacement](Op::ReplaceEnum).
    AddEnumLabels(EnumChange),
    /// Another text for a label; rows that hold it have the new one.
    RenameEnumLabel {
        name: ObjectName,
        from: String,
        to: String,
    },
    /// A type with other labels in place of the old one, to which all columns are cast. It fails if a row
    /// holds a label that is gone and has none in its place.
    ReplaceEnum(EnumChange),
    /// A table with its columns, keys, checks, indexes and comments; on SQLite with its references.
    CreateTable(Table),
    /// The same, dropped with all its rows.
    DropTable(Table),
    /// Another name, schema, or both.
    RenameTable {
        from: ObjectName,
        to: ObjectName,
    },
    /// A new column; `fill` is the expression that rows which are there get, if not its default.
    AddColumn {
        table: ObjectName,
        column: Column,
        fill: Option<String>,
    },
    /// A column that goes, with what rows hold in it.
    DropColumn {
        table: ObjectName,
        column: Column,
    },
    /// Another name for a column.
    RenameColumn {
        table: ObjectName,
        from: String,
        to: String,
    },
    /// Another type, collation, default or numbering, or whether it may be `NULL`. `fill` is the expression
    /// for rows that are there: their new value if the type changes, else what they get for `NULL`.
    AlterColumn {
        table: ObjectName,
        from: Column,
        to: Column,
        fill: Option<String>,
    },
    /// Rows with the one text in a column, which is an enum kept as text, have the other one.
    RenameValue {
        table: ObjectName,
        column: Column,
        from: String,
        to: String,
    },
    /// Rows with the first text of a pair in a column, which is an enum kept as text, have the second one,
    /// which others had before them. What undoes it leaves them as they are.
    ReplaceValues {
        table: ObjectName,
        column: Column,
        values: Vec<(String, String)>,
    },
    AddPrimaryKey {
        table: ObjectName,
        key: PrimaryKey,
    },
    DropPrimaryKey {
        table: ObjectName,
        key: PrimaryKey,
    },
    AddUnique {
        table: ObjectName,
        unique: Unique,
    },
    DropUnique {
        table: ObjectName,
        unique: Unique,
    },
    AddCheck {
        table: ObjectName,
        check: Check,
    },
    DropCheck {
        table: ObjectName,
        check: Check,
    },
    AddForeignKey {
        table: ObjectName,
        key: ForeignKey,
    },
    DropForeignKey {
        table: ObjectName,
        key: ForeignKey,
    },
    /// Another name for a key, unique set, check or reference.
    RenameConstraint {
        table: ObjectName,
        from: String,
        to: String,
    },
    CreateIndex {
        table: ObjectName,
        index: Index,
    },
    DropIndex {
        table: ObjectName,
        index: Index,
    },
    /// Another name for an index; `index` has the new one.
    RenameIndex {
        table: ObjectName,
        from: String,
        index: Index,
    },
    SetTableComment {
        table: ObjectName,
        from: Option<String>,
        to: Option<String>,
    },
    SetColumnComment {
        table: ObjectName,
        column: String,
        from: Option<String>,
        to: Option<String>,
    },
    /// How SQLite keeps the table.
    SetStorage {
        table: ObjectName,
        from: Storage,
        to: Storage,
    },
    /// Whether policies hold, and for whom.
    SetRowSecurity {
        table: ObjectName,
        from: RowSecurity,
        to: RowSecurity,
    },
    CreatePolicy {
        table: ObjectName,
        policy: Policy,
    },
    DropPolicy {
        table: ObjectName,
        policy: Policy,
    },
    /// A trigger of this table's references.
    CreateTrigger {
        table: ObjectName,
        trigger: Trigger,
    },
    DropTrigger {
        table: ObjectName,
        trigger: Trigger,
    },
}

/// Other labels for an enum type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumChange {
    /// The type as it is.
    pub from: EnumType,
    /// The type as it becomes, with the same name.
    pub to: EnumType,
    /// The columns of this type, whose rows a replacement casts.
    pub users: Vec<EnumUser>,
    /// What compares such a column, and a replacement therefore drops and makes again: the changes that
    /// drop it.
    pub around: Vec<Op>,
    /// What a replacement gives to rows that hold a label which is gone: the label, and the one in its place.
    pub values: Vec<(String, String)>,
}

/// How SQLite keeps a table (its documentation, "STRICT Tables" and "Clustered Indexes and the WITHOUT ROWID
/// Optimization").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Storage {
    /// Whether values have their columns' types.
    pub strict: bool,
    /// Whether rows are stored by the primary key alone.
    pub without_rowid: bool,
}

/// A column of an enum type that is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumUser {
    /// Its table.
    pub table: ObjectName,
    /// The column as it is.
    pub from: Column,
    /// The same column, maybe with another default.
    pub to: Column,
}

impl Storage {
    pub(crate) fn of(table: &Table) -> Storage {
        Storage { strict: table.strict, without_rowid: table.without_rowid }
    }
}

impl Op {
    /// What rows lose by it, in words; `None` if nothing.
    ///
    /// ```
    /// # use orm_migrate::{Op, schema::{Column, DataType, ObjectName}};
    /// let table = ObjectName::plain("orders");
    /// let column = Column::new("note", DataType::named("text"));
    /// let drop = Op::DropColumn { table, column };
    /// assert_eq!(drop.destroys().unwrap(), "the values of `orders.note`");
    /// ```
    pub fn destroys(&self) -> Option<String> {
        match self {
            Op::DropTable(table) => Some(format!("the rows of `{}`", table.name)),
            Op::DropColumn { table, column } if column.generated.is_none() => {
                Some(format!("the values of `{table}.{}`", column.name))
            }
            Op::AlterColumn { table, from, to, .. } if !from.ty.is_kept_by(&to.ty) => {
                Some(format!(
                    "what values of `{table}.{}` lose as `{}`",
                    to.name,
                    to.ty.sql(orm::Dialect::Postgres)
                ))
            }
            _ => None,
        }
    }

    /// What its way back does not bring back, in words: what rows lose by it, and what they had before an
    /// expression made something else of it.
    pub(crate) fn forgets(&self) -> Option<String> {
        match self {
            Op::AlterColumn { table, from, to, fill: Some(fill) } if from.ty != to.ty => {
                Some(format!("what `{table}.{}` was before it became {fill}", to.name))
            }
            _ => self.destroys(),
        }
    }

    /// The table that it changes, if it changes one.
    pub fn table(&self) -> Option<&ObjectName> {
        match self {
            Op::CreateTable(table) | Op::DropTable(table) => Some(&table.name),
            Op::RenameTable { to, .. } => Some(to),
            Op::AddColumn { table, .. }
            | Op::DropColumn { table, .. }
            | Op::RenameColumn { table, .. }
            | Op::AlterColumn { table, .. }
            | Op::RenameValue { table, .. }
            | Op::ReplaceValues { table, .. }
            | Op::AddPrimaryKey { table, .. }
            | Op::DropPrimaryKey { table, .. }
            | Op::AddUnique { table, .. }
            | Op::DropUnique { table, .. }
            | Op::AddCheck { table, .. }
            | Op::DropCheck { table, .. }
            | Op::AddForeignKey { table, .. }
            | Op::DropForeignKey { table, .. }
            | Op::RenameConstraint { table, .. }
            | Op::CreateIndex { table, .. }
            | Op::DropIndex { table, .. }
            | Op::RenameIndex { table, .. }
            | Op::SetTableComment { table, .. }
            | Op::SetColumnComment { table, .. }
            | Op::SetStorage { table, .. }
            | Op::SetRowSecurity { table, .. }
            | Op::CreatePolicy { table, .. }
            | Op::DropPolicy { table, .. }
            | Op::CreateTrigger { table, .. }
            | Op::DropTrigger { table, .. } => Some(table),
            Op::CreateSchema(_)
            | Op::DropSchema(_)
            | Op::CreateEnum(_)
            | Op::DropEnum(_)
            | Op::RenameEnum { .. }
            | Op::AddEnumLabels(_)
            | Op::RenameEnumLabel { .. }
            | Op::ReplaceEnum(_) => None,
        }
    }
}
