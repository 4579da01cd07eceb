//! What a tenant may use.

use crate::ground::Ground;
use crate::models::{Note, new};
use futures_util::future::join_all;
use orm::directory::{Quota, TenantPlace};
use std::time::Duration;

pub(crate) async fn statements_in_a_second(g: Ground) {
    let tenant = g.tenant(1, TenantPlace::rows()).await;
    let other = g.tenant(2, TenantPlace::rows()).await;
    let note = Note::create(&tenant, new("x")).await.unwrap();
    let five = Quota { max_statements_per_second: Some(5), ..Quota::default() };
    g.directory.set_quota(&1, five).await.unwrap();
    let start = std::time::Instant::now();
    let all = join_all((0..40).map(|_| Note::query().count(&tenant))).await;
    let served = all.iter().filter(|result| result.is_ok()).count();
    let most = 5 + 5 * usize::try_from(start.elapsed().as_secs() + 1).unwrap();
    assert!((5..=most).contains(&served), "{served} of at most {most}");
    assert!(all.iter().flat_map(|result| result.as_ref().err()).all(orm::Error::is_over_quota));
    assert_eq!(Note::query().count(&other).await.unwrap(), 0, "another one has its own");
    // What goes on as time goes by; a transaction that was refused a statement does, too.
    let tx = tenant.begin().await.unwrap();
    while Note::query().count(&tx).await.is_ok() {}
    orm_tests::setup::wait_until(Duration::from_secs(5), "more", async || {
        Note::query().count(&tx).await.is_ok()
    })
    .await;
    tx.commit().await.unwrap();
    // Each statement of a load counts, and none is left out.
    let two = Quota { max_statements_per_second: Some(1), ..Quota::default() };
    g.directory.set_quota(&1, two).await.unwrap();
    orm_tests::setup::wait_until(Duration::from_secs(5), "a load", async || {
        let loaded = Note::query().prefetch_related(|n| n.lines()).all(&tenant).await;
        loaded.is_ok_and(|loaded| loaded[0].id == note.id && loaded[0].lines().is_empty())
    })
    .await;
    assert!(Note::query().count(&tenant).await.unwrap_err().is_over_quota());
    g.directory.set_quota(&1, Quota::default()).await.unwrap();
    assert_eq!(Note::query().count(&tenant).await.unwrap(), 1);
}

pub(crate) async fn connections_at_once(g: Ground) {
    let tenant = g.tenant(1, TenantPlace::rows()).await;
    let two = Quota { max_connections: Some(2), ..Quota::default() };
    g.directory.set_quota(&1, two).await.unwrap();
    let held = || g.directory.usage(&1).unwrap().connections;
    let options = orm::TxOptions::new;
    let first = tenant.begin_read(options()).await.unwrap();
    let second = tenant.begin_read(options()).await.unwrap();
    assert_eq!(held(), 2);
    assert!(tenant.begin_read(options()).await.err().unwrap().is_over_quota());
    assert!(Note::query().count(&tenant).await.unwrap_err().is_over_quota());
    assert_eq!(Note::query().count(&first).await.unwrap(), 0, "it has its connection");
    first.commit().await.unwrap();
    assert_eq!(Note::query().count(&tenant).await.unwrap(), 0);
    let mut stream = Note::query().stream(&tenant);
    assert!(stream.next().await.unwrap().is_none());
    drop(stream);
    assert_eq!(held(), 1);
    drop(second);
    assert_eq!(held(), 0);
}

pub(crate) async fn rows_that_are_stored(g: Ground) {
    let tenant = g.tenant(1, TenantPlace::rows()).await;
    let ten = Quota { max_rows: Some(10), ..Quota::default() };
    g.directory.set_quota(&1, ten).await.unwrap();
    let note = Note::create(&tenant, new("x")).await.unwrap();
    g.directory.record_size(&1, 10, None).await.unwrap();
    for error in [
        Note::create(&tenant, new("y")).await.unwrap_err(),
        Note::insert_many([new("y")]).exec(&tenant).await.unwrap_err(),
        Note::copy_in([new("y")]).exec(&tenant).await.unwrap_err(),
    ] {
        assert!(error.is_over_quota() && error.to_string().contains("10 rows"), "{error:?}");
    }
    // It can make room.
    assert_eq!(Note::query().update(|n| n.size.set(1)).exec(&tenant).await.unwrap(), 1);
    note.delete(&tenant).await.unwrap();
    g.directory.record_size(&1, 9, None).await.unwrap();
    Note::create(&tenant, new("y")).await.unwrap();
}
