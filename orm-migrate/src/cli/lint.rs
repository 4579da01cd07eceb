//! `lint`: what migrations would lock, break or lose.

use super::args::Lint;
use super::context::Context;
use super::output::Tone;
use crate::lint::{Finding, Level, Levels, LintInput, lint};
use crate::schema::{ObjectName, Schema};
use crate::source::{Migration, Migrations};
use crate::{Error, Settings};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) async fn run(context: &Context, arguments: &Lint) -> Result<ExitCode, Error> {
    let levels = Settings::of_folder(&context.common.migrations)?.lint;
    let mut findings = Vec::new();
    if arguments.paths.is_empty() {
        let migrations = context.migrations()?;
        let ids = chosen(context, &migrations, arguments.all).await?;
        let mut new_tables = Vec::new();
        for migration in migrations.all() {
            if ids.iter().any(|id| id == migration.id()) {
                findings.extend(of_migration(&migrations, migration, &mut new_tables, &levels)?);
            }
        }
    }
    for path in &arguments.paths {
        for file in files(path)? {
            let sql = read(&file)?;
            let name = file.display().to_string();
            findings.extend(lint(&LintInput::new(context.dialect()?, &name, &sql), &levels));
        }
    }
    let is_bad = findings.iter().any(|finding| finding.level == Level::Error);
    context.output.result(&findings, |findings| text(context, findings));
    Ok(if is_bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The migrations that are meant: all, or those that the database has not.
async fn chosen(
    context: &Context,
    migrations: &Migrations,
    all: bool,
) -> Result<Vec<String>, Error> {
    if all {
        return Ok(migrations.all().iter().map(|one| one.id().to_owned()).collect());
    }
    let pending = context.pending().await?;
    Ok(pending.iter().map(|todo| todo.migration.id().to_owned()).collect())
}

fn of_migration(
    migrations: &Migrations,
    migration: &Migration,
    new_tables: &mut Vec<ObjectName>,
    levels: &Levels,
) -> Result<Vec<Finding>, Error> {
    let before = before(migrations, migration)?;
    let after = migration.snapshot()?;
    let scripts = [migration.up(), migration.tenant().0];
    let mut findings = Vec::new();
    for file in scripts.into_iter().flatten().filter_map(|script| script.file.as_deref()) {
        let sql = read(file)?;
        let name = file.display().to_string();
        let input = LintInput {
            transactional: migration.manifest().transactional,
            before: before.as_ref(),
            after: after.as_ref(),
            new_tables,
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

/// The database before a migration, by the last snapshot of those that it depends on.
fn before(migrations: &Migrations, migration: &Migration) -> Result<Option<Schema>, Error> {
    let ids = migrations.ancestors(migration.id());
    let earlier = migrations.all().iter().rev();
    for one in earlier.filter(|one| one.id() != migration.id() && ids.contains(one.id())) {
        if let Some(schema) = one.snapshot()? {
            return Ok(Some(schema));
        }
    }
    Ok(None)
}

/// A file, or all `.sql` files in a folder, in order.
fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failed = |error| Error::file_error("cannot be read", path, error);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let entry = entry.map_err(failed)?.path();
        if entry.is_dir() {
            found.extend(files(&entry)?);
        } else if entry.extension().is_some_and(|extension| extension == "sql") {
            found.push(entry);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::file_error("cannot be read", path, error))
}

fn text(context: &Context, findings: &[Finding]) -> String {
    let output = context.output;
    if findings.is_empty() {
        return output.tinted(Tone::Good, "nothing found");
    }
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    let mut text: String =
        findings.iter().map(|finding| finding.render(output.has_color()) + "\n").collect();
    text.push_str(&format!("{errors} errors, {} warnings", findings.len() - errors));
    text
}
