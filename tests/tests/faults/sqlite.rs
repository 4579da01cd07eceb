//! Files that are no databases, are not there, are full, or are somebody else's for the moment.

use super::soon;
use orm::Db;
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup;
use std::path::Path;

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.to_str().expect("temporary paths are UTF-8"))
}

fn new(name: &str) -> tag::New {
    tag::New { name: name.into() }
}

#[tokio::test]
async fn a_file_that_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.db");
    std::fs::write(&text, "This is a letter, and no database at all. ".repeat(100)).unwrap();
    let cases = [
        (url(&text), "SQLITE_NOTADB"),
        (url(&folder.path().join("missing/shop.db")), "SQLITE_CANTOPEN"),
        (url(folder.path()), "SQLITE_CANTOPEN"),
        (url(&folder.path().join("absent.db")) + "?mode=rw", "SQLITE_CANTOPEN"),
    ];
    for (url, code) in cases {
        let error = soon(Db::connect(&url)).await.unwrap_err();
        assert!(error.is_connection_lost(), "{url}: {error:?}");
        assert_eq!(error.code(), Some(code), "{url}: {error:?}");
    }
    assert_eq!(std::fs::read_to_string(&text).unwrap().len(), 42 * 100, "it is as it was");
    assert!(!folder.path().join("absent.db").exists());
}

#[tokio::test]
async fn somebody_else_writes() {
    let t = setup::sqlite().await;
    create(&t.db, &[Tag::TABLE]).await;
    let other = Db::connect(format!("{}?busy_timeout=50ms", t.url)).await.unwrap();
    let holder = t.db.begin().await.unwrap();
    Tag::create(&holder, new("holder's")).await.unwrap();
    let error = soon(Tag::create(&other, new("other's"))).await.unwrap_err();
    assert!(error.is_lock_timeout() && !error.is_timeout(), "{error:?}");
    assert_eq!(error.code(), Some("SQLITE_BUSY"));
    let error = soon(other.begin()).await.unwrap_err();
    assert!(error.is_lock_timeout(), "{error:?}");
    assert_eq!(Tag::query().count(&other).await.unwrap(), 0, "reading goes on");
    holder.commit().await.unwrap();
    soon(Tag::create(&other, new("other's"))).await.unwrap();
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 2);
}

#[tokio::test]
async fn the_disk_is_full() {
    let t = setup::sqlite().await;
    create(&t.db, &[Tag::TABLE]).await;
    // On the connection that writes.
    orm::sql::<i64>("PRAGMA max_page_count = 20").one(&t.db).await.unwrap();
    let many = || (0..5000).map(|number| new(&format!("a name that takes some room {number}")));
    let error = soon(Tag::insert_many(many()).exec(&t.db)).await.unwrap_err();
    assert_eq!(error.code(), Some("SQLITE_FULL"), "{error:?}");
    assert!(error.is_out_of_resources());
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 0, "all or nothing");

    // SQLite ends the whole transaction by itself: it must not go on as if it were open.
    let tx = t.db.begin().await.unwrap();
    Tag::create(&tx, new("lost")).await.unwrap();
    assert!(Tag::insert_many(many()).exec(&tx).await.is_err());
    assert!(Tag::create(&tx, new("not outside of it")).await.unwrap_err().is_transaction_state());
    assert!(tx.commit().await.unwrap_err().is_transaction_state());
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 0);

    // Nor from inside a savepoint.
    let outer: Result<_, orm::Error> =
        t.db.transaction(async |tx| {
            Tag::create(tx, new("lost, too")).await?;
            let inner = tx.transaction(async |tx| Tag::insert_many(many()).exec(tx).await).await;
            assert!(inner.is_err());
            Tag::create(tx, new("perhaps")).await
        })
        .await;
    let count = Tag::query().count(&t.db).await.unwrap();
    assert_eq!(count, if outer.is_ok() { 2 } else { 0 }, "all or nothing: {outer:?}");

    orm::sql::<i64>("PRAGMA max_page_count = 100000").one(&t.db).await.unwrap();
    Tag::insert_many(many()).exec(&t.db).await.unwrap();
}
