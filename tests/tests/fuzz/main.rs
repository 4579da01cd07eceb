//! Everything at once, and most of it dropped half-way at random: afterwards, nothing is left of it.
//!
//! `ORM_TEST_FUZZ_SECONDS` says for how long (default 5), `ORM_TEST_FUZZ_SEED` with which dice.

mod books;
mod check;
mod dice;
mod operation;

use books::Books;
use check::Outside;
use dice::{Dice, End};
use operation::Operation;
use orm::{Db, DbBuilder, Error};
use orm_tests::cases::seed::shop;
use orm_tests::models::{Product, product};
use orm_tests::{TestDb, setup};
use std::sync::Arc;
use std::time::{Duration, Instant};

const TASKS: u64 = 16;
const CONNECTIONS: u32 = 4;

/// What the server lists the pool's connections under.
const NAME: &str = "orm-fuzz";

/// How long the load goes on before everything is looked at.
const ROUND: Duration = Duration::from_secs(1);

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(30);

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")))
}

async fn load(t: TestDb, settings: impl FnOnce(DbBuilder) -> DbBuilder) {
    let seed = number("ORM_TEST_FUZZ_SEED").unwrap_or_else(dice::any_seed);
    // Shown if the test fails.
    println!("ORM_TEST_FUZZ_SEED={seed}");
    shop(&t).await.unwrap();
    let new = product::New { sku: books::COUNTER.into(), price: 1.into(), stock: None };
    Product::create(&t.db, new).await.unwrap();
    let outside = Outside::of(&t).await;
    let db = Db::builder(&t.url).max_connections(CONNECTIONS).application_name(NAME);
    let db = settings(db.acquire_timeout(LONGEST)).connect().await.unwrap();
    let books = Arc::new(Books::default());
    let seconds = number("ORM_TEST_FUZZ_SECONDS").unwrap_or(5).max(1);
    for round in 0..seconds {
        let until = Instant::now() + ROUND;
        let tasks = (0..TASKS).map(|task| {
            let dice = Dice::new(seed ^ (round << 32) ^ (task << 16));
            tokio::spawn(work(db.clone(), books.clone(), dice, until))
        });
        for task in tasks.collect::<Vec<_>>() {
            let ended = tokio::time::timeout(LONGEST, task).await.expect("nothing hangs");
            ended.expect("nothing panics").unwrap_or_else(|error| panic!("{error:?}"));
        }
        outside.nothing_is_left(&db).await;
        books.balance(&t.db).await;
    }
    let (whole, dropped) = books.runs();
    println!("{whole} operations came to their end, {dropped} were dropped");
    assert!(whole > 20 && dropped > 20, "{whole} came to their end, {dropped} were dropped");
}

/// One operation after the other. None fails that is not dropped.
async fn work(
    db: Db,
    books: Arc<Books>,
    mut dice: Dice,
    until: Instant,
) -> Result<(), (Operation, Error)> {
    while Instant::now() < until {
        let operation = Operation::any(&mut dice, db.dialect());
        let unit = books.open(&mut dice);
        let run = operation.run(db.clone(), unit.clone(), dice.branch());
        let ended = match operation.takes_forever() {
            true => dice::drop_in_time(run, dice.short()).await,
            false => match dice.end() {
                End::Whole => Some(run.await),
                End::Polls(polls, linger) => dice::drop_after(run, polls, linger).await,
                End::Time(time) => dice::drop_in_time(run, time).await,
            },
        };
        match ended {
            Some(Ok(rows)) => books.close(unit, rows),
            Some(Err(error)) => return Err((operation, error)),
            None => books.give_up(unit),
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    load(setup::postgres().await, |builder| builder).await;
}

/// Statements without names, which are sent in another way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_without_a_cache() {
    load(setup::postgres().await, |builder| builder.statement_cache(0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    load(setup::sqlite().await, |builder| builder).await;
}
