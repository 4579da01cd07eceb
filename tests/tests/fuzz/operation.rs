//! What programs do with a database, each unit of work in one of several ways.

use crate::books::{COUNTER, Unit};
use crate::dice::Dice;
use diesel_async::SimpleAsyncConnection;
use futures_util::{StreamExt, stream};
use orm::{Db, Dialect, Error, Executor, Tx, Writer, load_related};
use orm_tests::models::{Order, Product, Tag, tag};
use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Reads,
    Loads,
    Stream,
    StreamInside,
    ReadTransaction,
    Guard,
    Closure,
    Nested,
    Bulk,
    CopyIn,
    CopyOut,
    Patient,
    Locks,
    Foreign,
    ForeignTransaction,
    /// Only PostgreSQL sleeps.
    Sleep,
    SleepInside,
    SleepTooLong,
}

use Operation::*;

const OF_BOTH: [Operation; 15] = [
    Reads,
    Loads,
    Stream,
    StreamInside,
    ReadTransaction,
    Guard,
    Closure,
    Nested,
    Bulk,
    CopyIn,
    CopyOut,
    Patient,
    Locks,
    Foreign,
    ForeignTransaction,
];
const OF_POSTGRES: [Operation; 3] = [Sleep, SleepInside, SleepTooLong];

/// Gives how many rows it wrote.
type Running = Pin<Box<dyn Future<Output = Result<u64, Error>> + Send>>;

const SLEEP: &str = "SELECT CAST(1 AS bigint) FROM pg_sleep(60)";

impl Operation {
    pub(crate) fn any(dice: &mut Dice, dialect: Dialect) -> Operation {
        match dialect {
            Dialect::Postgres if dice.below(8) == 0 => dice.one_of(&OF_POSTGRES),
            _ => dice.one_of(&OF_BOTH),
        }
    }

    /// Whether it comes to no end.
    pub(crate) fn takes_forever(self) -> bool {
        matches!(self, Sleep | SleepInside)
    }

    pub(crate) fn run(self, db: Db, unit: Unit, dice: Dice) -> Running {
        match self {
            Reads => Box::pin(reads(db)),
            Loads => Box::pin(async move { load(&db).await }),
            Stream => Box::pin(stream_some(db, dice)),
            StreamInside => Box::pin(stream_inside(db, unit, dice)),
            ReadTransaction => Box::pin(read_transaction(db)),
            Guard => Box::pin(guard(db, unit)),
            Closure => Box::pin(closure(db, unit)),
            Nested => Box::pin(nested(db, unit, dice)),
            Bulk => Box::pin(bulk(db, unit)),
            CopyIn => Box::pin(copy_in(db, unit, dice)),
            CopyOut => Box::pin(copy_out(db, dice)),
            Patient => Box::pin(patient(db, unit)),
            Locks => Box::pin(locks(db, unit, dice)),
            Foreign => Box::pin(foreign(db, dice)),
            ForeignTransaction => Box::pin(foreign_transaction(db, unit)),
            Sleep => Box::pin(async move { orm::sql::<i64>(SLEEP).one(&db).await.map(|_| 0) }),
            SleepInside => Box::pin(async move {
                let tx = db.begin().await?;
                write(&tx, &unit).await?;
                orm::sql::<i64>(SLEEP).one(&tx).await?;
                tx.commit().await?;
                Ok(unit.rows)
            }),
            SleepTooLong => Box::pin(sleep_too_long(db, dice)),
        }
    }
}

async fn reads(db: Db) -> Result<u64, Error> {
    Tag::query().filter(|t| t.name.starts_with("unit 1")).limit(20).all(&db).await?;
    let counter = Product::query().filter(|p| p.sku.eq(COUNTER)).one(&db).await?;
    assert_eq!(counter.sku, COUNTER, "an answer of its own");
    let sum = orm::sql::<i64>("SELECT CAST($1 AS bigint) + 1").bind(counter.id);
    assert_eq!(sum.one(&db).await?, counter.id + 1, "an answer of its own");
    Ok(0)
}

/// Relations of two levels, then one more of the same rows.
async fn load<E: Executor>(db: &E) -> Result<u64, Error> {
    let orders = Order::query()
        .select_related(|o| o.customer())
        .prefetch_related(|o| (o.items().with(|i| i.product()), o.tags()));
    let rows = load_related(db, orders.all(db).await?, |o| o.customer().profile()).await?;
    assert_eq!(rows.iter().map(|order| order.items().len()).sum::<usize>(), 4);
    Ok(0)
}

