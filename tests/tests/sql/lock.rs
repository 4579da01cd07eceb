//! Transactions, and queries that lock.

use super::book::{Book, TEXT};
use orm::{Error, Isolation, TxOptions};
use orm_tests::models::*;

pub async fn write(book: &mut Book) {
    let tags = || Tag::query().filter(|t| t.name.eq(TEXT)).order_by(|t| t.id.asc()).limit(98_765);
    book.add("for update", async |db| {
        db.transaction(async |tx| tags().for_update().all(tx).await).await
    })
    .await;
    book.add("for share, skipping what is locked", async |db| {
        db.transaction(async |tx| tags().for_share().skip_locked().first(tx).await).await
    })
    .await;
    book.add("for update, over a join, without waiting", async |db| {
        db.transaction(async |tx| {
            let orders = Order::query().filter(|o| o.approver().name.eq(TEXT));
            orders.select(|o| o.id).for_update().nowait().optional(tx).await
        })
        .await
    })
    .await;
    book.add("a savepoint that is given up, and one that stays", async |db| {
        db.transaction(async |tx| {
            let inner = tx.begin().await?;
            Tag::query().count(&inner).await?;
            inner.rollback().await?;
            tx.transaction(async |tx| Tag::query().count(tx).await).await?;
            Ok::<_, Error>(())
        })
        .await
    })
    .await;
    for (title, isolation) in
        [("repeatable read", Isolation::RepeatableRead), ("serializable", Isolation::Serializable)]
    {
        book.add(title, async |db| {
            let options = TxOptions::new().isolation(isolation);
            db.transaction_with(options, async |tx| Tag::query().count(tx).await).await
        })
        .await;
    }
    book.add("serializable, read only, deferrable", async |db| {
        let options = TxOptions::new().isolation(Isolation::Serializable).deferrable();
        db.read_transaction(options, async |tx| Tag::query().count(tx).await).await
    })
    .await;
}
