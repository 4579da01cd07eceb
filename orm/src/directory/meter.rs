//! What tenants do, for the recorder of the `metrics` crate.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How many tenants may still be named in a label.
pub(super) struct Labels {
    left: AtomicUsize,
    is_on: bool,
}

impl Labels {
    /// So many tenants are named, and the others are `other`; with none, nothing is recorded.
    pub(super) fn new(named: usize) -> Self {
        Labels { left: AtomicUsize::new(named), is_on: named > 0 }
    }

    /// The meter of one more tenant.
    pub(super) fn meter(&self, tenant: &str) -> Meter {
        if !self.is_on {
            return Meter::default();
        }
        let one_less = |left: usize| left.checked_sub(1);
        let is_named =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok();
        Meter::new(if is_named { tenant } else { "other" })
    }
}

/// The metrics of a tenant.
#[derive(Default)]
pub(super) struct Meter {
    #[cfg(feature = "metrics")]
    metrics: Option<Metrics>,
}

#[cfg(feature = "metrics")]
struct Metrics {
    time: metrics::Histogram,
    errors: metrics::Counter,
    refused: metrics::Counter,
}

#[cfg(feature = "metrics")]
impl Meter {
    fn new(tenant: &str) -> Self {
        let label = || [("orm.tenant", tenant.to_owned())];
        let metrics = Metrics {
            time: metrics::histogram!("orm.tenant.statement.duration", &label()),
            errors: metrics::counter!("orm.tenant.errors", &label()),
            refused: metrics::counter!("orm.tenant.refused", &label()),
        };
        Meter { metrics: Some(metrics) }
    }

    pub(super) fn count(&self, elapsed: Duration, is_good: bool) {
        if let Some(metrics) = &self.metrics {
            metrics.time.record(elapsed);
            metrics.errors.increment(u64::from(!is_good));
        }
    }

    pub(super) fn refused(&self) {
        if let Some(metrics) = &self.metrics {
            metrics.refused.increment(1);
        }
    }
}

#[cfg(not(feature = "metrics"))]
impl Meter {
    fn new(_tenant: &str) -> Self {
        Meter {}
    }

    pub(super) fn count(&self, _elapsed: Duration, _is_good: bool) {}

    pub(super) fn refused(&self) {}
}
