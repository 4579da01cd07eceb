//! The timeouts that a session begins with: no statement sets them, and none takes them away.

use super::soon;
use orm::Db;
use orm_tests::setup;
use std::time::Duration;

/// What the session says of its timeouts, in the order of the builder's methods.
async fn shown(db: &Db) -> [String; 3] {
    let show = async |sql| orm::sql::<String>(sql).one(db).await.unwrap();
    [
        show("SELECT current_setting('statement_timeout')").await,
        show("SELECT current_setting('lock_timeout')").await,
        show("SELECT current_setting('idle_in_transaction_session_timeout')").await,
    ]
}

#[tokio::test]
async fn a_session_begins_with_its_timeouts() {
    let t = setup::postgres().await;
    assert_eq!(shown(&t.db).await, ["0", "0", "0"], "unset, they are the server's");
    let url = format!("{}?lock_timeout=2s&statement_timeout=9s", t.url);
    let db = Db::builder(url)
        .max_connections(1)
        .statement_timeout(Duration::from_millis(150))
        .idle_in_transaction_session_timeout(Duration::from_secs(60))
        .connect()
        .await
        .unwrap();
    assert_eq!(shown(&db).await, ["150ms", "2s", "1min"]);
    let sleep = orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)").one(&db);
    let error = soon(sleep).await.unwrap_err();
    assert!(error.is_timeout() && error.code() == Some("57014"), "{error:?}");
    orm::sql::<()>("RESET ALL").exec(&db).await.unwrap();
    assert_eq!(shown(&db).await, ["150ms", "2s", "1min"]);
}

/// A role of a database that has its own, and a program that wants none.
#[tokio::test]
async fn off_is_off_whatever_the_server_says() {
    let t = setup::postgres().await;
    let (_, database) = t.url.rsplit_once('/').unwrap();
    let admin = setup::superuser(&t).await;
    let alter = format!("ALTER DATABASE {database} SET lock_timeout = '5s'");
    admin.batch_execute(&alter).await.unwrap();
    let db = Db::connect(&t.url).await.unwrap();
    assert_eq!(shown(&db).await, ["0", "5s", "0"]);
    let db = Db::builder(&t.url).lock_timeout(None).connect().await.unwrap();
    assert_eq!(shown(&db).await, ["0", "0", "0"]);
    let db = Db::connect(&format!("{}?lock_timeout=off", t.url)).await.unwrap();
    assert_eq!(shown(&db).await, ["0", "0", "0"]);
}
