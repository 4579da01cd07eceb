//! Partitions that were kept long enough.

use super::models::{Event, Stay};
use super::{maintenance, month, named, run, tables, words, write};
use orm::{Db, sql};
use orm_migrate::{Event as Step, create_tables};
use orm_tests::setup;

/// A table with partitions from the past on.
async fn old(db: &Db, table: &str, months: &[i32]) {
    for (at, name) in months.iter().zip(named(table, months)) {
        let (from, to) = (month(*at).format("%F"), month(at + 1).format("%F"));
        run(
            db,
            format!("CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ('{from} 00:00:00+00') TO ('{to} 00:00:00+00')"),
        )
        .await;
    }
}

async fn pending(db: &Db) -> i64 {
    let pending = "SELECT count(*) FROM pg_inherits WHERE inhdetachpending";
    sql::<i64>(pending).one(db).await.unwrap()
}

#[tokio::test]
async fn only_what_is_due_is_dropped_or_detached() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE, Stay::TABLE]).await.unwrap();
    for table in ["events", "stays"] {
        old(db, table, &[-5, -4, -3, -2, -1]).await;
    }
    for at in [-5, -3] {
        write(db, month(at)).await.unwrap();
    }
    run(db, "CREATE TABLE events_p1999 (id integer)".to_owned()).await;
    // What ended two months ago on the first day of a month is that of three months ago.
    let held = maintenance(db, month(0)).drop_expired(false).run().await.unwrap();
    let old_events = named("events", &[-5, -4, -3]);
    let left: Vec<_> = held.left.iter().map(|act| act.partition.name.clone()).collect();
    assert_eq!(left, old_events);
    let stays = named("stays", &[-5, -4, -3]).into_iter().map(|name| format!("detached {name}"));
    assert_eq!(words(&held), stays.collect::<Vec<_>>());
    assert_eq!(Event::query().count(db).await.unwrap(), 2);

    let done = maintenance(db, month(0)).run().await.unwrap();
    let both = |name: &String| [format!("detached {name}"), format!("dropped {name}")];
    assert_eq!(words(&done), old_events.iter().flat_map(both).collect::<Vec<_>>());
    assert_eq!(Event::query().count(db).await.unwrap(), 0);
    let kept = named("events", &[-2, -1, 0, 1, 2]);
    let stays = named("stays", &[-5, -4, -3, -2, -1, 0, 1]);
    let all = [&["events_p1999".to_owned()], &kept[..], &stays].concat();
    assert_eq!(tables(db).await, all, "what was detached is a table of its own");
    assert!(maintenance(db, month(0)).run().await.unwrap().done.is_empty());
}

#[tokio::test]
async fn a_process_that_ends_between_detaching_and_dropping_is_followed_by_one_that_drops() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE]).await.unwrap();
    old(db, "events", &[-4, -1]).await;
    let [expired] = &named("events", &[-4])[..] else { panic!("it is one") };
    let dying = maintenance(db, month(0)).migrator(|m| {
        m.observer(|step: &Step<'_>| match step {
            Step::Statement { sql, .. } if sql.starts_with("DROP") => {
                panic!("the process is killed")
            }
            _ => {}
        })
    });
    tokio::spawn(async move { dying.run().await }).await.expect_err("it was killed");
    let attached = "SELECT count(*) FROM pg_inherits WHERE inhrelid = to_regclass($1)";
    assert_eq!(sql::<i64>(attached).bind(expired.as_str()).one(db).await.unwrap(), 0);
    assert!(tables(db).await.contains(expired));
    // A table that only looks like it stays, and so does this one for a model that keeps what it had.
    run(db, "CREATE TABLE events_p1999_01 (id integer)".to_owned()).await;
    let held = maintenance(db, month(0)).drop_expired(false).run().await.unwrap();
    assert_eq!(held.left.len(), 1);
    let done = maintenance(db, month(0)).run().await.unwrap();
    assert_eq!(words(&done), [format!("dropped {expired}")]);
    assert!(!tables(db).await.contains(expired));
    assert!(tables(db).await.contains(&"events_p1999_01".to_owned()));
}

#[tokio::test]
async fn a_detaching_that_waits_for_a_reader_is_completed_later() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE]).await.unwrap();
    old(db, "events", &[-4, -1]).await;
    write(db, month(-4)).await.unwrap();
    let reader = db.begin().await.unwrap();
    assert_eq!(Event::query().count(&reader).await.unwrap(), 1);
    let short = maintenance(db, month(0)).migrator(|m| m.lock_tries(2));
    let error = short.run().await.expect_err("the reader does not end");
    assert!(error.is_lock_busy(), "{error:?}");
    assert_eq!(pending(db).await, 1);
    // Nobody who comes after it sees the rows, and everybody reads and writes.
    assert_eq!(Event::query().count(db).await.unwrap(), 0);
    write(db, month(0)).await.unwrap();
    reader.rollback().await.unwrap();
    let [expired] = &named("events", &[-4])[..] else { panic!("it is one") };
    let done = maintenance(db, month(0)).run().await.unwrap();
    assert_eq!(words(&done), [format!("finished {expired}"), format!("dropped {expired}")]);
    assert_eq!(pending(db).await, 0);
}

#[tokio::test]
async fn a_partition_for_the_rest_is_no_obstacle() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE]).await.unwrap();
    old(db, "events", &[-4, -1]).await;
    run(db, "CREATE TABLE rest PARTITION OF events DEFAULT".to_owned()).await;
    let done = maintenance(db, month(1)).run().await.unwrap();
    assert_eq!(done.done.len(), 3, "{done:?}");
    assert!(tables(db).await.contains(&"rest".to_owned()));
}
