//! A future that is dropped inside a transaction, which goes on.

use crate::cut::cut;
use crate::place::{Place, Pool};
use crate::{LINGER, MOST_POLLS};
use orm::{Error, Tx};
use orm_tests::models::{Tag, tag};
use orm_tests::{TestDb, setup};
use std::pin::Pin;
use uuid::Uuid;

/// What is dropped inside the transaction, and how many tags it makes.
struct Inner {
    name: &'static str,
    change: i64,
    run: for<'a> fn(&'a Tx) -> Running<'a>,
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

fn new() -> tag::New {
    tag::New { name: Uuid::new_v4().to_string() }
}

const INNER: [Inner; 9] = [
    Inner {
        name: "a query",
        change: 0,
        run: |tx| Box::pin(async { Tag::query().count(tx).await.map(drop) }),
    },
    Inner { name: "loads", change: 0, run: |tx| Box::pin(crate::operation::load(tx)) },
    Inner {
        name: "a stream",
        change: 0,
        run: |tx| {
            Box::pin(async {
                let mut rows = Tag::query().stream(tx);
                while rows.next().await?.is_some() {}
                Ok(())
            })
        },
    },
    Inner {
        name: "a copy out",
        change: 0,
        run: |tx| {
            Box::pin(async {
                let mut rows = Tag::query().copy_out(tx);
                while rows.next().await?.is_some() {}
                Ok(())
            })
        },
    },
    Inner {
        name: "a copy in a nested closure",
        change: 2500,
        run: |tx| {
            Box::pin(async {
                let rows = (0..2500).map(|_| new());
                tx.transaction(async |tx| Tag::copy_in(rows).exec(tx).await).await.map(drop)
            })
        },
    },
    Inner {
        name: "an insert",
        change: 1,
        run: |tx| Box::pin(async { Tag::create(tx, new()).await.map(drop) }),
    },
    Inner {
        name: "a bulk insert",
        change: 40,
        run: |tx| Box::pin(async { Tag::create_many(tx, (0..40).map(|_| new())).await.map(drop) }),
    },
    Inner {
        name: "a nested guard",
        change: 2,
        run: |tx| {
            Box::pin(async {
                let tx = tx.begin().await?;
                Tag::create(&tx, new()).await?;
                Tag::create(&tx, new()).await?;
                tx.commit().await
            })
        },
    },
    Inner {
        name: "a nested closure",
        change: 2,
        run: |tx| {
            Box::pin(async {
                tx.transaction(async |tx| {
                    Tag::create(tx, new()).await?;
                    tx.transaction(async |tx| Tag::create(tx, new()).await).await.map(drop)
                })
                .await
            })
        },
    },
];

/// Before and after the drop, a tag each.
async fn around(
    tx: Tx,
    inner: &Inner,
    polls: usize,
    linger: std::time::Duration,
) -> (bool, Result<(), Error>) {
    Tag::create(&tx, new()).await.expect("the transaction is whole");
    let ended = cut(inner.name, (inner.run)(&tx), polls, linger).await;
    let is_cut = ended.is_none();
    let after = match ended {
        Some(Err(error)) => Err(error),
        _ => Tag::create(&tx, new()).await.map(drop),
    };
    match after {
        Ok(()) => (is_cut, tx.commit().await),
        Err(error) => {
            assert!(tx.commit().await.unwrap_err().is_transaction_state());
            (is_cut, Err(error))
        }
    }
}

async fn goes_on(t: TestDb) {
    let place = Place::new(t, Pool { connections: 1, is_cold: false }).await;
    let many = (0..1500).map(|_| new());
    Tag::insert_many(many).exec(&place.db).await.unwrap();
    for inner in &INNER {
        for linger in LINGER {
            for polls in 0.. {
                assert!(polls < MOST_POLLS, "`{}` comes to its end", inner.name);
                let step = format!("`{}` after {polls} polls and {linger:?}", inner.name);
                let before = place.total().await;
                let tx = place.db.begin().await.unwrap();
                let (is_cut, result) = around(tx, inner, polls, linger).await;
                place.check(&step).await;
                let change = place.total().await - before;
                if let Err(error) = &result {
                    panic!("{step}: the transaction cannot go on: {error:?}");
                }
                assert!(
                    change == 2 + inner.change || (is_cut && change == 2),
                    "{step}: all or nothing of what was dropped, but there are {change} more"
                );
                if !is_cut {
                    break;
                }
            }
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn sqlite() {
    goes_on(setup::sqlite().await).await;
}

#[tokio::test(flavor = "current_thread")]
async fn postgres() {
    goes_on(setup::postgres().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_threads() {
    goes_on(setup::postgres().await).await;
}
