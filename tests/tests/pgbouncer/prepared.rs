//! What is prepared in the server's sessions.

use crate::{Way, soon};
use orm::{Db, Error};
use orm_tests::cases::seed;
use orm_tests::models::{Order, Product, Tag, product, tag};
use orm_tests::setup;

/// How many statements the one session of the server has prepared by name, this question not counted.
async fn prepared(db: &Db) -> i64 {
    const COUNT: &str = "SELECT count(*) FROM pg_prepared_statements \
         WHERE statement NOT LIKE '%pg_prepared_statements%'";
    soon(orm::sql::<i64>(COUNT).one(db)).await.expect("a statement runs")
}

/// A bit of everything, with types that the server made itself, and so many texts beside.
async fn work(db: &Db, texts: usize) -> Result<(), Error> {
    let orders = Order::query().select_related(|o| o.customer()).prefetch_related(|o| o.items());
    assert_eq!(orders.all(db).await?.len(), 4);
    let new = |sku| product::New { sku, price: 1.into(), stock: None };
    let made = Product::create(db, new("prepared".into())).await?;
    made.update(db, product::Patch { stock: Some(7), ..product::Patch::default() }).await?;
    let tx = db.begin().await?;
    let tags = Tag::create_many(&tx, ["x", "y"].map(|name| tag::New { name: name.into() })).await?;
    Tag::query().filter(|t| t.id.is_in(tags.iter().map(|tag| tag.id))).delete().exec(&tx).await?;
    tx.commit().await?;
    Product::query().filter(|p| p.sku.eq("prepared")).delete().exec(db).await?;
    let mut rows = Tag::query().stream(db);
    while rows.next().await?.is_some() {}
    drop(rows);
    for number in 0..texts {
        // Texts are constants of a program, of which this one has many.
        let text = format!("SELECT CAST({number} AS bigint)");
        assert_eq!(orm::sql::<i64>(orm::unsafe_text(text)).one(db).await?, number as i64);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_without_names() {
    for way in [Way::Unnamed, Way::UnnamedNew] {
        let t = setup::postgres().await;
        seed::shop(&t).await.unwrap();
        let bouncer = way.bouncer(1).await;
        let db = way.builder(&bouncer, &t).max_connections(3).connect().await.unwrap();
        for _ in 0..2 {
            soon(work(&db, 20)).await.unwrap();
            assert_eq!(prepared(&db).await, 0, "{way:?}");
        }
    }
}

/// PgBouncer keeps at most as many as it was told to, though the pool's connections keep more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bounded_number_with_names() {
    let t = setup::postgres().await;
    seed::shop(&t).await.unwrap();
    let bouncer = Way::Prepared.bouncer(1).await;
    let db = Way::Prepared.builder(&bouncer, &t).max_connections(3).connect().await.unwrap();
    for texts in [10, 150, 150] {
        soon(work(&db, texts)).await.unwrap();
        let prepared = prepared(&db).await;
        assert!((1..=100).contains(&prepared), "{prepared} prepared after {texts} texts");
    }
}
