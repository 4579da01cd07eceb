//! What waits for a connection while its tenant is moved, or taken out of service, goes where that is then, or nowhere.

use crate::ground::Ground;
use crate::models::{Note, new};
use futures_util::TryStreamExt;
use orm::directory::{ConnectionKind, TenantPlace, TenantState};
use orm::{Db, Error, ReadTx, Tenant, Tx, TxOptions, sql};
use orm_tests::setup;
use std::time::Duration;
use tokio::task::JoinHandle;

const ACTIVE: &[TenantState] = &[TenantState::Active];

/// A tenant in a database of its own, with the note `old`.
struct Busy {
    tenant: Tenant<i64>,
    own: Db,
    is_postgres: bool,
}

/// All connections there.
struct Held(Vec<Tx>, Vec<ReadTx>);

impl Busy {
    async fn new(g: &Ground) -> Busy {
        g.connection("own", ConnectionKind::Dedicated).await;
        let tenant = g.tenant(1, TenantPlace::database("own")).await;
        Note::create(&tenant, new("old")).await.unwrap();
        let own = g.directory.connections().database("own").await.unwrap();
        Busy { tenant, own, is_postgres: g.is_postgres() }
    }

    /// Every way in, all of which wait for a connection.
    async fn start(&self) -> (Held, Vec<Way>) {
        let mut held = Held(Vec::new(), Vec::new());
        // SQLite has one connection that writes, beside those that read.
        let (writing, reading) = if self.is_postgres { (2, 0) } else { (1, 2) };
        for _ in 0..writing {
            held.0.push(self.own.begin().await.unwrap());
        }
        for _ in 0..reading {
            held.1.push(self.own.begin_read(TxOptions::new()).await.unwrap());
        }
        let ways: Vec<_> = writes(&self.tenant).into_iter().chain(reads(&self.tenant)).collect();
        let wait = async || self.own.pool_stats().waiting as usize == ways.len();
        setup::wait_until(Duration::from_secs(10), "all of them wait", wait).await;
        (held, ways)
    }

    async fn texts(&self) -> Vec<String> {
        let all = sql::<String>("SELECT text FROM notes ORDER BY text");
        all.all(&self.own).await.unwrap()
    }
}

/// What was done in one way.
struct Way {
    name: &'static str,
    reads: bool,
    /// Whether it can be done in another place as it is.
    follows: bool,
    /// How often it read the note `old`.
    done: JoinHandle<Result<u64, Error>>,
}

macro_rules! ways {
    ($tenant:ident, $reads:literal, $seen:expr; $($name:literal, $follows:literal => $work:expr;)+) => {
        vec![$({
            let $tenant = $tenant.clone();
            let done = tokio::spawn(async move { $work.await.map($seen) });
            Way { name: $name, reads: $reads, follows: $follows, done }
        }),+]
    };
}

const BY_HAND: &str = "INSERT INTO notes (tenant_id, text, size) VALUES (1, 'by hand', 1)";

/// Each writes a note with its name.
fn writes(tenant: &Tenant<i64>) -> Vec<Way> {
    ways! { tenant, false, |_| 0;
        "alone", true => Note::create(&tenant, new("alone"));
        "several", true => Note::create_many(&tenant, [new("several")]);
        "by hand", true => sql::<()>(BY_HAND).unscoped("it has the tenant").exec(&tenant);
        "transaction", true => tenant.transaction(async |tx| {
            Note::create(tx, new("transaction")).await
        });
        "options", true => tenant.transaction_with(TxOptions::new(), async |tx| {
            Note::create(tx, new("options")).await
        });
        "begun", true => async {
            let tx = tenant.begin().await?;
            Note::create(&tx, new("begun")).await?;
            tx.commit().await
        };
        "copied", false => Note::copy_in([new("copied")]).exec(&tenant);
    }
}

fn old() -> orm::Query<Note> {
    Note::query().filter(|n| n.text.eq("old"))
}

fn reads(tenant: &Tenant<i64>) -> Vec<Way> {
    ways! { tenant, true, |seen| seen;
        "counted", true => async { old().count(&tenant).await.map(|count| count as u64) };
        "loaded", true => async {
            let notes = old().prefetch_related(|n| n.lines());
            notes.all(&tenant).await.map(|notes| notes.len() as u64)
        };
        "read only", true => async {
            let tx = tenant.begin_read(TxOptions::new()).await?;
            let count = old().count(&tx).await?;
            tx.commit().await.map(|()| count as u64)
        };
        "streamed", false => async {
            let notes = old().stream(&tenant).try_collect::<Vec<_>>();
            notes.await.map(|notes| notes.len() as u64)
        };
    }
}

pub(crate) async fn a_place_that_its_tenant_leaves(g: Ground) {
    let busy = Busy::new(&g).await;
    let (held, ways) = busy.start().await;
    g.directory.set_place(&1, ACTIVE, TenantPlace::rows(), TenantState::Active).await.unwrap();
    drop(held);
    let mut followed = Vec::new();
    for way in ways {
        match way.done.await.unwrap() {
            Ok(seen) => {
                assert!(way.follows && seen == 0, "{} where it was", way.name);
                followed.extend((!way.reads).then_some(way.name));
            }
            Err(error) => {
                assert!(!way.follows, "{}: {error:?}", way.name);
                assert!(error.is_tenant_unready() && error.is_retryable(), "{}", way.name);
            }
        }
    }
    assert_eq!(busy.texts().await, ["old"], "nothing was written where it was");
    let there = Note::query().order_by(|n| n.text.asc()).select(|n| n.text);
    followed.sort_unstable();
    assert_eq!(there.all(&busy.tenant).await.unwrap(), followed);
}

pub(crate) async fn a_tenant_that_goes_out_of_service(g: Ground) {
    let busy = Busy::new(&g).await;
    for state in [TenantState::Suspended, TenantState::Moving, TenantState::Deleting] {
        let is_refused = match state {
            TenantState::Suspended => Error::is_tenant_suspended,
            TenantState::Moving => Error::is_tenant_unready,
            _ => Error::is_tenant_deleted,
        };
        let (held, ways) = busy.start().await;
        let before = g.directory.usage(&1).unwrap().refused;
        g.directory.set_state(&1, ACTIVE, state, Some("a test")).await.unwrap();
        drop(held);
        let mut all = 0;
        for way in ways {
            let (name, done) = (way.name, way.done.await.unwrap());
            if way.reads && state == TenantState::Moving {
                assert_eq!(done.unwrap(), 1, "{name}");
                continue;
            }
            let error = done.unwrap_err();
            assert!(is_refused(&error), "{name}: {error:?}");
            all += 1;
        }
        assert_eq!(g.directory.usage(&1).unwrap().refused - before, all);
        assert_eq!(busy.texts().await, ["old"], "{state:?}");
        g.directory.set_state(&1, &[state], TenantState::Active, None).await.unwrap();
    }
}

pub(crate) async fn a_tenant_that_stays(g: Ground) {
    let busy = Busy::new(&g).await;
    let (held, ways) = busy.start().await;
    let ends = g.db.count_statements(async || {
        drop(held);
        let mut names = vec!["old"];
        for way in ways {
            let seen = way.done.await.unwrap();
            let seen = seen.unwrap_or_else(|error| panic!("{}: {error:?}", way.name));
            assert_eq!(seen, u64::from(way.reads), "{}", way.name);
            names.extend((!way.reads).then_some(way.name));
        }
        names
    });
    let (mut names, asked) = ends.await;
    names.sort_unstable();
    assert_eq!(busy.texts().await, names);
    assert_eq!(asked, 0, "what is known is asked, not the directory");
}
