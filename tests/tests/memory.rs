//! A stream of a million rows needs no more memory than one of a thousand.

use orm::{Db, Dialect, Model};
use orm_tests::{TestDb, setup};
use peak_alloc::PeakAlloc;
use std::time::Duration;
use tokio::sync::Mutex;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The whole process is measured: one test at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

const ROWS: i64 = 1_000_000;

/// What a stream may take: a few batches of rows, the buffers of the connection, and no more.
const BOUND: usize = 4 << 20;

/// A row that is made when it is read.
#[derive(Model, Debug)]
#[model(table = "numbers", view)]
struct Number {
    id: i64,
    name: String,
}

async fn with_view(t: &TestDb) {
    let view = match t.db.dialect() {
        Dialect::Postgres => {
            "CREATE VIEW numbers AS SELECT id, 'number ' || id AS name \
             FROM generate_series(1::bigint, 1000000) AS id"
        }
        Dialect::Sqlite => {
            "CREATE VIEW numbers AS WITH RECURSIVE n(id) AS \
             (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < 1000000) \
             SELECT id, 'number ' || id AS name FROM n"
        }
    };
    orm::sql::<()>(view).exec(&t.db).await.unwrap();
}

/// By how much the process grew at most, in bytes.
async fn growth<T>(work: impl AsyncFnOnce() -> T) -> usize {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    work().await;
    MEMORY.peak_usage().saturating_sub(before)
}

/// Reads a stream to its end, with a pause now and then, in which the database could run ahead.
async fn read(db: &Db) {
    let mut rows = Number::query().stream(db);
    let (mut count, mut sum, mut length) = (0_i64, 0_i64, 0);
    while let Some(row) = rows.next().await.unwrap() {
        (count, sum, length) = (count + 1, sum + row.id, length + row.name.len());
        if count % 200_000 == 1 {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
    }
    assert_eq!((count, sum), (ROWS, ROWS * (ROWS + 1) / 2));
    assert!(length > 12_000_000, "every row had its text");
}

async fn is_flat(t: &TestDb) {
    with_view(t).await;
    // The connection, and its buffers.
    assert!(Number::query().limit(1000).all(&t.db).await.unwrap().len() == 1000);
    let streamed = growth(async || read(&t.db).await).await;
    let in_a_transaction = growth(async || {
        let tx = t.db.begin().await.unwrap();
        let mut rows = Number::query().stream(&tx);
        let mut count = 0;
        while count < ROWS / 4 && rows.next().await.unwrap().is_some() {
            count += 1;
        }
        drop(rows);
        tx.commit().await.unwrap();
    })
    .await;
    let whole = growth(async || {
        let rows = Number::query().limit(ROWS as u64 / 4).all(&t.db).await.unwrap();
        assert_eq!(rows.len() as i64, ROWS / 4);
    })
    .await;
    println!("a stream: {streamed}, a transaction's: {in_a_transaction}, a quarter: {whole} bytes");
    assert!(streamed < BOUND, "a stream of a million rows took {streamed} bytes");
    assert!(in_a_transaction < BOUND, "a transaction's stream took {in_a_transaction} bytes");
    assert!(whole > 2 * BOUND, "the measure sees rows that are kept: {whole} bytes");
}

#[tokio::test]
async fn sqlite() {
    let _alone = ALONE.lock().await;
    is_flat(&setup::sqlite().await).await;
}

#[tokio::test]
async fn postgres() {
    let _alone = ALONE.lock().await;
    is_flat(&setup::postgres().await).await;
}
