//! Databases that are not there, or not for us.

use super::{everything, soon};
use orm::Db;
use orm_tests::setup;
use std::time::Duration;
use tokio::net::TcpListener;

#[tokio::test]
async fn nobody_is_there() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let url = format!("postgres://app:hunter2@127.0.0.1:{port}/shop");
    let error = soon(Db::connect(&url)).await.unwrap_err();
    assert!(error.is_connection_lost() && !error.is_config(), "{error:?}");
    assert!(!everything(&error).contains("hunter2"), "{}", everything(&error));
}

/// It takes the connection, and says nothing.
#[tokio::test]
async fn nobody_answers() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = tokio::spawn(async move {
        let mut clients = Vec::new();
        while let Ok((client, _)) = listener.accept().await {
            clients.push(client);
        }
    });
    let builder = Db::builder(format!("postgres://app:hunter2@127.0.0.1:{port}/shop"))
        .connect_timeout(Duration::from_millis(200));
    let error = soon(builder.connect()).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(!everything(&error).contains("hunter2"), "{}", everything(&error));
    silent.abort();
}

#[tokio::test]
async fn the_server_refuses() {
    let t = setup::postgres().await;
    let (start, rest) = t.url.split_once("://").unwrap();
    let (user, place) = rest.split_once('@').unwrap();
    let (user, _) = user.split_once(':').unwrap();
    let (host, _) = place.split_once('/').unwrap();
    let password = &t.url[start.len() + 4 + user.len()..t.url.find('@').unwrap()];
    let cases = [
        (format!("postgres://{user}:hunter2@{place}"), "28P01"),
        (format!("postgres://nobody:hunter2@{place}"), "28P01"),
        (format!("postgres://{user}:{password}@{host}/no_such_database"), "3D000"),
    ];
    for (url, code) in cases {
        let error = soon(Db::connect(&url)).await.unwrap_err();
        assert!(error.is_connection_lost(), "{error:?}");
        assert_eq!(error.code(), Some(code), "{error:?}");
        let told = everything(&error);
        assert!(!told.contains("hunter2") && !told.contains(password), "{told}");
    }
}

#[tokio::test]
async fn a_pool_is_full() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        let db = Db::builder(&t.url)
            .max_connections(1)
            .acquire_timeout(Duration::from_millis(50))
            .connect()
            .await
            .unwrap();
        let held = db.begin().await.unwrap();
        let error = soon(orm::sql::<()>("SELECT 1").exec(&db)).await.unwrap_err();
        assert!(error.is_pool_exhausted(), "{error:?}");
        assert!(!error.is_timeout() && !error.is_connection_lost());
        assert!(error.statement().is_some(), "which statement waited is told");
        held.commit().await.unwrap();
        soon(orm::sql::<i64>("SELECT 1").exec(&db)).await.unwrap();
    }
}
