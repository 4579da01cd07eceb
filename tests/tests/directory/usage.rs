//! What tenants did, here and everywhere.

use crate::ground::Ground;
use crate::models::{Note, new};
use chrono::{TimeDelta, Utc};
use orm::Executor;
use orm::directory::TenantPlace;

pub(crate) async fn counted_and_added_up(g: Ground) {
    let tenant = g.tenant(1, TenantPlace::rows()).await;
    let idle = g.tenant(2, TenantPlace::rows()).await;
    let here = &g.directory;
    Note::insert_many((0..3).map(|n| new(&n.to_string()))).exec(&tenant).await.unwrap();
    assert_eq!(Note::query().all(&tenant).await.unwrap().len(), 3);
    assert!(Note::create(&tenant, new("0")).await.unwrap_err().is_unique_violation());
    let usage = here.usage(&1).unwrap();
    assert_eq!((usage.statements, usage.rows, usage.errors), (3, 6, 1), "{usage:?}");
    assert!(!usage.time.is_zero() && usage.refused == 0 && usage.connections == 0);
    assert_eq!(here.usage(&2).unwrap().statements, 0);
    drop(idle);

    let since = Utc::now() - TimeDelta::hours(1);
    assert_eq!(here.usage_since(&1, since).await.unwrap().statements, 0, "not written down yet");
    assert_eq!(here.flush().await.unwrap(), 1, "one tenant did something");
    assert_eq!(here.flush().await.unwrap(), 0, "nothing since");
    let elsewhere = g.elsewhere(|builder| builder).await;
    let there = elsewhere.tenant(1).await.unwrap();
    there
        .transaction(async |tx| {
            Note::query().count(tx).await?;
            tx.repository::<Note>().count(|query| query).await
        })
        .await
        .unwrap();
    elsewhere.flush().await.unwrap();
    Note::query().count(&tenant).await.unwrap();
    here.flush().await.unwrap();
    let all = here.usage_since(&1, since).await.unwrap();
    assert_eq!((all.statements, all.rows, all.errors), (6, 9, 1), "{all:?}");
    assert_eq!(here.usage(&1).unwrap().statements, 4, "this process alone");
    let later = Utc::now() + TimeDelta::hours(2);
    assert_eq!(here.usage_since(&1, later).await.unwrap().statements, 0);
}
