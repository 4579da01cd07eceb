//! Migrations that stand in the place of others, of which a database may have had some.

use super::{Past, Todo};
use crate::error::Error;
use crate::history::Direction;
use crate::source::{Migration, Migrations};

/// What is to be done where a database has had some of what a migration replaces: the others, and that it is
/// recorded. `None` if it has had none.
///
/// # Errors
/// [`is_missing`](Error::is_missing) if the files of one of the others are gone.
pub(super) fn rest(
    migrations: &Migrations,
    migration: &Migration,
    past: &Past<'_>,
) -> Result<Option<Vec<Todo>>, Error> {
    let replaces = &migration.manifest().replaces;
    let is_there = |id: &String| past.is_applied(id) || past.begun(id).is_some();
    if past.begun(migration.id()).is_some() || !replaces.iter().any(is_there) {
        return Ok(None);
    }
    let mut todo = Vec::new();
    for id in replaces.iter().filter(|id| !past.is_applied(id)) {
        let missing = || Error::replaced_missing(id, migration.id());
        let old = migrations.replaced(id).ok_or_else(missing)?;
        let before = past.begun(id);
        todo.push(Todo {
            done: before.map_or(0, |entry| entry.step_done),
            out_of_order: before.is_some_and(|entry| entry.out_of_order),
            row: before.map(|entry| entry.number),
            ..Todo::of(old, Direction::Up)
        });
    }
    todo.push(Todo { is_recorded_only: true, ..Todo::of(migration, Direction::Up) });
    Ok(Some(todo))
}

/// The migrations that are applied, in the order of that. One that was only recorded stands where the last
/// one is that it replaces.
///
/// # Errors
/// [`is_unfinished`](Error::is_unfinished) if it is not recorded yet, and the files of what it replaces are
/// gone.
pub(super) fn applied<'a>(
    migrations: &'a Migrations,
    past: &Past<'_>,
) -> Result<Vec<&'a Migration>, Error> {
    let mut applied: Vec<&Migration> = Vec::new();
    for entry in &past.applied {
        let old = migrations.replacement(&entry.id);
        let migration = match (migrations.get(&entry.id), old) {
            (Some(migration), _) => {
                if is_recorded_only(migration, past) {
                    continue;
                }
                migration
            }
            (None, Some(new)) if past.is_applied(new.id()) => {
                applied.retain(|other| other.id() != new.id());
                new
            }
            (None, Some(new)) => migrations.replaced(&entry.id).ok_or_else(|| {
                let what = "all or some of what it replaces is applied";
                Error::unfinished(new.id(), what, "complete and record it by `up` first")
            })?,
            (None, None) => continue,
        };
        applied.push(migration);
    }
    Ok(applied)
}

fn is_recorded_only(migration: &Migration, past: &Past<'_>) -> bool {
    let replaces = &migration.manifest().replaces;
    !replaces.is_empty() && replaces.iter().all(|id| past.is_applied(id))
}
