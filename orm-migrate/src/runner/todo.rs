//! What is to be done: the migrations beside the history, no I/O.

mod replaced;

use super::Target;
use crate::error::{Error, Failed};
use crate::history::{Direction, Entry, State};
use crate::source::{Migration, Migrations, Script};
use std::collections::{BTreeMap, BTreeSet};

/// A migration that is to be run.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Todo {
    /// Which.
    pub migration: Migration,
    /// Whether it is applied or taken back.
    pub direction: Direction,
    /// How many of its statements are done already.
    pub done: usize,
    /// Whether a newer one of its branch is applied.
    pub out_of_order: bool,
    /// Whether all that it [replaces](crate::Manifest::replaces) is applied by then, so that it is recorded
    /// and not run.
    pub is_recorded_only: bool,
    /// The row of the history that it goes on with.
    pub(crate) row: Option<i64>,
}

impl Todo {
    pub(crate) fn of(migration: &Migration, direction: Direction) -> Todo {
        Todo {
            migration: migration.clone(),
            direction,
            done: 0,
            out_of_order: false,
            is_recorded_only: false,
            row: None,
        }
    }

    /// What it has for a database, or for a tenant's schema; a migration in Rust has nothing.
    pub(super) fn script(&self, in_schema: bool) -> Option<&Script> {
        let (migration, is_back) = (&self.migration, self.direction == Direction::Down);
        match (in_schema, is_back) {
            (false, false) => migration.up(),
            (false, true) => migration.down(),
            (true, false) => migration.tenant().0,
            (true, true) => migration.tenant().1,
        }
    }

    /// The statements that it runs in a database, or in a tenant's schema.
    pub(crate) fn statements(&self, in_schema: bool) -> Vec<&str> {
        let script = self.script(in_schema).filter(|_| !self.is_recorded_only);
        script.map(|script| script.statements().collect()).unwrap_or_default()
    }

    /// A statement of a script that failed, with its place; behind the last one it is the commit.
    pub(super) fn failed(&self, script: Option<&Script>, at: usize, state: &'static str) -> Failed {
        let statements = script.map(|script| &*script.statements).unwrap_or_default();
        Failed {
            migration: self.migration.id().to_owned(),
            file: script.and_then(|script| script.file_at(at)),
            line: statements.get(at).or(statements.last()).map_or(1, |statement| statement.line),
            number: at + 1,
            of: statements.len().max(1),
            sql: match (statements.get(at), script) {
                (Some(statement), _) => statement.sql.clone(),
                (None, Some(_)) => "COMMIT".to_owned(),
                (None, None) => String::new(),
            },
            state,
        }
    }
}

/// What is to be allowed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Allow {
    pub(super) out_of_order: bool,
    pub(super) lose_data: bool,
    /// Nothing is run, so that nothing is lost, and no way back is needed.
    pub(super) fake: bool,
}

/// What the history says of each migration, by the rows that still count.
#[derive(Debug, Default)]
pub(super) struct Past<'a> {
    /// Applied or baselined, in the order of that.
    pub(super) applied: Vec<&'a Entry>,
    /// The last row of those that stopped half-way, or failed: by direction.
    pub(super) up: BTreeMap<&'a str, &'a Entry>,
    pub(super) down: BTreeMap<&'a str, &'a Entry>,
}

impl<'a> Past<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Past<'a> {
        let mut past = Past::default();
        for entry in entries {
            let id = &*entry.id;
            match (entry.direction, entry.state) {
                (Direction::Up, State::Applied | State::Baselined) => {
                    past.up.remove(id);
                    past.applied.push(entry);
                }
                (Direction::Up, State::Running | State::Failed) => {
                    past.up.insert(id, entry);
                }
                (Direction::Up, State::Reverted) => {}
                (Direction::Down, State::Running | State::Failed) => {
                    past.down.insert(id, entry);
                }
                (Direction::Down, _) => {
                    past.down.remove(id);
                    past.up.remove(id);
                }
                (Direction::Repair, _) => {}
            }
        }
        past
    }

    pub(super) fn is_applied(&self, id: &str) -> bool {
        self.applied.iter().any(|entry| entry.id == id)
    }

    /// The row of one that is half-way up.
    fn begun(&self, id: &str) -> Option<&'a Entry> {
        self.up.get(id).copied().filter(|entry| Past::is_begun(entry))
    }

    /// Half-way there: some of its statements are done.
    pub(super) fn is_begun(entry: &Entry) -> bool {
        !entry.transactional && (entry.step_done > 0 || entry.state == State::Running)
    }
}

