//! Any Diesel query runs on a connection of the pool.

use diesel::prelude::*;
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::bb8;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use orm::Db;
use orm::backend::postgres::PgConnection;
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup;

diesel::table! {
    tags (id) {
        id -> BigInt,
        name -> Text,
    }
}

#[derive(Queryable, Selectable, Debug, PartialEq)]
#[diesel(table_name = tags)]
struct Row {
    id: i64,
    name: String,
}

#[derive(Insertable)]
#[diesel(table_name = tags)]
struct NewRow<'a> {
    name: &'a str,
}

/// One body for both connections, whose types have nothing in common but Diesel's traits.
macro_rules! diesel_on {
    ($name:ident, $t:expr, $connection:ident) => {
        #[tokio::test]
        async fn $name() {
            let t = $t.await;
            create(&t.db, &[Tag::TABLE]).await;
            let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
            let mut connection = db.connection().await.unwrap();
            let c = connection.$connection().expect("the connection is of this database");

            let new = [NewRow { name: "a" }, NewRow { name: "b" }];
            for row in &new {
                let count = diesel::insert_into(tags::table).values(row).execute(c).await;
                assert_eq!(count.unwrap(), 1);
            }
            let rows: Vec<Row> =
                tags::table.order(tags::id).select(Row::as_select()).load(c).await.unwrap();
            assert_eq!(rows.iter().map(|row| &*row.name).collect::<Vec<_>>(), ["a", "b"]);
            let one = tags::table.filter(tags::name.eq("b")).first::<Row>(c).await.unwrap();
            assert_eq!(one, rows[1]);
            let none = tags::table.find(-1).first::<Row>(c).await.optional().unwrap();
            assert_eq!(none, None);
            let changed = diesel::update(tags::table.find(one.id)).set(tags::name.eq("c"));
            assert_eq!(changed.execute(c).await.unwrap(), 1);
            let names = tags::table.select(tags::name).order(tags::name).load::<String>(c).await;
            assert_eq!(names.unwrap(), ["a", "c"]);
            let clash = diesel::insert_into(tags::table).values(&new[0]).execute(c).await;
            assert!(matches!(
                clash.unwrap_err(),
                diesel::result::Error::DatabaseError(
                    diesel::result::DatabaseErrorKind::UniqueViolation,
                    _
                )
            ));

            c.transaction(async |c| {
                diesel::insert_into(tags::table).values(NewRow { name: "d" }).execute(c).await?;
                let inner = c
                    .transaction(async |c| {
                        let row = NewRow { name: "e" };
                        diesel::insert_into(tags::table).values(row).execute(c).await?;
                        Err::<(), _>(diesel::result::Error::RollbackTransaction)
                    })
                    .await;
                assert!(inner.is_err());
                Ok::<_, diesel::result::Error>(())
            })
            .await
            .unwrap();
            let failed: Result<(), _> = c
                .transaction(async |c| {
                    diesel::insert_into(tags::table)
                        .values(NewRow { name: "f" })
                        .execute(c)
                        .await?;
                    Err(diesel::result::Error::RollbackTransaction)
                })
                .await;
            assert!(failed.is_err());
            let count = tags::table.count().get_result::<i64>(c).await;
            assert_eq!(count.unwrap(), 3, "a, c and d");

            // Left open by hand, a transaction is rolled back as the connection goes back.
            c.begin_test_transaction().await.unwrap();
            diesel::delete(tags::table).execute(c).await.unwrap();
            drop(connection);
            let names = Tag::query().order_by(|t| t.name.asc()).select(|t| t.name).all(&db).await;
            assert_eq!(names.unwrap(), ["a", "c", "d"]);
            Tag::create(&db, tag::New { name: "g".into() }).await.unwrap();
        }
    };
}

diesel_on!(sqlite, setup::sqlite(), sqlite);
diesel_on!(postgres, setup::postgres(), postgres);

/// What is begun in plain SQL, behind everybody's back, does not reach the next user either.
#[tokio::test]
async fn a_transaction_in_plain_text_is_rolled_back() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let mut connection = db.connection().await.unwrap();
    let c = connection.postgres().expect("it is PostgreSQL");
    c.batch_execute("BEGIN; INSERT INTO tags (name) VALUES ('lost')").await.unwrap();
    drop(connection);
    Tag::create(&db, tag::New { name: "kept".into() }).await.unwrap();
    drop(db);
    let names = Tag::query().select(|t| t.name).all(&t.db).await.unwrap();
    assert_eq!(names, ["kept"]);
}

/// bb8 with diesel-async's manager, and Diesel's transactions on it.
#[tokio::test]
async fn a_pool_of_bb8_takes_the_connection() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let manager = AsyncDieselConnectionManager::<PgConnection>::new(&t.url);
    let pool = bb8::Pool::builder().max_size(1).build(manager).await.unwrap();
    let pid = async || {
        let mut c = pool.get().await.unwrap();
        let pid = diesel::dsl::sql::<diesel::sql_types::Integer>("pg_backend_pid()");
        diesel::select(pid).get_result::<i32>(&mut c).await.unwrap()
    };
    let first = pid().await;
    {
        let mut c = pool.get().await.unwrap();
        let work = c.transaction(async |c| {
            diesel::insert_into(tags::table).values(NewRow { name: "a" }).execute(c).await
        });
        assert_eq!(work.await.unwrap(), 1);
    }
    assert_eq!(pid().await, first, "the connection goes round");
    {
        let mut c = pool.get().await.unwrap();
        let work = c.transaction(async |c| {
            diesel::insert_into(tags::table).values(NewRow { name: "b" }).execute(c).await?;
            std::future::pending::<Result<(), diesel::result::Error>>().await
        });
        let gone = tokio::time::timeout(std::time::Duration::from_millis(100), work).await;
        assert!(gone.is_err());
    }
    assert_ne!(pid().await, first, "one that was dropped inside a transaction does not");
    let mut c = pool.get().await.unwrap();
    assert_eq!(tags::table.count().get_result::<i64>(&mut c).await.unwrap(), 1);
}
