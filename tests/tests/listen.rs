//! Messages between sessions, and what becomes of a listener whose connection is lost.

use futures_util::StreamExt;
use orm::{Error, Listener, Notification};
use orm_tests::setup::{self, Proxy, Way};
use std::time::Duration;

async fn next(listener: &mut Listener) -> Result<Notification, Error> {
    let next = tokio::time::timeout(Duration::from_secs(10), listener.next()).await;
    next.expect("a message comes in time").expect("a listener has no end")
}

#[tokio::test]
async fn messages_come_in_order_from_where_they_are_committed() {
    let t = setup::postgres().await;
    let db = &t.db;
    let mut listener = db.listen(["orders", "Other \"channel\"; DROP TABLE x"]).await.unwrap();
    orm::notify(db, "orders", "1").await.unwrap();
    orm::notify(db, "nobody listens here", "x").await.unwrap();
    let tx = db.begin().await.unwrap();
    orm::notify(&tx, "orders", "3").await.unwrap();
    orm::notify(db, "Other \"channel\"; DROP TABLE x", "2").await.unwrap();
    tx.commit().await.unwrap();
    let gone = db.begin().await.unwrap();
    orm::notify(&gone, "orders", "rolled back").await.unwrap();
    gone.rollback().await.unwrap();
    orm::notify(db, "orders", "'; -- \u{1F980}").await.unwrap();
    for (channel, payload) in [
        ("orders", "1"),
        ("Other \"channel\"; DROP TABLE x", "2"),
        ("orders", "3"),
        ("orders", "'; -- \u{1F980}"),
    ] {
        let notification = next(&mut listener).await.unwrap();
        assert_eq!((&*notification.channel, &*notification.payload), (channel, payload));
        assert!(notification.process_id > 0);
    }
}

#[tokio::test]
async fn a_lost_connection_is_told_of_once_another_one_listens() {
    let t = setup::postgres().await;
    let proxy = Proxy::to(&t.url).await;
    let db = orm::Db::connect(proxy.url(&t.url)).await.unwrap();
    let mut listener = db.listen(["c"]).await.unwrap();
    proxy.set(Way::Cut);
    tokio::time::sleep(Duration::from_millis(50)).await;
    orm::notify(&t.db, "c", "lost").await.unwrap();
    assert!(futures_util::poll!(listener.next()).is_pending());
    proxy.set(Way::Open);
    assert!(next(&mut listener).await.unwrap_err().is_connection_lost());
    orm::notify(&t.db, "c", "after").await.unwrap();
    assert_eq!(next(&mut listener).await.unwrap().payload, "after");
}

#[tokio::test]
async fn its_session_ends_with_it() {
    let t = setup::postgres().await;
    let admin = setup::superuser(&t).await;
    let listening = async || {
        let sql = "SELECT count(*) FROM pg_stat_activity \
                   WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        admin.query_one(sql, &[]).await.unwrap().get::<_, i64>(0)
    };
    let listener = t.db.listen(["c"]).await.unwrap();
    assert_eq!(listening().await, 1);
    drop(listener);
    for _ in 0..1000 {
        if listening().await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the session is still there");
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let t = setup::postgres().await;
    for name in ["", "\0", &"x".repeat(64)] {
        assert!(t.db.listen([name]).await.unwrap_err().is_encode(), "{name:?}");
    }
    let long = orm::notify(&t.db, "c", &"x".repeat(8000)).await.unwrap_err();
    assert_eq!(long.code(), Some("22023"), "{long:?}");
    let s = setup::sqlite().await;
    assert!(s.db.listen(["c"]).await.unwrap_err().is_unsupported());
    assert!(orm::notify(&s.db, "c", "").await.unwrap_err().is_unsupported());
}
