//! `COPY`.

use super::writer::Writer;
use super::{Context, Dialect};
use crate::backend::{Binds, CopyIn, Statement};
use crate::error::Error;
use crate::schema::{ColumnName, Table, Type};
use crate::stmt::Select;

/// `COPY "tags" ("name") FROM STDIN (FORMAT binary)`
pub(crate) fn copy_in(
    context: Context<'_>,
    table: &'static Table,
    columns: Vec<(ColumnName, Type)>,
) -> Result<CopyIn, Error> {
    let name = super::table_name(context, table)?;
    let mut writer = Writer::new(context);
    writer.push("COPY ");
    writer.table(table)?;
    writer.push(" (");
    writer.list(", ", &columns, |writer, (column, _)| {
        writer.column_name(*column);
        Ok(())
    })?;
    writer.push(") FROM STDIN (FORMAT binary)");
    Ok(CopyIn { statement: writer.finish(), table: name, columns })
}

/// How a query's rows are copied out.
pub(crate) enum CopyOut {
    /// By `COPY (SELECT ..) TO STDOUT (FORMAT binary)`.
    Copy(Statement),
    /// As the query itself: on SQLite, which has no COPY, and where the tenant is a value of the query.
    Query(Statement),
}

/// # Errors
/// [`is_unsupported`](Error::is_unsupported) for a query with values other than the tenant.
pub(crate) fn copy_out(context: Context<'_>, select: &Select) -> Result<CopyOut, Error> {
    let mut writer = Writer::new(context);
    writer.select(select)?;
    // What PostgreSQL cannot do is refused everywhere, so that a program works on both databases.
    if writer.bound() > writer.tenants {
        return Err(Error::unsupported(
            "COPY takes no values, and this query has some (a limit is one, too): use `stream`",
        ));
    }
    let is_plain = writer.tenants == 0;
    let query = writer.finish();
    if !is_plain || context.dialect == Dialect::Sqlite {
        return Ok(CopyOut::Query(query));
    }
    let sql = format!("COPY ({}) TO STDOUT (FORMAT binary)", query.sql).into();
    let statement = Statement { sql, binds: Binds::CopyOut(query.sql), shape: query.shape };
    Ok(CopyOut::Copy(statement))
}
