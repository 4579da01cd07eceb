//! Tenants in the labels of metrics: so many, and no more.

use crate::ground;
use crate::models::Note;
use metrics_util::debugging::DebuggingRecorder;
use orm::directory::TenantPlace;
use std::collections::BTreeMap;

#[tokio::test]
async fn the_first_are_named_and_the_others_are_others() {
    let g = ground::sqlite().await;
    for id in 1..=5 {
        g.tenant(id, TenantPlace::rows()).await;
    }
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    // Of this thread, on which the whole test runs.
    let _recorder = metrics::set_default_local_recorder(&recorder);
    let directory = g.elsewhere(|builder| builder.tenants_in_metrics(2)).await;
    let silent = g.elsewhere(|builder| builder).await;
    for id in 1..=5 {
        Note::query().count(&directory.tenant(id).await.unwrap()).await.unwrap();
        Note::query().count(&silent.tenant(id).await.unwrap()).await.unwrap();
    }
    let suspended = directory.tenant(5).await.unwrap();
    directory.suspend(&5, "a test").await.unwrap();
    Note::query().count(&suspended).await.unwrap_err();
    let mut labels: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut refused = 0;
    for (key, _, _, value) in snapshotter.snapshot().into_vec() {
        let label = key.key().labels().find(|label| label.key() == "orm.tenant");
        let Some(label) = label else { continue };
        labels.entry(key.key().name().to_owned()).or_default().push(label.value().to_owned());
        if key.key().name() == "orm.tenant.refused" && label.value() == "other" {
            assert_eq!(value, metrics_util::debugging::DebugValue::Counter(1));
            refused += 1;
        }
    }
    assert_eq!(refused, 1);
    labels.values_mut().for_each(|labels| labels.sort());
    let names = ["orm.tenant.errors", "orm.tenant.refused", "orm.tenant.statement.duration"];
    assert!(labels.keys().eq(names), "{labels:?}");
    assert!(labels.values().all(|labels| *labels == ["1", "2", "other"]), "{labels:?}");
}
