//! One process at a time: two that start together, poolers, and who holds whom up.

use super::{Project, Told, child, history, runs, value};
use orm::Db;
use orm_migrate::Target;
use orm_tests::setup::{self, PgBouncer, Program, wait_until};
use std::time::Duration;

const TABLE: (&str, &str) = (
    "CREATE TABLE thing (id integer PRIMARY KEY, name text); INSERT INTO thing VALUES (1, 'a')",
    "DROP TABLE thing",
);

#[tokio::test]
async fn two_processes_apply_each_migration_once() {
    let project = Project::of(&[
        TABLE,
        ("-- alone\nCREATE INDEX CONCURRENTLY thing_name ON thing (name); VACUUM thing", ""),
        ("ALTER TABLE thing ADD COLUMN extra text; UPDATE thing SET extra = name || '!'", ""),
    ]);
    for run in 0..runs() {
        let t = setup::postgres().await;
        let both = [child(&t, &project).start(), child(&t, &project).start()];
        for one in both {
            let output = one.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "run {run}: {said}");
        }
        let applied = ["m1 up applied", "m2 up applied", "m3 up applied"];
        assert_eq!(history(&t.db, &project).await, applied, "run {run}");
        let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'thing_name'::regclass";
        assert!(value::<bool>(&t.db, valid).await);
        let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        assert_eq!(value::<i64>(&t.db, deadlocks).await, 0, "run {run}");
        assert_eq!(value::<String>(&t.db, "SELECT extra FROM thing").await, "a!");
    }
}

#[tokio::test]
async fn two_processes_apply_each_migration_once_to_a_file() {
    let change = "ALTER TABLE thing ADD COLUMN extra text; UPDATE thing SET extra = name || '!'";
    let project = Project::of(&[TABLE, ("-- alone\nVACUUM", ""), (change, "")]);
    for run in 0..runs() {
        let t = setup::sqlite().await;
        let both = [child(&t, &project).start(), child(&t, &project).start()];
        for one in both {
            let output = one.wait_with_output().expect("it ends");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "run {run}: {said}");
        }
        let applied = ["m1 up applied", "m2 up applied", "m3 up applied"];
        assert_eq!(history(&t.db, &project).await, applied, "run {run}");
    }
}

#[tokio::test]
async fn a_pooler_in_transaction_mode_is_refused() {
    let project = Project::of(&[TABLE]);
    for (sessions, settings) in [
        (1, "max_prepared_statements = 100"),
        (2, "max_prepared_statements = 100"),
        (5, "max_prepared_statements = 100\nserver_round_robin = 1"),
        (5, "max_prepared_statements = 0"),
    ] {
        let t = setup::postgres().await;
        let bouncer = PgBouncer::start(Program::New, sessions, settings).await;
        let db = Db::builder(bouncer.url(&t.url)).connect().await.expect("PgBouncer takes it");
        // Sessions that are free already, of which each statement may get any.
        let busy = (0..sessions).map(|_| async {
            let _ = orm::sql::<String>("SELECT pg_sleep(0.1)::text").all(&db).await;
        });
        futures_util::future::join_all(busy).await;
        let error = project.migrator(&db).up(Target::Latest).await.expect_err("it is refused");
        assert!(error.is_pooler() && error.exit_code() == 6, "{settings}: {error:?}");
        assert!(error.to_string().contains("not through a pooler"), "{error}");
        assert!(history(&t.db, &project).await.is_empty());
        let tables = "SELECT count(*) FROM pg_class WHERE relname IN ('thing', 'orm_migration')";
        assert_eq!(value::<i64>(&t.db, tables).await, 0);
    }
}

#[tokio::test]
async fn whoever_waits_is_told_for_whom_and_gives_up_in_time() {
    let t = setup::postgres().await;
    let project = Project::of(&[("SELECT pg_sleep(3)", "")]);
    let slow = project.migrator(&t.db).program("shop 1.2");
    let slow = tokio::spawn(async move { slow.up(Target::Latest).await });
    let runs = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(3)'";
    wait_until(Duration::from_secs(10), "the migration runs", async || {
        value::<i64>(&t.db, runs).await == 1
    })
    .await;
    let told = Told::default();
    let hasty = project.migrator(&t.db).lock_wait(Duration::from_millis(400));
    let error = hasty.observer(told.observer()).up(Target::Latest).await.expect_err("it is held");
    assert!(error.is_already_running() && error.exit_code() == 4, "{error:?}");
    let said = error.to_string();
    assert!(said.contains("orm-migrate of") && said.contains("shop 1.2"), "{said}");
    assert!(told.has("waiting: orm-migrate of"), "{:?}", told.all());
    slow.await.expect("it does not panic").expect("it goes on undisturbed");
    // Now there is nothing left.
    let report = project.migrator(&t.db).up(Target::Latest).await.expect("nobody migrates");
    assert!(report.done.is_empty());
}

#[tokio::test]
async fn a_session_that_lost_its_lock_goes_no_further() {
    let t = setup::postgres().await;
    let unlock = "-- alone\nSELECT 1; SELECT pg_advisory_unlock_all(); SELECT 2";
    let project = Project::of(&[(unlock, "")]);
    let error = project.migrator(&t.db).up(Target::Latest).await.expect_err("the lock is gone");
    assert!(error.to_string().contains("lost the lock"), "{error}");
}
