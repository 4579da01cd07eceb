//! `lint`: what migrations would lock, break or lose.

use super::args::Lint;
use super::context::Context;
use super::output::Tone;
use crate::Error;
use crate::lint::{Finding, Level, LintInput, lint, lint_migrations};
use crate::source::{Migration, Migrations};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) async fn run(context: &Context, arguments: &Lint) -> Result<ExitCode, Error> {
    let levels = context.written_settings()?.lint;
    let mut findings = Vec::new();
    if arguments.paths.is_empty() {
        // In the program there are statements, and not what is written around them.
        context.folder()?;
        let migrations = context.migrations()?;
        let ids = chosen(context, &migrations, arguments.all).await?;
        let is_chosen = |migration: &Migration| ids.iter().any(|id| id == migration.id());
        findings = lint_migrations(&migrations, is_chosen, &levels)?;
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
    let (errors, warnings) = (count(errors, "error"), count(findings.len() - errors, "warning"));
    text.push_str(&format!("{errors}, {warnings}"));
    text
}

fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
