//! Rows that are changed in batches.

use super::{Project, Told, child, history, on_both, value};
use orm::Db;
use orm_migrate::Target;
use orm_tests::setup::{self, Server, Standby, TestDb, wait_until};
use std::time::Duration;

const FILL: &str = "-- alone\n-- orm:backfill \"thing\" by \"id\" batch 1000\n\
     UPDATE \"thing\" SET copy = id * 2, touched = touched + 1 WHERE copy IS NULL AND /* orm:batch */ true";

/// A table with so many rows, of which every tenth has its value already.
fn table(rows: u32) -> String {
    format!(
        "CREATE TABLE thing (id integer PRIMARY KEY, copy integer, touched integer NOT NULL DEFAULT 0);
         INSERT INTO thing (id, copy) WITH RECURSIVE n (i) AS
             (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
             SELECT i * 3, CASE WHEN i % 10 = 0 THEN i * 6 END FROM n"
    )
}

/// 20,000, or as the variable says.
fn rows() -> u32 {
    std::env::var("ORM_TEST_BACKFILL_ROWS")
        .map_or(20_000, |text| text.parse().expect("it is a number"))
}

/// Each row has its value, from one change at most.
async fn is_filled(db: &Db) {
    let wrong = "SELECT count(*) FROM thing WHERE copy IS NULL OR copy <> id * 2 OR touched > 1";
    assert_eq!(value::<i64>(db, wrong).await, 0);
}

async fn a_killed_backfill_goes_on_behind_its_last_batch(t: TestDb) {
    let rows = rows();
    let table = table(rows);
    let project = Project::of(&[(&table, ""), (FILL, "")]);
    project.migrator(&t.db).up(Target::Steps(1)).await.expect("nothing is wrong");
    assert_eq!(child(&t, &project).kill_at_batch(7).run().0, None);
    let done = "SELECT rows_done FROM orm_migration_job";
    assert_eq!(value::<i64>(&t.db, done).await, 6300, "seven batches are recorded");
    let told = Told::default();
    let migrator = project.migrator(&t.db).observer(told.observer());
    migrator.up(Target::Latest).await.expect("it goes on");
    let batches = told.all().iter().filter(|told| told.starts_with("batch")).count();
    assert_eq!(batches, rows as usize / 1000 - 7, "no batch is done again");
    assert_eq!(value::<i64>(&t.db, done).await, i64::from(rows) * 9 / 10);
    is_filled(&t.db).await;
    assert_eq!(history(&t.db, &project).await, ["m1 up applied", "m2 up applied"]);
}

async fn a_key_may_have_several_columns_of_any_type(t: TestDb) {
    let project = Project::of(&[
        (
            "CREATE TABLE line (\"Tenant id\" text, number bigint, done integer, \
             PRIMARY KEY (\"Tenant id\", number)); INSERT INTO line \
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 95) \
             SELECT CASE i % 3 WHEN 0 THEN 'it''s' WHEN 1 THEN '\"a\", \\' ELSE 'ü' END, i, 0 FROM n",
            "",
        ),
        (
            "-- alone\n-- orm:backfill line by \"Tenant id\", number\n\
             UPDATE line SET done = done + 1 WHERE /* orm:batch */ true",
            "",
        ),
    ]);
    let told = Told::default();
    let migrator = project.migrator(&t.db).batch(10).observer(told.observer());
    migrator.up(Target::Latest).await.expect("nothing is wrong");
    assert_eq!(value::<i64>(&t.db, "SELECT count(*) FROM line WHERE done <> 1").await, 0);
    assert_eq!(told.all().iter().filter(|told| told.starts_with("batch")).count(), 10);
}

on_both! {
    a_killed_backfill_goes_on_behind_its_last_batch
    a_key_may_have_several_columns_of_any_type
}

#[tokio::test]
async fn a_backfill_waits_for_a_replica_that_is_behind() {
    let primary = Server::start("wal_level = replica\nmax_wal_senders = 4").await;
    let standby = Standby::of(&primary).await;
    let db = Db::connect(primary.url()).await.expect("it takes connections");
    let table = table(5000);
    let project = Project::of(&[(&table, ""), (FILL, "")]);
    project.migrator(&db).up(Target::Steps(1)).await.expect("nothing is wrong");
    standby.catch_up(&primary).await;
    let replica = setup::client(&standby.server().url()).await;
    replica.batch_execute("SELECT pg_wal_replay_pause()").await.expect("a superuser may");
    let told = Told::default();
    let migrator = project.migrator(&db).replica_lag(100_000).observer(told.observer());
    let run = tokio::spawn(async move { migrator.up(Target::Latest).await });
    wait_until(Duration::from_secs(20), "the backfill waits", async || told.has("lagging")).await;
    assert!(!run.is_finished());
    let batches = told.all().iter().filter(|told| told.starts_with("batch")).count();
    assert!(batches < 5, "it stopped on the way: {batches}");
    replica.batch_execute("SELECT pg_wal_replay_resume()").await.expect("a superuser may");
    run.await.expect("it does not panic").expect("the replica comes after");
    is_filled(&db).await;
}

/// A row that somebody has locked holds up its batch, and no batch is lost.
#[tokio::test]
async fn a_backfill_tries_a_batch_again_that_waited_too_long() {
    let t = setup::postgres().await;
    let table = table(5000);
    let project = Project::of(&[(&table, ""), (FILL, "")]);
    project.migrator(&t.db).up(Target::Steps(1)).await.expect("nothing is wrong");
    let holder = t.db.begin().await.expect("a transaction begins");
    let hold = "SELECT id FROM thing WHERE id = 6003 FOR UPDATE";
    orm::sql::<i32>(hold).one(&holder).await.expect("there is such a row");
    let told = Told::default();
    let migrator = project.migrator(&t.db).lock_timeout(Duration::from_millis(50)).lock_tries(1000);
    let migrator = migrator.observer(told.observer());
    let run = tokio::spawn(async move { migrator.up(Target::Latest).await });
    wait_until(Duration::from_secs(20), "it tries again", async || told.has("retrying 2")).await;
    assert!(told.has("batch 1800") && !told.has("batch 2700"), "{:?}", told.all());
    holder.commit().await.expect("it has changed nothing");
    run.await.expect("it does not panic").expect("the row comes free");
    is_filled(&t.db).await;
}
