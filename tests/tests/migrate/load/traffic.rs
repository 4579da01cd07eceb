//! Requests of running programs, each with how it went and how long it took.

use super::{BUYERS, Buyer, Sale, sale};
use orm::{Db, Error};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
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
    /// Transactions with a statement that was prepared before a column had another type.
    pub(super) stale: usize,
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
        let tasks = kinds.into_iter().enumerate().map(task).collect();
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
            if let Request::Transaction(pause) = request {
                elapsed = elapsed.saturating_sub(pause);
            }
            self.note(during, request, elapsed, done.err());
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn note(
        &self,
        during: &'static str,
        request: Request,
        elapsed: Duration,
        error: Option<Error>,
    ) {
        let mut all = self.seen.lock().expect("nobody panics with it");
        let seen = all.entry(during).or_default();
        seen.during = during;
        seen.requests += 1;
        seen.longest = seen.longest.max(elapsed);
        let Some(error) = error else { return };
        // FIXME: outside of a transaction such a statement is prepared again; inside, PostgreSQL has ended
        // the transaction, which nothing runs again.
        if matches!(request, Request::Transaction(_)) && is_stale(&error) {
            seen.stale += 1;
        } else {
            seen.failed.push(format!("{request:?}: {error:?}"));
        }
    }

    async fn done(&self, request: Request, id: i64) -> Result<(), Error> {
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
                let tx = db.begin().await?;
                let sale = Sale::query().filter(|s| s.id.eq(id)).one(&tx).await?;
                tokio::time::sleep(pause).await;
                let same = Sale::query().filter(|s| s.id.eq(id));
                same.update(|s| s.weight.set(sale.weight + Decimal::ONE)).exec(&tx).await?;
                Sale::create(&tx, self.sale(id)).await?;
                tx.commit().await?;
            }
        }
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

/// "cached plan must not change result type"
fn is_stale(error: &Error) -> bool {
    error.code() == Some("0A000")
}

/// `index: 812 requests, 25ms at most, 0 failed`
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Seen { during, requests, longest, failed, stale } = self;
        let count = failed.len();
        write!(
            f,
            "{during}: {requests} requests, {longest:.0?} at most, {count} failed, {stale} stale"
        )?;
        failed.iter().take(3).try_for_each(|error| write!(f, "\n  {error}"))
    }
}
