//! Migrations that stand in the place of others.

use super::{Migration, graph};
use crate::error::Error;
use std::collections::BTreeMap;

/// Sets the migrations that another one replaces aside, in the order in which that one names them, and puts
/// the others in order. What depends on a replaced one depends on its replacement.
///
/// # Errors
/// [`is_input`](Error::is_input) if two migrations replace the same one, and those of [`graph::ordered`].
pub(super) fn apart(all: Vec<Migration>) -> Result<(Vec<Migration>, Vec<Migration>), Error> {
    let mut by: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for migration in &all {
        for (at, id) in migration.manifest().replaces.iter().enumerate() {
            let own = (migration.id().to_owned(), at);
            if let Some((other, _)) = by.insert(id.clone(), own) {
                return Err(Error::input(format!(
                    "{id} is replaced by both {other} and {}; one of them has to go",
                    migration.id()
                )));
            }
        }
    }
    let (mut replaced, mut rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|migration| by.contains_key(migration.id()));
    for migration in &mut rest {
        migration.set_dependencies(|id| by.get(id).map(|(new, _)| new.clone()));
    }
    let rest = graph::ordered(rest)?;
    replaced.sort_by_key(|migration| by[migration.id()].clone());
    for migration in &mut replaced {
        let new = rest.iter().find(|other| other.id() == by[migration.id()].0);
        migration.set_branch(new.map_or(String::new(), |new| new.branch().to_owned()));
    }
    Ok((rest, replaced))
}
