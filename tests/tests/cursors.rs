//! Streams inside a transaction on PostgreSQL: a cursor each, beside whatever else the transaction does.

use orm::{Db, Executor, Isolation, Model, TxOptions};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, Proxy, TestDb, Way, told};
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// A row that is made when it is read.
#[derive(Model, Debug)]
#[model(table = "numbers", view)]
struct Number {
    id: i64,
    name: String,
}

const ROWS: i64 = 2000;

async fn numbers() -> TestDb {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let view = "CREATE VIEW numbers AS SELECT id, 'number ' || id AS name \
                FROM generate_series(1::bigint, 2000) AS id";
    orm::sql::<()>(view).exec(&t.db).await.unwrap();
    t
}

fn new(name: impl Into<String>) -> tag::New {
    tag::New { name: name.into() }
}

/// The cursors of the transaction's session.
async fn cursors(tx: &impl Executor) -> Vec<String> {
    let names = "SELECT name FROM pg_cursors WHERE name <> '' ORDER BY name";
    orm::sql::<String>(names).all(tx).await.unwrap()
}

async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, work).await.expect("it comes to an end in time")
}

#[tokio::test]
async fn a_cursor_lasts_as_long_as_its_stream() {
    let t = numbers().await;
    for statement_cache in [256, 0] {
        let builder = Db::builder(&t.url).max_connections(1).statement_cache(statement_cache);
        let db = builder.connect().await.unwrap();
        let tx = db.begin().await.unwrap();
        let mut rows = Number::query().filter(|n| n.id.gt(0)).stream(&tx);
        assert_eq!(cursors(&tx).await, [""; 0], "nothing was sent yet");
        assert_eq!(rows.next().await.unwrap().unwrap().id, 1);
        assert_eq!(cursors(&tx).await, ["orm_c1"]);
        drop(rows);
        assert_eq!(cursors(&tx).await, [""; 0]);

        let mut rows = Number::query().stream(&tx);
        let mut count = 0;
        while let Some(row) = within(rows.next()).await.unwrap() {
            count += 1;
            assert_eq!((row.id, row.name), (count, format!("number {count}")));
        }
        assert_eq!(count, ROWS);
        assert_eq!(cursors(&tx).await, [""; 0], "before the stream is dropped");
        assert!(rows.next().await.unwrap().is_none(), "nothing follows the end");
        drop(rows);
        Tag::create(&tx, new(format!("with {statement_cache}"))).await.unwrap();
        tx.commit().await.unwrap();

        let tx = db.begin_read(TxOptions::new()).await.unwrap();
        let mut rows = Number::query().stream(&tx);
        assert!(rows.next().await.unwrap().is_some());
        assert_eq!(cursors(&tx).await, ["orm_c1"], "names begin again");
        drop(rows);
        tx.commit().await.unwrap();
    }
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 2);
}

#[tokio::test]
async fn streams_take_turns() {
    let t = numbers().await;
    let tx = t.db.begin().await.unwrap();
    let mut up = Number::query().order_by(|n| n.id.asc()).stream(&tx);
    let mut down = Number::query().order_by(|n| n.id.desc()).stream(&tx);
    let mut count = 0;
    while let Some(row) = within(up.next()).await.unwrap() {
        count += 1;
        let other = within(down.next()).await.unwrap().unwrap();
        assert_eq!((row.id, other.id), (count, ROWS + 1 - count));
        if count % 500 == 0 {
            Tag::create(&tx, new(row.name)).await.unwrap();
            assert_eq!(cursors(&tx).await.len(), if count == ROWS { 0 } else { 2 });
        }
    }
    assert!(down.next().await.unwrap().is_none());
    drop((up, down));
    tx.commit().await.unwrap();
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 4);
}

