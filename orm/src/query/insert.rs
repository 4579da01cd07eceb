//! Bulk inserts.

use super::on_conflict::{OnConflict, UniqueTarget};
use crate::db::{Sent, Target, Writer};
use crate::error::Error;
use crate::model::Writable;
use crate::schema::{Role, Table, Type};
use crate::scope::Reaches;
use crate::sql;
use crate::stmt::{self, Conflict, Expr, Hops, Insert, InsertColumn};
use crate::value::Value;
use std::fmt;
use std::marker::PhantomData;

/// New rows of `M`, not yet sent.
///
/// PostgreSQL gets one statement with one array a column, whatever the number of rows. SQLite, in
/// whose process nothing travels, runs one statement a row inside a savepoint. Either all rows are
/// inserted or none.
#[must_use = "an insert does nothing until `exec(&db)` or `returning(&db)` is awaited"]
pub struct InsertMany<M> {
    insert: Insert,
    model: PhantomData<fn() -> M>,
}

/// New rows of `M`.
pub fn insert_many<M: Writable>(rows: impl IntoIterator<Item = M::New>) -> InsertMany<M> {
    InsertMany::of(rows_of::<M>(rows))
}

impl<M: Writable> InsertMany<M> {
    pub(super) fn of(insert: Insert) -> Self {
        InsertMany { insert, model: PhantomData }
    }

    /// Inserts the rows and says how many there were. No rows: nothing is sent.
    ///
    /// # Errors
    /// The violations of the table's constraints, and those of [`Query::all`](super::Query::all).
    pub async fn exec<E: Writer + Reaches<M::Scope> + ?Sized>(self, db: &E) -> Result<u64, Error> {
        exec(self.insert, db.target()).await
    }

    /// Inserts the rows and returns them as the database has them, in the order in which they were
    /// given. No rows: nothing is sent.
    ///
    /// # Errors
    /// The violations of the table's constraints, and those of [`Query::all`](super::Query::all).
    pub async fn returning<E: Writer + Reaches<M::Scope> + ?Sized>(
        self,
        db: &E,
    ) -> Result<Vec<M>, Error> {
        returning(self.insert, db.target()).await
    }

    /// What to do with rows that are there already, by a unique set: the primary key or one that
    /// the model declares.
    pub fn on_conflict(self, target: impl FnOnce(M::Unique) -> UniqueTarget<M>) -> OnConflict<M> {
        OnConflict::new(self.insert, target(M::UNIQUE))
    }

    /// Leaves out rows that are there already, by any unique set.
    pub fn on_conflict_do_nothing(mut self) -> Self {
        self.insert.on_conflict =
            Some(stmt::OnConflict { target: None, action: Conflict::Nothing });
        self
    }
}

impl<M: Writable> fmt::Debug for InsertMany<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InsertMany of {} {}", self.insert.rows, M::TABLE.model)
    }
}

/// Inserts these rows and returns them.
pub(crate) async fn insert_rows<M: Writable>(
    rows: Vec<M::New>,
    target: Target<'_>,
) -> Result<Vec<M>, Error> {
    returning(rows_of::<M>(rows), target).await
}

pub(super) async fn exec(insert: Insert, target: Target<'_>) -> Result<u64, Error> {
    if insert.rows == 0 {
        return Ok(0);
    }
    let sent = Sent::write("INSERT", insert.table).batch(insert.rows);
    let statement = sql::insert(target.context(), insert)?;
    target.execute(statement, sent).await
}

pub(super) async fn returning<M: Writable>(
    mut insert: Insert,
    target: Target<'_>,
) -> Result<Vec<M>, Error> {
    if insert.rows == 0 {
        return Ok(Vec::new());
    }
    insert.returning = vec![Expr::Row { hops: Hops::new() }];
    let sent = Sent::write("INSERT", insert.table).batch(insert.rows);
    let statement = sql::insert(target.context(), insert)?;
    target.fetch::<M>(statement, sent).await
}

/// Where a value of an insert comes from.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Source {
    /// The user.
    Given,
    /// The library for UUIDs, the database for numbers.
    AutoKey,
    /// The clock.
    Now,
    /// The first version.
    FirstVersion,
    /// Nobody here: the column is left out, or the executor's scope fills it.
    Nobody,
}

/// Where a column with this role has its value from.
fn source_of(role: Role) -> Source {
    match role {
        Role::Value | Role::Key => Source::Given,
        Role::AutoKey => Source::AutoKey,
        Role::CreatedAt | Role::UpdatedAt => Source::Now,
        Role::Version => Source::FirstVersion,
        Role::SoftDelete | Role::Tenant | Role::Generated(_) => Source::Nobody,
    }
}

/// For how many rows there is room from the start, at most.
const MOST_EXPECTED: usize = 1 << 16;

