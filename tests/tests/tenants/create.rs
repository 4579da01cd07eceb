//! Making tenants: all or nothing, again after any end, by one process only.

use crate::{Ground, Line, Note, Sort, line, note, on_both, open, sort, welcome};
use futures_util::FutureExt;
use orm::directory::{TenantPlace, TenantState};
use orm::{Error, sql};
use orm_tests::setup;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

on_both! {
    every_place
    a_failed_seed_is_resumed_or_abandoned
    of_two_processes_one_makes_it
    dropped_at_each_await
    an_id_is_taken_once
}

async fn every_place(ground: Ground) {
    let tenants = &ground.tenants;
    for (id, place) in (1..).zip(ground.places()) {
        let new = tenants.create(id).name("in a place").place(place.clone());
        let entry = new.seed(async |tx| welcome(tx).await).await.unwrap();
        assert_eq!((entry.state, &entry.place), (TenantState::Active, &place));
        assert_eq!((entry.name.as_str(), entry.error), ("in a place", None));
    }
    let own = tenants.create(9).database("nine", ground.own_database("nine"));
    let entry = own
        .seed(async |tx| {
            welcome(tx).await?;
            // What belongs to nobody is the database's own there.
            Sort::create(tx, sort::New { code: "own".into() }).await?;
            let (more, bytes) = (serde_json::Value::Null, vec![0, 255]);
            let sort_code = "own".into();
            let new = line::New { note_id: 1, sort_code, weight: 0.1, bytes, more };
            Line::create(tx, new).await.map(drop)
        })
        .await
        .unwrap();
    assert_eq!(entry.place, TenantPlace::database("nine"));
    for id in (1..).take(ground.places().len()).chain([9]) {
        assert_eq!(ground.titles(id).await, ["welcome"]);
    }
    // Nothing of the one with a database is in the others' tables.
    let all: i64 = sql("SELECT count(*) FROM notes").one(&ground.db).await.unwrap();
    assert_eq!(all, 1);
    assert_eq!(Sort::query().count(&ground.db).await.unwrap(), 1);
}

async fn a_failed_seed_is_resumed_or_abandoned(ground: Ground) {
    let tenants = &ground.tenants;
    let mut places = ground.places();
    places.push(TenantPlace::database("own"));
    for (id, place) in (1_i64..).zip(places) {
        let create = || match place.connection {
            None => tenants.create(id).place(place.clone()),
            Some(_) => tenants.create(id).database("own", ground.own_database("own")),
        };
        let failed = create().seed(async |tx| {
            welcome(tx).await?;
            Err(Error::refused("the seed fails"))
        });
        assert!(failed.await.unwrap_err().is_refused());
        let entry = ground.directory.get(&id).await.unwrap();
        assert_eq!(entry.state, TenantState::Creating);
        assert!(entry.error.unwrap().ends_with("the seed fails"));
        let refused = ground.directory.tenant(id).await.unwrap_err();
        assert!(refused.is_tenant_unready(), "{refused}");

        tenants.abandon(&id).await.unwrap();
        assert!(ground.directory.find(&id).await.unwrap().is_none());
        assert!(tenants.abandon(&id).await.unwrap_err().is_unknown_tenant());

        // As if nothing had been there.
        assert!(create().seed(async |_| Err(Error::refused("again"))).await.is_err());
        let entry = create().seed(async |tx| welcome(tx).await).await.unwrap();
        assert_eq!((entry.state, entry.error), (TenantState::Active, None));
        assert_eq!(ground.titles(id).await, ["welcome"]);
        let refused = tenants.abandon(&id).await.unwrap_err();
        assert!(refused.is_refused(), "one in service is not abandoned: {refused}");
    }
}

