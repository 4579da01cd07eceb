//! Processes that are killed at each point of a run, and at any time: the next one completes it.
//!
//! `ORM_TEST_MIGRATION_RUNS=500` kills more often at any time.

use super::{Project, Told, child, history, runs, value};
use orm::Db;
use orm_migrate::Target;
use orm_tests::TestDb;
use orm_tests::setup::{self, wait_until};
use std::hash::{BuildHasher, RandomState};
use std::process::Command;
use std::time::{Duration, Instant};

/// Six steps that PostgreSQL runs in transactions and in none, between two migrations in one each.
fn mixed() -> Project {
    Project::of(&[
        (
            "CREATE TABLE thing (id integer PRIMARY KEY, name text);
             INSERT INTO thing SELECT i, 'thing ' || i FROM generate_series(1, 100) AS i",
            "",
        ),
        (
            "-- alone
             ALTER TABLE thing ADD COLUMN size integer;
             CREATE INDEX CONCURRENTLY thing_name ON thing (name);
             UPDATE thing SET size = coalesce(size, 0) + id;
             CREATE UNIQUE INDEX CONCURRENTLY thing_size ON thing (size);
             CREATE TABLE other (id integer PRIMARY KEY);
             DROP INDEX CONCURRENTLY IF EXISTS thing_name",
            "",
        ),
        ("ALTER TABLE thing ADD UNIQUE USING INDEX thing_size; INSERT INTO other VALUES (1)", ""),
    ])
}

/// What is in the database, beside the history's own numbers and times.
async fn contents(db: &Db) -> Vec<String> {
    const CATALOG: &str = "
        SELECT format('%s %s %s', c.relkind, c.relname, i.indisvalid) FROM pg_class AS c
            LEFT JOIN pg_index AS i ON i.indexrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('%s.%s %s', attrelid::regclass, attname, atttypid::regtype)
            FROM pg_attribute WHERE attrelid IN ('thing'::regclass, 'other'::regclass) AND attnum > 0
        UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
            WHERE conrelid = 'thing'::regclass
        UNION ALL SELECT format('%s of %s', sum(size), count(*)) FROM thing
        UNION ALL SELECT format('other %s', count(*)) FROM other
        UNION ALL SELECT format('%s %s %s', name, state, step_done) FROM orm_migration
        ORDER BY 1";
    orm::sql::<String>(CATALOG).all(db).await.expect("all tables are there")
}

#[tokio::test]
async fn a_run_is_completed_wherever_the_last_one_was_killed() {
    let project = mixed();
    let t = setup::postgres().await;
    let told = Told::default();
    let migrator = project.migrator(&t.db).observer(told.observer());
    migrator.up(Target::Latest).await.expect("nothing is wrong");
    let expect = contents(&t.db).await;
    assert!(expect.iter().any(|line| line == "5050 of 100"), "{expect:?}");
    let events = told.all().len();
    assert!(events > 25, "each step has its boundaries: {:?}", told.all());
    for event in 1..=events {
        let t = setup::postgres().await;
        let (code, said) = child(&t, &project).kill_at(event).run();
        assert_eq!(code, None, "it was killed at {:?}: {said}", told.all()[event - 1]);
        let (code, said) = child(&t, &project).run();
        assert_eq!(code, Some(0), "after {:?}: {said}", told.all()[event - 1]);
        assert_eq!(contents(&t.db).await, expect, "after {:?}", told.all()[event - 1]);
    }
}

/// Up to three processes after each other, each of which is killed within the time that the first one took:
/// also in the middle of a statement, at which the server goes on. Says how many had not ended by then.
async fn kill_some(t: &TestDb, project: &Project, longest: Duration) -> usize {
    let mut killed = 0;
    for number in 0..3 {
        let mut process = child(t, project).start();
        let part = (RandomState::new().hash_one(number) % 1000) as u32;
        tokio::time::sleep(longest * part / 1000).await;
        process.kill().expect("it is this program's own");
        killed += usize::from(process.wait().expect("it has ended").code().is_none());
    }
    killed
}