/// The insert of these rows, column by column.
pub(super) fn rows_of<M: Writable>(rows: impl IntoIterator<Item = M::New>) -> Insert {
    let mut rows = rows.into_iter();
    // A hint is no promise: a wrong one must not ask for all memory.
    let expected = rows.size_hint().0.min(MOST_EXPECTED);
    rows_in(M::TABLE, expected, |given| match rows.next() {
        Some(row) => {
            M::new_values(row, given);
            true
        }
        None => false,
    })
}

/// What an insert gives each column that it has a value for, in the order of [`row_of`]'s columns.
pub(super) fn values_of<M: Writable>(new: M::New) -> Vec<Option<Value>> {
    let mut given = Vec::new();
    M::new_values(new, &mut given);
    let (mut given, mut time) = (given.into_iter(), None);
    columns_of(M::TABLE)
        .map(|(column, source)| value(source, column.ty, &mut given, &mut time))
        .collect()
}

/// The insert of one row of these values, which gives the row back.
pub(super) fn row_of<M: Writable>(values: Vec<Option<Value>>) -> Insert {
    let columns = columns_of(M::TABLE)
        .zip(values)
        .map(|((column, _), value)| InsertColumn { values: vec![value], ..column });
    Insert {
        table: M::TABLE,
        columns: columns.collect(),
        rows: 1,
        many: false,
        on_conflict: None,
        returning: vec![Expr::Row { hops: Hops::new() }],
    }
}

/// The insert of about so many rows into a table. `next` gives what is given of the next row: for each
/// column with the role `Value` or `Key`, in the table's order, its value, or `None` if it is left out.
pub(crate) fn rows_in(
    table: &'static Table,
    expected: usize,
    mut next: impl FnMut(&mut Vec<Option<Value>>) -> bool,
) -> Insert {
    let (mut columns, sources): (Vec<_>, Vec<_>) = columns_of(table).unzip();
    columns.iter_mut().for_each(|column| column.values.reserve_exact(expected));
    let mut count = 0;
    let mut given = Vec::new();
    // One call, one time: the rows of a bulk insert are made together.
    let mut time = None;
    while next(&mut given) {
        count += 1;
        let mut given = given.drain(..);
        for (column, source) in columns.iter_mut().zip(&sources) {
            column.values.push(value(*source, column.ty, &mut given, &mut time));
        }
    }
    Insert { table, columns, rows: count, many: true, on_conflict: None, returning: Vec::new() }
}

/// The next column's value; `time` is that of the call.
fn value(
    source: Source,
    ty: Type,
    given: &mut impl Iterator<Item = Option<Value>>,
    time: &mut Option<Value>,
) -> Option<Value> {
    match source {
        Source::Given => given.next().expect("`New` has a value for each of its columns"),
        Source::AutoKey => Some(new_key()),
        Source::Now => Some(time.get_or_insert_with(|| now(ty)).clone()),
        Source::FirstVersion => Some(number(ty, 1)),
        Source::Nobody => None,
    }
}

/// The columns of a table that an insert gives values, in the table's order, and where each has its
/// value from.
pub(super) fn columns_of(table: &'static Table) -> impl Iterator<Item = (InsertColumn, Source)> {
    table.columns().filter_map(|(name, column)| {
        let source = match source_of(column.role) {
            Source::AutoKey if column.ty != Type::Uuid => Source::Nobody,
            source => source,
        };
        let column =
            InsertColumn { name, ty: column.ty, default: column.default, values: Vec::new() };
        (source != Source::Nobody).then_some((column, source))
    })
}

/// A whole number of a column's type.
pub(super) fn number(ty: Type, number: i32) -> Value {
    match ty {
        Type::BigInt => Value::BigInt(number.into()),
        _ => Value::Integer(number),
    }
}

/// A new UUID of version 7: they grow with time, so that an index grows at its end (RFC 9562, 5.7).
#[cfg(feature = "uuid")]
pub(super) fn new_key() -> Value {
    Value::Uuid(uuid::Uuid::now_v7())
}

#[cfg(not(feature = "uuid"))]
pub(super) fn new_key() -> Value {
    Value::Null(Type::Uuid)
}

/// The time now, to the microsecond, as both databases keep it.
#[cfg(feature = "chrono")]
pub(super) fn now(ty: Type) -> Value {
    use chrono::SubsecRound;
    let now = chrono::Utc::now().trunc_subsecs(6);
    match ty {
        Type::Timestamp => Value::Timestamp(now.naive_utc()),
        _ => Value::TimestampTz(now),
    }
}

#[cfg(not(feature = "chrono"))]
pub(super) fn now(ty: Type) -> Value {
    Value::Null(ty)
}
