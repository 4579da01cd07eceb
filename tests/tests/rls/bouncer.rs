//! Behind PgBouncer in transaction mode: each transaction may get another session.

use crate::{Walled, walled};
use orm::{Db, Error, Tenant, sql};
use orm_tests::models::TENANTS;
use orm_tests::models::tenants::*;
use orm_tests::setup::{self, PgBouncer, Program, Roles, TestDb, Walls};
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(30);

/// PgBouncer prepares in each session what a program has prepared.
const FOLLOWS_NAMES: &str = "max_prepared_statements = 100";

/// PgBouncer with so many sessions of the role for which policies hold, and the URL of a pool through it.
async fn behind(t: &TestDb, program: Program, sessions: u32, lines: &str) -> (PgBouncer, String) {
    let roles = Roles::known(t);
    let (_, rest) = roles.app.split_once("://").expect("a URL has a scheme");
    let (login, place) = rest.split_once('@').expect("the URL has a user");
    let (user, password) = login.split_once(':').expect("the URL has a password");
    let (address, name) = place.split_once('/').expect("the URL has a database");
    let (host, port) = address.split_once(':').expect("the server has a port");
    let database = format!(
        "{lines}\n[databases]\nwalled = host={host} port={port} dbname={name} user={user} password={password}"
    );
    let bouncer = PgBouncer::start(program, sessions, &database).await;
    let url = bouncer.url(&t.url).replace(&format!("/{name}"), "/walled");
    (bouncer, format!("{url}?row_level_security=on&across_role={}", roles.across))
}

async fn rounds(db: Db, task: i64) -> Result<(), Error> {
    let id = 1 + task % 2;
    let tenant: Tenant<i64> = db.tenant(id).without_condition()?;
    for round in 0..30 {
        let people = Person::query().all(&tenant).await?;
        assert!(people.len() == 2 && people.iter().all(|p| p.tenant_id == id));
        let firms = Firm::query().prefetch_related(|f| f.people()).all(&tenant).await?;
        assert!(firms.len() == 1 && firms[0].people().iter().all(|p| p.tenant_id == id));
        assert_eq!(Person::query().update(|p| p.age.set(p.age)).exec(&tenant).await?, 2);
        let tx = tenant.begin().await?;
        assert_eq!(Person::query().count(&tx).await?, 2);
        let inner = tx.begin().await?;
        Desk::query().delete().exec(&inner).await?;
        inner.rollback().await?;
        assert_eq!(Desk::query().count(&tx).await?, 1);
        match round % 3 {
            0 => drop(tx),
            1 => tx.rollback().await?,
            _ => tx.commit().await?,
        }
        let error = Skill::create(&tenant, skill::New { name: "weld".into() }).await.unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        let slow = sql::<i32>("SELECT 1 FROM pg_sleep(1)").unscoped("is dropped").one(&tenant);
        if round % 10 == 0 {
            let _ = tokio::time::timeout(Duration::from_millis(2), slow).await;
        }
        const SETTING: &str = "SELECT coalesce(current_setting('orm.tenant_id', true), '')";
        assert_eq!(sql::<String>(SETTING).one(&db).await?, "", "a session of nobody's");
    }
    Ok(())
}

async fn nobody_sees_what_is_anothers(program: Program, lines: &str, cache: usize) {
    let Walled { t, db, one, other } = walled().await;
    drop((db, one, other));
    let (_bouncer, url) = behind(&t, program, 2, lines).await;
    let db = Db::builder(url).statement_cache(cache).max_connections(8).connect().await;
    let db = db.expect("PgBouncer leads to the server");
    let tasks: Vec<_> = (0..8).map(|task| tokio::spawn(rounds(db.clone(), task))).collect();
    for task in tasks {
        let ended = tokio::time::timeout(LONGEST, task).await.expect("it comes to an end in time");
        ended.expect("every check holds").expect("every statement runs");
    }
    let all = db.across_tenants("a test");
    assert_eq!(Person::query().count(&all).await.unwrap(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_statements_without_names() {
    nobody_sees_what_is_anothers(Program::Distribution, setup::IGNORED, 0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_prepared_statements() {
    nobody_sees_what_is_anothers(Program::New, FOLLOWS_NAMES, 256).await;
}

const CLIENTS: usize = 8;
const IDS: [i64; 4] = [1, 2, 3, 4];
const SKILLS: [&str; 3] = ["cook", "sew", "weld"];

/// How many transactions a client does for each tenant: 2,000 are a minute's work.
fn transactions() -> usize {
    let number = std::env::var("ORM_TEST_BOUNCER_TRANSACTIONS").ok();
    number.map_or(150, |text| text.parse().expect("it is a number"))
}

/// Each tenant has all skills, under the same names.
async fn teach(db: &Db) {
    for id in IDS {
        let new = SKILLS.map(|name| skill::New { name: name.into() });
        Skill::create_many(&db.tenant(id), new).await.expect("each tenant has its own names");
    }
}

/// Programs with a connection each, all of them through one session of the server, each for all tenants.
async fn one_session(url: &str, tenant: fn(&Db, i64) -> Tenant<i64>) {
    let mut clients = Vec::new();
    for client in 0..CLIENTS {
        let db = Db::builder(url).max_connections(1).connect().await;
        let db = db.expect("PgBouncer leads to the server");
        clients.push(tokio::spawn(async move {
            for round in 0..transactions() {
                for id in IDS {
                    read_and_write(&tenant(&db, id), id, client + round).await?;
                }
            }
            Ok::<_, Error>(())
        }));
    }
    for client in clients {
        client.await.expect("every check holds").expect("every statement runs");
    }
}

/// One transaction: a statement alone, several that are committed, or several that are rolled back.
async fn read_and_write(tenant: &Tenant<i64>, id: i64, way: usize) -> Result<(), Error> {
    let own = |skills: Vec<Skill>| {
        let names: Vec<_> = skills.iter().map(|skill| &*skill.name).collect();
        assert_eq!(names, SKILLS);
        assert!(skills.iter().all(|skill| skill.tenant_id == id), "rows of another tenant");
    };
    let all = || Skill::query().order_by(|s| s.name.asc());
    if !way.is_multiple_of(3) {
        own(all().all(tenant).await?);
        return Ok(());
    }
    let tx = tenant.begin().await?;
    own(all().all(&tx).await?);
    assert_eq!(Skill::query().delete().exec(&tx).await?, 3);
    if way.is_multiple_of(2) {
        let same = SKILLS.map(|name| skill::New { name: name.into() });
        Skill::create_many(&tx, same).await?;
        tx.commit().await
    } else {
        tx.rollback().await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_session_for_all_behind_policies() {
    let t = setup::policies(TENANTS, Walls::Policies).await;
    teach(&t.db).await;
    let (_bouncer, url) = behind(&t, Program::New, 1, FOLLOWS_NAMES).await;
    let alone = |db: &Db, id| db.tenant(id).without_condition().expect("there are policies");
    one_session(&url, alone).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_session_for_all_with_schemas() {
    let t = setup::tenant_schemas().await;
    let tenants = IDS.map(|id| t.db.tenant(id));
    t.create_for(TENANTS, &tenants).await;
    teach(&t.db).await;
    let bouncer = PgBouncer::start(Program::New, 1, FOLLOWS_NAMES).await;
    let url = format!("{}?tenancy=schemas", bouncer.url(&t.url));
    one_session(&url, |db, id| db.tenant(id)).await;
}
