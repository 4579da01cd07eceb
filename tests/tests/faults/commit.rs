//! Whether a commit or a write happened, where the answer to it never came.

use super::soon;
use orm::{Db, Error};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, Proxy, TestDb, Way};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// A pool of one connection by way of a proxy, and the database behind it.
async fn behind_a_proxy() -> (TestDb, Proxy, String) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let proxy = Proxy::to(&t.url).await;
    let url = proxy.url(&t.url);
    (t, proxy, url)
}

async fn one_connection(url: &str) -> Db {
    Db::builder(url).max_connections(1).connect().await.unwrap()
}

fn new(name: impl Into<String>) -> tag::New {
    tag::New { name: name.into() }
}

/// What becomes of the way while a transaction commits.
#[derive(Debug, Clone, Copy)]
enum Fault {
    Nothing,
    /// The server has heard of the commit, and its answer is lost.
    Answer,
    /// The server hears nothing.
    Request,
    /// The way is cut at any moment.
    AnyMoment,
    /// It was cut before, and the connection knows it.
    Before,
}

async fn commit(db: &Db, proxy: &Proxy, name: &str, fault: Fault) -> Result<(), Error> {
    let tx = soon(db.begin()).await.expect("the way is open");
    Tag::create(&tx, new(name)).await.expect("the way is open");
    proxy.take_asked();
    let cut = async {
        match fault {
            Fault::Nothing | Fault::Before => return,
            Fault::Answer => proxy.sent("COMMIT").await,
            Fault::Request => tokio::time::sleep(Duration::from_millis(2)).await,
            Fault::AnyMoment => {
                let part = RandomState::new().hash_one(name) % 1500;
                tokio::time::sleep(Duration::from_micros(part)).await;
            }
        }
        proxy.set(Way::Cut);
    };
    match fault {
        Fault::Nothing | Fault::AnyMoment => {}
        Fault::Answer => proxy.set(Way::Held),
        Fault::Request => proxy.set(Way::Silent),
        Fault::Before => {
            proxy.set(Way::Cut);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    let (result, ()) = soon(async { tokio::join!(tx.commit(), cut) }).await;
    proxy.set(Way::Open);
    result
}

#[tokio::test]
async fn an_unanswered_commit_is_unknown_and_no_other() {
    const ROUNDS: usize = 200;
    let (t, proxy, url) = behind_a_proxy().await;
    let db = one_connection(&url).await;
    let mut outcomes = HashMap::new();
    for round in 0..ROUNDS {
        let fault = match round % 20 {
            0..=3 => Fault::Nothing,
            4..=9 => Fault::Answer,
            10..=13 => Fault::Request,
            14..=18 => Fault::AnyMoment,
            _ => Fault::Before,
        };
        let name = format!("round {round}");
        let result = commit(&db, &proxy, &name, fault).await;
        if let Err(error) = &result {
            assert!(error.is_connection_lost(), "{fault:?}: {error:?}");
            assert_eq!(error.is_retryable(), !error.is_outcome_unknown(), "{fault:?}: {error:?}");
            let told = error.to_string().contains("unknown");
            assert_eq!(told, error.is_outcome_unknown(), "{error}");
        }
        let unknown = result.as_ref().is_err_and(Error::is_outcome_unknown);
        match fault {
            Fault::Nothing => assert!(result.is_ok(), "{result:?}"),
            Fault::Answer | Fault::Request => assert!(unknown, "{fault:?}: {result:?}"),
            Fault::Before => assert!(result.is_err() && !unknown, "{result:?}"),
            Fault::AnyMoment => {}
        }
        outcomes.insert(name, (fault, result.is_ok(), unknown));
    }
    drop(db);
    let done = Tag::query().select(|t| t.name).all(&t.db).await.unwrap();
    let (mut committed, mut lost) = (0, 0);
    for (name, (fault, is_ok, unknown)) in &outcomes {
        let times = done.iter().filter(|done| *done == name).count();
        assert!(times <= 1, "{name} took effect {times} times");
        match (is_ok, unknown) {
            (true, _) => assert_eq!(times, 1, "{name}, {fault:?}, was committed"),
            (false, false) => assert_eq!(times, 0, "{name}, {fault:?}, was rolled back"),
            (false, true) if times == 1 => committed += 1,
            (false, true) => lost += 1,
        }
    }
    assert!(committed > 0 && lost > 0, "nobody can know: {committed} of {}", committed + lost);
}

/// Only a write can have an effect, and only one that was sent.
#[tokio::test]
async fn an_unanswered_write_is_unknown() {
    let (t, proxy, url) = behind_a_proxy().await;
    for (name, is_warm) in [("warm", true), ("cold", false)] {
        let db = one_connection(&url).await;
        match is_warm {
            true => drop(Tag::create(&db, new("before")).await.unwrap()),
            false => assert!(Tag::query().exists(&db).await.unwrap()),
        }
        proxy.take_asked();
        proxy.set(Way::Held);
        let cut = async {
            // A statement that is not prepared yet goes no further than that.
            proxy.sent(if is_warm { name } else { "INSERT" }).await;
            proxy.set(Way::Cut);
        };
        let create = Tag::create(&db, new(name));
        let (result, ()) = soon(async { tokio::join!(create, cut) }).await;
        proxy.set(Way::Open);
        let error = result.unwrap_err();
        assert!(error.is_connection_lost(), "{error:?}");
        assert_eq!(error.is_outcome_unknown(), is_warm, "{error:?}");
        let is_done = Tag::query().filter(|t| t.name.eq(name));
        let done = async {
            while !is_done.clone().exists(&t.db).await.unwrap() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        match is_warm {
            true => soon(done).await,
            false => assert!(!is_done.clone().exists(&t.db).await.unwrap()),
        }
    }

    let builder = Db::builder(&url).max_connections(1).acquire_timeout(Duration::from_secs(1));
    let db = builder.connect().await.unwrap();
    let count = async || Tag::query().count(&db).await;
    count().await.unwrap();
    proxy.take_asked();
    proxy.set(Way::Held);
    let cut = async {
        proxy.sent("\0").await;
        proxy.set(Way::Cut);
    };
    let (result, ()) = soon(async { tokio::join!(count(), cut) }).await;
    let error = result.unwrap_err();
    assert!(error.is_connection_lost() && !error.is_outcome_unknown(), "a read: {error:?}");

    // There is no way to the server: nothing was sent.
    let error = soon(Tag::create(&db, new("never"))).await.unwrap_err();
    assert!(error.is_connection_lost() && !error.is_outcome_unknown(), "{error:?}");
}

#[tokio::test]
async fn patience_that_ends_before_the_answer_leaves_it_unknown() {
    let (t, proxy, url) = behind_a_proxy().await;
    let builder = Db::builder(&url).max_connections(1).query_timeout(Duration::from_millis(300));
    let db = builder.connect().await.unwrap();
    let tx = db.begin().await.unwrap();
    Tag::create(&tx, new("committed")).await.unwrap();
    proxy.set(Way::Held);
    let error = soon(tx.commit()).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    proxy.set(Way::Open);
    assert_eq!(soon(Tag::query().count(&t.db)).await.unwrap(), 1);

    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 1);
    Tag::create(&db, new("prepared")).await.unwrap();
    proxy.set(Way::Held);
    let error = soon(Tag::create(&db, new("alone"))).await.unwrap_err();
    assert!(error.is_timeout() && error.is_outcome_unknown(), "{error:?}");
    proxy.set(Way::Open);
    assert_eq!(soon(Tag::query().count(&t.db)).await.unwrap(), 3);

    // The server itself says that nothing came of it.
    let refused = t.db.transaction(async |tx| {
        orm::sql::<()>("SET LOCAL statement_timeout = 20").exec(tx).await?;
        orm::sql::<()>("DELETE FROM tags WHERE pg_sleep(60) IS NOT NULL").exec(tx).await
    });
    let error = soon(refused).await.unwrap_err();
    assert!(error.is_timeout() && !error.is_outcome_unknown(), "{error:?}");
}
