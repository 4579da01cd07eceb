//! A PgBouncer whose sessions are all taken: who connects waits no longer than it may.

use crate::soon;
use orm::Db;
use orm_tests::setup::{self, PgBouncer, Program};
use std::time::{Duration, Instant};

const LONGEST: Duration = Duration::from_millis(300);

/// A statement that is part of connecting waits for a session: the question which server it is, and the
/// settings, if PgBouncer knows nothing of the options that have them.
#[tokio::test]
async fn a_connection_is_not_waited_for_longer_than_it_may_take() {
    let t = setup::postgres().await;
    for program in [Program::Distribution, Program::New] {
        let bouncer = PgBouncer::start(program, 1, setup::IGNORED).await;
        let holder = setup::client(&bouncer.url(&t.url)).await;
        for asks in [true, false] {
            let query = if asks { "?target_session_attrs=read-write" } else { "" };
            let builder = || {
                let builder = Db::builder(format!("{}{query}", bouncer.url(&t.url)));
                builder.max_connections(1).statement_cache(0).connect_timeout(LONGEST)
            };
            holder.batch_execute("BEGIN").await.unwrap();
            let start = Instant::now();
            let connected = soon(builder().connect()).await;
            let took = start.elapsed();
            match connected {
                Ok(_) => assert!(!asks, "nobody can have answered"),
                Err(error) => {
                    assert!(error.is_connection_lost(), "{error:?}");
                    assert!(took >= LONGEST, "it took {took:?}");
                }
            }
            assert!(took < Duration::from_secs(2), "it took {took:?}");
            holder.batch_execute("COMMIT").await.unwrap();
            let db = soon(builder().connect()).await.expect("there is a session now");
            assert_eq!(
                soon(orm::sql::<i64>("SELECT CAST(7 AS bigint)").one(&db)).await.unwrap(),
                7
            );
        }
    }
}
