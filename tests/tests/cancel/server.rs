//! What nobody waits for any more stops on the server, and soon.

use orm::{Db, Model};
use orm_tests::setup::{self, Proxy, wait_until};
use std::time::{Duration, Instant};
use tokio_postgres::Client;

/// How soon a statement stops after it was dropped: the median of ten.
const SOON: Duration = Duration::from_millis(100);

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// The name that the server lists the pool's connections under.
const NAME: &str = "orm-stops";

/// Whether the server is at a statement of a pool in this database that has this in its text.
async fn is_at(admin: &Client, part: &str) -> bool {
    const BUSY: &str = "SELECT count(*) > 0 FROM pg_stat_activity \
         WHERE datname = current_database() AND application_name = $1 AND state = 'active' \
         AND query LIKE $2";
    let row = admin.query_one(BUSY, &[&NAME, &format!("%{part}%")]).await;
    row.expect("the server answers").get(0)
}

#[tokio::test]
async fn a_dropped_statement_stops_within_a_tenth_of_a_second() {
    let t = setup::postgres().await;
    let admin = setup::superuser(&t).await;
    let builder = Db::builder(&t.url).max_connections(1).application_name(NAME);
    let db = builder.connect().await.unwrap();
    let mut times = Vec::new();
    for _ in 0..10 {
        let slow = orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)").one(&db);
        let begun = wait_until(LONGEST, "it runs", async || is_at(&admin, "pg_sleep").await);
        tokio::select! {
            result = slow => panic!("it sleeps: {result:?}"),
            () = begun => {}
        }
        let dropped = Instant::now();
        wait_until(LONGEST, "it stops", async || !is_at(&admin, "pg_sleep").await).await;
        times.push(dropped.elapsed());
    }
    times.sort();
    assert!(times[5] < SOON, "{times:?}");
    assert_eq!(db.pool_stats().created, 1, "each time on the same connection");
}

/// A row that is made when it is read.
#[derive(Model, Debug)]
#[model(table = "numbers", view)]
struct Number {
    id: i64,
    name: String,
}

/// Of a million rows, a few are read: the others are not sent.
#[tokio::test]
async fn a_dropped_stream_stops_reading() {
    let t = setup::postgres().await;
    let admin = setup::superuser(&t).await;
    let view = "CREATE VIEW numbers AS SELECT id, repeat('x', 90) || id AS name \
                FROM generate_series(1::bigint, 1000000) AS id";
    orm::sql::<()>(view).exec(&t.db).await.unwrap();
    /// At least; a row has some more.
    const WHOLE: u64 = 100_000_000;
    let proxy = Proxy::to(&t.url).await;
    let builder = Db::builder(proxy.url(&t.url)).max_connections(1).application_name(NAME);
    let db = builder.connect().await.unwrap();
    let mut times = Vec::new();
    for round in 0..5 {
        let before = proxy.answered();
        let dropped = match round % 2 {
            0 => {
                let mut rows = Number::query().stream(&db);
                read_some(&mut rows).await;
                drop(rows);
                Instant::now()
            }
            _ => {
                let tx = db.begin().await.unwrap();
                let mut rows = Number::query().stream(&tx);
                read_some(&mut rows).await;
                drop(rows);
                let dropped = Instant::now();
                tx.commit().await.unwrap();
                dropped
            }
        };
        wait_until(LONGEST, "it stops", async || !is_at(&admin, "").await).await;
        times.push(dropped.elapsed());
        // The next one does not have to wait for what was on its way.
        assert_eq!(orm::sql::<i64>("SELECT CAST(7 AS bigint)").one(&db).await.unwrap(), 7);
        let sent = proxy.answered() - before;
        assert!(sent < WHOLE / 5, "{sent} bytes were sent in round {round}");
    }
    times.sort();
    assert!(times[2] < SOON, "{times:?}");
    assert_eq!(db.pool_stats().created, 1, "each time on the same connection");
}

async fn read_some(rows: &mut orm::query::RowStream<'_, Number>) {
    for id in 1..=1_000 {
        let row = rows.next().await.unwrap().expect("there are a million");
        assert_eq!((row.id, row.name.len() > 90), (id, true));
    }
}
