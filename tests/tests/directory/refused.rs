//! What is sent for a tenant that is not in service: nothing.

use crate::ground::Ground;
use crate::models::{Line, Note, new};
use futures_util::TryStreamExt;
use orm::directory::{Quota, TenantPlace, TenantState};
use orm::{Error, Executor, Tenant, TxOptions, load_related};

/// The error of every way in: those that read, and those that write.
async fn every_error(tenant: &Tenant<i64>, note: &Note) -> (Vec<Error>, Vec<Error>) {
    let line = Line { id: 1, tenant_id: note.tenant_id, note_id: note.id, text: "x".into() };
    let hand = || orm::sql::<i64>("SELECT 1").unscoped("a test");
    let repository = tenant.repository::<Note>();
    let reads = vec![
        Note::query().all(tenant).await.map(drop),
        Note::query().first(tenant).await.map(drop),
        Note::query().count(tenant).await.map(drop),
        Note::query().exists(tenant).await.map(drop),
        Note::query().page(tenant, 5, None).await.map(drop),
        Note::query().prefetch_related(|n| n.lines()).all(tenant).await.map(drop),
        Note::query().stream(tenant).try_collect::<Vec<_>>().await.map(drop),
        Note::query().prefetch_related(|n| n.lines()).stream(tenant).next().await.map(drop),
        Note::query().copy_out(tenant).try_collect::<Vec<_>>().await.map(drop),
        Note::query().explain(tenant).await.map(drop),
        Note::get(tenant, note.id).await.map(drop),
        note.reload(tenant).await.map(drop),
        note.lines().all(tenant).await.map(drop),
        load_related(tenant, vec![line], |l| l.note()).await.map(drop),
        repository.get(note.id).await.map(drop),
        tenant.begin_read(TxOptions::new()).await.map(drop),
        tenant.read_transaction(TxOptions::new(), async |_| Ok::<_, Error>(())).await,
    ];
    let writes = vec![
        Note::create(tenant, new("x")).await.map(drop),
        Note::insert_many([new("y"), new("z")]).exec(tenant).await.map(drop),
        Note::copy_in([new("y")]).exec(tenant).await.map(drop),
        Note::query().update(|n| n.size.set(0)).exec(tenant).await.map(drop),
        Note::query().delete().exec(tenant).await.map(drop),
        note.delete(tenant).await,
        repository.create(new("w")).await.map(drop),
        hand().one(tenant).await.map(drop),
        tenant.begin().await.map(drop),
        tenant.transaction(async |_| Ok::<_, Error>(())).await,
        tenant.transaction_with(TxOptions::new(), async |_| Ok::<_, Error>(())).await,
    ];
    let errors = |all: Vec<Result<(), Error>>| {
        all.into_iter().map(|result| result.expect_err("it is refused")).collect()
    };
    (errors(reads), errors(writes))
}

pub(crate) async fn every_way_in(g: Ground) {
    for (id, tenant) in (1..).zip(g.everywhere().await) {
        let note = Note::create(&tenant, new("here")).await.unwrap();
        let own = g.directory.connections().database("own").await.unwrap();
        let mut from = vec![TenantState::Active];
        type Is = fn(&Error) -> bool;
        let states: [(TenantState, Is); 5] = [
            (TenantState::Suspended, Error::is_tenant_suspended),
            (TenantState::Creating, Error::is_tenant_unready),
            (TenantState::Deleting, Error::is_tenant_deleted),
            (TenantState::Deleted, Error::is_tenant_deleted),
            (TenantState::Active, Error::is_over_quota),
        ];
        for (state, is_so) in states {
            g.directory.set_state(&id, &from, state, None).await.unwrap();
            from = vec![state];
            if state == TenantState::Active {
                let quota = Quota {
                    max_statements_per_second: Some(0),
                    max_connections: Some(0),
                    ..Quota::default()
                };
                g.directory.set_quota(&id, quota).await.unwrap();
            }
            let here = g.db.count_statements(async || {
                let there = own.count_statements(async || every_error(&tenant, &note).await);
                there.await
            });
            let (((reads, writes), there), here) = here.await;
            assert_eq!((here, there), (0, 0), "nothing is sent");
            for error in reads.iter().chain(&writes) {
                assert!(is_so(error), "{state:?}: {error:?}");
            }
            let refused = g.directory.usage(&id).unwrap().refused;
            assert!(refused >= 20, "{refused}");
            if state != TenantState::Active {
                assert!(is_so(&g.directory.tenant(id).await.unwrap_err()));
            }
        }
        // Whoever manages it gets in.
        let managed = g.directory.manage(id, "a test").await.unwrap();
        assert_eq!(Note::query().count(&managed).await.unwrap(), 1, "nothing was written");
    }
}

