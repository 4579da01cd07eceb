//! A connection that is held for too long is reported once, with the place that took it.

use crate::call_site::CallSite;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

/// Waits for a connection to be given back.
pub(super) struct Watch {
    waiting: AbortHandle,
}

impl Watch {
    /// To be called on the way of the task that takes the connection: its call site is on the stack.
    pub(super) fn start(runtime: &Handle, threshold: Duration) -> Watch {
        let call_site = CallSite::capture();
        let report = async move {
            tokio::time::sleep(threshold).await;
            tracing::event!(
                target: "orm::pool",
                tracing::Level::WARN,
                call_site = call_site.find(),
                threshold = threshold.as_secs_f64(),
                "a connection is held for longer than the threshold: it goes back when its transaction, \
                 its stream or the connection itself is dropped"
            );
        };
        Watch { waiting: runtime.spawn(report).abort_handle() }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.waiting.abort();
    }
}
