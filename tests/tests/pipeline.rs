//! What a server hears, and when: all relations of a level before it answers the first of them.
//!
//! A proxy holds the server's answers back, and reads what the client asks (PostgreSQL manual, 55.7,
//! "Message Formats").

use orm::{Db, DecodeError, Error, FromRow, Row, load_related};
use orm_tests::cases::seed::shop;
use orm_tests::cases::seed_league::league;
use orm_tests::models::*;
use orm_tests::setup::{self, Proxy, TestDb, Way};
use std::future::poll_fn;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// A pool of one connection by way of a proxy.
async fn through_a_proxy(t: &TestDb) -> (Db, Proxy) {
    let proxy = Proxy::to(&t.url).await;
    let builder = Db::builder(proxy.url(&t.url)).max_connections(1);
    (builder.connect().await.expect("the proxy leads to the server"), proxy)
}

/// The messages of a client: what each one is, and what is in it.
fn messages(mut bytes: &[u8]) -> Vec<(u8, &[u8])> {
    let mut messages = Vec::new();
    while let [kind, rest @ ..] = bytes {
        let (length, _) = rest.split_first_chunk().expect("a message has its length");
        let (message, after) = rest.split_at(u32::from_be_bytes(*length) as usize);
        messages.push((*kind, &message[4..]));
        bytes = after;
    }
    messages
}

fn count(bytes: &[u8], kind: u8) -> usize {
    messages(bytes).iter().filter(|message| message.0 == kind).count()
}

/// Waits until so many statements have been sent; the answers are held back.
async fn asked(proxy: &Proxy, statements: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let all = async {
        while count(&bytes, b'B') < statements {
            tokio::time::sleep(Duration::from_millis(1)).await;
            bytes.extend(proxy.take_asked());
        }
    };
    let in_time = tokio::time::timeout(LONGEST, all).await.is_ok();
    let sent = count(&bytes, b'B');
    assert!(in_time, "{sent} of {statements} statements were sent without an answer to any");
    assert_eq!((sent, count(&bytes, b'P')), (statements, 0), "all of them were prepared before");
    bytes
}

/// Runs a load once, then once more with the answers held back: so many statements at each step.
async fn goes_by_steps(proxy: &Proxy, load: impl AsyncFn() -> Result<(), Error>, steps: &[usize]) {
    load().await.expect("the load is well");
    proxy.take_asked();
    proxy.set(Way::OneTurn);
    let watch = async {
        for (at, statements) in steps.iter().enumerate() {
            asked(proxy, *statements).await;
            proxy.set(if at + 1 == steps.len() { Way::Open } else { Way::OneTurn });
        }
    };
    let (loaded, ()) = tokio::join!(load(), watch);
    loaded.expect("the load is well");
}

#[tokio::test]
async fn relations_of_a_level_are_sent_together() {
    let t = setup::postgres().await;
    shop(&t).await.unwrap();
    let (db, proxy) = through_a_proxy(&t).await;
    let rows = Order::query().all(&db).await.unwrap();
    let onto = async || {
        let loads = load_related(&db, &rows, |o| {
            (o.items(), o.tags().limit(1), o.customer().with(|c| c.country()), o.approver())
        });
        loads.await.map(drop)
    };
    goes_by_steps(&proxy, onto, &[4]).await;

    let query = async || {
        let query = Order::query().select_related(|o| o.approver()).prefetch_related(|o| {
            let items = o.items().prefetch_related(|i| (i.product(), i.order()));
            (items, o.approver().reports(), o.customer())
        });
        query.all(&db).await.map(drop)
    };
    goes_by_steps(&proxy, query, &[1, 3, 2]).await;

    let page = async || {
        let query = Order::query().prefetch_related(|o| (o.items(), o.tags(), o.customer()));
        query.page(&db, 2, None).await.map(drop)
    };
    goes_by_steps(&proxy, page, &[1, 3]).await;
}

#[tokio::test]
async fn in_a_transaction_too() {
    let t = setup::postgres().await;
    shop(&t).await.unwrap();
    let (db, proxy) = through_a_proxy(&t).await;
    let tx = db.begin().await.unwrap();
    let query = async || {
        let query = Order::query().prefetch_related(|o| (o.items(), o.tags(), o.customer()));
        query.for_update().all(&tx).await.map(drop)
    };
    goes_by_steps(&proxy, query, &[1, 3]).await;
    tx.commit().await.unwrap();
}

/// The one list that each statement binds, if it does, as the bytes of its elements.
fn lists(bytes: &[u8]) -> Vec<Vec<&[u8]>> {
    let binds = messages(bytes).into_iter().filter(|(kind, _)| *kind == b'B');
    binds.filter_map(|(_, message)| list(message)).collect()
}

