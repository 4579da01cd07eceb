//! Transactions: what lasts, what does not, and what a handle takes.

use super::seed::shop;
use crate::TestDb;
use crate::models::*;
use orm::{Error, Isolation, Tx, TxOptions};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn named(name: &str) -> tag::New {
    tag::New { name: name.into() }
}

async fn names(t: &TestDb) -> String {
    let names =
        Tag::query().order_by(|t| t.name.asc()).select(|t| t.name).all(&t.db).await.unwrap();
    names.join(" ")
}

pub async fn closures_commit_or_roll_back(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    let both = db
        .transaction(async |tx| {
            Tag::create(tx, named("a")).await?;
            Tag::create(tx, named("b")).await
        })
        .await
        .unwrap();
    assert_eq!(both.name, "b");
    let failed: Result<(), Error> = db
        .transaction(async |tx| {
            Tag::create(tx, named("c")).await?;
            Tag::get(tx, -1).await?;
            Ok(())
        })
        .await;
    assert!(failed.unwrap_err().is_not_found());
    assert_eq!(names(t).await, "a b");

    #[derive(Debug)]
    enum Mine {
        Enough,
        Database,
    }
    impl From<Error> for Mine {
        fn from(_: Error) -> Self {
            Mine::Database
        }
    }
    let mine = db
        .transaction(async |tx| {
            Tag::create(tx, named("d")).await?;
            Err::<(), _>(Mine::Enough)
        })
        .await;
    assert!(matches!(mine, Err(Mine::Enough)));
    assert_eq!(names(t).await, "a b");
}

pub async fn guards_roll_back_when_dropped(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    let tx = db.begin().await.unwrap();
    Tag::create(&tx, named("kept")).await.unwrap();
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    Tag::create(&tx, named("lost")).await.unwrap();
    drop(tx);
    let tx = db.begin().await.unwrap();
    Tag::create(&tx, named("taken back")).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(names(t).await, "kept");
}

