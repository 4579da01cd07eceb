//! Behind PgBouncer in transaction mode: each transaction may get another session.

use crate::{Walled, walled};
use orm::{Db, Error, Tenant, sql};
use orm_tests::models::tenants::*;
use orm_tests::setup::{self, PgBouncer, Program, Roles, TestDb};
use std::time::Duration;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(30);

/// PgBouncer with so many sessions of the role for which policies hold, and a pool through it.
async fn behind(t: &TestDb, program: Program, lines: &str, cache: usize) -> (PgBouncer, Db) {
    let roles = Roles::known(t);
    let (_, rest) = roles.app.split_once("://").expect("a URL has a scheme");
    let (login, place) = rest.split_once('@').expect("the URL has a user");
    let (user, password) = login.split_once(':').expect("the URL has a password");
    let (address, name) = place.split_once('/').expect("the URL has a database");
    let (host, port) = address.split_once(':').expect("the server has a port");
    let database = format!(
        "{lines}\n[databases]\nwalled = host={host} port={port} dbname={name} user={user} password={password}"
    );
    let bouncer = PgBouncer::start(program, 2, &database).await;
    let url = bouncer.url(&t.url).replace(&format!("/{name}"), "/walled");
    let builder = Db::builder(url).row_level_security(true).across_role(roles.across);
    let db = builder.statement_cache(cache).max_connections(8).connect().await;
    (bouncer, db.expect("PgBouncer leads to the server"))
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
    let (_bouncer, db) = behind(&t, program, lines, cache).await;
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
    nobody_sees_what_is_anothers(Program::New, "max_prepared_statements = 100", 256).await;
}