async fn of_two_processes_one_makes_it(ground: Ground) {
    let (_, other) = open(&crate::connect(&ground.t.url).await).await;
    let seeds = AtomicU32::new(0);
    let slow = async |tx: &orm::TenantTx<i64>| {
        seeds.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(50)).await;
        welcome(tx).await
    };
    let (one, two) = tokio::join!(
        ground.tenants.create(1).seed(async |tx| slow(tx).await),
        other.create(1).seed(async |tx| slow(tx).await)
    );
    let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
    assert_eq!(won.unwrap().state, TenantState::Active);
    let lost = lost.unwrap_err();
    assert!(lost.is_already_running() || lost.is_unique_violation(), "{lost}");
    assert_eq!(seeds.load(Ordering::SeqCst), 1);
    assert_eq!(ground.titles(1).await, ["welcome"]);
}

async fn dropped_at_each_await(ground: Ground) {
    let place = |id: i64| match ground.places().pop() {
        Some(TenantPlace { schema: Some(_), .. }) => TenantPlace::schema(format!("at_{id}")),
        _ => TenantPlace::rows(),
    };
    let create = |id| ground.tenants.create(id).place(place(id));
    let mut ids = 1..;
    for (id, polls) in ids.by_ref().zip(0_u32..) {
        let mut first = Box::pin(create(id).seed(async |tx| welcome(tx).await));
        let mut left = polls;
        let ended = std::future::poll_fn(|cx| {
            let ready = first.poll_unpin(cx).map(Some);
            if ready.is_pending() && left == 0 {
                return Poll::Ready(None);
            }
            left -= u32::from(ready.is_pending());
            ready
        });
        if let Some(ended) = ended.await {
            assert_eq!(ended.unwrap().state, TenantState::Active);
            assert!(polls > 10, "it takes several steps, and was dropped at each");
            break;
        }
    }
    for id in 1..ids.next().unwrap() - 1 {
        // Its claim ends a little later.
        let again = async || match create(id).seed(async |tx| welcome(tx).await).await {
            Err(error) if error.is_already_running() => false,
            // The first one had ended, but for its answer.
            Err(error) if error.is_unique_violation() => true,
            entry => entry.unwrap().state == TenantState::Active,
        };
        setup::wait_until(Duration::from_secs(20), "the claim ends", again).await;
        assert_eq!(ground.titles(id).await, ["welcome"], "dropped after {} polls", id - 1);
    }
}

async fn an_id_is_taken_once(ground: Ground) {
    ground.tenants.create(1).run().await.unwrap();
    assert!(ground.tenants.create(1).run().await.unwrap_err().is_unique_violation());
    let own = || ground.own_database("own");
    ground.tenants.create(2).database("own", own()).run().await.unwrap();
    let clash = ground.tenants.create(3).database("own", own()).run().await.unwrap_err();
    assert!(clash.is_unique_violation(), "the name of a connection is another tenant's: {clash}");
    assert!(ground.directory.find(&3).await.unwrap().is_none());
    assert_eq!(ground.tenants.create(0).run().await.unwrap().state, TenantState::Active);
}

#[tokio::test]
async fn a_schema_that_is_there_is_not_taken_and_not_dropped() {
    let ground = crate::ground(setup::postgres().await).await;
    sql::<()>("CREATE SCHEMA taken").exec(&ground.db).await.unwrap();
    let create = || ground.tenants.create(1).place(TenantPlace::schema("taken"));
    let error = create().run().await.unwrap_err();
    assert_eq!(error.orm_error().and_then(Error::code), Some("42P06"), "{error}");
    ground.tenants.abandon(&1).await.unwrap();
    let there = sql::<i64>("SELECT count(*) FROM pg_namespace WHERE nspname = 'taken'");
    assert_eq!(there.one(&ground.db).await.unwrap(), 1);
    // Once it is gone, the same call succeeds.
    assert!(create().run().await.is_err());
    sql::<()>("DROP SCHEMA taken").exec(&ground.db).await.unwrap();
    assert_eq!(create().run().await.unwrap().state, TenantState::Active);
    let tenant = ground.directory.tenant(1).await.unwrap();
    assert_eq!(Note::query().count(&tenant).await.unwrap(), 0);
    Note::create(&tenant, note::New { title: "x".into(), answer_to: None }).await.unwrap();
}
