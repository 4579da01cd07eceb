//! The proof that a migration does what those did that it replaces.

use super::Squashed;
use crate::error::Error;
use crate::introspect::{Found, ReadOptions, introspect};
use crate::runner::{Migrator, Target};
use crate::source::Migrations;
use crate::{differences, history::OWN_TABLES};
use orm::Db;
use std::collections::BTreeSet;

/// Makes the one of two empty databases by the migrations as they were before one was squashed, the other by
/// those with it, and compares what is in them: tables and all that belongs to them, types, and by their
/// names views, functions and triggers. Gives the differences in words; rows are not compared.
///
/// # Errors
/// Those of [`Migrator::up`] if either cannot be made, and of [`introspect`] if one cannot be read.
pub async fn prove(
    squashed: &Squashed,
    [old, new]: [(&Db, &Migrations); 2],
) -> Result<Vec<String>, Error> {
    let last = squashed.replaces().last().expect("it replaces some");
    let (old, new) = (made(old, last).await?, made(new, squashed.id()).await?);
    let mut all = differences(&old.schema, &new.schema);
    let beside = |found: &Found| -> BTreeSet<String> {
        found.beside.iter().chain(&found.unfinished).map(ToString::to_string).collect()
    };
    // What only the new one has is somebody else's, as far as differences go.
    let names = |Found { schema, .. }: &Found| -> BTreeSet<String> {
        let tables = schema.tables.iter().map(|table| format!("table {}", table.name));
        let enums = schema.enums.iter().map(|ty| format!("type {}", ty.name));
        let schemas = schema.schemas.iter().map(|name| format!("schema {name}"));
        tables.chain(enums).chain(schemas).collect()
    };
    for of in [beside, names] {
        let (old, new) = (of(&old), of(&new));
        all.extend(old.difference(&new).map(|name| format!("{name} is missing")));
        all.extend(new.difference(&old).map(|name| format!("{name} was not there")));
    }
    Ok(all)
}

async fn made((db, migrations): (&Db, &Migrations), last: &str) -> Result<Found, Error> {
    let migrator = Migrator::new(db, migrations.clone());
    migrator.up(Target::To(last.to_owned())).await?;
    let mut found = introspect(db, &ReadOptions::new()).await?;
    found.schema.tables.retain(|table| !OWN_TABLES.contains(&&*table.name.name));
    found.schema = found.schema.sorted();
    Ok(found)
}
