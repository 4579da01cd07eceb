//! The partitions of a table in one place, made in another one.

use super::due::covered;
use super::name::name;
use super::period::{floor, plus};
use super::table::Found;
use super::{Span, What};
use crate::error::Error;
use orm::Tx;
use orm::schema::Table;

/// What the partitions of a table hold, by time; nothing where it has none.
///
/// # Errors
/// Those of a statement.
pub(crate) async fn spans(
    tx: &Tx,
    schema: Option<&str>,
    table: &Table,
) -> Result<Vec<Span>, Error> {
    let found = Found::read(tx, schema.or(table.schema), table.name).await?;
    Ok(found.map(|found| covered(&found.existing())).unwrap_or_default())
}

/// The statements that make partitions for what of these times the table has none for.
///
/// # Errors
/// [`is_refused`](Error::is_refused) if the table is not in partitions as its model says; those of a statement.
pub(crate) async fn missing_sql(
    tx: &Tx,
    schema: Option<&str>,
    table: &Table,
    spans: &[Span],
) -> Result<Vec<String>, Error> {
    let Some(policy) = &table.partitioning else { return Ok(Vec::new()) };
    let found = Found::read(tx, schema.or(table.schema), table.name).await?;
    let Some(found) = found else { return Ok(Vec::new()) };
    found.check(policy)?;
    let there = covered(&found.existing());
    let missing = spans.iter().flat_map(|span| span.without(&there));
    let statements = missing.flat_map(|span| {
        let from = span.from.unwrap_or_default();
        let is_whole = span.from == Some(floor(policy.every, from))
            && span.to == Some(plus(from, policy.every, 1));
        let mut name = name(table.name, policy.every.unit, from, is_whole);
        if found.taken.contains(&name) {
            name.push_str("_alike");
        }
        found.act(found.beside(&name), What::Create, Some(span)).sql
    });
    Ok(statements.collect())
}
