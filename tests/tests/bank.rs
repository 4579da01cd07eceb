//! Money that moves between accounts in serializable transactions, which read first and then write what
//! they computed: a lost update would make or lose money.
//!
//! `ORM_TEST_BANK_SECONDS` says for how long (default 3).

use orm::{Db, Error, Isolation, Tx, TxOptions};
use orm_tests::models::{Product, Tag, create, product, tag};
use orm_tests::{TestDb, setup};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const WORKERS: u64 = 8;
const ACCOUNTS: u64 = 6;
const START: i32 = 1_000;

/// A transaction is run at most three times.
const RETRIES: u32 = 2;

/// What became of all transfers.
#[derive(Debug, Default)]
struct Counts {
    done: AtomicU64,
    /// Too little money: rolled back by the program.
    refused: AtomicU64,
    /// Clashed at each of their runs.
    clashed: AtomicU64,
    runs: AtomicU64,
}

impl Counts {
    fn add(count: &AtomicU64) {
        count.fetch_add(1, Ordering::Relaxed);
    }

    fn get(count: &AtomicU64) -> u64 {
        count.load(Ordering::Relaxed)
    }
}

#[derive(Debug, Clone, Copy)]
struct Transfer {
    worker: u64,
    number: u64,
    from: u64,
    to: u64,
    amount: i32,
}

/// Why a transfer did not take place.
#[derive(Debug)]
enum Failure {
    TooLittle,
    Database(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure::Database(error)
    }
}

impl orm::MaybeRetryable for Failure {
    fn is_retryable(&self) -> bool {
        matches!(self, Failure::Database(error) if error.is_retryable())
    }
}

fn account(number: u64) -> String {
    format!("account {number}")
}

async fn balance(tx: &Tx, number: u64) -> Result<i32, Error> {
    let query = Product::query().filter(|p| p.sku.eq(account(number))).select(|p| p.stock);
    query.one(tx).await
}

async fn set_balance(tx: &Tx, number: u64, balance: i32) -> Result<(), Error> {
    let query = Product::query().filter(|p| p.sku.eq(account(number)));
    assert_eq!(query.update(|p| p.stock.set(balance)).exec(tx).await?, 1);
    Ok(())
}

async fn transfer(tx: &Tx, it: Transfer) -> Result<(), Failure> {
    let (from, to) = (balance(tx, it.from).await?, balance(tx, it.to).await?);
    if from < it.amount {
        return Err(Failure::TooLittle);
    }
    set_balance(tx, it.from, from - it.amount).await?;
    set_balance(tx, it.to, to + it.amount).await?;
    let Transfer { worker, number, from, to, amount } = it;
    Tag::create(tx, tag::New { name: format!("{worker} {number} {from} {to} {amount}") }).await?;
    Ok(())
}

async fn work(db: Db, worker: u64, until: Instant, counts: Arc<Counts>) {
    let mut number = 0;
    while Instant::now() < until {
        number += 1;
        // Any numbers would do, as long as they differ from worker to worker.
        let mixed = (worker * 7_919 + number).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20;
        let from = mixed % ACCOUNTS;
        let to = (from + 1 + (mixed >> 8) % (ACCOUNTS - 1)) % ACCOUNTS;
        let it = Transfer { worker, number, from, to, amount: 1 + (mixed >> 16) as i32 % 400 };
        let options = TxOptions::new().isolation(Isolation::Serializable).retry(RETRIES);
        let ended = db.transaction_with(options, async |tx| {
            Counts::add(&counts.runs);
            transfer(tx, it).await
        });
        match ended.await {
            Ok(()) => Counts::add(&counts.done),
            Err(Failure::TooLittle) => Counts::add(&counts.refused),
            Err(Failure::Database(error)) => {
                assert!(error.is_retryable(), "nothing else happens here: {error:?}");
                Counts::add(&counts.clashed);
            }
        }
    }
}

async fn bank(t: TestDb) -> Arc<Counts> {
    create(&t.db, &[Product::TABLE, Tag::TABLE]).await;
    let new = |number| product::New { sku: account(number), price: 1.into(), stock: Some(START) };
    Product::create_many(&t.db, (0..ACCOUNTS).map(new)).await.unwrap();
    let seconds = std::env::var("ORM_TEST_BANK_SECONDS").ok();
    let seconds = seconds.map_or(3, |text| text.parse().expect("it is a number of seconds"));
    let until = Instant::now() + Duration::from_secs(seconds);
    let counts = Arc::new(Counts::default());
    let workers =
        (0..WORKERS).map(|worker| tokio::spawn(work(t.db.clone(), worker, until, counts.clone())));
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("nothing but clashes happens");
    }
    println!("{counts:?}");

    // The books: every account is what its transfers made of it.
    let mut expected: BTreeMap<u64, i32> = (0..ACCOUNTS).map(|number| (number, START)).collect();
    let transfers = Tag::query().select(|t| t.name).all(&t.db).await.unwrap();
    for name in &transfers {
        let parts: Vec<u64> = name.split(' ').map(|part| part.parse().unwrap()).collect();
        *expected.get_mut(&parts[2]).unwrap() -= parts[4] as i32;
        *expected.get_mut(&parts[3]).unwrap() += parts[4] as i32;
    }
    for (number, expected) in &expected {
        let tx = t.db.begin().await.unwrap();
        assert_eq!(balance(&tx, *number).await.unwrap(), *expected, "account {number}");
        tx.commit().await.unwrap();
        assert!(*expected >= 0, "nobody owes anything");
    }
    assert_eq!(expected.values().sum::<i32>(), START * ACCOUNTS as i32);
    assert_eq!(transfers.len() as u64, Counts::get(&counts.done), "each is there once");
    let ended = [&counts.done, &counts.refused, &counts.clashed].map(Counts::get);
    let most = ended.iter().sum::<u64>() * u64::from(1 + RETRIES);
    assert!((1..=most).contains(&Counts::get(&counts.runs)), "{counts:?}");
    assert!(ended[0] > 0, "{counts:?}");
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    let counts = bank(setup::postgres().await).await;
    let ended = [&counts.done, &counts.refused, &counts.clashed].map(Counts::get);
    let again = Counts::get(&counts.runs) - ended.iter().sum::<u64>();
    assert!(again > 0, "some were run again: {counts:?}");
    // Nearly half clash at their first run, and as many of those at their second and third.
    assert!(3 * ended[2] < ended.iter().sum(), "{counts:?}");
}

/// Who writes waits for whoever writes: nothing clashes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    let counts = bank(setup::sqlite().await).await;
    assert_eq!(Counts::get(&counts.clashed), 0, "{counts:?}");
}
