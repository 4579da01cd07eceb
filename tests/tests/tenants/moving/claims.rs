//! Moves by processes that lose their claim.

use super::small;
use crate::{Note, builder, note, open};
use orm::directory::{TenantPlace, TenantState};
use orm::{Isolation, TxOptions, sql};
use orm_tests::setup;
use std::time::Duration;

/// A mover that was slow does not say where the tenant is: another one may have begun anew by then.
#[tokio::test]
async fn who_has_lost_the_claim_moves_nobody() {
    let ground = crate::ground(setup::postgres().await).await;
    ground.tenants.create(1).seed(async |tx| small(tx).await).await.unwrap();
    let tenant = ground.directory.tenant(1).await.unwrap();
    let options = TxOptions::new().isolation(Isolation::RepeatableRead);
    // The move waits for it, before it copies anything.
    let old = tenant.begin_with(options).await.unwrap();
    assert_eq!(Note::query().count(&old).await.unwrap(), 2);
    let tenants = ground.tenants.clone();
    let place = || TenantPlace::schema("own");
    let moving = tokio::spawn(async move { tenants.move_to(1, place()).run().await });
    let begun = async || {
        let moves = "SELECT count(*) FROM orm_tenant_move";
        sql::<i64>(moves).one(&ground.db).await.is_ok_and(|moves| moves == 1)
    };
    setup::wait_until(Duration::from_secs(10), "the move is under way", begun).await;
    let claim = "UPDATE orm_tenant_life SET claimed_by = 'another', \
                 claimed_until = now() + interval '1 hour'";
    sql::<()>(claim).exec(&ground.db).await.unwrap();
    old.rollback().await.unwrap();
    assert!(moving.await.unwrap().unwrap_err().is_already_running());
    let entry = ground.directory.get(&1).await.unwrap();
    assert_eq!((entry.place, entry.state), (TenantPlace::rows(), TenantState::Active));
    let new = note::New { title: "after".into(), answer_to: None };
    Note::create(&tenant, new).await.unwrap();
    // The other one goes on, when it has not said for long that it lives.
    let ends = "UPDATE orm_tenant_life SET claimed_until = now() - interval '1 hour'";
    sql::<()>(ends).exec(&ground.db).await.unwrap();
    ground.tenants.move_to(1, place()).run().await.unwrap();
    assert_eq!(ground.titles(1).await, ["question", "answer", "after"]);
}

/// To say that a process lives takes no connection of a pool whose connections may all be taken.
#[tokio::test]
async fn a_process_without_a_free_connection_keeps_its_claim() {
    let ground = crate::ground(setup::postgres().await).await;
    let db = builder(&ground.t.url).max_connections(2).connect().await.unwrap();
    let (_, tenants) = open(&db).await;
    let slow = tenants.create(1).seed(async |tx| {
        let other = db.begin().await?;
        tokio::time::sleep(Duration::from_secs(12)).await;
        other.rollback().await?;
        small(tx).await
    });
    let other = async {
        tokio::time::sleep(Duration::from_secs(11)).await;
        ground.tenants.create(1).run().await
    };
    let (slow, other) = tokio::join!(slow, other);
    assert!(other.unwrap_err().is_already_running());
    assert_eq!(slow.unwrap().state, TenantState::Active);
    assert_eq!(ground.titles(1).await, ["question", "answer"]);
}
