//! A session: one connection for several statements, inside of transactions and outside.

use orm::{Db, Error};
use orm_tests::setup::{self, TestDb};

async fn value<T: orm::FromRow>(db: &impl orm::Executor, sql: &'static str) -> Result<T, Error> {
    orm::sql::<T>(sql).one(db).await
}

#[tokio::test]
async fn it_keeps_what_it_is_set_to_until_it_goes_back() -> Result<(), Error> {
    let t = setup::postgres().await;
    let db = Db::builder(&t.url).max_connections(1).connect().await?;
    const STATE: &str = "SELECT concat_ws(' ', current_setting('work_mem'), \
         (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()))";
    let session = db.session().await?;
    let pid: i32 = value(&session, "SELECT pg_backend_pid()").await?;
    orm::sql::<()>("SET work_mem = '77MB'").exec(&session).await?;
    orm::sql::<String>("SELECT pg_advisory_lock(7)::text").one(&session).await?;
    let tx = session.begin().await?;
    assert_eq!(value::<String>(&tx, STATE).await?, "77MB 1");
    tx.commit().await?;
    assert_eq!(value::<String>(&session, STATE).await?, "77MB 1");
    orm::sql::<()>("VACUUM pg_class").exec(&session).await?;
    drop(session);
    assert_eq!(value::<String>(&db, STATE).await?, "4MB 0");
    assert_eq!(value::<i32>(&db, "SELECT pg_backend_pid()").await?, pid);
    Ok(())
}

async fn it_takes_one_thing_at_a_time(t: TestDb) {
    let session = t.db.session().await.expect("there is a connection");
    let exec = async |sql: &'static str| orm::sql::<()>(sql).exec(&session).await;
    exec("CREATE TABLE note (id integer)").await.expect("nothing is wrong");
    let tx = session.begin().await.expect("none is open");
    orm::sql::<()>("INSERT INTO note VALUES (1)").exec(&tx).await.expect("nothing is wrong");
    let error = exec("INSERT INTO note VALUES (2)").await.expect_err("a transaction is open");
    assert!(error.is_transaction_state(), "{error:?}");
    assert!(session.begin().await.expect_err("one is open").is_transaction_state());
    // Dropped, it is rolled back before the next statement.
    drop(tx);
    exec("INSERT INTO note VALUES (3)").await.expect("none is open any more");
    let tx = session.begin().await.expect("none is open");
    orm::sql::<()>("INSERT INTO nowhere VALUES (1)").exec(&tx).await.expect_err("it is not there");
    drop(tx);
    let tx = session.begin().await.expect("none is open");
    orm::sql::<()>("INSERT INTO note VALUES (4)").exec(&tx).await.expect("nothing is wrong");
    tx.commit().await.expect("nothing failed in it");
    drop(session);
    let ids = orm::sql::<i32>("SELECT id FROM note ORDER BY id").all(&t.db).await;
    assert_eq!(ids.expect("it is there"), [3, 4]);
}

#[tokio::test]
async fn it_takes_one_thing_at_a_time_on_postgres() {
    it_takes_one_thing_at_a_time(setup::postgres().await).await;
}

#[tokio::test]
async fn it_takes_one_thing_at_a_time_on_sqlite() {
    it_takes_one_thing_at_a_time(setup::sqlite().await).await;
}

#[tokio::test]
async fn the_settings_of_a_pool_open_another_one() -> Result<(), Error> {
    let t = setup::postgres().await;
    let other =
        orm::DbBuilder::from(t.db.config().clone()).application_name("other").connect().await?;
    let name = "SELECT current_setting('application_name')";
    assert_eq!(value::<String>(&other, name).await?, "other");
    let database = "SELECT current_database()::text";
    assert_eq!(value::<String>(&other, database).await?, value::<String>(&t.db, database).await?);
    assert!(!format!("{:?}", t.db.config()).contains("password"));
    Ok(())
}
