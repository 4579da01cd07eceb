//! Partitions through their lives: made with their table, ahead of time, under traffic, and ended.

mod cli;
mod expiry;
mod index;
mod models;
mod security;
mod traffic;

use chrono::{DateTime, Datelike, Months, Utc};
use models::{Event, Stay, event, units};
use orm::{Db, sql, unsafe_text};
use orm_migrate::partitions::{Concern, Maintained, Maintenance, What, due};
use orm_migrate::schema::{ObjectName, Schema};
use orm_migrate::{
    Answers, Draft, Migrator, Options, Refusal, Source, Target, create_tables, diff, plan,
};
use orm_tests::setup;
use std::sync::atomic::{AtomicI64, Ordering};

/// The first moment of a month that far from this one.
fn month(from_now: i32) -> DateTime<Utc> {
    let today = Utc::now().date_naive().with_day(1).expect("each month has one");
    let months = Months::new(from_now.unsigned_abs());
    let day = if from_now < 0 { today - months } else { today + months };
    day.and_hms_opt(0, 0, 0).expect("it is a time").and_utc()
}

fn maintenance(db: &Db, at: DateTime<Utc>) -> Maintenance {
    let short = std::time::Duration::from_millis(100);
    let set = |m: Migrator| m.lock_timeout(3 * short).lock_tries(20).backoff(short / 10, short);
    Maintenance::of(db).tables(&[Event::TABLE, Stay::TABLE]).at(at).migrator(set)
}

/// What was done, as words: `created events_p2026_11`.
fn words(done: &Maintained) -> Vec<String> {
    let word = |what| match what {
        What::Create => "created",
        What::Detach => "detached",
        What::Finish => "finished",
        What::Drop => "dropped",
        What::Secure => "secured",
        _ => "something else",
    };
    done.done.iter().map(|act| format!("{} {}", word(act.what), act.partition.name)).collect()
}

async fn run(db: &Db, text: String) {
    sql::<()>(unsafe_text(text)).exec(db).await.expect("nothing is wrong with it");
}

/// The names of the tables that are there, and of partitions that are.
async fn tables(db: &Db) -> Vec<String> {
    let all = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
               AND relkind = 'r' AND relname NOT LIKE 'orm%' ORDER BY relname COLLATE \"C\"";
    sql::<String>(all).all(db).await.expect("the catalog can be read")
}

fn named(table: &str, months: &[i32]) -> Vec<String> {
    months.iter().map(|at| format!("{table}_p{}", month(*at).format("%Y_%m"))).collect()
}

