//! The line of migrations that is squashed.

use crate::error::Error;
use crate::source::{Body, Migration, Migrations};

/// The migrations from one to another, in order.
///
/// # Errors
/// [`is_input`](Error::is_input) if they are no line that can be one migration.
pub(super) fn range<'a>(
    migrations: &'a Migrations,
    from: &str,
    to: &str,
) -> Result<Vec<&'a Migration>, Error> {
    let (from, to) = (migrations.find(from)?, migrations.find(to)?);
    let no_line = |what: String| Error::input(format!("{what}: only a line can be squashed"));
    let mut all = vec![to];
    let mut now = to;
    while now.id() != from.id() {
        now = match now.dependencies() {
            [before] => migrations.get(before).expect("they are in order"),
            [] => {
                return Err(no_line(format!("{} does not come before {}", from.id(), to.id())));
            }
            several => {
                let several = several.join(" and ");
                return Err(no_line(format!("{} merges {several}", now.id())));
            }
        };
        all.push(now);
    }
    all.reverse();
    let [_, _, ..] = all[..] else {
        return Err(Error::input(format!("{} alone is one migration already", from.id())));
    };
    for migration in &all {
        let id = migration.id();
        if let Body::Rust(_) = migration.body() {
            return Err(Error::input(format!(
                "{id} is written in Rust, and cannot be part of a file; squash what is before it and what \
                 is behind it"
            )));
        }
        if !migration.manifest().replaces.is_empty() {
            return Err(Error::input(format!(
                "{id} replaces others itself; begin behind it, or end before it"
            )));
        }
        if migration.branch() != from.branch() {
            return Err(no_line(format!("branch {} begins with {id}", migration.branch())));
        }
    }
    let inside = &all[..all.len() - 1];
    for other in migrations.all() {
        let is_part = all.iter().any(|migration| migration.id() == other.id());
        let is_inside = |id: &&String| inside.iter().any(|migration| migration.id() == **id);
        if let Some(inside) = other.dependencies().iter().find(is_inside).filter(|_| !is_part) {
            return Err(no_line(format!("{} goes off at {inside}", other.id())));
        }
    }
    Ok(all)
}
