//! A thousand mixed requests from several tasks, each with an answer that only it can get.

use crate::place::{COUNTER, Place};
use orm::{Db, Error};
use orm_tests::models::{Product, Tag, tag};

const TASKS: i64 = 5;
const ROUNDS: i64 = 40;

/// Each round is five requests.
pub(crate) async fn thousand(place: &Place) {
    let before = place.total().await;
    let tasks: Vec<_> =
        (0..TASKS).map(|task| tokio::spawn(requests(place.db.clone(), task))).collect();
    for task in tasks {
        task.await.unwrap().expect("every request is answered");
    }
    // A tag, the count of the counter, and two tags of the transaction.
    assert_eq!(place.total().await - before, TASKS * ROUNDS * 4);
    place.check("after a thousand requests").await;
}

async fn requests(db: Db, task: i64) -> Result<(), Error> {
    let new = |kind: &str, round: i64| tag::New { name: format!("{kind} {task} {round}") };
    for round in 0..ROUNDS {
        let made = Tag::create(&db, new("one", round)).await?;
        assert_eq!(Tag::get(&db, made.id).await?, made);
        let sum = orm::sql::<i64>("SELECT CAST($1 AS bigint) + CAST($2 AS bigint)");
        assert_eq!(sum.bind(task).bind(round).one(&db).await?, task + round);
        let counter = Product::query().filter(|p| p.sku.eq(COUNTER));
        assert_eq!(counter.update(|p| p.stock.set(p.stock + 1)).exec(&db).await?, 1);
        let mine = db
            .transaction(async |tx| {
                let two = ["two", "three"].map(|kind| new(kind, round));
                let two = Tag::create_many(tx, two).await?;
                Tag::query().filter(|t| t.id.is_in(two.iter().map(|t| t.id))).count(tx).await
            })
            .await?;
        assert_eq!(mine, 2);
    }
    Ok(())
}