/// Another one each time.
fn number() -> i64 {
    static LAST: AtomicI64 = AtomicI64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

async fn write(db: &Db, at: DateTime<Utc>) -> Result<Event, orm::Error> {
    Event::create(db, event::New { id: number(), at, name: "hello".into() }).await
}

#[tokio::test]
async fn a_new_table_takes_rows_at_once_and_what_it_begins_with_is_what_maintenance_would_make() {
    let t = setup::postgres().await;
    let db = &t.db;
    for table in units() {
        create_tables(db, &[table]).await.expect("it can be made");
        let before = Utc::now();
        let maintenance = Maintenance::of(db).tables(&[table]).at(before);
        let standing = maintenance.standing().await.expect("the catalog can be read");
        let [standing] = &standing[..] else { panic!("{}: {standing:?}", table.name) };
        let wanted = due(table.name, &table.partitioning.unwrap(), &[], &[], before);
        let wanted: Vec<_> = wanted.create.iter().map(|new| new.name.clone()).collect();
        let there: Vec<_> = standing.parts.iter().map(|part| part.name.name.clone()).collect();
        let is_same = there == wanted && standing.due.is_empty() && standing.concerns.is_empty();
        // Between the two, an hour may have ended.
        assert!(is_same || standing.due.len() == 1, "{}: {there:?}, {standing:?}", table.name);
        assert_eq!(there.len(), 1 + table.partitioning.unwrap().ahead as usize);
    }
}

#[tokio::test]
async fn migrations_make_the_first_partitions_in_their_transaction() {
    let t = setup::postgres().await;
    let db = &t.db;
    let models = Schema::of_models(db.dialect(), &[Event::TABLE, Stay::TABLE]);
    let folder = tempfile::tempdir().expect("a folder");
    let none = Source::empty().load(db.dialect()).expect("there is none");
    let empty = Schema::empty(db.dialect());
    let found = diff(&empty, &models, &Answers::new());
    let plan = plan(&empty, &found.target, &found.ops, &Options::default());
    Draft::new("init").plan(&plan, &found.target).write(folder.path(), &none).expect("written");
    let migrations = Source::folder(folder.path()).load(db.dialect()).expect("it can be read");
    Migrator::new(db, migrations.clone()).up(Target::Latest).await.expect("it can be applied");

    for at in [month(0), Utc::now(), month(1), month(3)] {
        write(db, at - chrono::TimeDelta::milliseconds(i64::from(at == month(3)))).await.unwrap();
    }
    assert!(write(db, month(3)).await.is_err(), "there are two ahead");
    // Partitions are no difference, and what is known of them is in the snapshot.
    let snapshot = migrations.snapshot().unwrap().unwrap();
    assert!(diff(&snapshot, &models, &Answers::new()).ops.is_empty());
    let found = Schema::of_database(db).await.unwrap();
    let expected = orm_migrate::canonical(db, &snapshot).await.unwrap();
    assert_eq!(orm_migrate::differences(&expected, &found), [""; 0]);
    Migrator::new(db, migrations).lose_data(true).down(Target::Latest).await.expect("back again");
    assert_eq!(tables(db).await, [""; 0]);
}

#[tokio::test]
async fn a_month_passes() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE]).await.unwrap();
    assert_eq!(words(&maintenance(db, month(0)).run().await.unwrap()), [""; 0]);
    let done = maintenance(db, month(1)).run().await.unwrap();
    assert_eq!(words(&done), [format!("created {}", named("events", &[3])[0])]);
    assert_eq!(done.done[0].table.name, "events");
    write(db, month(3)).await.expect("the partition holds it");
    assert_eq!(words(&maintenance(db, month(1)).run().await.unwrap()), [""; 0]);
    // A partition has its table's indexes and checks.
    let same = "SELECT count(DISTINCT (SELECT count(*) FROM pg_index i WHERE i.indrelid = h.inhrelid)) \
                FROM pg_inherits h WHERE h.inhparent = 'events'::regclass";
    assert_eq!(sql::<i64>(same).one(db).await.unwrap(), 1);
    let nameless = event::New { id: number(), at: month(3), name: String::new() };
    assert!(Event::create(db, nameless).await.unwrap_err().is_check_violation());
}

#[tokio::test]
async fn what_is_there_is_completed_and_what_is_wrong_is_said() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE]).await.unwrap();
    let [second, third] = [&named("events", &[1])[0], &named("events", &[2])[0]];
    run(db, format!("DROP TABLE {second}, {third}")).await;
    let (from, to) = (month(1) + chrono::TimeDelta::days(9), month(2));
    let by_hand = format!(
        "CREATE TABLE by_hand PARTITION OF events FOR VALUES FROM ('{}') TO ('{}')",
        from.to_rfc3339(),
        to.to_rfc3339()
    );
    run(db, by_hand).await;
    run(db, format!("CREATE TABLE {third} (id integer)")).await;
    let standing = maintenance(db, Utc::now()).standing().await.unwrap();
    let concerns = &standing[0].concerns;
    assert!(
        matches!(&concerns[..], [Concern::ShortAhead(Some(_)), Concern::Blocked(new)] if new.name == *third),
        "{concerns:?}"
    );
    let done = maintenance(db, Utc::now()).run().await.unwrap();
    assert_eq!(words(&done), [format!("created {second}_01_000000")]);
    write(db, month(1)).await.expect("in the new one");
    write(db, from).await.expect("in the one by hand");

    run(db, "CREATE TABLE rest PARTITION OF events DEFAULT".to_owned()).await;
    write(db, month(30)).await.expect("in the rest");
    let standing = maintenance(db, Utc::now()).standing().await.unwrap();
    let is_rest =
        |concern: &Concern| matches!(concern, Concern::InDefault(name) if name.name == "rest");
    assert!(standing[0].concerns.iter().any(is_rest), "{standing:?}");
}

