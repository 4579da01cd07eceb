//! A savepoint that is dropped while several futures use its transaction: none of them loses what it wrote.

use futures_util::poll;
use orm::{Error, Tx};
use orm_tests::models::{Tag, create, tag};
use orm_tests::{TestDb, setup};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How often two threads meet.
const ROUNDS: usize = 100;

fn new(name: String) -> tag::New {
    tag::New { name }
}

/// While one waits until a savepoint is rolled back, the next savepoint comes and goes.
#[tokio::test(flavor = "current_thread")]
async fn the_next_one_is_dropped_before_the_statement() {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let tx = t.db.begin().await.unwrap();
    drop(tx.begin().await.unwrap());
    let mut stays = Box::pin(Tag::create(&tx, new("stays".into())));
    assert!(poll!(stays.as_mut()).is_pending(), "the answer to the rollback has not come");
    let next = tx.begin().await.unwrap();
    Tag::create(&next, new("goes".into())).await.unwrap();
    drop(next);
    stays.await.unwrap();
    tx.commit().await.unwrap();
    let names = Tag::query().select(|t| t.name).all(&t.db).await.unwrap();
    assert_eq!(names, ["stays"]);
}

/// Writes as soon as the other one is there, too.
async fn meet(tx: Arc<Tx>, there: Arc<AtomicUsize>, name: String) -> Result<(), Error> {
    there.fetch_add(1, Ordering::SeqCst);
    while there.load(Ordering::SeqCst) < 2 {
        tokio::task::yield_now().await;
    }
    Tag::create(&*tx, new(name)).await.map(drop)
}

/// One of the two rolls back to the savepoint; the other one finds nothing to be done.
async fn two_write_at_once(t: TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    for round in 0..ROUNDS {
        let tx = Arc::new(t.db.begin().await.unwrap());
        drop(tx.begin().await.unwrap());
        let there = Arc::new(AtomicUsize::new(0));
        let both = ["a", "b"]
            .map(|name| tokio::spawn(meet(tx.clone(), there.clone(), format!("{name} {round}"))));
        for one in both {
            one.await.unwrap().unwrap();
        }
        Arc::into_inner(tx).expect("both are done").commit().await.unwrap();
        let count = Tag::query().count(&t.db).await.unwrap();
        assert_eq!(count, 2 * (round as i64 + 1), "what was written is there");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn two_threads_postgres() {
    two_write_at_once(setup::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn two_threads_sqlite() {
    two_write_at_once(setup::sqlite().await).await;
}
