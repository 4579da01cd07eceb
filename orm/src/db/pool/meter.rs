//! What a pool counts, for the recorder of the `metrics` crate.

use std::time::Duration;

/// The metrics of one pool, under OpenTelemetry's names (semantic conventions 1.42, "Database client
/// metrics"). They go to the recorder that is installed when the pool is opened; none costs nothing.
#[derive(Clone)]
pub(super) struct Meter {
    #[cfg(feature = "metrics")]
    metrics: Metrics,
}

#[cfg(feature = "metrics")]
#[derive(Clone)]
struct Metrics {
    used: metrics::Gauge,
    idle: metrics::Gauge,
    waiting: metrics::Gauge,
    timeouts: metrics::Counter,
    create_time: metrics::Histogram,
    wait_time: metrics::Histogram,
    use_time: metrics::Histogram,
}

#[cfg(feature = "metrics")]
impl Meter {
    /// The metrics of a pool of this name, which may have so many connections.
    pub(super) fn new(name: &str, max: u32) -> Self {
        const POOL: &str = "db.client.connection.pool.name";
        const STATE: &str = "db.client.connection.state";
        let name = name.to_owned();
        metrics::gauge!("db.client.connection.max", POOL => name.clone()).set(max);
        let count = |state| metrics::gauge!("db.client.connection.count", POOL => name.clone(), STATE => state);
        let metrics = Metrics {
            used: count("used"),
            idle: count("idle"),
            waiting: metrics::gauge!("db.client.connection.pending_requests", POOL => name.clone()),
            timeouts: metrics::counter!("db.client.connection.timeouts", POOL => name.clone()),
            create_time: metrics::histogram!("db.client.connection.create_time", POOL => name.clone()),
            wait_time: metrics::histogram!("db.client.connection.wait_time", POOL => name.clone()),
            use_time: metrics::histogram!("db.client.connection.use_time", POOL => name),
        };
        Meter { metrics }
    }

    pub(super) fn made(&self, took: Duration) {
        self.metrics.create_time.record(took);
        self.metrics.idle.increment(1);
    }

    /// A connection that nobody used was closed.
    pub(super) fn closed(&self) {
        self.metrics.idle.decrement(1);
    }

    pub(super) fn acquired(&self, took: Duration) {
        self.metrics.wait_time.record(took);
        self.metrics.idle.decrement(1);
        self.metrics.used.increment(1);
    }

    pub(super) fn given_back(&self, took: Duration) {
        self.metrics.use_time.record(took);
        self.metrics.used.decrement(1);
        self.metrics.idle.increment(1);
    }

    pub(super) fn timed_out(&self) {
        self.metrics.timeouts.increment(1);
    }

    /// So many wait.
    pub(super) fn waiting(&self, count: u32) {
        self.metrics.waiting.set(count);
    }
}

#[cfg(not(feature = "metrics"))]
impl Meter {
    pub(super) fn new(_name: &str, _max: u32) -> Self {
        Meter {}
    }

    pub(super) fn made(&self, _took: Duration) {}

    pub(super) fn closed(&self) {}

    pub(super) fn acquired(&self, _took: Duration) {}

    pub(super) fn given_back(&self, _took: Duration) {}

    pub(super) fn timed_out(&self) {}

    pub(super) fn waiting(&self, _count: u32) {}
}
