//! What the library tells `tracing`, written down.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

/// An event, as it was told.
#[derive(Debug, Clone)]
pub struct Told {
    /// How grave it is.
    pub level: Level,
    /// The part of the library that tells it.
    pub target: &'static str,
    fields: BTreeMap<&'static str, String>,
}

impl Told {
    /// A field's text, empty if there is no such field.
    pub fn get(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    /// Whether there is such a field.
    pub fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }
}

/// What is told of the work, on a runtime of one thread: the listener hears its own thread only.
pub async fn told<T>(work: impl AsyncFnOnce() -> T) -> (T, Vec<Told>) {
    let listener = Listener::default();
    let guard = tracing::subscriber::set_default(listener.clone());
    let value = work().await;
    drop(guard);
    let events = std::mem::take(&mut *listener.0.lock().unwrap_or_else(PoisonError::into_inner));
    (value, events)
}

#[derive(Clone, Default)]
struct Listener(Arc<Mutex<Vec<Told>>>);

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("orm")
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let (level, target) = (*metadata.level(), metadata.target());
        let mut told = Told { level, target, fields: BTreeMap::new() };
        event.record(&mut told);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(told);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }
}
