//! One row by its key: what the methods of a model call.

use super::Query;
use super::insert::{row_of, values_of};
use crate::backend::{Binds, Statement};
use crate::db::{Call, Sent, Target, Writer};
use crate::error::Error;
use crate::model::{ColumnKey, Key, Model, SoftDelete, Writable};
use crate::schema::{Column, ColumnName, Role};
use crate::scope::Reaches;
use crate::sql;
use crate::stmt::{
    ArithmeticOp, Assignment, CompareOp, Delete, Expr, Hops, Removal, Select, Update,
};
use crate::value::Value;

/// The row with this key, or `None`.
///
/// # Errors
/// Those of [`Query::all`](super::Query::all); over all tenants,
/// [`is_too_many_rows`](Error::is_too_many_rows) if several have this key.
pub async fn find<M: Model, E: Reaches<M::Scope> + ?Sized>(
    db: &E,
    key: M::Key,
) -> Result<Option<M>, Error> {
    find_one(db.target(), key).await
}

pub(crate) async fn find_one<M: Model>(
    target: Target<'_>,
    key: M::Key,
) -> Result<Option<M>, Error> {
    let statement = match target.kept_text::<M>(Call::Find) {
        Some(sql) => Statement { sql, binds: Binds::Once(key.values()), shape: None },
        None => {
            let statement = sql::select(target.context(), &by_key::<M>(&key))?;
            target.keep_text::<M>(Call::Find, &statement.sql);
            statement
        }
    };
    drop(key);
    let mut rows = target.fetch::<M>(statement, Sent::read(M::TABLE)).await?;
    match rows.len() {
        0 | 1 => Ok(rows.pop()),
        _ => Err(Error::too_many_rows(M::TABLE.model)),
    }
}

/// The row with this key.
///
/// # Errors
/// [`is_not_found`](Error::is_not_found) if there is none, and those of
/// [`Query::all`](super::Query::all).
pub async fn get<M: Model, E: Reaches<M::Scope> + ?Sized>(db: &E, key: M::Key) -> Result<M, Error> {
    find::<M, E>(db, key).await?.ok_or_else(|| Error::not_found(M::TABLE.model))
}

/// The rows with these keys; nothing is sent for none.
pub(crate) async fn find_listed<M: Model<Key: ColumnKey>>(
    target: Target<'_>,
    keys: impl IntoIterator<Item = M::Key>,
) -> Result<Vec<M>, Error> {
    let values: Vec<Value> = keys.into_iter().map(ColumnKey::into_value).collect();
    let Some(first) = values.first() else { return Ok(Vec::new()) };
    let expr = Box::new(column_expr(ColumnName::new(M::TABLE.primary_key[0])));
    let mut select = Select::new(M::TABLE);
    select.filter.push(Expr::InList { ty: first.ty(), expr, values });
    super::ends::rows::<M>(target, &select).await
}

/// The row as it is now, deleted softly or not.
///
/// # Errors
/// Those of [`get`].
pub async fn reload<M: Model, E: Reaches<M::Scope> + ?Sized>(db: &E, row: &M) -> Result<M, Error> {
    let mut select = row_itself(row);
    select.deleted = crate::stmt::Deleted::Shown;
    let row = super::ends::rows::<M>(db.target(), &select).await?.pop();
    row.ok_or_else(|| Error::not_found(M::TABLE.model))
}

/// Inserts one row and returns it as the database has it.
///
/// # Errors
/// The violations of the table's constraints, and those of [`Query::all`](super::Query::all).
pub async fn insert<M: Writable, E: Writer + Reaches<M::Scope> + ?Sized>(
    db: &E,
    new: M::New,
) -> Result<M, Error> {
    insert_one(db.target(), new).await
}

pub(crate) async fn insert_one<M: Writable>(target: Target<'_>, new: M::New) -> Result<M, Error> {
    let values = values_of::<M>(new);
    let call = bits(&values).map(Call::Insert);
    let statement = match call.and_then(|call| target.kept_text::<M>(call)) {
        Some(sql) => Statement {
            sql,
            binds: Binds::Once(values.into_iter().flatten().collect()),
            shape: None,
        },
        None => {
            let statement = sql::insert(target.context(), row_of::<M>(values))?;
            call.inspect(|call| target.keep_text::<M>(*call, &statement.sql));
            statement
        }
    };
    let row = target.fetch::<M>(statement, Sent::write("INSERT", M::TABLE)).await?.pop();
    row.ok_or_else(|| Error::not_found(M::TABLE.model))
}

/// A bit for each value that is there; `None` if there are more than bits.
fn bits(values: &[Option<Value>]) -> Option<u64> {
    let is_there = values.iter().map(|value| u64::from(value.is_some()));
    let bits = || is_there.enumerate().fold(0, |bits, (at, bit)| bits | bit << at);
    (values.len() <= u64::BITS as usize).then(bits)
}

/// Changes the columns that the patch sets, if any, and returns the row as it is then.
///
/// An empty patch sends nothing and returns the row as it was given; one of another tenant is not found.
///
/// # Errors
/// [`is_stale`](Error::is_stale) if the model has a version and the row's is another by now, or the
/// row is gone; [`is_not_found`](Error::is_not_found) if it has none and the row is gone; the
/// violations of the table's constraints, and those of [`Query::all`](super::Query::all).
pub async fn update_row<M: Writable, E: Writer + Reaches<M::Scope> + ?Sized>(
    db: &E,
    row: &M,
    patch: M::Patch,
) -> Result<M, Error> {
    update_one(db.target(), row, patch).await
}

