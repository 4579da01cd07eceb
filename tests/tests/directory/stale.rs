//! What a process knows of its tenants is too old, since the directory cannot be read: nothing is sent until it can.

use crate::ground::{self, Ground};
use crate::models::{Note, new};
use orm::directory::{ConnectionKind, TenantPlace};
use orm::{Error, Tenant};
use orm_tests::setup;
use std::time::Duration;

/// More than the directory's `max_age`.
const TOO_LONG: Duration = Duration::from_millis(700);

/// What a statement gives that is sent while nobody can read the directory, where this is changed meanwhile.
async fn meanwhile(
    g: &Ground,
    change: &str,
    statement: impl Future<Output = Result<u64, Error>> + Send + 'static,
) -> Result<u64, Error> {
    let server = setup::superuser(&g.t).await;
    server.batch_execute("BEGIN; LOCK TABLE orm_directory").await.unwrap();
    tokio::time::sleep(TOO_LONG).await;
    let waiting = tokio::spawn(statement);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished(), "it was sent by what is too old");
    let number = "UPDATE orm_directory SET revision = revision + 1";
    let of_it = "revision = (SELECT revision FROM orm_directory) WHERE id = '1'";
    let change = format!("{number}; UPDATE orm_tenant SET {change}, {of_it}; COMMIT");
    server.batch_execute(&change).await.unwrap();
    waiting.await.unwrap()
}

async fn grow(tenant: Tenant<i64>) -> Result<u64, Error> {
    Note::query().update(|n| n.size.set(99)).exec(&tenant).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_goes_where_the_tenant_is_then() {
    let g = ground::postgres().await;
    g.connection("own", ConnectionKind::Dedicated).await;
    let tenant = g.tenant(1, TenantPlace::rows()).await;
    Note::create(&tenant, new("old")).await.unwrap();
    let there = g.directory.tenant_at(1, &TenantPlace::database("own"), "a test").await.unwrap();
    Note::create(&there, new("new")).await.unwrap();
    assert_eq!(meanwhile(&g, "connection = 'own'", grow(tenant)).await.unwrap(), 1);
    let notes = || Note::query().select(|n| (n.text, n.size));
    assert_eq!(notes().all(&there).await.unwrap(), [("new".to_owned(), 99)]);
    let here = g.directory.tenant_at(1, &TenantPlace::rows(), "a test").await.unwrap();
    assert_eq!(notes().all(&here).await.unwrap(), [("old".to_owned(), 3)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_refuses_whom_it_would_refuse_then() {
    let g = ground::postgres().await;
    let tenant = g.tenant(1, TenantPlace::rows()).await;
    assert_eq!(grow(tenant.clone()).await.unwrap(), 0);
    let refused = meanwhile(&g, "state = 'suspended'", grow(tenant)).await.unwrap_err();
    assert!(refused.is_tenant_suspended(), "{refused}");
}
