//! A statement without types becomes text and values, in one pass and without I/O.

mod begins;
mod copy;
mod delete;
mod dialect;
mod expr;
mod from;
mod insert;
mod list;
mod load;
mod select;
mod tenant;
mod update;
mod writer;

pub(crate) use begins::Begins;
pub(crate) use copy::{CopyOut, copy_in, copy_out};
pub use dialect::Dialect;

use crate::backend::{Binds, Statement};
use crate::error::Error;
use crate::schema::Table;
use crate::scope::Reach;
use crate::stmt;
use writer::Writer;

/// For whom a statement is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) dialect: Dialect,
    /// Whose rows it reaches.
    pub(crate) reach: &'a Reach,
}

/// A table's name as it stands in statements.
pub(crate) fn table_name(context: Context<'_>, table: &Table) -> Result<String, Error> {
    let mut writer = Writer::new(context);
    writer.table(table)?;
    Ok(writer.finish().sql.to_string())
}

/// A query's text and values.
pub(crate) fn select(context: Context<'_>, select: &stmt::Select) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    writer.select(select)?;
    Ok(writer.finish())
}

/// The text and values of a query for the number of another query's rows.
pub(crate) fn count(context: Context<'_>, select: &stmt::Select) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    writer.count(select)?;
    Ok(writer.finish())
}

/// The text and values of the question whether a query has rows.
pub(crate) fn exists(context: Context<'_>, select: &stmt::Select) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    writer.push("SELECT ");
    writer.exists(select)?;
    Ok(writer.finish())
}

/// The text and values of a statement for the rows of a relation.
pub(crate) fn load(context: Context<'_>, load: &stmt::Load) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    writer.load(load)?;
    Ok(writer.finish())
}

/// An insert's text and values: one set of values, or on SQLite one a row.
pub(crate) fn insert(context: Context<'_>, insert: stmt::Insert) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    let each = writer.insert(insert)?;
    let mut statement = writer.finish();
    if let (Some(mut rows), Binds::Once(rest)) = (each, &statement.binds) {
        // What an upsert sets comes after each row's own values.
        rows.iter_mut().for_each(|row| row.extend(rest.iter().cloned()));
        statement.binds = Binds::Each(rows);
    }
    Ok(statement)
}

/// An update's text and values.
pub(crate) fn update(context: Context<'_>, update: &stmt::Update) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    writer.update(update)?;
    Ok(writer.finish())
}

/// A delete and an insert as one statement.
pub(crate) fn with(
    context: Context<'_>,
    removal: &stmt::Removal,
    insert: stmt::Insert,
) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    writer.push("WITH removed AS (");
    match removal {
        stmt::Removal::Soft(update) => writer.update(update)?,
        stmt::Removal::Hard(delete) => writer.delete(delete)?,
    }
    writer.push(") ");
    writer.insert(insert)?;
    Ok(writer.finish())
}

/// A delete's text and values.
pub(crate) fn delete(context: Context<'_>, delete: &stmt::Delete) -> Result<Statement, Error> {
    let mut writer = Writer::new(context);
    writer.delete(delete)?;
    Ok(writer.finish())
}
