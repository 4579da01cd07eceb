//! Futures can be spawned: they are `Send`, transactions with closures too.

use orm::{Db, Error, TxOptions, load_related};
use orm_tests::cases::seed;
use orm_tests::models::{Order, Tag, tag};
use orm_tests::setup;

fn new(name: &str) -> tag::New {
    tag::New { name: name.into() }
}

async fn in_closures(db: Db) -> Result<i64, Error> {
    db.transaction(async |tx| {
        Tag::create(tx, new("a")).await?;
        tx.transaction(async |tx| Tag::create(tx, new("b")).await).await?;
        Ok::<_, Error>(())
    })
    .await?;
    let name = String::from("c");
    db.transaction_with(TxOptions::new().retry(2), async |tx| Tag::create(tx, new(&name)).await)
        .await?;
    db.read_transaction(TxOptions::new(), async |tx| Tag::query().count(tx).await).await
}

async fn by_hand(db: Db) -> Result<i64, Error> {
    let tx = db.begin().await?;
    Tag::insert_many([new("d"), new("e")]).exec(&tx).await?;
    tx.commit().await?;
    let mut rows = Tag::query().stream(&db);
    let mut count = 0;
    while rows.next().await?.is_some() {
        count += 1;
    }
    Ok(count)
}

async fn with_relations(db: Db) -> Result<usize, Error> {
    let orders = || {
        Order::query().select_related(|o| o.customer().country()).prefetch_related(|o| {
            (o.items().limit(3).prefetch_related(|i| i.product()), o.tags().with_through())
        })
    };
    let rows = load_related(&db, orders().all(&db).await?, |o| o.approver().reports()).await?;
    let mut stream = orders().stream(&db);
    let mut count = rows.len();
    while stream.next().await?.is_some() {
        count += 1;
    }
    let locked = db.transaction(async |tx| orders().for_update().all(tx).await).await?;
    Ok(count + locked.len() + orders().page(&db, 2, None).await?.rows.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn futures_are_spawned() {
    let t = setup::sqlite().await;
    seed::shop(&t).await.unwrap();
    assert_eq!(tokio::spawn(with_relations(t.db.clone())).await.unwrap().unwrap(), 14);
    Tag::query().delete().exec(&t.db).await.unwrap();
    assert_eq!(tokio::spawn(in_closures(t.db.clone())).await.unwrap().unwrap(), 3);
    assert_eq!(tokio::spawn(by_hand(t.db.clone())).await.unwrap().unwrap(), 5);
}
