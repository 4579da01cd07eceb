//! Which migration comes after which.

use super::Migration;
use crate::error::Error;
use std::collections::{BTreeMap, BTreeSet};

/// Puts migrations in an order in which each comes behind those that it depends on, and of those that could
/// come next the one with the smallest id. A branch that is not named is its first dependency's.
///
/// # Errors
/// [`is_input`](Error::is_input) for an id that is there twice, a dependency that is not there, and a circle.
pub(crate) fn ordered(migrations: Vec<Migration>) -> Result<Vec<Migration>, Error> {
    let mut left: BTreeMap<String, Migration> = BTreeMap::new();
    for migration in migrations {
        if let Some(twice) = left.insert(migration.id().to_owned(), migration) {
            return Err(Error::input(format!(
                "{}: there are two migrations with this id",
                twice.id()
            )));
        }
    }
    for migration in left.values() {
        for dependency in migration.dependencies() {
            if !left.contains_key(dependency) {
                return Err(Error::input(format!(
                    "{} depends on {dependency}, which is not among the migrations; bring its folder back, \
                     or correct `dependencies`",
                    migration.id()
                )));
            }
        }
    }
    let mut order: Vec<Migration> = Vec::with_capacity(left.len());
    let mut done = BTreeSet::new();
    while !left.is_empty() {
        let is_next = |migration: &&Migration| {
            migration.dependencies().iter().all(|dependency| done.contains(dependency))
        };
        let Some(next) = left.values().find(is_next).map(|next| next.id().to_owned()) else {
            let circle: Vec<_> = left.into_keys().collect();
            let circle = circle.join(", ");
            return Err(Error::input(format!(
                "migrations that depend on each other in a circle: {circle}"
            )));
        };
        let mut next = left.remove(&next).expect("it was just found there");
        let parent = next.dependencies().first();
        let parent = parent.and_then(|id| order.iter().find(|other| other.id() == id));
        let inherited = parent.map_or(String::new(), |parent| parent.branch().to_owned());
        next.set_branch(inherited);
        done.insert(next.id().to_owned());
        order.push(next);
    }
    Ok(order)
}

/// The ids of the migrations of a branch that nothing of the branch depends on.
pub(crate) fn heads<'a>(migrations: &'a [Migration], branch: &str) -> Vec<&'a str> {
    let within = || migrations.iter().filter(|migration| migration.branch() == branch);
    let followed: BTreeSet<_> = within().flat_map(|migration| migration.dependencies()).collect();
    within().map(Migration::id).filter(|id| !followed.contains(&(*id).to_owned())).collect()
}

/// The migrations among these that none of the others depends on, in order.
pub(crate) fn last<'a>(migrations: &'a [Migration], ids: &BTreeSet<String>) -> Vec<&'a Migration> {
    let within = || migrations.iter().filter(|migration| ids.contains(migration.id()));
    let followed: BTreeSet<_> = within().flat_map(|migration| migration.dependencies()).collect();
    within().filter(|migration| !followed.contains(&migration.id().to_owned())).collect()
}

/// The branches, in the order of their first migration.
pub(crate) fn branches(migrations: &[Migration]) -> Vec<&str> {
    let mut names = Vec::new();
    for migration in migrations {
        if !names.contains(&migration.branch()) {
            names.push(migration.branch());
        }
    }
    names
}

/// A migration and all that it depends on, by their ids.
pub(crate) fn ancestors(migrations: &[Migration], id: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([id.to_owned()]);
    // Each stands behind what it depends on.
    for migration in migrations.iter().rev() {
        if found.contains(migration.id()) {
            found.extend(migration.dependencies().iter().cloned());
        }
    }
    found
}
