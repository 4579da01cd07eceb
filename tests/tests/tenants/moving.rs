//! Moving tenants while they are used.

mod busy;
mod claims;
mod file;
mod late;
mod parts;
mod writer;

use crate::copies::{content, fill};
use crate::{Ground, Note, Sort, note, on_both, sort, welcome};
use futures_util::FutureExt;
use orm::directory::{ConnectionKind, TenantPlace, TenantState};
use orm::{Dialect, Error, Isolation, TxOptions, sql};
use orm_tests::setup;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;
use writer::Writer;

on_both! { there_and_back }

/// Through every place, with all rows, and nothing left behind.
async fn there_and_back(ground: Ground) {
    let tenants = &ground.tenants;
    tenants.create(1).seed(async |tx| fill(tx).await).await.unwrap();
    let is_postgres = ground.db.dialect() == Dialect::Postgres;
    if is_postgres {
        tenants.create(2).seed(async |tx| welcome(tx).await).await.unwrap();
    }
    let tenant = ground.directory.tenant(1).await.unwrap();
    let mut expected = content(&tenant).await;
    let mut ways = vec![TenantPlace::database("own"), TenantPlace::rows()];
    if is_postgres {
        ways.insert(0, TenantPlace::schema("own_schema"));
        ways.insert(2, TenantPlace::schema("another"));
        ways.insert(3, TenantPlace::schema("own_schema"));
    }
    for (round, place) in ways.into_iter().enumerate() {
        let one = tenants.move_to(1, place.clone()).keep_old(Duration::ZERO);
        let mut one = one.refuse_late(Duration::ZERO);
        if place.connection.is_some() {
            one = one.connection(ground.own_database("own"));
        }
        let moved = one.run().await.unwrap();
        assert_eq!(moved.rows as usize, expected.0.len() + expected.1.len(), "{place:?}");
        let entry = ground.directory.get(&1).await.unwrap();
        assert_eq!((entry.place, entry.state), (place.clone(), TenantState::Active));
        // The handle that was there goes to the new place, and new keys clash with none.
        assert!(content(&tenant).await == expected, "{place:?}");
        let new = note::New { title: format!("round {round}"), answer_to: None };
        let own = Note::create(&tenant, new).await.unwrap();
        assert!(own.id > expected.0.last().unwrap().id);
        expected.0.push(Note { tenant_id: 0, ..own });

        assert!(tenants.move_to(1, place).run().await.unwrap_err().is_refused(), "it is there");
        assert_eq!(tenants.purge().await.unwrap(), 1);
        if is_postgres {
            assert_eq!(ground.titles(2).await, ["welcome"]);
        }
    }
    let rows: i64 = sql("SELECT count(*) FROM notes").one(&ground.db).await.unwrap();
    assert_eq!(rows as usize, expected.0.len() + usize::from(is_postgres));
    if is_postgres {
        let left = "SELECT (SELECT count(*) FROM pg_trigger WHERE tgname = 'orm_tenant_moving') \
                    + (SELECT count(*) FROM orm_tenant_move) + (SELECT count(*) FROM orm_tenant_move_log) \
                    + (SELECT count(*) FROM pg_namespace WHERE nspname IN ('own_schema', 'another')) \
                    + (SELECT count(*) FROM pg_constraint WHERE NOT convalidated)";
        assert_eq!(sql::<i64>(left).one(&ground.db).await.unwrap(), 0);
    }
    // What refers to a row still does.
    let first = Note::query().filter(|n| n.title.eq("second")).one(&tenant).await.unwrap();
    let answers = Note::query().filter(|n| n.answer_to.eq(first.id)).count(&tenant).await.unwrap();
    assert_eq!(answers, 1501);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_of_other_processes_lose_nothing() {
    let ground = crate::ground(setup::postgres().await).await;
    ground.tenants.create(1).seed(async |tx| fill(tx).await).await.unwrap();
    // Somebody else who shares the tables.
    ground.tenants.create(2).seed(async |tx| welcome(tx).await).await.unwrap();
    // Fifty writes a second each.
    let names = ["a", "b", "c", "d"];
    let writers = names.map(|name| Writer::start(&ground.t.url, name));
    for writer in &writers {
        writer.wait_for(20);
    }
    let own = ground.tenants.move_to(1, TenantPlace::database("own"));
    let moved = own.connection(ground.own_database("own")).run().await.unwrap();
    let at = writers.each_ref().map(Writer::count);
    for (writer, at) in writers.iter().zip(at) {
        writer.wait_for(at + 50);
    }
    let tenant = ground.directory.tenant(1).await.unwrap();
    let (mut all, mut rate, mut longest) = (0, 0.0, Duration::ZERO);
    for (writer, name) in writers.into_iter().zip(names) {
        let told = writer.end();
        assert_eq!(told.errors, Vec::<String>::new());
        let notes = Note::query().filter(|n| n.title.starts_with(format!("{name} ")));
        let mut titles = notes.select(|n| n.title).all(&tenant).await.unwrap();
        titles.sort_unstable();
        let mut written = told.titles;
        written.sort_unstable();
        assert!(titles == written, "{} of {} are there", titles.len(), written.len());
        let counter = Note::query().filter(|n| n.title.starts_with(format!("count {name}")));
        let counter = counter.select(|n| n.title).one(&tenant).await.unwrap();
        assert_eq!(counter, format!("count {name} {}", told.counted), "each change is there once");
        longest = longest.max(told.longest);
        all += written.len();
        rate += (written.len() + told.counted as usize) as f64 / told.took.as_secs_f64();
    }
    assert!(moved.changes > 0, "they wrote while the rows were copied: {moved:?}");
    eprintln!("{moved:?}, {rate:.0} writes a second, one took {longest:?} at most");
    // The old rows are those of the moment of the move, and nobody has written there since.
    let old: i64 =
        sql("SELECT count(*) FROM notes WHERE tenant_id = 1").one(&ground.db).await.unwrap();
    assert!((old as usize) < 1502 + names.len() + all);
    assert_eq!(ground.titles(2).await, ["welcome"]);
}

/// A statement goes to the new place by itself, a transaction when it is run again.
#[tokio::test]
async fn who_waits_goes_on_in_the_new_place() {
    let ground = crate::ground(setup::postgres().await).await;
    ground.tenants.create(1).seed(async |tx| welcome(tx).await).await.unwrap();
    let tenant = ground.directory.tenant(1).await.unwrap();
    let ends = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicU32::new(0));
    let writing = (0..8).map(|n| {
        let (tenant, ends, written) = (tenant.clone(), ends.clone(), written.clone());
        tokio::spawn(async move {
            for round in 0.. {
                if ends.load(Ordering::SeqCst) {
                    return Ok::<_, Error>(());
                }
                let title = format!("{n} {round}");
                let new = note::New { title, answer_to: None };
                if n % 2 == 0 {
                    Note::create(&tenant, new).await?;
                } else {
                    let options = TxOptions::new().retry(1);
                    tenant
                        .transaction_with(options, async |tx| {
                            Note::create(tx, new.clone()).await?;
                            Note::query().count(tx).await
                        })
                        .await?;
                }
                written.fetch_add(1, Ordering::SeqCst);
            }
            Ok(())
        })
    });
    let writing: Vec<_> = writing.collect();
    let own = ground.tenants.move_to(1, TenantPlace::database("own"));
    let moved = own.connection(ground.own_database("own")).run().await.unwrap();
    assert!(moved.changes > 0, "they wrote meanwhile");
    tokio::time::sleep(Duration::from_millis(200)).await;
    ends.store(true, Ordering::SeqCst);
    for writer in writing {
        writer.await.unwrap().unwrap();
    }
    let all = ground.titles(1).await.len() as u32;
    assert_eq!(all, written.load(Ordering::SeqCst) + 1);
}