#[tokio::test]
async fn a_run_is_completed_whenever_others_were_killed() {
    let project = mixed();
    let t = setup::postgres().await;
    let start = Instant::now();
    assert_eq!(child(&t, &project).run().0, Some(0));
    let (longest, expect) = (start.elapsed(), contents(&t.db).await);
    let mut killed = 0;
    for run in 0..runs() {
        let t = setup::postgres().await;
        killed += kill_some(&t, &project, longest).await;
        let (code, said) = child(&t, &project).run();
        assert_eq!(code, Some(0), "run {run}: {said}");
        assert_eq!(contents(&t.db).await, expect, "run {run}");
    }
    println!("{killed} processes were killed on their way, within {longest:.0?}");
    assert!(killed >= runs() / 2, "{killed}");
}

#[tokio::test]
async fn a_file_is_completed_whenever_others_were_killed() {
    let project = on_a_file();
    let t = setup::sqlite().await;
    let start = Instant::now();
    assert_eq!(child(&t, &project).run().0, Some(0));
    let longest = start.elapsed();
    let mut killed = 0;
    for run in 0..runs() {
        let t = setup::sqlite().await;
        killed += kill_some(&t, &project, longest).await;
        let (code, said) = child(&t, &project).run();
        assert_eq!(code, Some(0), "run {run}: {said}");
        assert_eq!(value::<i64>(&t.db, "SELECT n FROM thing").await, 25, "run {run}");
    }
    println!("{killed} processes were killed on their way, within {longest:.0?}");
    assert!(killed >= runs() / 2, "{killed}");
}

fn on_a_file() -> Project {
    Project::of(&[
        (
            "CREATE TABLE thing (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO thing VALUES (1, 1)",
            "",
        ),
        ("-- alone\nUPDATE thing SET n = n + 1; VACUUM; UPDATE thing SET n = n * 10", ""),
        ("CREATE TABLE other (id INTEGER PRIMARY KEY); UPDATE thing SET n = n + 5", ""),
    ])
}

#[tokio::test]
async fn a_file_is_completed_wherever_the_last_run_was_killed() {
    let project = on_a_file();
    let t = setup::sqlite().await;
    let told = Told::default();
    let migrator = project.migrator(&t.db).observer(told.observer());
    migrator.up(Target::Latest).await.expect("nothing is wrong");
    assert_eq!(value::<i64>(&t.db, "SELECT n FROM thing").await, 25);
    for event in 1..=told.all().len() {
        let t = setup::sqlite().await;
        assert_eq!(child(&t, &project).kill_at(event).run().0, None);
        let (code, said) = child(&t, &project).run();
        assert_eq!(code, Some(0), "after {:?}: {said}", told.all()[event - 1]);
        assert_eq!(value::<i64>(&t.db, "SELECT n FROM thing").await, 25, "{event}");
        let applied = ["m1 up applied", "m2 up applied", "m3 up applied"];
        assert_eq!(history(&t.db, &project).await, applied);
    }
}

/// The server would go on with the statement for a minute, and keep the lock.
#[tokio::test]
async fn a_statement_ends_with_the_process_that_waits_for_it() {
    let t = setup::postgres().await;
    let create = "CREATE TABLE flag (id integer)";
    orm::sql::<()>(create).exec(&t.db).await.expect("a table can be made");
    let slow = "SELECT pg_sleep(60) WHERE NOT EXISTS (SELECT FROM flag)";
    let project = Project::of(&[(slow, "")]);
    let mut process = child(&t, &project).start();
    let runs = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' \
        AND datname = current_database()";
    wait_until(Duration::from_secs(20), "the statement runs", async || {
        value::<i64>(&t.db, runs).await == 1
    })
    .await;
    let pid = process.id().to_string();
    Command::new("kill").args(["-9", &pid]).status().expect("there is a program `kill`");
    process.wait().expect("it has ended");
    let insert = "INSERT INTO flag VALUES (1)";
    orm::sql::<()>(insert).exec(&t.db).await.expect("nobody holds it");
    let start = Instant::now();
    project.migrator(&t.db).up(Target::Latest).await.expect("the lock is free soon");
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!(history(&t.db, &project).await, ["m1 up applied"]);
}