/// A list in its binary form: its dimensions, a flag, its type; each dimension's length and first
/// index; each element behind its length (`array_send` in the server's `arrayfuncs.c`).
fn list(bind: &[u8]) -> Option<Vec<&[u8]>> {
    let mut names = bind.splitn(3, |byte| *byte == 0);
    let rest = names.nth(2).expect("a portal and a statement have names, empty ones too");
    let (formats, rest) = number::<2>(rest);
    let (values, rest) = number::<2>(&rest[2 * formats..]);
    if values == 0 {
        return None;
    }
    let (size, rest) = number::<4>(rest);
    if size < 5 * size_of::<i32>() {
        // A key alone: a list says more of itself.
        return None;
    }
    let (dimensions, rest) = number::<4>(rest);
    assert_eq!(dimensions, 1, "the keys are a list");
    let (length, mut rest) = number::<4>(&rest[8..]);
    rest = &rest[4..];
    let elements = (0..length).map(|_| {
        let (length, bytes) = number::<4>(rest);
        let (element, after) = bytes.split_at(length);
        rest = after;
        element
    });
    Some(elements.collect())
}

fn number<const BYTES: usize>(bytes: &[u8]) -> (usize, &[u8]) {
    let (number, rest) = bytes.split_at(BYTES);
    (number.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)), rest)
}

#[tokio::test]
async fn each_key_is_sent_once() {
    let t = setup::postgres().await;
    let league = league(&t).await.unwrap();
    let (db, proxy) = through_a_proxy(&t).await;
    let sent = async |load: &dyn Fn() -> futures_util::future::BoxFuture<'static, ()>| {
        load().await;
        proxy.take_asked();
        load().await;
        proxy.take_asked()
    };
    let players = {
        let db = db.clone();
        sent(&move || {
            let db = db.clone();
            Box::pin(async move {
                let query = Player::query().order_by(|p| p.id.asc());
                query.prefetch_related(|p| p.team()).all(&db).await.map(drop).unwrap();
            })
        })
        .await
    };
    let keys: Vec<_> = league.teams[..2].iter().map(|team| team.id.to_be_bytes()).collect();
    assert_eq!(lists(&players), [keys.iter().map(|key| key.as_slice()).collect::<Vec<_>>()]);
    let fans = {
        let db = db.clone();
        sent(&move || {
            let db = db.clone();
            Box::pin(async move {
                let query = Fan::query().order_by(|f| f.id.asc());
                query.prefetch_related(|f| f.team().players()).all(&db).await.map(drop).unwrap();
            })
        })
        .await
    };
    assert!(lists(&fans).is_empty(), "two fans of one team, and one of none: the key goes alone");
    let red = league.teams[0].id.to_be_bytes();
    assert_eq!(fans.windows(red.len()).filter(|bytes| *bytes == red).count(), 1);
}

/// How many statements are prepared, besides the one that asks.
async fn prepared(db: &Db) -> i64 {
    const COUNT: &str = "SELECT count(*) FROM pg_prepared_statements \
         WHERE statement NOT LIKE '%pg_prepared_statements%'";
    orm::sql::<i64>(COUNT).one(db).await.unwrap()
}

#[tokio::test]
async fn the_number_of_parents_beyond_one_prepares_nothing_more() {
    let t = setup::postgres().await;
    shop(&t).await.unwrap();
    let db = Db::builder(&t.url).max_connections(1).connect().await.unwrap();
    let more = (0..1000).map(|n| customer::New {
        name: format!("N{n}"),
        email: None,
        country_code: (n % 3 > 0).then(|| ["DE", "FR"][n % 2].to_owned()),
    });
    Customer::insert_many(more).exec(&db).await.unwrap();
    let load = async |parents: u64| {
        let query = Customer::query().order_by(|c| c.id.asc()).limit(parents);
        let query =
            query.prefetch_related(|c| (c.orders().limit(parents), c.country(), c.profile()));
        let rows = query.all(&db).await.unwrap();
        assert_eq!(rows.len() as u64, parents);
        assert_eq!(rows[0].country().map(|country| country.code.as_str()), Some("DE"));
    };
    // One key has a text of its own.
    load(1).await;
    load(2).await;
    let before = prepared(&db).await;
    for parents in [3, 1000, 999, 1] {
        load(parents).await;
        assert_eq!(prepared(&db).await, before, "with {parents} parents");
    }
}

/// How many rows were read so far.
static READ: AtomicI64 = AtomicI64::new(0);

/// A row that is counted as it is read.
struct Counted;

impl FromRow for Counted {
    fn from_row(row: &mut Row<'_>) -> Result<Self, DecodeError> {
        row.get::<i64>()?;
        READ.fetch_add(1, Ordering::Relaxed);
        Ok(Counted)
    }
}

/// Whoever has a limit around a query, or shares its thread, is polled in between, however fast the server
/// gives the rows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_have_their_turn_while_rows_come() {
    let t = setup::postgres().await;
    let rows = orm::sql::<Counted>("SELECT n FROM generate_series(1::bigint, 50000) AS n");
    let mut all = Box::pin(rows.all(&t.db));
    let mut most = 0;
    let rows = poll_fn(|cx| {
        let before = READ.load(Ordering::Relaxed);
        let polled = all.as_mut().poll(cx);
        most = most.max(READ.load(Ordering::Relaxed) - before);
        polled
    });
    assert_eq!(rows.await.unwrap().len(), 50_000);
    assert!(most <= 1_100, "{most} rows in one turn");
}
