//! Requests of running programs, each with how it went and how long it took.

use super::locks::{EVERY, Held, Holders};
use super::{BUYERS, Buyer, Sale, sale};
use orm::{Db, DbBuilder, Error, MaybeRetryable, Tx, TxOptions};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// Tasks that read and write until they are told to end.
pub(super) struct Traffic {
    shared: Arc<Shared>,
    tasks: Vec<JoinHandle<()>>,
}

struct Shared {
    db: Db,
    rows: i64,
    next: AtomicI64,
    is_over: AtomicBool,
    during: Mutex<&'static str>,
    seen: Mutex<BTreeMap<&'static str, Seen>>,
}

/// The requests during a change.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub(super) during: &'static str,
    requests: usize,
    pub(super) longest: Duration,
    pub(super) failed: Vec<String>,
    /// Transactions that met a statement which was prepared before a column had another type, and were run
    /// again.
    pub(super) again: usize,
    /// The longest lock that was in the way of writes.
    pub(super) held: Held,
}

/// How long a slow transaction thinks between its statements: changes wait for it, and others behind them.
const SLOW: Duration = Duration::from_millis(200);
const PAUSE: Duration = Duration::from_millis(5);

impl Traffic {
    pub(super) fn start(db: &Db, rows: i64) -> Traffic {
        let shared = Arc::new(Shared {
            db: db.clone(),
            rows,
            next: AtomicI64::new(rows + 1),
            is_over: AtomicBool::new(false),
            during: Mutex::new("nothing"),
            seen: Mutex::default(),
        });
        let kinds: [fn(i64) -> Request; 6] = [
            |_| Request::Read,
            |_| Request::Read,
            |_| Request::Update,
            |turn| if turn % 2 == 0 { Request::Insert } else { Request::Update },
            |_| Request::Transaction(Duration::ZERO),
            |_| Request::Transaction(SLOW),
        ];
        let task = |(at, kind): (usize, fn(i64) -> Request)| {
            let shared = shared.clone();
            tokio::spawn(async move { shared.work(at as i64, kind).await })
        };
        let mut tasks: Vec<_> = kinds.into_iter().enumerate().map(task).collect();
        let watching = shared.clone();
        tasks.push(tokio::spawn(async move { watching.watch().await }));
        Traffic { shared, tasks }
    }

    /// What is going on from now on.
    pub(super) fn during(&self, what: &'static str) {
        *self.shared.during.lock().expect("nobody panics with it") = what;
    }

    pub(super) async fn end(self) -> Vec<Seen> {
        self.shared.is_over.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.expect("it does not panic");
        }
        self.shared.seen.lock().expect("nobody panics with it").values().cloned().collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Request {
    Read,
    Update,
    Insert,
    /// That takes so long between its statements.
    Transaction(Duration),
}

impl Shared {
    async fn work(&self, worker: i64, kind: fn(i64) -> Request) {
        for turn in 0.. {
            if self.is_over.load(Ordering::Relaxed) {
                return;
            }
            let request = kind(turn);
            // Any numbers would do, as long as they are spread over the rows.
            let id = 1 + (worker * 7_919 + turn).wrapping_mul(2_654_435_761).rem_euclid(self.rows);
            // What begins during one change and ends during the next one belongs to the first.
            let during = *self.during.lock().expect("nobody panics with it");
            let start = Instant::now();
            let done = self.done(request, id).await;
            let mut elapsed = start.elapsed();
            if let (Request::Transaction(pause), Ok(runs)) = (request, &done) {
                elapsed = elapsed.saturating_sub(pause * *runs);
            }
            self.note(during, request, elapsed, done);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Looks at locks until all is over.
    async fn watch(&self) {
        let builder = DbBuilder::from(self.db.config().clone()).max_connections(1);
        let db = builder.connect().await.expect("the server takes one more");
        let mut holders = Holders::default();
        while !self.is_over.load(Ordering::Relaxed) {
            // A change may end between the question and its answer.
            let during = *self.during.lock().expect("nobody panics with it");
            let held = holders.ask(&db).await.expect("the server answers");
            if let Some(longest) = held.into_iter().max() {
                let mut all = self.seen.lock().expect("nobody panics with it");
                let seen = all.entry(during).or_default();
                seen.during = during;
                seen.held = longest.max(std::mem::take(&mut seen.held));
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    fn note(
        &self,
        during: &'static str,
        request: Request,
        elapsed: Duration,
        done: Result<u32, Error>,
    ) {
        let mut all = self.seen.lock().expect("nobody panics with it");
        let seen = all.entry(during).or_default();
        seen.during = during;
        seen.requests += 1;
        seen.longest = seen.longest.max(elapsed);
        match done {
            Ok(runs) => seen.again += usize::from(runs > 1),
            Err(error) => seen.failed.push(format!("{request:?}: {error:?}")),
        }
    }

    /// Does it; gives how often it was begun.
    async fn done(&self, request: Request, id: i64) -> Result<u32, Error> {
        let db = &self.db;
        match request {
            Request::Read => {
                let sale = Sale::query().filter(|s| s.id.eq(id)).one(db).await?;
                Buyer::query().filter(|b| b.id.eq(sale.buyer_id)).one(db).await?;
            }
            Request::Update => {
                let sale = Sale::query().filter(|s| s.id.eq(id));
                sale.update(|s| s.weight.set(Decimal::from(id % 100))).exec(db).await?;
            }
            Request::Insert => {
                Sale::create(db, self.sale(id)).await?;
            }
            Request::Transaction(pause) => {
                let runs = AtomicU32::new(0);
                db.transaction_with(TxOptions::new().retry(3), async |tx| {
                    runs.fetch_add(1, Ordering::Relaxed);
                    self.change(tx, id, pause).await
                })
                .await?;
                return Ok(runs.into_inner());
            }
        }
        Ok(1)
    }

    async fn change(&self, tx: &Tx, id: i64, pause: Duration) -> Result<(), Failed> {
        let sale = Sale::query().filter(|s| s.id.eq(id)).one(tx).await?;
        tokio::time::sleep(pause).await;
        let same = Sale::query().filter(|s| s.id.eq(id));
        same.update(|s| s.weight.set(sale.weight + Decimal::ONE)).exec(tx).await?;
        Sale::create(tx, self.sale(id)).await?;
        Ok(())
    }

    fn sale(&self, id: i64) -> sale::New {
        sale::New {
            buyer_id: 1 + id % BUYERS,
            number: self.next.fetch_add(1, Ordering::Relaxed),
            note: Some("new".to_owned()),
            weight: 1.into(),
        }
    }
}

/// What ends a transaction. Deadlocks and the like would be the changes' fault: only statements that were
/// prepared before a column had another type make it run again.
struct Failed(Error);

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Failed(error)
    }
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        failed.0
    }
}

impl MaybeRetryable for Failed {
    fn is_retryable(&self) -> bool {
        self.0.is_statement_outdated()
    }
}

/// `index: 812 requests, 25ms at most, 0 failed, 0 run again, no lock`
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seen { during, requests, longest, failed, again, held } = self;
        let count = failed.len();
        write!(
            f,
            "{during}: {requests} requests, {longest:.0?} at most, {count} failed, {again} run again, {held}"
        )?;
        failed.iter().take(3).try_for_each(|error| write!(f, "\n  {error}"))
    }
}
