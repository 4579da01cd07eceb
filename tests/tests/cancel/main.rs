//! Whatever future is dropped at whatever await point, the pool serves everybody else correctly.

mod cut;
mod inside;
mod operation;
mod place;
mod requests;
mod savepoint;
mod server;
mod slow;

use operation::Operation;
use orm_tests::{TestDb, setup};
use place::{Place, Pool};
use std::time::Duration;

/// Dropped at once, and dropped when the answer is there but nobody has seen it.
const LINGER: [Duration; 2] = [Duration::ZERO, Duration::from_millis(3)];

/// More polls than any of the operations needs.
const MOST_POLLS: usize = 300;

/// Drops every operation after 0, 1, 2, .. polls, until it comes to its end.
async fn drop_everywhere(t: TestDb, pool: Pool, operations: Vec<Operation>) {
    let mut place = Place::new(t, pool).await;
    for operation in &operations {
        for linger in LINGER {
            for polls in 0.. {
                assert!(polls < MOST_POLLS, "`{}` comes to its end", operation.name);
                if pool.is_cold {
                    place.reopen().await;
                }
                let before = place.total().await;
                let step = format!("`{}` after {polls} polls and {linger:?}", operation.name);
                let work = (operation.run)(place.db.clone());
                let ended = cut::cut(&step, work, polls, linger).await;
                place.check(&step).await;
                let change = place.total().await - before;
                match ended {
                    None => assert!(
                        change == 0 || change == operation.change,
                        "{step}: all or nothing, but there are {change} more"
                    ),
                    Some(result) => {
                        result.unwrap_or_else(|error| panic!("{step}: {error:?}"));
                        assert_eq!(change, operation.change, "{step}");
                        break;
                    }
                }
            }
        }
    }
    requests::thousand(&place).await;
}

macro_rules! everywhere {
    ($name:ident, $backend:ident, $runtime:meta, $connections:literal, $is_cold:literal) => {
        #[$runtime]
        async fn $name() {
            let pool = Pool { connections: $connections, is_cold: $is_cold };
            drop_everywhere(setup::$backend().await, pool, operation::$backend()).await;
        }
    };
}

everywhere!(sqlite_one_reader, sqlite, tokio::test(flavor = "current_thread"), 1, false);
everywhere!(sqlite_three_readers, sqlite, tokio::test(flavor = "current_thread"), 3, false);
everywhere!(sqlite_new_pool, sqlite, tokio::test(flavor = "current_thread"), 1, true);
everywhere!(postgres_one, postgres, tokio::test(flavor = "current_thread"), 1, false);
everywhere!(postgres_three, postgres, tokio::test(flavor = "current_thread"), 3, false);
everywhere!(postgres_new_pool, postgres, tokio::test(flavor = "current_thread"), 3, true);
everywhere!(
    postgres_one_threads,
    postgres,
    tokio::test(flavor = "multi_thread", worker_threads = 2),
    1,
    false
);
everywhere!(
    postgres_three_threads,
    postgres,
    tokio::test(flavor = "multi_thread", worker_threads = 2),
    3,
    false
);