/// A cursor's rows are those that were there when it began.
#[tokio::test]
async fn later_writes_do_not_show() {
    let t = numbers().await;
    let tx = t.db.begin().await.unwrap();
    Tag::insert_many((0..1000).map(|n| new(format!("old {n}")))).exec(&tx).await.unwrap();
    let mut rows = Tag::query().order_by(|t| t.id.asc()).stream(&tx);
    let mut count = 0;
    while let Some(row) = within(rows.next()).await.unwrap() {
        assert_eq!(row.name, format!("old {count}"));
        if count == 0 {
            Tag::query().delete().exec(&tx).await.unwrap();
            Tag::create(&tx, new("new")).await.unwrap();
        }
        count += 1;
    }
    assert_eq!(count, 1000);
    drop(rows);
    tx.commit().await.unwrap();
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_stream_goes_on_after_nested_transactions() {
    let t = numbers().await;
    let tx = t.db.begin().await.unwrap();
    Tag::create(&tx, new("taken")).await.unwrap();
    let mut rows = Number::query().order_by(|n| n.id.asc()).stream(&tx);
    let mut count = 0;
    while let Some(row) = within(rows.next()).await.unwrap() {
        count += 1;
        assert_eq!(row.id, count);
        match count % 400 {
            1 => {
                let failed = tx.transaction(async |tx| Tag::create(tx, new("taken")).await).await;
                assert!(failed.unwrap_err().is_unique_violation());
            }
            // The stream's next batch comes before the savepoint is rolled back by a statement.
            200 => {
                let inner = tx.begin().await.unwrap();
                assert!(Tag::create(&inner, new("taken")).await.unwrap_err().is_unique_violation());
                drop(inner);
            }
            300 => {
                let made = tx.transaction(async |tx| Tag::create(tx, new(row.name)).await).await;
                made.unwrap();
            }
            _ => {}
        }
    }
    assert_eq!(count, ROWS);
    drop(rows);
    tx.commit().await.unwrap();
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 6);
}

