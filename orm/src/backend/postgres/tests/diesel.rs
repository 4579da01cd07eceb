//! Diesel's queries, transactions and custom types on our connection.

use super::{connect, url};
use crate::backend::postgres::PgConnection;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::prelude::*;
use diesel::query_builder::QueryId;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::serialize::{IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Bool, Integer, SqlType};
use diesel_async::{AsyncConnection, RunQueryDsl};
use std::io::Write;

/// An enum of the database, which Diesel knows by its name only.
#[derive(Debug, SqlType, QueryId)]
#[diesel(postgres_type(name = "dmood"))]
pub struct MoodSql;

#[derive(Debug, PartialEq, Clone, Copy, AsExpression, FromSqlRow)]
#[diesel(sql_type = MoodSql)]
#[diesel(sql_type = NowhereSql)]
pub(crate) enum Mood {
    Sad,
    Fine,
}

/// A type that the database does not have.
#[derive(SqlType, QueryId)]
#[diesel(postgres_type(name = "mood", schema = "nowhere"))]
pub(crate) struct NowhereSql;

impl ToSql<MoodSql, Pg> for Mood {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
        out.write_all(match self {
            Mood::Sad => b"sad",
            Mood::Fine => b"fine",
        })?;
        Ok(IsNull::No)
    }
}

impl ToSql<NowhereSql, Pg> for Mood {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> diesel::serialize::Result {
        ToSql::<MoodSql, Pg>::to_sql(self, out)
    }
}

impl FromSql<MoodSql, Pg> for Mood {
    fn from_sql(value: PgValue<'_>) -> diesel::deserialize::Result<Self> {
        match value.as_bytes() {
            b"sad" => Ok(Mood::Sad),
            b"fine" => Ok(Mood::Fine),
            _ => Err("no mood".into()),
        }
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::MoodSql;

    people (id) {
        id -> Integer,
        name -> Text,
        tags -> Array<Text>,
        mood -> MoodSql,
        moods -> Array<MoodSql>,
    }
}

type Person = (i32, String, Vec<String>, Mood, Vec<Mood>);

fn person(id: i32) -> Person {
    (id, "Ada".into(), vec!["a".into(), "b".into()], Mood::Fine, vec![Mood::Sad, Mood::Fine])
}

async fn insert(c: &mut PgConnection, (id, name, tags, mood, moods): Person) -> QueryResult<usize> {
    use people::columns as p;
    let values =
        (p::id.eq(id), p::name.eq(name), p::tags.eq(tags), p::mood.eq(mood), p::moods.eq(moods));
    diesel::insert_into(people::table).values(values).execute(c).await
}

async fn count(c: &mut PgConnection) -> i64 {
    people::table.count().get_result(c).await.expect("the table is there")
}

/// The table and its type are temporary: each connection has its own.
async fn with_table() -> PgConnection {
    let c = connect().await;
    let table = "SET search_path = pg_temp, pg_catalog; CREATE TYPE pg_temp.dmood AS ENUM ('sad', 'fine'); \
        CREATE TEMP TABLE people (id int PRIMARY KEY, name text NOT NULL, tags text[] NOT NULL, \
        mood pg_temp.dmood NOT NULL, moods pg_temp.dmood[] NOT NULL)";
    c.batch(table).await.expect("a table can be made");
    c
}

#[tokio::test]
async fn a_connection_is_made_from_a_url() {
    let mut c = PgConnection::establish(&url()).await.expect("the server takes connections");
    let two = diesel::select(2.into_sql::<Integer>()).get_result::<i32>(&mut c).await;
    assert_eq!(two, Ok(2));
}

#[tokio::test]
async fn values_of_a_type_known_by_name_come_back() {
    let mut c = with_table().await;
    for id in [1, 2] {
        assert_eq!(insert(&mut c, person(id)).await, Ok(1));
    }
    let found = people::table.filter(people::mood.eq(Mood::Fine)).order(people::id);
    assert_eq!(found.load::<Person>(&mut c).await, Ok(vec![person(1), person(2)]));
}

#[tokio::test]
async fn a_type_that_the_database_lacks_is_named() {
    let mut c = connect().await;
    let query = diesel::select(diesel::dsl::sql::<Bool>("").bind::<NowhereSql, _>(Mood::Sad));
    let error = query.get_result::<bool>(&mut c).await.expect_err("there is no such type");
    assert!(matches!(error, DieselError::SerializationError(_)), "{error:?}");
    assert!(error.to_string().contains("no type mood"), "{error}");
}

#[tokio::test]
async fn a_violation_has_diesels_kind_and_the_constraint() {
    let mut c = with_table().await;
    insert(&mut c, person(1)).await.expect("a row");
    let error = insert(&mut c, person(1)).await.expect_err("the key is taken");
    let DieselError::DatabaseError(kind, information) = error else { panic!("{error:?}") };
    assert!(matches!(kind, DatabaseErrorKind::UniqueViolation));
    assert_eq!(information.constraint_name(), Some("people_pkey"));
    assert_eq!(information.details(), None, "it holds values");
}

#[tokio::test]
async fn two_queries_are_under_way_at_once() {
    let c = connect().await;
    let (mut a, mut b) = (&c, &c);
    let one = diesel::select(1.into_sql::<Integer>());
    let two = diesel::select(2.into_sql::<Integer>());
    let both = futures_util::try_join!(one.get_result(&mut a), two.get_result(&mut b));
    assert_eq!(both, Ok((1, 2)));
}

#[tokio::test]
async fn rows_are_read_by_name() {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let mut c = connect().await;
    let rows = diesel::sql_query("SELECT 1::int, 2::bigint AS n").load::<Named>(&mut c).await;
    assert_eq!(rows.expect("the server answers")[0].n, 2);
}

#[tokio::test]
async fn a_transaction_of_diesel_that_fails_is_rolled_back() {
    let mut c = with_table().await;
    let failed = c.transaction::<(), _, _>(async |c| {
        insert(c, person(1)).await?;
        Err(DieselError::RollbackTransaction)
    });
    assert_eq!(failed.await, Err(DieselError::RollbackTransaction));
    assert_eq!(count(&mut c).await, 0);
}

#[tokio::test]
async fn a_test_transaction_of_diesel_is_rolled_back() {
    let mut c = with_table().await;
    let inserted = c.test_transaction::<_, DieselError, _>(async |c| insert(c, person(1)).await);
    assert_eq!(inserted.await, 1);
    assert_eq!(count(&mut c).await, 0);
}
