//! What a pool tells the recorder of the `metrics` crate.

use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use orm::Db;
use orm_tests::setup;
use std::time::Duration;

/// The metrics so far: the name, with the state where it has one, and the value.
fn values(snapshotter: &Snapshotter) -> Vec<(String, DebugValue)> {
    let all = snapshotter.snapshot().into_vec().into_iter();
    all.map(|(key, _, _, value)| {
        let state = key.key().labels().find(|label| label.key().ends_with(".state"));
        let state = state.map(|label| format!(" {}", label.value())).unwrap_or_default();
        assert!(key.key().labels().any(|label| label.key() == "db.client.connection.pool.name"));
        (format!("{}{state}", key.key().name()), value)
    })
    .collect()
}

#[tokio::test]
async fn a_pool_tells_what_it_does() {
    let t = setup::postgres().await;
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    // Of this thread, on which the whole test runs.
    let _recorder = metrics::set_default_local_recorder(&recorder);
    let builder = Db::builder(&t.url).max_connections(2);
    let db = builder.acquire_timeout(Duration::from_millis(50)).connect().await.unwrap();
    let (one, other) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    assert!(db.begin().await.is_err());
    let taken = values(&snapshotter);
    one.commit().await.unwrap();
    let given_back = values(&snapshotter);
    other.commit().await.unwrap();
    drop(db);
    let closed = values(&snapshotter);

    let gauge = |values: &[(String, DebugValue)], wanted: &str| match values
        .iter()
        .find(|(name, _)| name == wanted)
    {
        Some((_, DebugValue::Gauge(value))) => value.0 as i64,
        other => panic!("{wanted}: {other:?}"),
    };
    // A snapshot takes what it shows: the next one has the change since.
    let count = "db.client.connection.count";
    let counts = |snapshots: &[&[(String, DebugValue)]]| {
        let sum = |state| snapshots.iter().map(|s| gauge(s, &format!("{count} {state}"))).sum();
        let counts: (i64, i64) = (sum("used"), sum("idle"));
        counts
    };
    assert_eq!(gauge(&taken, "db.client.connection.max"), 2);
    assert_eq!(counts(&[&taken]), (2, 0));
    assert_eq!(gauge(&taken, "db.client.connection.pending_requests"), 0);
    assert_eq!(counts(&[&taken, &given_back]), (1, 1));
    assert_eq!(counts(&[&taken, &given_back, &closed]), (0, 0));

    let timeouts = taken.iter().find(|(name, _)| name == "db.client.connection.timeouts");
    assert_eq!(timeouts.unwrap().1, DebugValue::Counter(1));
    // In seconds.
    for (name, expected) in [("create_time", 2), ("wait_time", 2), ("use_time", 0)] {
        let name = format!("db.client.connection.{name}");
        match taken.iter().find(|(other, _)| *other == name) {
            Some((_, DebugValue::Histogram(times))) => {
                assert_eq!(times.len(), expected, "{name}");
                assert!(times.iter().all(|time| time.0 < 10.0), "{name}: {times:?}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
}
