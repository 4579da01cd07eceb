//! A table's definition.

use super::column::Columns;
use super::constraint;
use super::parse::{columns, expression, statement};
use crate::error::Error;
use crate::schema::{Check, Identity, ObjectName, PrimaryKey, Table, Unique};
use sqlite3_parser::ast::{CreateTableBody, NamedTableConstraint, Stmt, TabFlags, TableConstraint};

/// `CREATE TABLE ..`, as the database keeps it.
pub(super) fn read(name: &str, text: &str) -> Result<Table, Error> {
    statement(name, text, |statement| {
        let Stmt::CreateTable { body, .. } = statement else { return None };
        let CreateTableBody::ColumnsAndConstraints { columns, constraints, flags } = body else {
            return None;
        };
        let mut table = Table::new(ObjectName::plain(name));
        table.strict = flags.contains(TabFlags::Strict);
        table.without_rowid = flags.contains(TabFlags::WithoutRowid);
        let mut read = Columns::default();
        for column in columns {
            read.add(&mut table, column);
        }
        for constraint in constraints.unwrap_or_default() {
            add(&mut table, &mut read, constraint);
        }
        number(&mut table, &read);
        Some(table)
    })
}

fn add(table: &mut Table, read: &mut Columns, constraint: &NamedTableConstraint<'_>) {
    let name = constraint.name.as_ref().map(|name| super::parse::name(name.0));
    match &constraint.constraint {
        TableConstraint::PrimaryKey { columns: parts, auto_increment, .. } => {
            read.is_counted |= *auto_increment;
            table.primary_key = Some(PrimaryKey { name, columns: columns(parts) });
        }
        TableConstraint::Unique { columns: parts, .. } => {
            table.uniques.push(Unique { name, columns: columns(parts), nulls_not_distinct: false });
        }
        TableConstraint::Check(condition, _) => {
            table.checks.push(Check { name, expression: expression(condition) });
        }
        TableConstraint::ForeignKey { columns, clause, defer_clause } => {
            let columns = columns.iter().map(|column| super::parse::name(column.col_name.0));
            let key =
                constraint::foreign_key(name, columns.collect(), clause, defer_clause.as_ref());
            table.foreign_keys.push(key);
        }
    }
}

/// Marks the column that is the number of the row: a primary key of one column whose type is `INTEGER`, word
/// for word (SQLite, "CREATE TABLE", 5).
fn number(table: &mut Table, read: &Columns) {
    let Some([name]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else { return };
    let column = table.columns.iter_mut().find(|column| column.name.eq_ignore_ascii_case(name));
    let Some(column) = column.filter(|_| !table.without_rowid && !read.is_descending) else {
        return;
    };
    if column.ty.sql(orm::Dialect::Sqlite) == "INTEGER" {
        column.nullable = false;
        column.identity =
            Some(if read.is_counted { Identity::ByDefault } else { Identity::Implicit });
    }
}