async fn stream_some(db: Db, mut dice: Dice) -> Result<u64, Error> {
    let mut rows = Tag::query().limit(700).stream(&db);
    let mut left = dice.below(1_000);
    while left > 0 && rows.next().await?.is_some() {
        left -= 1;
    }
    Ok(0)
}

/// Statements between its rows, and a savepoint that may end before the stream does.
async fn stream_inside(db: Db, unit: Unit, mut dice: Dice) -> Result<u64, Error> {
    let tx = db.begin().await?;
    let mut tags = unit.tags();
    let mut rows = Tag::query().order_by(|t| t.id.asc()).limit(700).stream(&tx);
    let mut left = dice.below(1_000);
    while left > 0 && rows.next().await?.is_some() {
        left -= 1;
        if dice.below(40) != 0 {
            continue;
        }
        if let Some(tag) = tags.pop() {
            Tag::create(&tx, tag).await?;
        }
        let inner = lose(&tx, &unit).await?;
        let mut others = Product::query().stream(&inner);
        assert!(others.next().await?.is_some(), "there are products");
        if dice.below(2) == 0 {
            drop(others);
            inner.rollback().await?;
        }
    }
    // Before the other statements or after them.
    let rows = (dice.below(2) == 0).then_some(rows);
    Tag::create_many(&tx, tags).await?;
    count(&tx, &unit).await?;
    drop(rows);
    tx.commit().await?;
    Ok(unit.rows)
}

async fn read_transaction(db: Db) -> Result<u64, Error> {
    let twice = db.read_transaction(orm::TxOptions::new(), async |tx| {
        Product::query().count(tx).await?;
        load(tx).await
    });
    twice.await
}

/// A unit's rows one by one, and their number.
async fn write<E: Writer>(db: &E, unit: &Unit) -> Result<(), Error> {
    for tag in unit.tags() {
        Tag::create(db, tag).await?;
    }
    count(db, unit).await
}

async fn count<E: Writer>(db: &E, unit: &Unit) -> Result<(), Error> {
    let rows = unit.rows as i32;
    let counter = Product::query().filter(|p| p.sku.eq(COUNTER));
    assert_eq!(counter.update(|p| p.stock.set(p.stock + rows)).exec(db).await?, 1);
    Ok(())
}

async fn guard(db: Db, unit: Unit) -> Result<u64, Error> {
    let tx = db.begin().await?;
    write(&tx, &unit).await?;
    tx.commit().await?;
    Ok(unit.rows)
}

async fn closure(db: Db, unit: Unit) -> Result<u64, Error> {
    db.transaction(async |tx| write(tx, &unit).await).await?;
    Ok(unit.rows)
}

async fn bulk(db: Db, unit: Unit) -> Result<u64, Error> {
    let tx = db.begin().await?;
    Tag::create_many(&tx, unit.tags()).await?;
    count(&tx, &unit).await?;
    tx.commit().await?;
    Ok(unit.rows)
}

/// Rows that come one by one, and a source that takes its time.
async fn copy_in(db: Db, unit: Unit, mut dice: Dice) -> Result<u64, Error> {
    let tx = db.begin().await?;
    let pause = dice.short() / 8;
    let rows = stream::iter(unit.tags()).then(async |tag| {
        tokio::time::sleep(pause).await;
        Ok::<_, Infallible>(tag)
    });
    assert_eq!(Tag::copy_in_stream(rows).exec(&tx).await?.rows, unit.rows);
    if dice.below(2) == 0 {
        let inner = tx.begin().await?;
        let lost = (0..500 * dice.below(20)).map(|row| tag::New { name: format!("lost {row}") });
        Tag::copy_in(lost).exec(&inner).await?;
        inner.rollback().await?;
    }
    count(&tx, &unit).await?;
    tx.commit().await?;
    Ok(unit.rows)
}

async fn copy_out(db: Db, mut dice: Dice) -> Result<u64, Error> {
    let mut rows = Tag::query().copy_out(&db);
    let mut left = dice.below(1_000);
    while left > 0 && rows.next().await?.is_some() {
        left -= 1;
    }
    Ok(0)
}

/// By a handle with a time that nothing here exceeds.
async fn patient(db: Db, unit: Unit) -> Result<u64, Error> {
    let db = db.with_query_timeout(Duration::from_secs(60));
    Product::query().count(&db).await?;
    db.transaction(async |tx| write(tx, &unit).await).await?;
    Ok(unit.rows)
}

