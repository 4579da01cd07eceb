//! `COPY`.

use super::writer::Writer;
use super::{Context, Dialect};
use crate::backend::{Binds, CopyIn, Statement};
use crate::error::Error;
use crate::schema::{ColumnName, Table, Type};

/// `COPY "tags" ("name") FROM STDIN (FORMAT binary)`
pub(crate) fn copy_in(
    context: Context<'_>,
    table: &'static Table,
    columns: Vec<(ColumnName, Type)>,
) -> Result<CopyIn, Error> {
    let mut name = Writer::new(context);
    name.table(table)?;
    let mut writer = Writer::new(context);
    writer.push("COPY ");
    writer.table(table)?;
    writer.push(" (");
    writer.list(", ", &columns, |writer, (column, _)| {
        writer.column_name(*column);
        Ok(())
    })?;
    writer.push(") FROM STDIN (FORMAT binary)");
    let table = name.finish().sql.to_string();
    Ok(CopyIn { statement: writer.finish(), table, columns })
}

/// `COPY (SELECT ..) TO STDOUT (FORMAT binary)` of a query; on SQLite, which has none, the query itself.
pub(crate) fn copy_out(dialect: Dialect, query: Statement) -> Result<Statement, Error> {
    // What PostgreSQL cannot do is refused everywhere, so that a program works on both databases.
    if !matches!(&query.binds, Binds::Once(values) if values.is_empty()) {
        return Err(Error::unsupported(
            "COPY takes no values, and this query has some (a limit is one, too): use `stream`",
        ));
    }
    if dialect == Dialect::Sqlite {
        return Ok(query);
    }
    let sql = format!("COPY ({}) TO STDOUT (FORMAT binary)", query.sql).into();
    Ok(Statement { sql, binds: Binds::CopyOut(query.sql) })
}
