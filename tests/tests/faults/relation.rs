//! What happens to other sessions between the statements of a load.

use super::soon;
use orm::{Db, Error};
use orm_tests::cases::seed_league::league;
use orm_tests::models::*;
use orm_tests::setup::{self, TestDb, superuser};
use std::time::Duration;
use tokio_postgres::Client;

/// A session that holds a table against all others.
async fn holder(t: &TestDb, table: &str) -> Client {
    let holder = superuser(t).await;
    let lock = format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
    holder.batch_execute(&lock).await.unwrap();
    holder
}

/// Waits until somebody waits for the lock.
async fn somebody_waits(holder: &Client) {
    const WAITING: &str = "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database \
         WHERE datname = current_database() AND NOT granted";
    while holder.query_one(WAITING, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn homes(db: &Db) -> Result<Vec<String>, Error> {
    let games =
        Game::query().order_by(|g| g.day.asc()).prefetch_related(|g| (g.home(), g.players()));
    Ok(games.all(db).await?.iter().map(|game| game.home().code.clone()).collect())
}

/// A required row is deleted with the row that refers to it, after that one was read.
#[tokio::test]
async fn a_parent_goes_between_two_statements() {
    let t = setup::postgres().await;
    league(&t).await.unwrap();
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    assert_eq!(homes(&db).await.unwrap(), ["RED", "BLU", "GRN"]);
    let holder = holder(&t, "teams").await;
    let gone = async {
        somebody_waits(&holder).await;
        let delete =
            "DELETE FROM games WHERE day = 3; DELETE FROM teams WHERE code = 'GRN'; COMMIT";
        holder.batch_execute(delete).await.unwrap();
    };
    let (loaded, ()) = soon(async { tokio::join!(homes(&db), gone) }).await;
    let error = loaded.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert!(error.to_string().contains("Team"), "{error}");
    assert_eq!(homes(&db).await.unwrap(), ["RED", "BLU"], "the connection is fit");
}

/// A sibling that takes too long: one error, by the server's clock and by the pool's.
#[tokio::test]
async fn a_sibling_takes_too_long() {
    let t = setup::postgres().await;
    league(&t).await.unwrap();
    let servers = Db::builder(format!("{}?options=-c%20statement_timeout%3D100", t.url));
    let pools = Db::builder(&t.url).query_timeout(Duration::from_millis(100));
    for builder in [servers, pools] {
        let db = builder.max_connections(1).connect().await.unwrap();
        assert_eq!(homes(&db).await.unwrap().len(), 3);
        let holder = holder(&t, "appearances").await;
        let error = soon(homes(&db)).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        assert!(error.statement().unwrap().contains("\"appearances\""), "{error:?}");
        holder.batch_execute("ROLLBACK").await.unwrap();
        assert_eq!(soon(homes(&db)).await.unwrap(), ["RED", "BLU", "GRN"]);
    }
}