pub(crate) async fn inside_a_transaction(g: Ground) {
    g.connection("own", orm::directory::ConnectionKind::Dedicated).await;
    let tenant = g.tenant(1, TenantPlace::database("own")).await;
    let kept = Note::create(&tenant, new("kept")).await.unwrap();

    // The next statement.
    let tx = tenant.begin().await.unwrap();
    Note::create(&tx, new("lost")).await.unwrap();
    g.directory.suspend(&1, "a test").await.unwrap();
    assert!(Note::query().count(&tx).await.unwrap_err().is_tenant_suspended());
    g.directory.resume(&1).await.unwrap();
    let error = Note::query().count(&tx).await.unwrap_err();
    assert!(error.is_transaction_state(), "it has failed for good: {error:?}");
    assert!(tx.commit().await.unwrap_err().is_transaction_state());
    assert_eq!(Note::query().all(&tenant).await.unwrap(), std::slice::from_ref(&kept));

    // The commit, with no statement between.
    let tx = tenant.begin().await.unwrap();
    Note::create(&tx, new("lost")).await.unwrap();
    let inner = tx.begin().await.unwrap();
    g.directory.suspend(&1, "a test").await.unwrap();
    inner.commit().await.unwrap();
    assert!(tx.commit().await.unwrap_err().is_tenant_suspended());
    g.directory.resume(&1).await.unwrap();
    assert_eq!(Note::query().all(&tenant).await.unwrap(), std::slice::from_ref(&kept));

    // A closure's, whose error is the refusal.
    let directory = g.directory.clone();
    let closure = tenant.transaction(async |tx| {
        Note::create(tx, new("lost")).await?;
        directory.suspend(&1, "a test").await?;
        Note::create(tx, new("lost, too")).await
    });
    assert!(closure.await.unwrap_err().is_tenant_suspended());
    g.directory.resume(&1).await.unwrap();

    // One that reads.
    let tx = tenant.begin_read(TxOptions::new()).await.unwrap();
    assert_eq!(Note::query().count(&tx).await.unwrap(), 1);
    g.directory.suspend(&1, "a test").await.unwrap();
    assert!(Note::query().count(&tx).await.unwrap_err().is_tenant_suspended());
    drop(tx);
    g.directory.resume(&1).await.unwrap();
    assert_eq!(Note::query().all(&tenant).await.unwrap(), [kept]);
}

pub(crate) async fn those_that_nobody_entered(g: Ground) {
    for _ in 0..2 {
        let asked = g.db.count_statements(async || g.directory.tenant(99).await).await;
        assert!(asked.0.unwrap_err().is_unknown_tenant());
        assert_eq!(asked.1, 1, "what is not there is not remembered");
    }
    assert!(g.directory.get(&99).await.unwrap_err().is_unknown_tenant());
    assert!(g.directory.find(&99).await.unwrap().is_none());
    assert!(g.directory.suspend(&99, "x").await.unwrap_err().is_unknown_tenant());
    assert!(g.directory.manage(99, "a test").await.unwrap_err().is_unknown_tenant());
    let texts = orm::Directory::<String>::builder(&g.db).open().await.unwrap();
    let (error, sent) = g.db.count_statements(async || texts.tenant(String::new()).await).await;
    assert!(error.unwrap_err().is_unscoped() && sent == 0);
}
