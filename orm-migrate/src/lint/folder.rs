//! The migrations of a folder, one after another.

use super::{Finding, Levels, LintInput, lint};
use crate::error::Error;
use crate::schema::ObjectName;
use crate::source::{Migration, Migrations, Script};

/// What is wrong with the files of those migrations that are chosen, each with what the others say of the
/// database before it: snapshots, and files of the same plan, which has one at its end alone. Migrations that
/// are compiled into the program have no files, and nothing is found in them.
///
/// ```no_run
/// # fn run() -> Result<(), orm_migrate::Error> {
/// use orm_migrate::Source;
/// use orm_migrate::lint::{Levels, lint_migrations};
///
/// let migrations = Source::folder("migrations").load(orm::Dialect::Postgres)?;
/// for finding in lint_migrations(&migrations, |_| true, &Levels::default())? {
///     println!("{}", finding.render(false));
/// }
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`is_input`](Error::is_input) if a file or a snapshot cannot be read.
pub fn lint_migrations(
    migrations: &Migrations,
    is_chosen: impl Fn(&Migration) -> bool,
    levels: &Levels,
) -> Result<Vec<Finding>, Error> {
    let (mut findings, mut new_tables) = (Vec::new(), Vec::new());
    for migration in migrations.all().iter().filter(|migration| is_chosen(migration)) {
        findings.extend(one(migrations, migration, &mut new_tables, levels)?);
    }
    Ok(findings)
}

fn one(
    migrations: &Migrations,
    migration: &Migration,
    new_tables: &mut Vec<ObjectName>,
    levels: &Levels,
) -> Result<Vec<Finding>, Error> {
    let before = migrations.before(migration.id())?;
    let after = migration.snapshot()?;
    let mut earlier = Vec::new();
    for other in migrations.unrecorded(migration.id()) {
        earlier.extend(texts(other)?.into_iter().map(|(_, sql)| sql));
    }
    let mut findings = Vec::new();
    for (name, sql) in texts(migration)? {
        let input = LintInput {
            transactional: migration.manifest().transactional,
            before: before.as_ref(),
            after: after.as_ref(),
            new_tables,
            earlier: &earlier,
            ..LintInput::new(migrations.dialect(), &name, &sql)
        };
        findings.extend(lint(&input, levels));
    }
    let is_new =
        |name: &ObjectName| before.as_ref().is_none_or(|schema| schema.table(name).is_none());
    let tables = after.iter().flat_map(|schema| &schema.tables).map(|table| &table.name);
    new_tables.extend(tables.filter(|name| is_new(name)).cloned());
    Ok(findings)
}

/// The files that a migration runs, with what is in them.
fn texts(migration: &Migration) -> Result<Vec<(String, String)>, Error> {
    let scripts: [Option<&Script>; 2] = [migration.up(), migration.tenant().0];
    let files = scripts.into_iter().flatten().filter_map(|script| script.file.as_deref());
    let text = |file: &std::path::Path| match std::fs::read_to_string(file) {
        Ok(text) => Ok((file.display().to_string(), text)),
        Err(error) => Err(Error::file_error("cannot be read", file, error)),
    };
    files.map(text).collect()
}
