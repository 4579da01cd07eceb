//! How long locks are held that keep others from writing or reading.

use orm::{Db, Error, sql};
use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

/// Whoever holds one of a table that is in the way of writes, or of everything (PostgreSQL manual, 13.3.1),
/// with the strongest.
const HOLDERS: &str = "SELECT virtualtransaction, min(mode) FROM pg_locks \
     WHERE locktype = 'relation' AND granted \
         AND relation IN ('sales'::regclass, 'buyers'::regclass) AND mode IN \
         ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock') \
     GROUP BY virtualtransaction";

/// How often the server is asked. A lock that is seen once may have been held for two of these.
pub(super) const EVERY: Duration = Duration::from_millis(20);

/// The locks that are held now, by their transactions, and since when each is seen.
#[derive(Debug, Default)]
pub(super) struct Holders(BTreeMap<String, (Instant, Held)>);

/// What somebody else waits for.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Held {
    pub(super) time: Duration,
    mode: String,
}

impl Holders {
    /// Asks the server; gives those that are there.
    pub(super) async fn ask(&mut self, db: &Db) -> Result<Vec<Held>, Error> {
        let found = sql::<(String, String)>(HOLDERS).all(db).await?;
        let now = Instant::now();
        self.0.retain(|holder, _| found.iter().any(|(other, _)| other == holder));
        for (holder, mode) in found {
            let (since, held) = self.0.entry(holder).or_insert_with(|| (now, Held::default()));
            *held = Held { time: now - *since + EVERY, mode };
        }
        Ok(self.0.values().map(|(_, held)| held.clone()).collect())
    }
}

/// `AccessExclusiveLock for 40ms`
impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.mode {
            "" => f.write_str("no lock"),
            mode => write!(f, "{mode} for {:.0?}", self.time),
        }
    }
}
