//! What the database has of the migrations, one by one.

use super::options::Migrator;
use super::todo::Past;
use crate::error::Error;
use crate::history::{Entry, State};
use serde::Serialize;

/// A migration, and what the database has of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Status {
    /// Its id.
    pub id: String,
    /// Its branch; empty for the one without a name.
    pub branch: String,
    /// What the database has of it.
    pub standing: Standing,
    /// The last row of the history that says so.
    pub entry: Option<Entry>,
}

/// What a database has of a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Standing {
    /// It is to be applied.
    Pending,
    /// It is applied.
    Applied,
    /// It was recorded as applied without being run.
    Baselined,
    /// It is applied, and its files are others now.
    Changed,
    /// It stopped half-way, on its way up.
    Unfinished,
    /// Taking it back stopped half-way.
    HalfReverted,
    /// It is applied, and not among the migrations.
    Unknown,
}

impl Migrator {
    /// The migrations that a history has, in their order: one that replaces others from when it has all of
    /// those, and otherwise those of them that it has, if their files are there.
    #[cfg(feature = "cli")]
    pub(crate) fn applied(&self, entries: &[Entry]) -> Vec<&crate::source::Migration> {
        let past = Past::of(entries);
        let mut applied = Vec::new();
        for migration in self.migrations.all() {
            let replaces = &migration.manifest().replaces;
            let has_all = !replaces.is_empty() && replaces.iter().all(|id| past.is_applied(id));
            if past.is_applied(migration.id()) || has_all {
                applied.push(migration);
            } else {
                let some = replaces.iter().filter(|id| past.is_applied(id));
                applied.extend(some.filter_map(|id| self.migrations.replaced(id)));
            }
        }
        applied
    }

    /// Each migration with what the database has of it, in order; behind them, those that only the
    /// database knows. Two statements.
    ///
    /// # Errors
    /// Those of [`entries`](Self::entries).
    pub async fn status(&self) -> Result<Vec<Status>, Error> {
        let entries = self.entries().await?;
        let past = Past::of(&entries);
        let applied = |id: &str| past.applied.iter().find(|entry| entry.id == id).copied();
        let mut all: Vec<Status> = Vec::new();
        for migration in self.migrations.all() {
            let id = migration.id();
            let half = past.down.get(id).copied().filter(|entry| Past::is_begun(entry));
            let begun = past.up.get(id).copied();
            let (standing, entry) = match (half, applied(id), begun) {
                (Some(entry), _, _) => (Standing::HalfReverted, Some(entry)),
                (_, Some(entry), _) if entry.checksum != migration.checksum() => {
                    (Standing::Changed, Some(entry))
                }
                (_, Some(entry), _) if entry.state == State::Baselined => {
                    (Standing::Baselined, Some(entry))
                }
                (_, Some(entry), _) => (Standing::Applied, Some(entry)),
                (_, _, Some(entry)) if Past::is_begun(entry) => (Standing::Unfinished, Some(entry)),
                (_, _, entry) => (Standing::Pending, entry),
            };
            all.push(Status {
                id: id.to_owned(),
                branch: migration.branch().to_owned(),
                standing,
                entry: entry.cloned(),
            });
        }
        let is_known = |id: &str| {
            self.migrations.get(id).or_else(|| self.migrations.replacement(id)).is_some()
        };
        let unknown = past.applied.iter().filter(|entry| !is_known(&entry.id));
        all.extend(unknown.map(|entry| Status {
            id: entry.id.clone(),
            branch: String::new(),
            standing: Standing::Unknown,
            entry: Some((*entry).clone()),
        }));
        Ok(all)
    }
}
