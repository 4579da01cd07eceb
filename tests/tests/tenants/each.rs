//! Something for every tenant: each once, failures listed, and the rest later.

use crate::{Ground, Note, note, on_both, open};
use orm::directory::TenantState;
use orm::{Error, Tenant, sql, unsafe_text};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The variable that makes the test [`a_worker`] one.
const URL: &str = "ORM_TEST_WORKER_URL";

on_both! {
    failures_are_listed_and_only_they_are_done_again
    a_panic_is_a_failure
    canaries_go_first
    two_processes_share_the_tenants
    what_fails_in_one_process_is_told_by_both
    who_is_out_of_service_is_left_out
}

async fn add(tenant: &Tenant<i64>, title: &str) -> Result<i64, Error> {
    let note = Note::create(tenant, note::New { title: title.into(), answer_to: None }).await?;
    Ok(note.tenant_id)
}

async fn failures_are_listed_and_only_they_are_done_again(ground: Ground) {
    ground.small(1..21).await;
    let told = Mutex::new(Vec::new());
    let each = ground.tenants.each("greet").workers(3).on_progress(|progress| {
        assert_eq!(progress.total, 20);
        told.lock().unwrap().push((*progress.tenant, progress.ended, progress.error.is_some()));
    });
    let first = each
        .run(async |tenant| match add(&tenant, "greeting").await? {
            4 | 11 | 20 => {
                // What it wrote is its own to take back.
                Note::query().filter(|n| n.title.eq("greeting")).delete().exec(&tenant).await?;
                Err(Error::refused("not this one"))
            }
            _ => Ok(()),
        })
        .await
        .unwrap();
    let told = told.into_inner().unwrap();
    assert_eq!((first.done, first.failures, first.skipped, first.exit_code()), (17, 3, 0, 2));
    let mut failed: Vec<_> = first.failed.iter().map(|f| (f.tenant, f.attempts)).collect();
    failed.sort_unstable();
    assert_eq!(failed, [(4, 1), (11, 1), (20, 1)]);
    assert!(first.failed.iter().all(|f| f.error.ends_with("not this one")));
    let ended: Vec<_> = told.iter().map(|(_, ended, _)| *ended).collect();
    assert_eq!(ended, (1..=20).collect::<Vec<_>>());
    assert_eq!(told.iter().filter(|(.., failed)| *failed).count(), 3);

    // A page of those that failed, from the table.
    let job = ground.tenants.each("greet");
    let page = job.failed(2, None).await.unwrap();
    assert_eq!(page.iter().map(|f| f.tenant).collect::<Vec<_>>(), [11, 20]);
    let page = job.failed(2, Some(&20)).await.unwrap();
    assert_eq!(page.iter().map(|f| f.tenant).collect::<Vec<_>>(), [4]);

    // The unique titles would say if another one had its turn again.
    let second = job.run(async |tenant| add(&tenant, "greeting").await.map(drop)).await.unwrap();
    assert_eq!((second.done, second.failures, second.exit_code()), (3, 0, 0));
    for id in 1..21 {
        assert_eq!(ground.titles(id).await, ["welcome", "greeting"], "{id}");
    }

    let none = async || {
        let nothing = async |_| Err::<(), _>("nobody has a turn");
        ground.tenants.each("greet").run(nothing).await.unwrap()
    };
    let (third, statements) = ground.db.count_statements(none).await;
    assert_eq!((third.done, third.failures, statements), (0, 0, 3));

    assert_eq!(ground.tenants.each("greet").forget().await.unwrap(), 20);
    let all = ground.tenants.each("greet").run(async |_| Err::<(), _>("nobody")).await.unwrap();
    assert_eq!((all.failures, all.exit_code()), (20, 1));
}

async fn a_panic_is_a_failure(ground: Ground) {
    ground.small(1..4).await;
    let work = async |tenant| {
        assert_ne!(add(&tenant, "turn").await?, 2, "two is not liked");
        Ok::<_, Error>(())
    };
    let summary = ground.tenants.each("panic").run(work).await.unwrap();
    assert_eq!((summary.done, summary.failures), (2, 1));
    assert_eq!((summary.failed[0].tenant, &*summary.failed[0].error), (2, "it panicked"));
}

async fn canaries_go_first(ground: Ground) {
    ground.small(1..10).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let run = async |fails: bool| {
        let order = order.clone();
        let each = ground.tenants.each("careful").workers(4).canaries([7, 3]);
        let work = move |id| {
            let order = order.clone();
            async move {
                order.lock().unwrap().push(id);
                if fails && id == 7 { Err("the canary died") } else { Ok(()) }
            }
        };
        each.run_for_ids(work).await.unwrap()
    };
    let stopped = run(true).await;
    assert_eq!((stopped.done, stopped.failures, stopped.is_stopped), (1, 1, true));
    let mut first = std::mem::take(&mut *order.lock().unwrap());
    first.sort_unstable();
    assert_eq!(first, [3, 7]);

    let went_on = run(false).await;
    assert_eq!((went_on.done, went_on.is_stopped), (8, false));
    assert_eq!(order.lock().unwrap()[0], 7, "before all that are no canaries");
}