#[tokio::test]
async fn processes_at_the_same_time_do_it_once() {
    let t = setup::postgres().await;
    let db = &t.db;
    create_tables(db, &[Event::TABLE]).await.unwrap();
    let maintenance = maintenance(db, month(2));
    let all = tokio::join!(maintenance.run(), maintenance.run(), maintenance.run());
    let all = [all.0.unwrap(), all.1.unwrap(), all.2.unwrap()];
    assert_eq!(all.iter().map(|one| one.done.len()).sum::<usize>(), 2, "{all:?}");
}

#[tokio::test]
async fn a_tenant_has_partitions_of_its_own() {
    let t = setup::postgres().await;
    let db = &t.db;
    for schema in ["t1", "t2"] {
        for statement in orm_migrate::create_tenant_sql(schema, &[models::Visit::TABLE]) {
            run(db, statement).await;
        }
    }
    let of = |schema: &str, at| {
        Maintenance::of(db).tables(&[models::Visit::TABLE]).tenant_schema(schema).at(at)
    };
    assert!(of("t1", Utc::now()).standing().await.unwrap()[0].due.is_empty());
    let done = of("t1", month(2)).run().await.unwrap();
    assert!(done.done.iter().all(|act| act.partition.schema.as_deref() == Some("t1")), "{done:?}");
    assert_eq!(done.done.len(), 2);
    assert_eq!(of("t2", month(2)).standing().await.unwrap()[0].due.len(), 2);
    // In no tenant's schema there is none.
    let whole = Maintenance::of(db).tables(&[models::Visit::TABLE]);
    assert!(whole.standing().await.unwrap().is_empty());
}

#[tokio::test]
async fn sqlite_has_none() {
    let t = setup::sqlite().await;
    create_tables(&t.db, &[Event::TABLE]).await.unwrap();
    let maintenance = Maintenance::of(&t.db).tables(&[Event::TABLE]);
    assert!(maintenance.run().await.unwrap().done.is_empty());
    assert!(maintenance.standing().await.unwrap().is_empty());
    write(&t.db, month(-50)).await.expect("it is one table");
}

#[tokio::test]
async fn a_table_does_not_turn_into_partitions() {
    let dialect = orm::Dialect::Postgres;
    let parted = Schema::of_models(dialect, &[Event::TABLE]);
    let mut plain = parted.clone();
    plain.tables[0].partitioning = None;
    for (from, to) in [(&parted, &plain), (&plain, &parted)] {
        let found = diff(from, to, &Answers::new());
        let by = |schema: &Schema| schema.tables[0].partitioning.as_ref().map(|of| of.by.clone());
        let (from, to) = (by(from), by(to));
        assert_eq!(found.refusals, [Refusal { table: ObjectName::plain("events"), from, to }]);
        assert!(found.refusals[0].to_string().contains("INSERT INTO"));
    }
    // Another name of the column is no other way to part.
    let text = serde_json::to_string(&parted).expect("it is data");
    let text = text.replace("\"at\"", "\"happened_at\"");
    let text = text.replace("\\\"at\\\"", "\\\"happened_at\\\"");
    let renamed: Schema = serde_json::from_str(&text).expect("it is still data");
    let column =
        orm_migrate::Subject::Column(ObjectName::plain("events"), "happened_at".to_owned());
    let answers = Answers::new().with(column, orm_migrate::Answer::RenamedFrom("at".to_owned()));
    assert_eq!(diff(&parted, &renamed, &answers).refusals, []);

    let t = setup::postgres().await;
    run(&t.db, "CREATE TABLE events (id bigint, at timestamptz, name text)".to_owned()).await;
    let error = maintenance(&t.db, Utc::now()).run().await.expect_err("it is one table");
    assert!(error.is_refused() && error.to_string().contains("not in partitions"), "{error}");
}
