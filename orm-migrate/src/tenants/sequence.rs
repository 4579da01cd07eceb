//! The numbers that keys get by themselves, after rows came with theirs.

use super::rows::RowTexts;
use orm::schema::{Role, Type};
use orm::value::DbType;
use orm::{Dialect, Error, Executor, Writer, sql, unsafe_text};

/// How far beyond the highest number a sequence goes on. Others may take numbers of it meanwhile; in this
/// distance none of theirs is given twice.
const DISTANCE: i64 = 1000;

/// Lets new rows have higher numbers than the tenant's rows, on PostgreSQL; SQLite sees to it by itself.
pub(super) async fn advance<T: DbType>(
    to: &(impl Writer + ?Sized),
    dialect: Dialect,
    texts: &RowTexts,
    id: T,
) -> Result<(), Error> {
    let Some((sequence, column)) = sequence_of(dialect, texts) else { return Ok(()) };
    let condition = texts.tenant().map(|tenant| format!(" WHERE {} = $1", dialect.quoted(tenant)));
    let condition = condition.unwrap_or_default();
    let highest = format!("SELECT max({column})::bigint FROM {}{condition}", texts.name);
    let mut highest = sql::<Option<i64>>(unsafe_text(highest));
    if texts.tenant().is_some() {
        highest = highest.bind(id);
    }
    match highest.unscoped("it has the tenant's condition").one(to).await? {
        Some(number) => go_beyond(to, &sequence, number).await,
        None => Ok(()),
    }
}

/// The last number that was given, if any was.
pub(super) async fn last(
    from: &(impl Executor + ?Sized),
    dialect: Dialect,
    texts: &RowTexts,
) -> Result<Option<i64>, Error> {
    let Some((sequence, _)) = sequence_of(dialect, texts) else { return Ok(None) };
    let last = format!("SELECT pg_sequence_last_value({sequence})");
    sql::<Option<i64>>(unsafe_text(last)).unscoped("it reads no rows").one(from).await
}

/// Lets new rows have higher numbers than this one.
pub(super) async fn advance_to(
    to: &(impl Writer + ?Sized),
    dialect: Dialect,
    texts: &RowTexts,
    number: i64,
) -> Result<(), Error> {
    match sequence_of(dialect, texts) {
        Some((sequence, _)) => go_beyond(to, &sequence, number).await,
        None => Ok(()),
    }
}

async fn go_beyond(to: &(impl Writer + ?Sized), sequence: &str, number: i64) -> Result<(), Error> {
    let set = format!(
        "SELECT setval(s, $1) FROM (SELECT {sequence} AS s) AS one \
         WHERE coalesce(pg_sequence_last_value(s), 0) < $2"
    );
    let set = sql::<i64>(unsafe_text(set)).bind(number.saturating_add(DISTANCE)).bind(number);
    set.unscoped("it reads no rows").all(to).await.map(drop)
}

/// The sequence of a table's key, as an expression, and the key's column.
fn sequence_of(dialect: Dialect, texts: &RowTexts) -> Option<(String, String)> {
    let is_numbered = |ty: Type| matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt);
    let mut columns = texts.table.columns();
    let (name, _) = columns.find(|(_, c)| c.role == Role::AutoKey && is_numbered(c.ty))?;
    let (table, name) = (dialect.literal(&texts.name), name.to_string());
    let sequence = format!("pg_get_serial_sequence({table}, {})::regclass", dialect.literal(&name));
    (dialect == Dialect::Postgres).then(|| (sequence, dialect.quoted(&name)))
}