pub async fn savepoints_keep_a_failure_to_themselves(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    db.transaction(async |tx| {
        Tag::create(tx, named("outer")).await?;
        let inner: Result<(), Error> = tx
            .transaction(async |tx| {
                Tag::create(tx, named("inner")).await?;
                Tag::create(tx, named("outer")).await?;
                Ok(())
            })
            .await;
        assert!(inner.unwrap_err().is_unique_violation());
        tx.transaction(async |tx| {
            Tag::create(tx, named("second")).await?;
            let third = tx.begin().await?;
            Tag::create(&third, named("third")).await?;
            drop(third);
            Tag::create(tx, named("fourth")).await
        })
        .await?;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(names(t).await, "fourth outer second");
}

pub async fn a_handle_says_what_it_cannot_do(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    let tx = db.begin().await.unwrap();
    let inner = tx.begin().await.unwrap();
    let error = Tag::create(&tx, named("a")).await.unwrap_err();
    assert!(error.is_transaction_state(), "the inner one is open: {error:?}");
    assert!(tx.begin().await.unwrap_err().is_transaction_state());
    inner.commit().await.unwrap();
    Tag::create(&tx, named("a")).await.unwrap();

    assert!(Tag::create(&tx, named("a")).await.unwrap_err().is_unique_violation());
    let error = Tag::query().count(&tx).await.unwrap_err();
    assert!(error.is_transaction_state(), "after an error: {error:?}");
    assert!(tx.commit().await.unwrap_err().is_transaction_state());
    assert_eq!(names(t).await, "");
    assert_eq!(Tag::query().count(db).await.unwrap(), 0);
}

pub async fn hooks_run_after_the_commit(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    let ran = Arc::new(AtomicUsize::new(0));
    let hook = |tx: &Tx, worth: usize| {
        let ran = ran.clone();
        tx.on_commit(move || async move {
            ran.fetch_add(worth, Ordering::SeqCst);
        });
    };
    db.transaction(async |tx| {
        hook(tx, 1);
        tx.transaction(async |tx| {
            hook(tx, 10);
            Ok::<_, Error>(())
        })
        .await?;
        let _: Result<(), Error> = tx
            .transaction(async |tx| {
                hook(tx, 100);
                Err(Tag::get(tx, -1).await.unwrap_err())
            })
            .await;
        assert_eq!(ran.load(Ordering::SeqCst), 0);
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(ran.load(Ordering::SeqCst), 11);
    let tx = db.begin().await.unwrap();
    hook(&tx, 1000);
    drop(tx);
    assert_eq!(ran.load(Ordering::SeqCst), 11);
}

pub async fn reading_transactions_see_one_state(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    Tag::create(db, named("a")).await.unwrap();
    let options = TxOptions::new().isolation(Isolation::RepeatableRead);
    db.read_transaction(options, async |tx| {
        assert_eq!(Tag::query().count(tx).await?, 1);
        Tag::create(db, named("b")).await?;
        assert_eq!(Tag::query().count(tx).await?, 1);
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(names(t).await, "a b");
}

pub async fn locks_are_taken_in_a_transaction(t: &TestDb) {
    let shop = shop(t).await.unwrap();
    let db = &t.db;
    let id = shop.orders[0].id;
    db.transaction(async |tx| {
        let row = Order::query().filter(|o| o.id.eq(id)).for_update().one(tx).await?;
        assert_eq!(row.id, id);
        let free = Order::query().for_update().skip_locked().all(tx).await?;
        assert_eq!(free.len(), 4, "the transaction's own locks do not count");
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
}

/// Two transactions that both read a sum and write it down: one has to be run again.
pub async fn a_clash_is_run_again(t: &TestDb) {
    let db = &t.db;
    create(db, &[Product::TABLE]).await;
    let rows =
        ["a", "b"].map(|sku| product::New { sku: sku.into(), price: 1.into(), stock: Some(1) });
    Product::create_many(db, rows).await.unwrap();
    let runs = AtomicUsize::new(0);
    let add = async |mine: &str| {
        let options = TxOptions::new().isolation(Isolation::Serializable).retry(5);
        db.transaction_with(options, async |tx| {
            runs.fetch_add(1, Ordering::SeqCst);
            let stocks = Product::query().select(|p| p.stock).all(tx).await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
            let sum: i32 = stocks.iter().sum();
            Product::query().filter(|p| p.sku.eq(mine)).update(|p| p.stock.set(sum)).exec(tx).await
        })
        .await
        .unwrap();
    };
    tokio::join!(add("a"), add("b"));
    let stocks: Vec<i32> =
        Product::query().order_by(|p| p.stock.asc()).select(|p| p.stock).all(db).await.unwrap();
    assert_eq!(stocks, [2, 3], "as if one had run after the other");
    match db.dialect() {
        orm::Dialect::Postgres => assert!(runs.load(Ordering::SeqCst) > 2, "one clashed"),
        orm::Dialect::Sqlite => assert_eq!(runs.load(Ordering::SeqCst), 2, "one waited"),
    }
}

/// What the compiler does not see, the database refuses: SQL by hand in a transaction that only reads.
pub async fn reading_transactions_refuse_to_write(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    Tag::create(&t.db, named("kept")).await.unwrap();
    let memory = orm::Db::connect("sqlite::memory:").await.unwrap();
    create(&memory, &[Tag::TABLE]).await;
    Tag::create(&memory, named("kept")).await.unwrap();
    for db in [&t.db, &memory] {
        let written = db
            .read_transaction(TxOptions::new(), async |tx| {
                orm::sql::<i64>("DELETE FROM tags RETURNING id").all(tx).await
            })
            .await;
        assert!(written.is_err(), "{written:?}");
        assert_eq!(Tag::query().count(db).await.unwrap(), 1);
        Tag::create(db, named("later")).await.unwrap();
    }
}

/// A nested handle that outlives what is around it takes nothing: nothing is written outside.
pub async fn nested_handles_end_with_what_is_around(t: &TestDb) {
    let db = &t.db;
    create(db, &[Tag::TABLE]).await;
    let tx = db.begin().await.unwrap();
    let inner = tx.begin().await.unwrap();
    tx.rollback().await.unwrap();
    let error = Tag::create(&inner, named("astray")).await.unwrap_err();
    assert!(error.is_transaction_state(), "{error:?}");
    drop(inner);

    let tx = db.begin().await.unwrap();
    let middle = tx.begin().await.unwrap();
    let inner = middle.begin().await.unwrap();
    drop(middle);
    let error = Tag::create(&inner, named("astray")).await.unwrap_err();
    assert!(error.is_transaction_state(), "{error:?}");
    Tag::create(&tx, named("outer")).await.unwrap();
    let fresh = tx.begin().await.unwrap();
    drop(inner);
    Tag::create(&fresh, named("fresh")).await.unwrap();
    fresh.commit().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(names(t).await, "fresh outer");
}