/// A transaction that sees an older state, and would not see that the tenant is being moved, is waited for;
/// what was begun in the old place does not write there afterwards.
#[tokio::test]
async fn transactions_of_before_are_waited_for() {
    let ground = crate::ground(setup::postgres().await).await;
    ground.tenants.create(1).seed(async |tx| welcome(tx).await).await.unwrap();
    let tenant = ground.directory.tenant(1).await.unwrap();
    let options = TxOptions::new().isolation(Isolation::RepeatableRead);
    let old = tenant.begin_with(options).await.unwrap();
    assert_eq!(Note::query().count(&old).await.unwrap(), 1);
    let tenants = ground.tenants.clone();
    let moving =
        tokio::spawn(async move { tenants.move_to(1, TenantPlace::schema("own")).run().await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!moving.is_finished());
    let new = |title: &str| note::New { title: title.into(), answer_to: None };
    Note::create(&old, new("from before")).await.unwrap();
    old.commit().await.unwrap();
    moving.await.unwrap().unwrap();
    assert_eq!(ground.titles(1).await, ["welcome", "from before"]);

    // One that was begun before the move, and writes after it.
    let late = tenant.begin().await.unwrap();
    assert_eq!(Note::query().count(&late).await.unwrap(), 2);
    let tenants = ground.tenants.clone();
    let moving =
        tokio::spawn(async move { tenants.move_to(1, TenantPlace::schema("next")).run().await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    late.rollback().await.unwrap();
    moving.await.unwrap().unwrap();
    // By hand in the old place, as a process that has heard nothing: the database refuses.
    let insert = "INSERT INTO own.notes (tenant_id, title) VALUES (1, 'lost')";
    let refused = sql::<()>(insert).exec(&ground.db).await.unwrap_err();
    assert_eq!(refused.code(), Some("OR001"));
    assert!(refused.is_tenant_unready() && refused.is_retryable());
}

/// Moves of several tenants out of the same tables do not wait for each other's reading.
#[tokio::test]
async fn several_are_moved_at_once() {
    let ground = crate::ground(setup::postgres().await).await;
    for id in 1..7 {
        ground.tenants.create(id).seed(async |tx| small(tx).await).await.unwrap();
    }
    let tenants = ground.tenants.clone();
    let work = move |id: i64| {
        let tenants = tenants.clone();
        async move {
            let place = TenantPlace::schema(format!("place_{id}"));
            tenants
                .move_to(id, place)
                .keep_old(Duration::ZERO)
                .refuse_late(Duration::ZERO)
                .run()
                .await
                .map(drop)
        }
    };
    let summary = ground.tenants.each("move").workers(3).run_for_ids(work).await.unwrap();
    assert_eq!((summary.done, summary.failures), (6, 0), "{:?}", summary.failed);
    assert_eq!(ground.tenants.purge().await.unwrap(), 6);
    for id in 1..7 {
        assert_eq!(ground.titles(id).await, ["question", "answer"]);
    }
    assert_eq!(sql::<i64>("SELECT count(*) FROM notes").one(&ground.db).await.unwrap(), 0);
}

/// Interrupted anywhere, a move is ended or taken back, and every row is in one place.
#[tokio::test]
async fn a_move_that_was_interrupted() {
    let ground = crate::ground(setup::postgres().await).await;
    let tenants = &ground.tenants;
    let place = |id: i64| TenantPlace::schema(format!("place_{id}"));
    let mut last = 0;
    for (id, polls) in (1..).zip((0_u32..).step_by(7)) {
        tenants.create(id).seed(async |tx| small(tx).await).await.unwrap();
        let mut first = Box::pin(tenants.move_to(id, place(id)).run());
        let mut left = polls;
        let done = std::future::poll_fn(|cx| {
            let ready = first.poll_unpin(cx).map(Some);
            if ready.is_pending() && left == 0 {
                return Poll::Ready(None);
            }
            left -= u32::from(ready.is_pending());
            ready
        });
        let done = done.await;
        last = id;
        if let Some(done) = done {
            done.unwrap();
            assert!(polls > 60, "it takes many steps");
            break;
        }
    }
    for id in 1..last {
        let is_ended = id % 2 == 0;
        let again = async || {
            let result = match is_ended {
                true => tenants.move_to(id, place(id)).run().await.map(drop),
                false => tenants.abandon_move(&id).await,
            };
            // What had ended, or not begun, is refused as well as what is still claimed.
            let Err(error) = result else { return true };
            assert!(error.is_refused() || error.is_already_running(), "{id}: {error}");
            error.is_refused()
        };
        setup::wait_until(Duration::from_secs(20), "the claim ends", again).await;
        let entry = ground.directory.get(&id).await.unwrap();
        assert!(entry.place == place(id) || (!is_ended && entry.place == TenantPlace::rows()));
        assert_eq!(entry.state, TenantState::Active);
        if !is_ended && entry.place == place(id) {
            // Too late to be taken back: it can only be ended, if it is not.
            let ended = tenants.move_to(id, place(id)).run().await;
            assert!(ended.map_or_else(|error| error.is_refused(), |moved| moved.rows == 0));
        }
        // Its rows are there, all of them once, and it takes writes.
        assert_eq!(ground.titles(id).await, ["question", "answer"], "{id}");
        let tenant = ground.directory.tenant(id).await.unwrap();
        let answer = Note::query().filter(|n| n.title.eq("answer")).one(&tenant).await.unwrap();
        let after = note::New { title: "after".into(), answer_to: Some(answer.id) };
        Note::create(&tenant, after).await.unwrap();
    }
    // Each place that was left is remembered, once.
    let entries = ground.directory.list().await.unwrap();
    let moved = entries.iter().filter(|entry| entry.place.schema.is_some()).count();
    let left: i64 = sql("SELECT count(*) FROM orm_tenant_left").one(&ground.db).await.unwrap();
    assert_eq!(left as usize, moved);
}

async fn small(tx: &orm::TenantTx<i64>) -> Result<(), Error> {
    let question = note::New { title: "question".into(), answer_to: None };
    let question = Note::create(tx, question).await?;
    let answer = note::New { title: "answer".into(), answer_to: Some(question.id) };
    Note::create(tx, answer).await.map(drop)
}

/// On SQLite keys are unique over all tenants, so that rows may clash where others are.
#[tokio::test]
async fn a_file_whose_keys_clash_with_others_stays_where_it_is() {
    let ground = crate::ground(setup::sqlite().await).await;
    let tenants = &ground.tenants;
    let own = tenants.create(1).database("own", ground.own_database("own"));
    own.seed(async |tx| small(tx).await).await.unwrap();
    tenants.create(2).seed(async |tx| welcome(tx).await).await.unwrap();
    let back = || tenants.move_to(1, TenantPlace::rows()).settle(Duration::from_millis(600));
    assert!(back().run().await.unwrap_err().is_unique_violation());
    // It is in service, and stays so when the move is taken back.
    assert_eq!(ground.titles(1).await, ["question", "answer"]);
    let tenant = ground.directory.tenant(1).await.unwrap();
    let one = Note::query().filter(|n| n.title.eq("answer"));
    one.update(|n| n.title.set("reply")).exec(&tenant).await.unwrap();
    tenants.abandon_move(&1).await.unwrap();
    let new = note::New { title: "after".into(), answer_to: None };
    Note::create(&tenant, new).await.unwrap();
    let other = ground.directory.tenant(2).await.unwrap();
    // Without the clash it moves.
    Note::query().delete().exec(&other).await.unwrap();
    assert_eq!(back().run().await.unwrap().rows, 3);
    assert_eq!(ground.titles(1).await, ["question", "reply", "after"]);
}

#[tokio::test]
async fn what_cannot_be_moved_is_refused() {
    let ground = crate::ground(setup::postgres().await).await;
    let tenants = &ground.tenants;
    let there = TenantPlace::schema("there");
    assert!(tenants.move_to(9, there.clone()).run().await.unwrap_err().is_unknown_tenant());
    tenants.create(1).run().await.unwrap();
    assert!(tenants.abandon_move(&1).await.unwrap_err().is_refused());
    // Places that there are not, or not for it: nothing is begun, and nothing to be taken back.
    let own = tenants.create(2).database("own", ground.own_database("own"));
    own.run().await.unwrap();
    let reports = ground.database(ConnectionKind::Analytics, "reports");
    ground.directory.connections().add("reports", reports).await.unwrap();
    let to = |place: TenantPlace| tenants.move_to(1, place).run();
    let nowhere = to(TenantPlace::database("nowhere")).await.unwrap_err();
    assert!(nowhere.orm_error().is_some_and(Error::is_not_found));
    assert!(to(TenantPlace::database("own")).await.unwrap_err().is_refused());
    assert!(to(TenantPlace::database("reports")).await.unwrap_err().is_refused());
    let odd = to(TenantPlace::schema("a b")).await.unwrap_err();
    assert!(odd.orm_error().is_some_and(Error::is_unscoped));
    assert!(tenants.abandon_move(&1).await.unwrap_err().is_refused());
    // The schema is somebody else's.
    sql::<()>("CREATE SCHEMA there").exec(&ground.db).await.unwrap();
    let taken = tenants.move_to(1, there.clone()).run().await.unwrap_err();
    assert_eq!(taken.orm_error().and_then(Error::code), Some("42P06"));
    let other = TenantPlace::schema("other");
    assert!(tenants.move_to(1, other.clone()).run().await.unwrap_err().is_refused());
    tenants.abandon_move(&1).await.unwrap();
    let left = sql::<i64>("SELECT count(*) FROM pg_namespace WHERE nspname = 'there'");
    assert_eq!(left.one(&ground.db).await.unwrap(), 1);
    // A suspended tenant stays so.
    ground.directory.suspend(&1, "unpaid").await.unwrap();
    tenants.move_to(1, other).run().await.unwrap();
    let entry = ground.directory.get(&1).await.unwrap();
    assert_eq!(entry.state, TenantState::Suspended);
    tenants.delete(&1, Duration::ZERO).await.unwrap();
    let deleted = tenants.move_to(1, TenantPlace::rows()).run().await.unwrap_err();
    assert!(deleted.is_refused());
    Sort::create(&ground.db, sort::New { code: "x".into() }).await.unwrap();
}
