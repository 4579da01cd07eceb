//! What the library tells `tracing`, written down.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Once;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
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

thread_local! {
    /// The events of this thread, while somebody listens.
    static HEARD: RefCell<Option<Vec<Told>>> = const { RefCell::new(None) };
}

/// What is told of the work, on a runtime of one thread: others are not heard.
pub async fn told<T>(work: impl AsyncFnOnce() -> T) -> (T, Vec<Told>) {
    install();
    HEARD.set(Some(Vec::new()));
    let value = work().await;
    (value, HEARD.take().unwrap_or_default())
}

/// Hears every thread from the start. `tracing` asks for the interest in an event when that is told for
/// the first time: a subscriber that comes at this moment, with one of the tests, would hear nothing.
pub(super) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        tracing::subscriber::set_global_default(Listener).expect("it is the only subscriber");
    });
}

struct Listener;

impl Subscriber for Listener {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.target().starts_with("orm") { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, _: &Metadata<'_>) -> bool {
        HEARD.with_borrow(Option::is_some)
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let (level, target) = (*metadata.level(), metadata.target());
        let mut told = Told { level, target, fields: BTreeMap::new() };
        event.record(&mut told);
        HEARD.with_borrow_mut(|heard| {
            if let Some(heard) = heard {
                heard.push(told);
            }
        });
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
