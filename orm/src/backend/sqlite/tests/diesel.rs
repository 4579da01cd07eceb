//! Diesel's queries and transactions on our connection.

use crate::backend::sqlite::SqliteConnection;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection, RunQueryDsl};

diesel::table! {
    people (id) {
        id -> Integer,
        name -> Text,
        photo -> Nullable<Binary>,
    }
}

type Person = (i32, String, Option<Vec<u8>>);

async fn with_table() -> SqliteConnection {
    let c = SqliteConnection::establish(":memory:").await.expect("a database in memory");
    let table = "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, photo BLOB)";
    c.batch(table).await.expect("a table can be made");
    c
}

async fn insert(c: &mut SqliteConnection, id: i32) -> QueryResult<usize> {
    use people::columns as p;
    let values = (p::id.eq(id), p::name.eq("Ada"), p::photo.eq(vec![1_u8]));
    diesel::insert_into(people::table).values(values).execute(c).await
}

async fn count(c: &mut SqliteConnection) -> i64 {
    people::table.count().get_result(c).await.expect("the table is there")
}

#[tokio::test]
async fn rows_come_back() {
    let mut c = with_table().await;
    assert_eq!(insert(&mut c, 1).await, Ok(1));
    let found = people::table.filter(people::name.eq("Ada")).load::<Person>(&mut c).await;
    assert_eq!(found, Ok(vec![(1, "Ada".to_owned(), Some(vec![1]))]));
}

#[tokio::test]
async fn a_list_of_values_is_bound() {
    let mut c = with_table().await;
    insert(&mut c, 2).await.expect("a row");
    let found = people::table.filter(people::id.eq_any([1, 2, 3])).count();
    assert_eq!(found.get_result::<i64>(&mut c).await, Ok(1));
}

#[tokio::test]
async fn rows_are_read_by_name() {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let mut c = with_table().await;
    let rows = diesel::sql_query("SELECT 1 AS m, 2 AS n").load::<Named>(&mut c).await;
    assert_eq!(rows.expect("SQLite answers")[0].n, 2);
}

#[tokio::test]
async fn a_violation_has_diesels_kind() {
    let mut c = with_table().await;
    insert(&mut c, 1).await.expect("a row");
    let error = insert(&mut c, 1).await.expect_err("the key is taken");
    let is_unique =
        matches!(error, DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _));
    assert!(is_unique, "{error:?}");
}

#[tokio::test]
async fn a_transaction_of_diesel_that_fails_is_rolled_back() {
    let mut c = with_table().await;
    let failed = c.transaction::<(), _, _>(async |c| {
        insert(c, 1).await?;
        Err(DieselError::RollbackTransaction)
    });
    assert_eq!(failed.await, Err(DieselError::RollbackTransaction));
    assert_eq!(count(&mut c).await, 0);
}

#[tokio::test]
async fn a_test_transaction_of_diesel_is_rolled_back() {
    let mut c = with_table().await;
    let inserted = c.test_transaction::<_, DieselError, _>(async |c| insert(c, 1).await);
    assert_eq!(inserted.await, 1);
    assert_eq!(count(&mut c).await, 0);
}
