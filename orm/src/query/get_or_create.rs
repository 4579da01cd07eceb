//! The row that is there, or a new one.

use super::UniqueTarget;
use super::by_key::equals;
use super::insert::{row_of, values_of};
use crate::db::{Sent, Writer};
use crate::error::Error;
use crate::model::Writable;
use crate::scope::Reaches;
use crate::sql;
use crate::stmt::{Conflict, Deleted, Insert, OnConflict, Select};

/// How often a row may vanish between the insert that met it and the query that looks for it.
const TRIES: usize = 3;

/// Inserts the row unless one with the same unique set is there; returns the row, and whether it is new.
///
/// One statement if the row is new, two if it is there. Nobody can come between: the database's own
/// unique set decides. A row that was deleted softly counts as there.
///
/// # Errors
/// The violations of the table's other constraints, and those of [`Query::all`](super::Query::all).
pub async fn get_or_create<M: Writable, E: Writer + Reaches<M::Scope> + ?Sized>(
    db: &E,
    target: UniqueTarget<M>,
    new: M::New,
) -> Result<(M, bool), Error> {
    let executor = db.target();
    let mut insert = row_of::<M>(values_of::<M>(new));
    insert.on_conflict =
        Some(OnConflict { target: Some(target.columns()), action: Conflict::Nothing });
    let select = same_set(&insert, target.columns())?;
    for _ in 0..TRIES {
        let statement = sql::insert(executor.context(), insert.clone())?;
        let sent = Sent::write("INSERT", M::TABLE);
        if let Some(row) = executor.fetch::<M>(statement, sent).await?.pop() {
            return Ok((row, true));
        }
        if let Some(row) = super::ends::rows::<M>(executor, &select).await?.pop() {
            return Ok((row, false));
        }
    }
    Err(Error::not_found(M::TABLE.model))
}

/// The query for the row that has the values of the insert's only row in these columns.
fn same_set(insert: &Insert, columns: &[&str]) -> Result<Select, Error> {
    let mut select = Select::new(insert.table);
    select.deleted = Deleted::Shown;
    // The tenant's own condition is the scope's.
    for name in columns.iter().filter(|name| insert.table.tenant != Some(**name)) {
        let column = insert.columns.iter().find(|column| column.name.to_string() == *name);
        let value = column.and_then(|column| column.values[0].clone());
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return Err(Error::unsupported(format!(
                "`get_or_create` by the column `{name}`, which the new row leaves to the database or to NULL"
            )));
        };
        select.filter.push(equals(column.expect("it has a value").name, value));
    }
    Ok(select)
}