/// The migrations to be applied, in order.
///
/// # Errors
/// If the history is not one of these migrations: see [`Error`].
pub(super) fn up(
    migrations: &Migrations,
    entries: &[Entry],
    target: &Target,
    allow: Allow,
) -> Result<Vec<Todo>, Error> {
    let past = Past::of(entries);
    check(migrations, &past)?;
    if let Some(entry) = past.down.values().find(|entry| Past::is_begun(entry)) {
        let what = "taking it back stopped half-way";
        return Err(Error::unfinished(&entry.id, what, "complete that by `down` first"));
    }
    let wanted: Option<BTreeSet<String>> = match target {
        Target::Latest => {
            migrations.heads()?;
            None
        }
        Target::Branch(name) => {
            let heads = migrations.heads()?;
            let head = heads.into_iter().find(|(branch, _)| branch == name);
            let (_, head) =
                head.ok_or_else(|| Error::input(format!("there is no branch {name}")))?;
            Some(migrations.ancestors(head.id()))
        }
        Target::To(text) => Some(migrations.ancestors(migrations.find(text)?.id())),
        Target::Steps(_) => None,
    };
    let mut todo = Vec::new();
    for migration in migrations.all() {
        let id = migration.id();
        if past.is_applied(id) || wanted.as_ref().is_some_and(|wanted| !wanted.contains(id)) {
            continue;
        }
        if let Some(rest) = replaced::rest(migrations, migration, &past)? {
            todo.extend(rest);
            continue;
        }
        let before = past.up.get(id).filter(|entry| !entry.transactional);
        let newer = newer(migrations, &past, migration).filter(|_| before.is_none());
        if let Some(newer) = newer
            && !allow.out_of_order
        {
            return Err(Error::out_of_order(id, newer));
        }
        todo.push(Todo {
            done: before.map_or(0, |entry| entry.step_done),
            out_of_order: newer.is_some() || before.is_some_and(|entry| entry.out_of_order),
            row: before.map(|entry| entry.number),
            ..Todo::of(migration, Direction::Up)
        });
    }
    if let Target::Steps(steps) = target {
        todo.truncate(*steps);
    }
    Ok(todo)
}

/// The migrations to be taken back, in order: what was applied last comes first.
///
/// # Errors
/// As of [`up`]; [`is_irreversible`](Error::is_irreversible) and
/// [`is_destructive`](Error::is_destructive) if one of them is.
pub(super) fn down(
    migrations: &Migrations,
    entries: &[Entry],
    target: &Target,
    allow: Allow,
) -> Result<Vec<Todo>, Error> {
    let past = Past::of(entries);
    check(migrations, &past)?;
    if let Some(entry) = past.up.values().find(|entry| Past::is_begun(entry)) {
        let what = "it stopped half-way";
        return Err(Error::unfinished(&entry.id, what, "complete it by `up` first"));
    }
    let mut back = replaced::applied(migrations, &past)?;
    back.reverse();
    match target {
        Target::Latest => {}
        Target::Steps(steps) => back.truncate(*steps),
        Target::Branch(name) => back.retain(|migration| migration.branch() == name),
        Target::To(text) => {
            let stays = migrations.find(text)?;
            let Some(at) = back.iter().position(|migration| migration.id() == stays.id()) else {
                return Err(Error::input(format!("{} is not applied", stays.id())));
            };
            back.truncate(at);
        }
    }
    let ids: BTreeSet<_> = back.iter().map(|migration| migration.id()).collect();
    for migration in migrations.all() {
        let stays = past.is_applied(migration.id()) && !ids.contains(migration.id());
        let needed = migration.dependencies().iter().find(|id| ids.contains(&***id));
        if let Some(needed) = needed.filter(|_| stays) {
            return Err(Error::input(format!(
                "{} is applied and depends on {needed}; take it back, too",
                migration.id()
            )));
        }
    }
    let mut todo = Vec::new();
    for migration in back {
        if let Some(reason) = migration.irreversible().filter(|_| !allow.fake) {
            return Err(Error::irreversible(migration.id(), reason));
        }
        let lost = &migration.manifest().down_destroys;
        if !(lost.is_empty() || allow.lose_data || allow.fake) {
            return Err(Error::destructive(migration.id(), &lost.join(", ")));
        }
        let before = past.down.get(migration.id()).filter(|entry| !entry.transactional);
        todo.push(Todo {
            done: before.map_or(0, |entry| entry.step_done),
            row: before.map(|entry| entry.number),
            ..Todo::of(migration, Direction::Down)
        });
    }
    Ok(todo)
}

/// Whether everything that was applied, or begun, is still what it was.
fn check(migrations: &Migrations, past: &Past<'_>) -> Result<(), Error> {
    let newest = migrations.all().iter().map(Migration::id).max();
    let begun = past.up.values().chain(past.down.values()).filter(|entry| Past::is_begun(entry));
    for entry in past.applied.iter().chain(begun) {
        let known = migrations.get(&entry.id).or_else(|| migrations.replaced(&entry.id));
        let Some(migration) = known else {
            if migrations.replacement(&entry.id).is_some() {
                continue;
            }
            return Err(match newest {
                Some(newest) if *entry.id < *newest => Error::missing(&entry.id),
                _ => Error::future(&entry.id, newest),
            });
        };
        // Before its first statement is done, its files may be corrected.
        let is_open = matches!(entry.state, State::Running | State::Failed);
        let is_free = is_open && entry.step_done == 0;
        if entry.checksum != migration.checksum() && !is_free {
            return Err(Error::checksum(&entry.id, &entry.checksum, migration.checksum()));
        }
    }
    Ok(())
}

/// A migration of the same branch that is applied though it is newer, and does not come before by dependency.
fn newer<'a>(migrations: &Migrations, past: &Past<'a>, migration: &Migration) -> Option<&'a str> {
    let before = migrations.ancestors(migration.id());
    let is_newer = |id: &str| {
        let of = migrations.get(id).is_some_and(|other| other.branch() == migration.branch());
        of && id > migration.id() && !before.contains(id)
    };
    past.applied.iter().map(|entry| &*entry.id).find(|id| is_newer(id))
}

#[cfg(test)]
mod tests;