pub(crate) async fn update_one<M: Writable>(
    target: Target<'_>,
    row: &M,
    patch: M::Patch,
) -> Result<M, Error> {
    let mut values = Vec::new();
    M::patch_values(patch, &mut values);
    let columns = M::TABLE.columns().filter(|(_, column)| column.role == Role::Value);
    let set: Vec<_> = columns
        .zip(values)
        .filter_map(|((column, _), value)| Some(Assignment { column, value: Expr::Value(value?) }))
        .collect();
    if set.is_empty() {
        let owner = M::TABLE.tenant.map(|column| row.key_value(column));
        return match target.context().reach.is_strange(owner.as_ref()) {
            true => Err(gone(row)),
            false => Ok(row.copy()),
        };
    }
    let returning = vec![Expr::Row { hops: Hops::new() }];
    let update = Update { rows: same_row(row), set: kept(M::TABLE, set), returning };
    let statement = sql::update(target.context(), &update)?;
    let changed = target.fetch::<M>(statement, Sent::write("UPDATE", M::TABLE)).await?.pop();
    changed.ok_or_else(|| gone(row))
}

/// Deletes the row: softly if the model says so.
///
/// # Errors
/// [`is_stale`](Error::is_stale) if the model has a version and the row's is another by now, or the
/// row is gone; [`is_not_found`](Error::is_not_found) if it has none and the row is gone;
/// [`is_foreign_key_violation`](Error::is_foreign_key_violation) if other rows still refer to it;
/// and those of [`Query::all`](super::Query::all).
pub async fn delete_row<M: Writable, E: Writer + Reaches<M::Scope> + ?Sized>(
    db: &E,
    row: &M,
) -> Result<(), Error> {
    delete_one(db.target(), row).await
}

pub(crate) async fn delete_one<M: Writable>(target: Target<'_>, row: &M) -> Result<(), Error> {
    let (statement, operation) = delete_statement(target.context(), same_row(row))?;
    match target.execute(statement, Sent::write(operation, M::TABLE)).await? {
        0 => Err(gone(row)),
        _ => Ok(()),
    }
}

/// Takes back the soft deletion of the row, in whatever version it is.
pub(crate) async fn restore_one<M: SoftDelete>(target: Target<'_>, row: &M) -> Result<M, Error> {
    let query = Query::<M>::of(row_itself(row)).restore();
    let restored = query.returning_from(target).await?.pop();
    restored.ok_or_else(|| Error::not_found(M::TABLE.model))
}

/// The statement that deletes the rows that a query finds, and its name.
pub(crate) fn delete_statement(
    context: sql::Context<'_>,
    rows: Select,
) -> Result<(Statement, &'static str), Error> {
    match delete_of(rows) {
        Removal::Soft(update) => Ok((sql::update(context, &update)?, "UPDATE")),
        Removal::Hard(delete) => Ok((sql::delete(context, &delete)?, "DELETE")),
    }
}

/// How the rows that a query finds are deleted: softly if the model says so.
pub(crate) fn delete_of(rows: Select) -> Removal {
    let table = rows.table;
    match table.role(Role::SoftDelete) {
        Some(column) => {
            let now = Expr::Value(now_of(table, column));
            let set = kept(table, vec![Assignment { column, value: now }]);
            Removal::Soft(Update { rows, set, returning: Vec::new() })
        }
        None => Removal::Hard(Delete { rows }),
    }
}

/// The assignments with those that the library keeps: the time of the update, the next version.
pub(crate) fn kept(
    table: &'static crate::schema::Table,
    mut set: Vec<Assignment>,
) -> Vec<Assignment> {
    if let Some(column) = table.role(Role::UpdatedAt) {
        set.push(Assignment { column, value: Expr::Value(now_of(table, column)) });
    }
    if let Some((column, definition)) = column_with(table, Role::Version) {
        let value = Expr::Arithmetic {
            op: ArithmeticOp::Add,
            ty: definition.ty,
            lhs: Box::new(column_expr(column)),
            rhs: Box::new(Expr::Value(super::insert::number(definition.ty, 1))),
        };
        set.push(Assignment { column, value });
    }
    set
}

fn column_with(
    table: &'static crate::schema::Table,
    role: Role,
) -> Option<(ColumnName, &'static Column)> {
    table.columns().find(|(_, column)| column.role == role)
}

fn now_of(table: &'static crate::schema::Table, column: ColumnName) -> Value {
    let definition = table.column(column.name).expect("the column is the table's own");
    super::insert::now(definition.ty)
}

/// A column of a query's own table.
pub(crate) fn column_expr(column: ColumnName) -> Expr {
    Expr::Column { hops: Hops::new(), column }
}

pub(crate) fn equals(column: ColumnName, value: Value) -> Expr {
    Expr::Compare {
        op: CompareOp::Eq,
        ty: value.ty(),
        lhs: Box::new(column_expr(column)),
        rhs: Box::new(Expr::Value(value)),
    }
}

fn by_key<M: Model>(key: &M::Key) -> Select {
    let mut select = Select::new(M::TABLE);
    let columns = M::TABLE.primary_key.iter().copied();
    select.filter = columns
        .zip(key.values())
        .map(|(name, value)| equals(ColumnName::new(name), value))
        .collect();
    select
}

/// The row, in whatever version.
fn row_itself<M: Model>(row: &M) -> Select {
    let mut select = by_key::<M>(&row.key());
    select.tenant = M::TABLE.tenant.map(|column| row.key_value(column));
    select
}

/// The row, in the version that is known.
fn same_row<M: Writable>(row: &M) -> Select {
    let mut select = row_itself(row);
    if let (Some(version), Some(column)) = (row.version(), M::TABLE.role(Role::Version)) {
        select.filter.push(equals(column, version));
    }
    select
}

fn gone<M: Writable>(row: &M) -> Error {
    match row.version() {
        Some(_) => Error::stale(M::TABLE.model),
        None => Error::not_found(M::TABLE.model),
    }
}
