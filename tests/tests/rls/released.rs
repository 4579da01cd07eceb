//! What a connection has left of a tenant each time that it is given back: nothing, ten thousand times behind
//! policies, whatever became of the work.

use crate::walled;
use orm::{Db, Error, Tenancy, Tenant, sql};
use orm_tests::models::TENANTS;
use orm_tests::models::tenants::*;
use orm_tests::setup::{self, Roles};
use std::time::Duration;

/// Pools of one connection each: whoever asks next gets the one that was just given back.
const LANES: u64 = 4;

/// What a session tells somebody who has no tenant: its tenant, its search path, its role.
type Session = (String, String, String);

async fn session(db: &Db) -> Session {
    const QUESTION: &str = "SELECT coalesce(current_setting('orm.tenant_id', true), ''), \
                            current_setting('search_path'), current_user::text";
    let asked = tokio::time::timeout(Duration::from_secs(10), sql::<Session>(QUESTION).one(db));
    asked.await.expect("the connection comes back in time").expect("it works")
}

/// A piece of a tenant's work, of every kind that a connection is lent for.
async fn work(db: &Db, tenant: &Tenant<i64>, which: u64) -> Result<(), Error> {
    match which % 9 {
        0 => Skill::query().all(tenant).await.map(drop),
        1 => Skill::query().count(tenant).await.map(drop),
        2 => Person::query().update(|p| p.age.set(p.age + 1)).exec(tenant).await.map(drop),
        3 => Skill::create(tenant, skill::New { name: "weld".into() }).await.map(drop),
        4 => Firm::query().prefetch_related(|f| f.people()).all(tenant).await.map(drop),
        5 => {
            let mut rows = Person::query().stream(tenant);
            rows.next().await.map(drop)
        }
        6 => {
            let tx = tenant.begin().await?;
            let inner = tx.begin().await?;
            Desk::query().delete().exec(&inner).await?;
            inner.rollback().await?;
            Person::query().count(&tx).await?;
            // Otherwise it is dropped.
            if which.is_multiple_of(2) { tx.commit().await } else { Ok(()) }
        }
        7 => {
            let tx = tenant.begin().await?;
            // Ends the transaction, which nobody rolls back.
            Skill::create(&tx, skill::New { name: "weld".into() }).await.map(drop)
        }
        _ => Person::query().count(&db.across_tenants("a test")).await.map(drop),
    }
}

/// Every fourth work is dropped on its way, each time a little later.
async fn lane(db: Db, lane: u64, releases: u64) -> (u64, u64) {
    let baseline = session(&db).await;
    assert_eq!(baseline.0, "");
    let (mut failed, mut dropped) = (0, 0);
    for which in 0..releases / LANES {
        let tenant = db.tenant(if (which + lane).is_multiple_of(2) { 1_i64 } else { 2 });
        let work = work(&db, &tenant, which + lane);
        if which.is_multiple_of(4) {
            let longest = Duration::from_micros(which * 17 % 1_500);
            match tokio::time::timeout(longest, work).await {
                Ok(result) => failed += u64::from(result.is_err()),
                Err(_) => dropped += 1,
            }
        } else {
            failed += u64::from(work.await.is_err());
        }
        assert_eq!(session(&db).await, baseline, "after the work {which} of the lane {lane}");
    }
    (failed, dropped)
}

async fn all(releases: u64, db: impl AsyncFn() -> Db) {
    let mut lanes = Vec::new();
    for number in 0..LANES {
        lanes.push(tokio::spawn(lane(db().await, number, releases)));
    }
    let (mut failed, mut dropped) = (0, 0);
    for lane in lanes {
        let ended = lane.await.expect("nothing is left behind");
        failed += ended.0;
        dropped += ended.1;
    }
    // Otherwise less was tried than was meant.
    assert!(failed > releases / 10 && dropped > releases / 50, "{failed} and {dropped}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_policies() {
    let walled = walled().await;
    let roles = Roles::known(&walled.t);
    let builder = || roles.builder().max_connections(1);
    all(10_000, async || builder().connect().await.expect("the role may connect")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_schemas() {
    let t = setup::tenant_schemas().await;
    t.create_for(TENANTS, &[t.db.tenant(1_i64), t.db.tenant(2)]).await;
    Land::create(&t.db, land::New { code: "DE".into() }).await.expect("there is none");
    for id in [1, 2] {
        let tenant = t.db.tenant(id);
        Skill::create(&tenant, skill::New { name: "weld".into() }).await.expect("there is none");
    }
    let builder = || Db::builder(&t.url).tenancy(Tenancy::schemas()).max_connections(1);
    // They set nothing in a session.
    let db = async || builder().connect().await.expect("the database takes connections");
    all(2_000, db).await;
}
