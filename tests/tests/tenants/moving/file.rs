//! Moving tenants from one file of SQLite to another.

use super::small;
use crate::{Note, note, welcome};
use orm::directory::TenantPlace;
use orm::sql;
use orm_migrate::{ReadOptions, introspect};
use orm_tests::setup;
use std::time::{Duration, Instant};

/// SQLite keeps a writer waiting for another process's, longer than the move waits for anybody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_takes_nothing_behind_a_move() {
    let ground = crate::ground(setup::sqlite().await).await;
    let own = ground.tenants.create(1).database("own", ground.own_database("own"));
    own.seed(async |tx| welcome(tx).await).await.unwrap();
    // What two other processes have.
    let (slow, _) = crate::open(&crate::connect(&ground.t.url).await).await;
    let (late, _) = crate::open(&crate::connect(&ground.t.url).await).await;
    let slow = slow.connections().database("own").await.unwrap().begin().await.unwrap();
    let tenant = late.tenant(1).await.unwrap();
    let writing = tokio::spawn(async move {
        Note::create(&tenant, note::New { title: "late".into(), answer_to: None }).await
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let tenants = ground.tenants.clone();
    let mut moving = tokio::spawn(async move {
        let back = tenants.move_to(1, TenantPlace::rows());
        back.settle(Duration::from_millis(600)).run().await
    });
    // Half of the time for which SQLite keeps it waiting.
    let early = tokio::time::timeout(Duration::from_millis(2500), &mut moving).await;
    assert!(!writing.is_finished());
    slow.rollback().await.unwrap();
    let moved = match early {
        Ok(moved) => moved,
        Err(_) => moving.await,
    };
    moved.unwrap().unwrap();
    let late = writing.await.unwrap().unwrap();
    assert_eq!(ground.titles(1).await, ["welcome", "late"], "what was answered is there");
    assert_eq!(late.tenant_id, 1);
}

/// The file itself refuses whoever has heard nothing, until the rows that were left are removed.
#[tokio::test]
async fn a_file_refuses_who_has_heard_nothing() {
    let ground = crate::ground(setup::sqlite().await).await;
    let tenants = &ground.tenants;
    tenants.create(1).seed(async |tx| small(tx).await).await.unwrap();
    tenants.create(2).seed(async |tx| welcome(tx).await).await.unwrap();
    let soon = Duration::from_millis(600);
    let own = tenants.move_to(1, TenantPlace::database("own")).settle(soon);
    let own = own.keep_old(Duration::ZERO).refuse_late(Duration::ZERO);
    own.connection(ground.own_database("own")).run().await.unwrap();
    for late in [
        "INSERT INTO notes (tenant_id, title) VALUES (1, 'lost')",
        "UPDATE notes SET title = title || '!' WHERE tenant_id = 1",
        "UPDATE notes SET tenant_id = 1 WHERE tenant_id = 2",
        "DELETE FROM notes WHERE tenant_id = 1",
    ] {
        let refused = sql::<()>(late).exec(&ground.db).await.unwrap_err();
        assert!(refused.is_tenant_unready() && refused.is_retryable(), "{late}: {refused:?}");
    }
    let tenant = ground.directory.tenant(2).await.unwrap();
    Note::query().update(|n| n.title.set("of others")).exec(&tenant).await.unwrap();
    // Migrations see nothing of it.
    let found = introspect(&ground.db, &ReadOptions::new()).await.unwrap();
    let mut triggers = found.schema.tables.iter().flat_map(|table| &table.triggers);
    assert!(triggers.all(|trigger| !trigger.name.starts_with("orm_tenant_moving")));
    assert_eq!(tenants.purge().await.unwrap(), 1);
    assert_eq!(ground.titles(2).await, ["of others"]);
    let left = "SELECT (SELECT count(*) FROM notes WHERE tenant_id = 1) \
                + (SELECT count(*) FROM orm_tenant_move) \
                + (SELECT count(*) FROM sqlite_schema WHERE name LIKE 'orm_tenant_moving%')";
    assert_eq!(sql::<i64>(left).one(&ground.db).await.unwrap(), 0);
    // And back, with what was written there.
    let tenant = ground.directory.tenant(1).await.unwrap();
    let answer = Note::query().filter(|n| n.answer_to.is_not_null());
    answer.clone().update(|n| n.title.set("own")).exec(&tenant).await.unwrap();
    tenants.move_to(1, TenantPlace::rows()).settle(soon).run().await.unwrap();
    assert_eq!(ground.titles(1).await, ["question", "own"]);
    answer.update(|n| n.title.set("back")).exec(&tenant).await.unwrap();
    assert_eq!(ground.titles(1).await, ["question", "back"]);
}

#[tokio::test]
async fn a_file_takes_a_tenant_back_when_nothing_can_be_on_its_way() {
    let ground = crate::ground(setup::sqlite().await).await;
    ground.tenants.create(1).seed(async |tx| small(tx).await).await.unwrap();
    let soon = Duration::from_millis(600);
    let own = ground.tenants.move_to(1, TenantPlace::database("own")).settle(soon);
    let own = own.refuse_late(Duration::from_secs(3)).connection(ground.own_database("own"));
    own.run().await.unwrap();
    let left = Instant::now();
    let tenants = ground.tenants.clone();
    let back =
        tokio::spawn(
            async move { tenants.move_to(1, TenantPlace::rows()).settle(soon).run().await },
        );
    while left.elapsed() < Duration::from_secs(2) {
        let late = "INSERT INTO notes (tenant_id, title) VALUES (1, 'late')";
        let refused = sql::<()>(late).exec(&ground.db).await.unwrap_err();
        assert!(refused.is_tenant_unready(), "{refused:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!back.is_finished());
    back.await.unwrap().unwrap();
    assert_eq!(ground.titles(1).await, ["question", "answer"]);
}