/// By a handle with a time that ends before the statement does; a savepoint keeps that to itself.
async fn sleep_too_long(db: Db, mut dice: Dice) -> Result<u64, Error> {
    let db = db.with_query_timeout(Duration::from_millis(1) + dice.short());
    let slept = match dice.below(2) {
        0 => orm::sql::<i64>(SLEEP).one(&db).await,
        _ => {
            let begun = db.begin().await;
            match begun {
                Ok(tx) => {
                    tx.transaction(async |inner| orm::sql::<i64>(SLEEP).one(inner).await).await
                }
                Err(error) => Err(error),
            }
        }
    };
    let error = slept.expect_err("nobody sleeps so long");
    if error.is_timeout() { Ok(0) } else { Err(error) }
}

/// Savepoints that are kept, rolled back, and dropped.
async fn nested(db: Db, unit: Unit, mut dice: Dice) -> Result<u64, Error> {
    let tx = db.begin().await?;
    let mut left = unit.tags();
    while let Some(tag) = left.pop() {
        match dice.below(4) {
            0 => drop(lose(&tx, &unit).await?),
            1 => lose(&tx, &unit).await?.rollback().await?,
            2 => {
                // Dropped in the middle; the transaction goes on.
                let lost = async { lose(&tx, &unit).await.map(drop) };
                crate::dice::drop_after(lost, dice.below(6) as usize, Duration::ZERO).await;
            }
            _ => {}
        }
        let inner = tx.begin().await?;
        Tag::create(&inner, tag).await?;
        inner.commit().await?;
    }
    count(&tx, &unit).await?;
    tx.commit().await?;
    Ok(unit.rows)
}

async fn lose(tx: &Tx, unit: &Unit) -> Result<Tx, Error> {
    let inner = tx.begin().await?;
    Tag::create(&inner, unit.lost()).await?;
    Ok(inner)
}

/// Holds a lock for which others wait.
async fn locks(db: Db, unit: Unit, mut dice: Dice) -> Result<u64, Error> {
    let tx = db.begin().await?;
    let counter = Product::query().filter(|p| p.sku.eq(COUNTER));
    match db.dialect() {
        Dialect::Postgres => drop(counter.for_update().one(&tx).await?),
        Dialect::Sqlite => drop(counter.one(&tx).await?),
    }
    tokio::time::sleep(dice.short() / 4).await;
    write(&tx, &unit).await?;
    tx.commit().await?;
    Ok(unit.rows)
}

/// Statements that leave something in the session.
const POSTGRES: [&str; 6] = [
    "SET search_path = nowhere",
    "SET timezone = 'Asia/Tokyo'; SET application_name = 'somebody else'",
    "SELECT pg_advisory_lock(floor(random() * 1000000)::bigint)",
    "CREATE TEMP TABLE IF NOT EXISTS scratch (i int); INSERT INTO scratch VALUES (1)",
    "LISTEN somewhere",
    "SET statement_timeout = '1h'; DECLARE c CURSOR WITH HOLD FOR SELECT 1",
];
const SQLITE: [&str; 2] =
    ["CREATE TEMP TABLE IF NOT EXISTS scratch (i int)", "PRAGMA case_sensitive_like = OFF"];

async fn batch(connection: &mut orm::Connection, sql: &str) {
    let done = match connection.postgres() {
        Some(postgres) => postgres.batch_execute(sql).await,
        None => connection.sqlite().expect("there are two").batch_execute(sql).await,
    };
    done.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

async fn foreign(db: Db, mut dice: Dice) -> Result<u64, Error> {
    let mut connection = db.connection().await?;
    for _ in 0..2 {
        let sql = match db.dialect() {
            Dialect::Postgres => dice.one_of(&POSTGRES),
            Dialect::Sqlite => dice.one_of(&SQLITE),
        };
        // A cursor of the same name may be there already.
        let sql = if sql.contains("CURSOR") { format!("CLOSE ALL; {sql}") } else { sql.into() };
        batch(&mut connection, &sql).await;
    }
    Ok(0)
}

/// Diesel's own, which nobody ends.
async fn foreign_transaction(db: Db, unit: Unit) -> Result<u64, Error> {
    let mut connection = db.connection().await?;
    batch(&mut connection, "BEGIN").await;
    let insert = format!("INSERT INTO tags (name) VALUES ('{}')", unit.lost().name);
    batch(&mut connection, &insert).await;
    Ok(0)
}
