//! A stream of a million rows needs no more memory than one of a thousand, and a load holds its rows
//! once.

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

/// Statements between the rows, which the server answers behind them.
#[tokio::test]
async fn postgres_beside_other_statements() {
    const ROWS: i64 = 300_000;
    let _alone = ALONE.lock().await;
    let t = setup::postgres().await;
    with_view(&t).await;
    assert!(Number::query().limit(1000).all(&t.db).await.unwrap().len() == 1000);
    let read = async || {
        let tx = t.db.begin().await.unwrap();
        let mut rows = Number::query().limit(ROWS as u64).stream(&tx);
        let mut count = 0;
        while let Some(row) = rows.next().await.unwrap() {
            count += 1;
            assert_eq!(row.id, count);
            if count % 1000 == 0 {
                let answer = orm::sql::<i64>("SELECT $1").bind(count).one(&tx).await.unwrap();
                assert_eq!(answer, count);
            }
        }
        assert_eq!(count, ROWS);
        drop(rows);
        tx.commit().await.unwrap();
    };
    let grown = growth(read).await;
    println!("a stream beside other statements: {grown} bytes");
    assert!(grown < BOUND, "a stream beside other statements took {grown} bytes");
}

/// A row of a table that is filled.
#[derive(Model, Debug)]
struct Measure {
    #[model(primary_key)]
    id: i64,
    name: String,
}

async fn copies_are_flat(t: &TestDb) {
    orm_migrate::create_tables(&t.db, &[Measure::TABLE]).await.unwrap();
    // SQLite inserts them one by one, which takes its time here, where nothing is optimized.
    let rows = if t.db.dialect() == Dialect::Postgres { ROWS } else { ROWS / 10 };
    let new = |id| measure::New { id, name: format!("measure {id}") };
    Measure::copy_in((-1000..0).map(new)).exec(&t.db).await.unwrap();
    let copied_in = growth(async || {
        let copied = Measure::copy_in((0..rows).map(new)).exec(&t.db).await.unwrap();
        assert_eq!(copied.rows, rows as u64);
        println!("{:.0} rows a second in", copied.rows_per_second());
    })
    .await;
    let copied_out = growth(async || {
        let mut copy = Measure::query().copy_out(&t.db);
        let mut count = 0;
        while copy.next().await.unwrap().is_some() {
            count += 1;
            if count % 200_000 == 1 {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
        assert_eq!(count, rows + 1000);
    })
    .await;
    println!("a copy in: {copied_in}, a copy out: {copied_out} bytes");
    assert!(copied_in < BOUND, "a copy of {rows} rows took {copied_in} bytes");
    assert!(copied_out < BOUND, "a copy of {rows} rows out took {copied_out} bytes");
}

#[tokio::test]
async fn sqlite_copies() {
    let _alone = ALONE.lock().await;
    copies_are_flat(&setup::sqlite().await).await;
}

#[tokio::test]
async fn postgres_copies() {
    let _alone = ALONE.lock().await;
    copies_are_flat(&setup::postgres().await).await;
}

/// A parent of ten.
#[derive(Model, Debug)]
#[model(table = "shelves", has_many(books: Book.shelf_id))]
struct Shelf {
    #[model(primary_key, auto)]
    id: i64,
    name: String,
}

#[derive(Model, Debug)]
struct Book {
    #[model(primary_key, auto)]
    id: i64,
    #[model(references = Shelf, index)]
    shelf_id: i64,
    title: String,
}

const SHELVES: usize = 10_000;
const BOOKS: usize = 100_000;

/// How much more than its result a load may take on the way: the keys, the places of the rows, a few
/// buffers. A second copy of the rows would be as much again as the result.
const MORE: f64 = 0.25;

async fn with_shelves(t: &TestDb) {
    orm_migrate::create_tables(&t.db, &[Shelf::TABLE, Book::TABLE]).await.unwrap();
    let numbers = match t.db.dialect() {
        Dialect::Postgres => "SELECT i FROM generate_series(1, 100000) AS i",
        Dialect::Sqlite => {
            "SELECT i FROM (WITH RECURSIVE n(i) AS \
             (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n)"
        }
    };
    let shelves = format!(
        "INSERT INTO shelves (name) SELECT 'shelf ' || i FROM ({numbers}) AS n WHERE i <= 10000"
    );
    // The shelves of neighbouring books are far apart, as they are where rows come over years.
    let books = format!(
        "INSERT INTO books (shelf_id, title) SELECT 1 + i % 10000, \
         'a title of some length, which is no other than that of the book with the number ' || i \
         FROM ({numbers}) AS n"
    );
    for text in [shelves, books] {
        orm::sql::<()>(orm::unsafe_text(text)).exec(&t.db).await.unwrap();
    }
}

async fn holds_its_rows_once(t: &TestDb) {
    with_shelves(t).await;
    let query = || Shelf::query().prefetch_related(|s| s.books());
    // The connection, and its buffers.
    assert_eq!(query().limit(10).all(&t.db).await.unwrap().len(), 10);
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let shelves = query().all(&t.db).await.unwrap();
    let peak = MEMORY.peak_usage() - before;
    let result = MEMORY.current_usage() - before;
    let texts: usize =
        shelves.iter().flat_map(|shelf| shelf.books()).map(|book| book.title.len()).sum();
    assert!(
        shelves.iter().all(|shelf| shelf.name.starts_with("shelf") && shelf.books().len() == 10)
    );
    assert!(result > texts + BOOKS * size_of::<Book>() + SHELVES * size_of::<Shelf>());
    let more = (peak - result) as f64 / result as f64;
    println!("{result} bytes of rows, at most {peak} on the way: {:.0} % more", more * 100.0);
    assert!(more < MORE, "{result} bytes of rows took {peak} bytes on the way");

    // The measure sees a copy.
    MEMORY.reset_peak_usage();
    let titles: Vec<_> = shelves
        .iter()
        .map(|shelf| shelf.books().iter().map(|book| book.title.clone()).collect::<Vec<_>>())
        .collect();
    let copied = MEMORY.peak_usage() - before - result;
    assert_eq!(titles.len(), SHELVES);
    assert!(copied as f64 > MORE * result as f64, "{copied} bytes of a copy of the titles alone");
}

#[tokio::test]
async fn sqlite_loads() {
    let _alone = ALONE.lock().await;
    holds_its_rows_once(&setup::sqlite().await).await;
}

#[tokio::test]
async fn postgres_loads() {
    let _alone = ALONE.lock().await;
    holds_its_rows_once(&setup::postgres().await).await;
}
