//! The database after migrations, as their snapshots tell it.

use super::{Migration, Migrations, graph};
use crate::error::Error;
use crate::merge::{Lines, merge};
use crate::schema::Schema;
use std::collections::BTreeSet;

impl Migrations {
    /// The database after all of them, by the last snapshot; where several migrations are the last, by what
    /// their lines make together of the schema that they began with. `None` if no migration has a snapshot.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if one cannot be read, and [`is_two_heads`](Error::is_two_heads) if two
    /// lines of one branch change the same thing.
    pub fn snapshot(&self) -> Result<Option<Schema>, Error> {
        self.state(&self.ids())
    }

    /// The ids of all of them.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.all().iter().map(|one| one.id().to_owned()).collect()
    }

    /// The database before a migration, as those tell it that it depends on.
    pub(crate) fn before(&self, id: &str) -> Result<Option<Schema>, Error> {
        let mut ids = self.ancestors(id);
        ids.remove(id);
        self.state(&ids)
    }

    /// What a migration depends on that no snapshot [before](Self::before) it knows.
    #[cfg(feature = "lint")]
    pub(crate) fn unrecorded(&self, id: &str) -> Vec<&Migration> {
        let mut ids = self.ancestors(id);
        ids.remove(id);
        let known = self.recorded(&ids);
        let is_left = |one: &&Migration| ids.contains(one.id()) && !known.contains(one.id());
        self.all().iter().filter(is_left).collect()
    }

    /// Those of these that a snapshot of one of them knows.
    pub(crate) fn recorded(&self, ids: &BTreeSet<String>) -> BTreeSet<String> {
        let telling = self.all().iter().filter(|one| ids.contains(one.id()) && one.has_snapshot());
        telling.flat_map(|one| self.ancestors(one.id())).collect()
    }

    /// The database after these, among which is all that they depend on.
    pub(crate) fn state(&self, ids: &BTreeSet<String>) -> Result<Option<Schema>, Error> {
        let mut heads = graph::last(self.all(), ids).into_iter();
        let Some(first) = heads.next() else { return Ok(None) };
        let mut done = self.ancestors(first.id());
        let mut state = self.state_after(first)?;
        let mut line = first;
        for head in heads {
            let other = self.ancestors(head.id());
            let base = self.state(&done.intersection(&other).cloned().collect())?;
            let theirs = self.state_after(head)?;
            state = match (state, theirs) {
                (Some(one), Some(other)) => {
                    Some(joined(base.as_ref(), (line, one), (head, other))?)
                }
                (one, other) => other.or(one),
            };
            done.extend(other);
            line = head;
        }
        Ok(state)
    }

    fn state_after(&self, head: &Migration) -> Result<Option<Schema>, Error> {
        match head.snapshot()? {
            Some(schema) => Ok(Some(schema)),
            None => self.before(head.id()),
        }
    }
}

/// What two lines make together.
fn joined(
    base: Option<&Schema>,
    (line, one): (&Migration, Schema),
    (head, other): (&Migration, Schema),
) -> Result<Schema, Error> {
    let empty = Schema::empty(one.dialect);
    // Each snapshot is of all models: a branch with a name has what another one had when it was written.
    let is_branch = line.branch() != head.branch();
    let lines = Lines { base: base.unwrap_or(&empty), one: &one, other: &other, alike: is_branch };
    match merge(&lines) {
        Ok(schema) => Ok(schema),
        Err(_) if is_branch => Ok(other),
        Err(conflicts) => Err(Error::conflict([line.id(), head.id()], &conflicts)),
    }
}
