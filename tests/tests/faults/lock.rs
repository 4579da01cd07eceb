//! Transactions that are in each other's way.

use super::soon;
use orm::{Db, Error, Isolation, Tx, TxOptions};
use orm_tests::models::{Product, create, product};
use orm_tests::{TestDb, setup};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Barrier;

async fn two_products(t: &TestDb) {
    create(&t.db, &[Product::TABLE]).await;
    let new = |sku: &str| product::New { sku: sku.into(), price: 1.into(), stock: Some(0) };
    Product::create_many(&t.db, ["a", "b"].map(new)).await.unwrap();
}

async fn add(tx: &Tx, sku: &str) -> Result<u64, Error> {
    let query = Product::query().filter(|p| p.sku.eq(sku));
    query.update(|p| p.stock.set(p.stock + 1)).exec(tx).await
}

async fn stocks(db: &Db) -> Vec<i32> {
    Product::query().order_by(|p| p.sku.asc()).select(|p| p.stock).all(db).await.unwrap()
}

/// Both have the first lock before either asks for the second.
async fn crossing(
    db: &Db,
    options: TxOptions,
    barrier: &Barrier,
    runs: &AtomicUsize,
    [first, second]: [&str; 2],
) -> Result<u64, Error> {
    db.transaction_with(options, async |tx| {
        add(tx, first).await?;
        if runs.fetch_add(1, Ordering::SeqCst) < 2 {
            barrier.wait().await;
        }
        add(tx, second).await
    })
    .await
}

#[tokio::test]
async fn a_deadlock() {
    let t = setup::postgres().await;
    two_products(&t).await;
    for (options, lost) in [(TxOptions::new(), 1), (TxOptions::new().retry(5), 0)] {
        let (barrier, runs) = (Barrier::new(2), AtomicUsize::new(0));
        let before = stocks(&t.db).await[0];
        let run = |order| crossing(&t.db, options.clone(), &barrier, &runs, order);
        let results: [_; 2] =
            soon(async { tokio::join!(run(["a", "b"]), run(["b", "a"])) }).await.into();
        let errors: Vec<_> = results.into_iter().filter_map(Result::err).collect();
        assert_eq!(errors.len(), lost, "{errors:?}");
        for error in errors {
            assert!(error.is_deadlock() && error.is_retryable(), "{error:?}");
            assert!(!error.is_serialization_failure() && !error.is_lock_timeout());
            assert_eq!(error.code(), Some("40P01"));
        }
        let change = 2 - lost as i32;
        assert_eq!(stocks(&t.db).await, [before + change; 2], "all of those that got through");
    }
}

#[tokio::test]
async fn a_serialization_failure() {
    let t = setup::postgres().await;
    two_products(&t).await;
    let options = || TxOptions::new().isolation(Isolation::RepeatableRead);
    let tx = t.db.begin_with(options()).await.unwrap();
    Product::query().count(&tx).await.unwrap();
    t.db.transaction(async |other| add(other, "a").await).await.unwrap();
    let error = add(&tx, "a").await.unwrap_err();
    assert!(error.is_serialization_failure() && error.is_retryable(), "{error:?}");
    assert!(!error.is_deadlock());
    assert_eq!(error.code(), Some("40001"));
    assert!(add(&tx, "b").await.unwrap_err().is_transaction_state());
    assert!(tx.commit().await.unwrap_err().is_transaction_state());
    assert_eq!(stocks(&t.db).await, [1, 0]);
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had() {
    let t = setup::postgres().await;
    two_products(&t).await;
    let holder = t.db.begin().await.unwrap();
    add(&holder, "a").await.unwrap();
    let locked = || Product::query().filter(|p| p.sku.eq("a")).for_update();

    let tx = t.db.begin().await.unwrap();
    let error = soon(locked().nowait().one(&tx)).await.unwrap_err();
    assert!(error.is_lock_timeout() && !error.is_timeout(), "{error:?}");
    assert_eq!(error.code(), Some("55P03"));
    drop(tx);

    let tx = t.db.begin().await.unwrap();
    orm::sql::<()>("SET LOCAL lock_timeout = '50ms'").exec(&tx).await.unwrap();
    let error = soon(add(&tx, "a")).await.unwrap_err();
    assert!(error.is_lock_timeout() && !error.is_timeout(), "{error:?}");
    drop(tx);

    let tx = t.db.begin().await.unwrap();
    assert_eq!(soon(locked().skip_locked().all(&tx)).await.unwrap(), [], "nothing is free");
    drop((tx, holder));
    assert_eq!(stocks(&t.db).await, [0, 0]);
}
