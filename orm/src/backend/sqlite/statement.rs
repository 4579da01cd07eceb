//! Our statements as Diesel's connection runs them: a text and values.

use super::encode::Bind;
use super::error::statement_error;
use super::session::Session;
use crate::error::Error;
use crate::row::{Cells, DecodeError, Row};
use diesel::connection::{Connection, LoadConnection};
use diesel::query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text, Untyped};
use diesel::sqlite::{Sqlite, SqliteQueryBuilder};
use diesel::{QueryResult, RunQueryDsl};

/// A text and the values for its placeholders.
pub(super) struct Bound<'a> {
    sql: &'a str,
    binds: &'a [Bind],
}

impl<'a> Bound<'a> {
    pub(super) fn new(sql: &'a str, binds: &'a [Bind]) -> Self {
        Bound { sql, binds }
    }
}

impl QueryFragment<Sqlite> for Bound<'_> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(self.sql);
        for bind in self.binds {
            match bind {
                Bind::Null => {
                    pass.push_bind_param_value_only::<Nullable<Text>, _>(&None::<String>)?
                }
                Bind::Integer(value) => pass.push_bind_param_value_only::<BigInt, _>(value)?,
                Bind::Real(value) => pass.push_bind_param_value_only::<Double, _>(value)?,
                Bind::Text(value) => pass.push_bind_param_value_only::<Text, str>(value)?,
                Bind::Blob(value) => pass.push_bind_param_value_only::<Binary, [u8]>(value)?,
            }
        }
        Ok(())
    }

    /// Asked with each run, to find the prepared statement: no walk past the values.
    fn to_sql(&self, out: &mut SqliteQueryBuilder, _: &Sqlite) -> QueryResult<()> {
        out.push_sql(self.sql);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &Sqlite) -> QueryResult<bool> {
        Ok(true)
    }
}

/// Without an id, Diesel keeps the prepared statement by its text, which does not depend on the values.
impl QueryId for Bound<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Bound<'_> {
    type SqlType = Untyped;
}

/// Runs a statement and gives each row to `take`, until that wants no more.
pub(super) fn each_row(
    session: &mut Session,
    sql: &str,
    binds: &[Bind],
    mut take: impl FnMut(&mut Row<'_>) -> Result<bool, DecodeError>,
) -> Result<(), Error> {
    let rows = session.connection().load(Bound::new(sql, binds)).map_err(statement_error)?;
    for row in rows {
        let row = row.map_err(statement_error)?;
        if !take(&mut Row::new(Cells::Sqlite(&row)))? {
            break;
        }
    }
    Ok(())
}

/// Runs a statement and gives how many rows it changed.
///
/// After a statement that is no write, SQLite's own number is still that of the write before it; the
/// sum of all writes tells whether this one was any.
pub(super) fn changed(session: &mut Session, sql: &str, binds: &[Bind]) -> Result<u64, Error> {
    let word = sql.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_write =
        ["INSERT", "UPDATE", "DELETE"].iter().any(|write| write.eq_ignore_ascii_case(word));
    let before = if is_write { None } else { Some(total(session)?) };
    let count = session
        .connection()
        .execute_returning_count(&Bound::new(sql, binds))
        .map_err(statement_error)?;
    let has_written = match before {
        Some(before) => total(session)? != before,
        None => true,
    };
    Ok(if has_written { count as u64 } else { 0 })
}

/// How many rows the connection has written since it was opened.
fn total(session: &mut Session) -> Result<i64, Error> {
    diesel::select(diesel::dsl::sql::<BigInt>("total_changes()"))
        .get_result(session.connection())
        .map_err(statement_error)
}

/// Runs statements so that either all have an effect or none, inside a transaction or outside.
pub(super) fn all_or_nothing(
    session: &mut Session,
    run: impl FnOnce(&mut Session) -> Result<(), Error>,
) -> Result<(), Error> {
    session.batch("SAVEPOINT orm_each").map_err(statement_error)?;
    let result =
        run(session).and_then(|()| session.batch("RELEASE orm_each").map_err(statement_error));
    if result.is_err() {
        // It fails where the error has ended the whole transaction, and there is nothing left to undo.
        let _ = session.batch("ROLLBACK TO orm_each; RELEASE orm_each");
    }
    result
}
