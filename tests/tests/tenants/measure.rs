//! Counting tenants' rows and bytes, so that quotas hold.

use crate::{Ground, Note, note, on_both, welcome};
use orm::directory::{Quota, TenantPlace};
use orm::{Dialect, Tenant};

on_both! { rows_are_counted_wherever_they_are }

async fn fill(tenant: &Tenant<i64>, count: i64) {
    let note = |n| note::New { title: format!("note {n}"), answer_to: None };
    Note::insert_many((0..count).map(note)).exec(tenant).await.unwrap();
}

async fn rows_are_counted_wherever_they_are(ground: Ground) {
    let is_postgres = ground.db.dialect() == Dialect::Postgres;
    ground.small(1..3).await;
    if is_postgres {
        let own = ground.tenants.create(3).place(TenantPlace::schema("three"));
        own.seed(async |tx| welcome(tx).await).await.unwrap();
    }
    let own = ground.tenants.create(4).database("four", ground.own_database("four"));
    own.seed(async |tx| welcome(tx).await).await.unwrap();
    for entry in ground.directory.list().await.unwrap() {
        let tenant = ground.directory.tenant(entry.id).await.unwrap();
        fill(&tenant, entry.id * 100).await;
        let size = ground.tenants.measure(&entry.id).await.unwrap();
        assert_eq!(size.rows, entry.id.unsigned_abs() * 100 + 1);
        let least = match (entry.id, is_postgres) {
            (4, true) => Some(1_000_000),
            (3, _) => Some(16_384),
            (id, true) => Some(id.unsigned_abs() * 3000),
            (4, false) => Some(8192),
            (_, false) => None,
        };
        assert!(size.bytes >= least, "{}: {:?} and {least:?}", entry.id, size.bytes);
    }
    let entry = ground.directory.get(&2).await.unwrap();
    assert_eq!((entry.stored_rows, entry.counted_at.is_some()), (Some(201), true));

    let quota = Quota { max_rows: Some(202), ..Quota::default() };
    ground.directory.set_quota(&2, quota).await.unwrap();
    let tenant = ground.directory.tenant(2).await.unwrap();
    welcome_again(&tenant, "one more").await.unwrap();
    let all = ground.directory.list().await.unwrap().len() as u64;
    assert_eq!(ground.tenants.measure_all(3).await.unwrap(), all);
    assert!(welcome_again(&tenant, "too many").await.unwrap_err().is_over_quota());
}

async fn welcome_again(tenant: &Tenant<i64>, title: &str) -> Result<Note, orm::Error> {
    Note::create(tenant, note::New { title: title.into(), answer_to: None }).await
}