async fn two_processes_share_the_tenants(ground: Ground) {
    ground.small(1..31).await;
    let (_, other) = open(&crate::connect(&ground.t.url).await).await;
    let visits = Arc::new(Mutex::new(BTreeMap::<i64, u32>::new()));
    let run = async |tenants: &orm_migrate::Tenants<i64>| {
        let visits = visits.clone();
        let work = move |id| {
            let visits = visits.clone();
            async move {
                *visits.lock().unwrap().entry(id).or_default() += 1;
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                Ok::<_, Error>(())
            }
        };
        tenants.each("shared").workers(2).run_for_ids(work).await.unwrap()
    };
    let (one, two) = tokio::join!(run(&ground.tenants), run(&other));
    assert_eq!(one.done + two.done, 30);
    assert!(one.done > 0 && two.done > 0, "both have some");
    let visits = visits.lock().unwrap();
    assert!(visits.len() == 30 && visits.values().all(|times| *times == 1), "{visits:?}");
}

async fn what_fails_in_one_process_is_told_by_both(ground: Ground) {
    ground.small(1..13).await;
    let (_, other) = open(&crate::connect(&ground.t.url).await).await;
    let run = async |tenants: &orm_migrate::Tenants<i64>, canary: Option<i64>| {
        let work = async |id: i64| {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            if id == 4 { Err("four is not liked") } else { Ok(()) }
        };
        let each = tenants.each("told").workers(2).canaries(canary);
        each.run_for_ids(work).await.unwrap()
    };
    for canary in [Some(4), None] {
        let (one, two) = tokio::join!(run(&ground.tenants, canary), run(&other, canary));
        for summary in [&one, &two] {
            assert_eq!(summary.is_stopped, canary.is_some());
            let failed: Vec<_> = summary.failed.iter().map(|f| (f.tenant, &*f.error)).collect();
            assert_eq!((summary.failures, failed), (1, vec![(4, "four is not liked")]));
        }
        let done = if canary.is_some() { 0 } else { 11 };
        assert_eq!(one.done + two.done, done);
    }
}

async fn who_is_out_of_service_is_left_out(ground: Ground) {
    ground.small(1..4).await;
    ground.directory.suspend(&2, "unpaid").await.unwrap();
    let run = async |states: &[TenantState]| {
        let each = ground.tenants.each("served").states(states);
        each.run(async |tenant| add(&tenant, "turn").await.map(drop)).await.unwrap().done
    };
    assert_eq!(run(&[TenantState::Active]).await, 2);
    assert_eq!(run(&[TenantState::Active, TenantState::Suspended]).await, 1);
    ground.directory.resume(&2).await.unwrap();
    assert_eq!(ground.titles(2).await, ["welcome", "turn"]);
}

/// What a killed process has done stays done, and what it was doing is done again.
#[tokio::test]
async fn a_killed_process_loses_what_was_under_way() {
    let ground = crate::ground(orm_tests::setup::postgres().await).await;
    ground.small(101..121).await;
    let program = std::env::current_exe().expect("the tests are a program");
    let mut worker = std::process::Command::new(program)
        .args(["--exact", "each::a_worker"])
        .env(URL, &ground.t.url)
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("it can be started again");
    let states = async |state: &'static str| {
        let count = orm::sql::<i64>("SELECT count(*) FROM orm_tenant_job WHERE state = $1");
        count.bind(state).one(&ground.db).await.unwrap()
    };
    let stuck = async || (states("done").await, states("running").await) == (5, 2);
    let longest = std::time::Duration::from_secs(60);
    orm_tests::setup::wait_until(longest, "it is in the middle", stuck).await;
    worker.kill().expect("it runs");
    worker.wait().expect("it was ours");

    let each = ground.tenants.each("killed");
    let rest = each.run(async |tenant| add(&tenant, "turn").await.map(drop)).await.unwrap();
    assert_eq!((rest.done, rest.failures), (15, 0));
    for id in 101..121 {
        assert_eq!(ground.titles(id).await, ["welcome", "turn"], "{id}");
    }
    let twice = orm::sql::<i64>("SELECT count(*) FROM orm_tenant_job WHERE attempts = 2");
    assert_eq!(twice.one(&ground.db).await.unwrap(), 2);
}

/// The process itself, and nothing in a run of the tests: it does five, and never ends the others.
#[tokio::test]
async fn a_worker() {
    let Ok(url) = std::env::var(URL) else { return };
    let (directory, tenants) = open(&crate::connect(&url).await).await;
    let work = move |id| {
        let directory = directory.clone();
        async move {
            if id > 105 {
                std::future::pending::<()>().await;
            }
            let tenant = directory.tenant(id).await?;
            add(&tenant, "turn").await.map(drop)
        }
    };
    let ended = tenants.each("killed").workers(2).run_for_ids(work).await;
    panic!("it never ends: {ended:?}");
}

/// That it cannot be said once that the process lives ends no run: others wait for longer.
#[tokio::test]
async fn a_run_outlives_a_moment_without_its_table() {
    let ground = crate::ground(orm_tests::setup::postgres().await).await;
    ground.small(1..3).await;
    let run = ground.tenants.each("slow").workers(2).run(async |_| {
        tokio::time::sleep(Duration::from_secs(5)).await;
        Ok::<_, Error>(())
    });
    let rename = async |from: &str, to: &str| {
        let rename = format!("ALTER TABLE {from} RENAME TO {to}");
        sql::<()>(unsafe_text(rename)).exec(&ground.db).await.unwrap();
    };
    let away = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        rename("orm_tenant_job", "away").await;
        tokio::time::sleep(Duration::from_millis(2500)).await;
        rename("away", "orm_tenant_job").await;
    };
    let (summary, ()) = tokio::join!(run, away);
    let summary = summary.unwrap();
    assert_eq!((summary.done, summary.failures), (2, 0));
}