#[tokio::test]
async fn a_cursor_goes_with_its_savepoint() {
    let t = numbers().await;
    let tx = t.db.begin().await.unwrap();
    let outer = tx.begin().await.unwrap();
    let inner = outer.begin().await.unwrap();
    let mut rows = Number::query().stream(&inner);
    let mut others = Number::query().stream(&inner);
    assert_eq!(rows.next().await.unwrap().unwrap().id, 1);
    assert_eq!(others.next().await.unwrap().unwrap().id, 1);
    outer.rollback().await.unwrap();
    assert_eq!(cursors(&tx).await, [""; 0]);
    let error = within(rows.next()).await.unwrap_err();
    assert!(error.is_transaction_state() && error.to_string().contains("cursor"), "{error}");
    assert!(error.statement().unwrap().starts_with("SELECT"), "{error:?}");
    assert!(rows.next().await.unwrap().is_none(), "nothing follows the error");
    // Neither the error nor the drops concern the transaction around.
    drop((rows, others));
    Tag::create(&tx, new("after")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(Tag::query().count(&t.db).await.unwrap(), 1);
}

/// A row that takes a minute.
#[derive(Model, Debug)]
#[model(table = "slow", view)]
struct Slow {
    id: i64,
}

/// A batch that nobody waits for any more does not hold the end of the transaction up.
#[tokio::test]
async fn a_slow_batch_is_canceled_with_its_transaction() {
    let t = numbers().await;
    let slow = "CREATE VIEW slow AS SELECT 1::bigint AS id FROM pg_sleep(60)";
    orm::sql::<()>(slow).exec(&t.db).await.unwrap();
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    for roll_back in [true, false] {
        let tx = db.begin().await.unwrap();
        let mut rows = Slow::query().stream(&tx);
        let first = tokio::time::timeout(Duration::from_millis(100), rows.next()).await;
        assert!(first.is_err(), "{:?}", first.map(|row| row.map(|row| row.map(|row| row.id))));
        drop(rows);
        if roll_back {
            within(tx.rollback()).await.unwrap();
        }
    }
    assert_eq!(within(Number::query().count(&db)).await.unwrap(), ROWS);
}

/// Of a table that there is not, and of rows that cannot be computed.
#[tokio::test]
async fn an_error_is_of_the_query() {
    let t = numbers().await;
    for statement_cache in [256, 0] {
        let db = Db::builder(&t.url).statement_cache(statement_cache).connect().await.unwrap();
        let tx = db.begin().await.unwrap();
        let error = Slow::query().stream(&tx).next().await.unwrap_err();
        assert!(error.is_undefined(), "{error:?}");
        let (statement, position) = (error.statement().unwrap(), error.position().unwrap());
        assert!(statement.starts_with("SELECT") && !statement.contains("orm_c"), "{statement}");
        assert!(statement[position as usize - 1..].starts_with("\"slow\""), "{error:?}");
        assert!(Number::query().count(&tx).await.unwrap_err().is_transaction_state());
        assert!(tx.commit().await.unwrap_err().is_transaction_state());

        let tx = db.begin().await.unwrap();
        let failing = Number::query()
            .order_by(|n| n.id.asc())
            .filter(|n| (n.id - n.id / (n.id - 1500)).lt(5000));
        let mut rows = failing.stream(&tx);
        let mut count = 0;
        let error = loop {
            match within(rows.next()).await {
                Ok(row) => count += i64::from(row.is_some()),
                Err(error) => break error,
            }
        };
        assert!(error.is_data_exception() && count < 1500, "after {count}: {error:?}");
        assert!(rows.next().await.unwrap().is_none());
        drop(rows);
        assert!(tx.commit().await.unwrap_err().is_transaction_state());
    }
}

/// A row with a type that is not the server's own, and so long that a batch is more than the client
/// takes before it has looked the type up.
#[derive(Model, Debug)]
#[model(table = "moods", view)]
struct Mood {
    mood: String,
    story: String,
}

#[tokio::test]
async fn columns_have_types_of_their_own() {
    let t = setup::postgres().await;
    let own = [
        "CREATE TYPE mood AS ENUM ('good')",
        "CREATE VIEW moods AS SELECT 'good'::mood AS mood, repeat('x', 20000) AS story \
         FROM generate_series(1, 600)",
    ];
    for text in own {
        orm::sql::<()>(text).exec(&t.db).await.unwrap();
    }
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let tx = db.begin().await.unwrap();
    let mut rows = Mood::query().stream(&tx);
    let mut count = 0;
    while let Some(row) = within(rows.next()).await.unwrap() {
        count += 1;
        assert_eq!((&*row.mood, row.story.len()), ("good", 20000));
    }
    assert_eq!(count, 600);
    drop(rows);
    tx.commit().await.unwrap();
}

/// The declaration and the first batch are asked for in one turn, and the second batch with the first.
#[tokio::test]
async fn a_stream_begins_in_one_round_trip() {
    let t = numbers().await;
    let proxy = Proxy::to(&t.url).await;
    let db = Db::builder(proxy.url(&t.url)).max_connections(1).connect().await.unwrap();
    let tx = db.begin().await.unwrap();
    assert!(Number::query().stream(&tx).next().await.unwrap().is_some());
    Number::query().count(&tx).await.unwrap();
    proxy.take_asked();
    proxy.set(Way::OneTurn);
    let mut rows = Number::query().stream(&tx);
    let watch = async {
        let mut asked = String::new();
        while !asked.contains("FETCH") {
            tokio::time::sleep(Duration::from_millis(1)).await;
            asked.push_str(&String::from_utf8_lossy(&proxy.take_asked()));
        }
        assert!(asked.contains("DECLARE orm_c2 NO SCROLL CURSOR FOR SELECT"), "{asked}");
        proxy.set(Way::Open);
    };
    let (row, ()) = within(async { tokio::join!(rows.next(), watch) }).await;
    assert_eq!(row.unwrap().unwrap().id, 1);
    drop(rows);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_stream_is_one_event() {
    let t = numbers().await;
    let options = TxOptions::new().isolation(Isolation::RepeatableRead);
    let tx = t.db.begin_with(options).await.unwrap();
    let (_, events) = told(async || {
        let mut rows = Number::query().stream(&tx);
        while rows.next().await.unwrap().is_some() {}
        drop(rows);
        let mut rows = Number::query().stream(&tx);
        assert!(rows.next().await.unwrap().is_some());
    })
    .await;
    let seen: Vec<_> = events
        .iter()
        .map(|event| (event.get("db.operation.name"), event.get("db.response.returned_rows")))
        .collect();
    assert_eq!(seen, [("SELECT", "2000"), ("SELECT", "1")]);
    assert!(events[0].get("db.query.text").starts_with("SELECT"));
    tx.commit().await.unwrap();
}
