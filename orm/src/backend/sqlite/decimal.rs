//! Exact decimals in SQLite: texts, with a collation and functions to compute with them.
//!
//! The names are those of SQLite's own `decimal` extension where it has them, so that its shell opens
//! the file; `decimal_div`, `decimal_rem`, `decimal_neg` and `decimal_abs` are ours. `NULL` gives
//! `NULL`. What a [`Decimal`] cannot hold is an error, except that products and quotients are rounded to
//! 28 places.

use diesel::deserialize::{FromSqlRow, StaticallySizedRow};
use diesel::dsl::sql;
use diesel::serialize::{IsNull, Output, ToSql};
use diesel::sql_types::{Bool, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteAggregateFunction};
use diesel::{QueryResult, RunQueryDsl, SqliteConnection, serialize};
use rust_decimal::Decimal;
use std::cmp::Ordering;

type Operand = Nullable<Text>;

pub(super) fn register(connection: &mut SqliteConnection) -> QueryResult<()> {
    register_collation(connection)?;
    two(connection, "decimal_add", |a, b| a.checked_add(b))?;
    two(connection, "decimal_sub", |a, b| a.checked_sub(b))?;
    two(connection, "decimal_mul", |a, b| a.checked_mul(b))?;
    two(connection, "decimal_div", |a, b| a.checked_div(b))?;
    two(connection, "decimal_rem", |a, b| a.checked_rem(b))?;
    one(connection, "decimal_neg", |a| -a)?;
    one(connection, "decimal_abs", |a| a.abs())?;
    connection.register_aggregate_function::<(Operand,), Operand, (Option<String>,), Answer, Sum>(
        "decimal_sum",
    )
}

/// Diesel 2.3.14 shows a collation the right-hand text first, which turns the order round. So the order
/// is looked at: an index of the other order is a broken one.
fn register_collation(connection: &mut SqliteConnection) -> QueryResult<()> {
    connection.register_collation("decimal", compare)?;
    let ascends: bool =
        diesel::select(sql::<Bool>("'1' < '2' COLLATE decimal")).get_result(connection)?;
    if !ascends {
        connection.register_collation("decimal", |a, b| compare(b, a))?;
    }
    Ok(())
}

fn two(
    connection: &mut SqliteConnection,
    name: &str,
    compute: fn(Decimal, Decimal) -> Option<Decimal>,
) -> QueryResult<()> {
    function::<(Operand, Operand), (Option<String>, Option<String>)>(
        connection,
        name,
        move |(a, b)| match (read(a)?, read(b)?) {
            (Some(a), Some(b)) => compute(a, b).map(Some).ok_or(OVERFLOW),
            _ => Ok(None),
        },
    )
}

fn one(
    connection: &mut SqliteConnection,
    name: &str,
    compute: fn(Decimal) -> Decimal,
) -> QueryResult<()> {
    function::<(Operand,), (Option<String>,)>(connection, name, move |(a,)| {
        Ok(read(a)?.map(compute))
    })
}

fn function<Types, Args>(
    connection: &mut SqliteConnection,
    name: &str,
    compute: impl Fn(Args) -> Result<Option<Decimal>, &'static str>
    + std::panic::UnwindSafe
    + Send
    + 'static,
) -> QueryResult<()>
where
    Args: FromSqlRow<Types, Sqlite> + StaticallySizedRow<Types, Sqlite>,
{
    connection.register_sql_function::<Types, Operand, Args, Answer, _>(name, true, move |args| {
        Answer(compute(args))
    })
}

const OVERFLOW: &str = "decimal overflow or division by zero";

fn read(text: Option<String>) -> Result<Option<Decimal>, &'static str> {
    text.map(|text| Decimal::from_str_exact(&text).map_err(|_| "not a decimal")).transpose()
}

/// Any two texts have an order, so that an index stays whole: what is no number comes last.
fn compare(a: &str, b: &str) -> Ordering {
    match (Decimal::from_str_exact(a), Decimal::from_str_exact(b)) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => a.cmp(b),
    }
}

/// What a function gives; an error becomes one of the statement.
#[derive(Debug)]
struct Answer(Result<Option<Decimal>, &'static str>);

impl ToSql<Operand, Sqlite> for Answer {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        match self.0? {
            Some(value) => {
                out.set_value(value.to_string());
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }
}

/// The sum of what is not `NULL`; `NULL` if there is nothing else.
#[derive(Debug)]
struct Sum(Result<Option<Decimal>, &'static str>);

impl Default for Sum {
    fn default() -> Self {
        Sum(Ok(None))
    }
}

impl SqliteAggregateFunction<(Option<String>,)> for Sum {
    type Output = Answer;

    fn step(&mut self, (text,): (Option<String>,)) {
        self.0 = self.0.and_then(|sum| match (sum, read(text)?) {
            (Some(sum), Some(value)) => sum.checked_add(value).map(Some).ok_or(OVERFLOW),
            (sum, value) => Ok(sum.or(value)),
        });
    }

    fn finalize(sum: Option<Self>) -> Answer {
        Answer(sum.unwrap_or_default().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::Connection;

    fn check(condition: &str) {
        let mut connection = SqliteConnection::establish(":memory:").expect("a database in memory");
        register(&mut connection).expect("names that are free");
        let holds = diesel::select(sql::<Bool>(condition)).get_result::<bool>(&mut connection);
        assert_eq!(holds, Ok(true), "{condition}");
    }

    #[test]
    fn the_collation_orders_numbers() {
        check("'9.5' < '10' COLLATE decimal");
        check("'-1' < '0.5' COLLATE decimal");
        check("'1.50' = '1.5' COLLATE decimal");
        check("'99' < 'nothing' COLLATE decimal");
    }

    #[test]
    fn the_functions_are_exact() {
        check("decimal_add('0.1', '0.2') = '0.3'");
        check("decimal_mul('1.10', '2') = '2.20'");
        check("decimal_div('1', NULL) IS NULL");
        check("(SELECT decimal_sum(value) FROM json_each('[\"0.1\",null,\"0.2\"]')) = '0.3'");
        check("(SELECT decimal_sum(value) FROM json_each('[]')) IS NULL");
    }
}
