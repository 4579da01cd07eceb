//! Tables that others use while they are changed.

use super::{Project, Told, history, value};
use orm_migrate::Target;
use orm_tests::setup;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const TABLE: &str = "CREATE TABLE thing (id integer); INSERT INTO thing VALUES (1)";

/// How long somebody reads, and how long a change may hold up others behind them.
const READS: Duration = Duration::from_secs(4);
const LIMIT: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_wait_no_longer_than_the_limit_and_the_change_comes_through() {
    for change in [
        "ALTER TABLE thing ADD COLUMN name text",
        "-- alone\nALTER TABLE thing ADD COLUMN size text",
    ] {
        let project = Project::of(&[(TABLE, ""), (change, "")]);
        let t = setup::postgres().await;
        let db = &t.db;
        project.migrator(db).up(Target::Steps(1)).await.expect("nothing is wrong");
        let reader = db.begin().await.expect("a transaction begins");
        orm::sql::<i32>("SELECT id FROM thing").one(&reader).await.expect("there is a row");
        let told = Told::default();
        let migrator = project.migrator(db).lock_timeout(LIMIT).lock_tries(100);
        let migrator = migrator.observer(told.observer());
        let run = tokio::spawn(async move { migrator.up(Target::Latest).await });

        let is_over = Arc::new(AtomicBool::new(false));
        let (others, until) = (db.clone(), is_over.clone());
        let others = tokio::spawn(async move {
            let mut longest = Duration::ZERO;
            while !until.load(Ordering::Relaxed) {
                let start = Instant::now();
                value::<i32>(&others, "SELECT id FROM thing").await;
                longest = longest.max(start.elapsed());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            longest
        });
        tokio::time::sleep(READS).await;
        assert!(!run.is_finished(), "the reader keeps the change from its lock");
        reader.commit().await.expect("it has only read");
        run.await.expect("it does not panic").expect("the lock comes free");
        is_over.store(true, Ordering::Relaxed);
        let longest = others.await.expect("it does not panic");
        // Behind a change that waits without a limit, it would be the time that the reader took.
        assert!(longest < READS / 2, "others waited {longest:?}");
        assert!(told.has("retrying 2"), "{:?}", told.all());
        assert_eq!(history(db, &project).await, ["m1 up applied", "m2 up applied"]);
    }
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had_is_no_failure() {
    for (change, left) in [
        ("ALTER TABLE thing ADD COLUMN name text", vec!["m1 up applied"]),
        (
            "-- alone\nALTER TABLE thing ADD COLUMN name text",
            vec!["m1 up applied", "m2 up running"],
        ),
    ] {
        let t = setup::postgres().await;
        let db = &t.db;
        let project = Project::of(&[(TABLE, ""), (change, "")]);
        project.migrator(db).up(Target::Steps(1)).await.expect("nothing is wrong");
        let reader = db.begin().await.expect("a transaction begins");
        orm::sql::<i32>("SELECT id FROM thing").one(&reader).await.expect("there is a row");
        let migrator = project.migrator(db).lock_timeout(Duration::from_millis(50)).lock_tries(3);
        let error = migrator.up(Target::Latest).await.expect_err("the reader does not end");
        assert!(error.is_lock_busy() && error.exit_code() == 4, "{error:?}");
        assert!(error.to_string().contains("in 3 tries"), "{error}");
        assert_eq!(error.statement(), Some("ALTER TABLE thing ADD COLUMN name text"));
        assert_eq!(history(db, &project).await, left);
        drop(reader);
        project.migrator(db).up(Target::Latest).await.expect("now it is");
        assert_eq!(history(db, &project).await, ["m1 up applied", "m2 up applied"]);
    }
}

/// What a migration sets in its session is gone before the next one, and never was in the pool.
#[tokio::test]
async fn settings_stay_with_their_migration() {
    let t = setup::postgres().await;
    let set = "CREATE SCHEMA elsewhere; SET search_path = elsewhere; SET statement_timeout = '1ms'; \
         SET lock_timeout = '77ms'";
    let project = Project::of(&[
        ("CREATE SCHEMA other; SET search_path = other; CREATE TABLE one (id integer)", ""),
        ("CREATE TABLE two (id integer); SELECT pg_sleep(0.05)", ""),
        (set, ""),
        ("-- alone\nCREATE TABLE three (id integer); SELECT pg_sleep(0.05)", ""),
    ]);
    project.migrator(&t.db).up(Target::Latest).await.expect("nothing is wrong");
    let places = "SELECT string_agg(relname || ' ' || relnamespace::regnamespace, ', ' ORDER BY relname) \
         FROM pg_class WHERE relname IN ('one', 'two', 'three', 'orm_migration')";
    let expect = "one other, orm_migration public, three public, two public";
    assert_eq!(value::<String>(&t.db, places).await, expect);
    for _ in 0..10 {
        let settings = "SELECT concat_ws(' ', current_setting('lock_timeout'), \
             current_setting('statement_timeout'), current_setting('search_path'), \
             (SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database \
             WHERE l.locktype = 'advisory' AND d.datname = current_database()))";
        assert_eq!(value::<String>(&t.db, settings).await, "0 0 \"$user\", public 0");
    }
}
