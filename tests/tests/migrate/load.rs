//! Safe changes of a large table while others read and write it: nobody fails, nobody waits for long.
//!
//! `ORM_TEST_LOAD_ROWS` says how many rows the table has: 200,000 by default, which takes a minute. What the
//! library promises is a million, which takes five to seven on two busy cores:
//!
//! ```text
//! ORM_TEST_LOAD_ROWS=1000000 tests/run -p orm-tests --test migrate load -- --nocapture
//! ```
//!
//! It prints, for each change, how many requests ran beside it, the longest, and the longest lock that was in
//! the way of writes.

mod change;
mod locks;
mod traffic;

use orm::{Db, Dialect, Model, sql, unsafe_text};
use orm_migrate::lint::{Levels, LintInput, lint};
use orm_migrate::schema::{Column, DataType, Index, IndexPart, ObjectName, Schema, Table};
use orm_migrate::{Draft, Migrator, Options, Plan, Source, Target, diff, plan};
use orm_tests::setup;
use rust_decimal::Decimal;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use traffic::Traffic;

/// Whom the sales refer to.
#[derive(Model, Debug, Clone)]
#[model(table = "buyers", unmanaged)]
pub(crate) struct Buyer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
}

/// The large table, as the programs know it that run meanwhile.
#[derive(Model, Debug, Clone)]
#[model(table = "sales", unmanaged)]
pub(crate) struct Sale {
    #[model(primary_key, auto)]
    pub id: i64,
    pub buyer_id: i64,
    pub number: i64,
    pub note: Option<String>,
    pub weight: Decimal,
}

const BUYERS: i64 = 1000;

/// How long a change waits for a lock, and with it whoever comes behind; and what a busy machine may add.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
const BESIDE: Duration = Duration::from_secs(1);

fn rows() -> i64 {
    std::env::var("ORM_TEST_LOAD_ROWS")
        .map_or(200_000, |text| text.parse().expect("it is a number of rows"))
}

/// The two tables, with a column and an index that no program needs any more.
fn before() -> Schema {
    let mut schema = Schema::of_models(Dialect::Postgres, &[Buyer::TABLE, Sale::TABLE]);
    let sales = change::sales(&mut schema);
    let old = Column::new("old", DataType::named("text"));
    sales.columns.push(Column { nullable: true, ..old });
    sales.indexes.push(index("sales_old_idx", "old"));
    schema
}

fn index(name: &str, column: &str) -> Index {
    Index {
        name: name.to_owned(),
        method: None,
        unique: false,
        parts: vec![IndexPart::column(column)],
        include: vec![],
        predicate: None,
    }
}

/// Makes the tables, with their rows.
async fn make(db: &Db, folder: &TempDir, schema: &Schema) {
    let empty = Schema::empty(Dialect::Postgres);
    let all = diff(&empty, schema, &Default::default());
    let plan = plan(&empty, &all.target, &all.ops, &Options::default());
    write_and_run(db, folder, "start", &plan, &all.target).await;
    let fill = [
        format!("INSERT INTO buyers (name) SELECT 'b' || n FROM generate_series(1, {BUYERS}) n"),
        format!(
            "INSERT INTO sales (buyer_id, number, note, weight, old) \
             SELECT 1 + n % {BUYERS}, n, CASE WHEN n % 10 > 0 THEN 'note ' || n END, n % 1000 / 10.0, n \
             FROM generate_series(1, {}) n",
            rows()
        ),
        "ANALYZE".to_owned(),
    ];
    for statement in fill {
        sql::<()>(unsafe_text(statement)).exec(db).await.expect("the rows can be made");
    }
}

async fn write_and_run(db: &Db, folder: &TempDir, name: &str, plan: &Plan, after: &Schema) {
    let load = || Source::folder(folder.path()).load(Dialect::Postgres).expect("it can be read");
    Draft::new(name).plan(plan, after).write(folder.path(), &load()).expect("it can be written");
    let migrator = Migrator::new(db, load()).lock_timeout(LOCK_TIMEOUT).batch(5000);
    let migrator = migrator.throttle(Duration::from_millis(1)).lock_tries(100);
    migrator.up(Target::Latest).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
}

/// The rules that find something in what a plan runs, all of it in view: what a later migration does may be
/// right only because of an earlier one.
fn findings(plan: &Plan, before: &Schema, after: &Schema) -> Vec<&'static str> {
    let steps = plan.migrations.iter().flat_map(|migration| &migration.up);
    let text: String = steps.map(|step| format!("{};\n", step.sql)).collect();
    let input = LintInput {
        transactional: matches!(&plan.migrations[..], [only] if only.transactional),
        before: Some(before),
        after: Some(after),
        ..LintInput::new(Dialect::Postgres, "up.sql", &text)
    };
    lint(&input, &Levels::default()).into_iter().map(|finding| finding.rule).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn safe_changes_of_a_large_table_hold_up_nobody() {
    let t = setup::postgres().await;
    let folder = TempDir::with_prefix("orm-load-").expect("temporary files can be made");
    let mut now = before();
    make(&t.db, &folder, &now).await;
    let traffic = Traffic::start(&t.db, rows());
    for change in change::all() {
        let wanted = change.of(&now);
        let work = diff(&now, &wanted, &change.answers);
        assert_eq!(work.questions, [], "{}", change.name);
        let planned = plan(&now, &work.target, &work.ops, &Options::default());
        let naive = plan(&now, &work.target, &work.ops, &Options::default().plain());
        let of_naive = findings(&naive, &now, &work.target);
        assert!(of_naive.contains(&change.rule), "{}: {of_naive:?}", change.name);
        let of_safe = findings(&planned, &now, &work.target);
        let is_said = of_safe.contains(&change.rule);
        assert_eq!(is_said, change.is_always_said, "{}: {of_safe:?}", change.name);
        traffic.during(change.name);
        let start = Instant::now();
        write_and_run(&t.db, &folder, change.name, &planned, &work.target).await;
        println!("{} took {:.1?}", change.name, start.elapsed());
        now = work.target;
    }
    traffic.during("nothing");
    let found = Schema::of_database(&t.db).await.expect("it can be read");
    let wanted = orm_migrate::canonical(&t.db, &now).await.expect("it can be made");
    assert_eq!(orm_migrate::differences(&wanted, &found), [""; 0]);
    // A lock that is held shows in the figures.
    traffic.during("a lock");
    let tx = t.db.begin().await.expect("a transaction begins");
    sql::<()>("LOCK TABLE sales").exec(&tx).await.expect("it comes free");
    tokio::time::sleep(BESIDE).await;
    tx.commit().await.expect("nothing is wrong");
    let seen = traffic.end().await;
    for line in &seen {
        println!("{line}");
    }
    let (lock, others): (Vec<_>, Vec<_>) = seen.iter().partition(|seen| seen.during == "a lock");
    assert!(lock[0].longest >= BESIDE / 2 && lock[0].held.time >= BESIDE / 2, "{}", lock[0]);
    assert_eq!(others.len(), change::all().len() + 1, "each change had requests beside it");
    for seen in others {
        assert_eq!(seen.failed, [""; 0], "{seen}");
        // What began beside one change may end beside the next.
        let is_retyped = ["type", "volatile default"].contains(&seen.during);
        assert!(seen.again == 0 || is_retyped, "{seen}");
        assert!(seen.longest <= LOCK_TIMEOUT + BESIDE, "{seen}");
        assert!(seen.held.time <= LOCK_TIMEOUT, "{seen}");
    }
}
