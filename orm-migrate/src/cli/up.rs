//! `up`: applies what is pending.

use super::args::Up;
use super::context::Context;
use super::output::Tone;
use super::tenants;
use crate::Direction;
use crate::{Error, Migrator, Report, Target, Todo};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Duration;

/// What would be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Wanted<'a> {
    id: &'a str,
    transactional: bool,
    out_of_order: bool,
    is_recorded_only: bool,
    in_rust: bool,
    done: usize,
    statements: Vec<&'a str>,
}

pub(super) async fn run(context: &Context, arguments: &Up) -> Result<ExitCode, Error> {
    let set = |migrator: Migrator| {
        migrator
            .lock_wait(Duration::from_secs(arguments.lock_wait))
            .out_of_order(arguments.out_of_order)
            .fake(arguments.fake)
    };
    let target = arguments.to.clone().map_or(Target::Latest, Target::To);
    if arguments.tenants.are_meant() {
        let way = (Direction::Up, target);
        return match arguments.dry_run {
            true => tenants::dry_run(context, &arguments.tenants, way, set).await,
            false => tenants::run(context, &arguments.tenants, way, set).await,
        };
    }
    let migrator = set(context.migrator().await?);
    if arguments.dry_run {
        let todo = migrator.dry_run(Direction::Up, target).await?;
        wanted(context, &todo);
        return Ok(ExitCode::SUCCESS);
    }
    let report = migrator.up(target).await?;
    reported(context, &report, if arguments.fake { "recorded" } else { "applied" });
    Ok(ExitCode::SUCCESS)
}

/// Prints what was done.
pub(super) fn reported(context: &Context, report: &Report, word: &str) {
    context.output.result(report, |report| {
        if report.done.is_empty() {
            return "nothing to do".to_owned();
        }
        let word = context.output.tinted(Tone::Good, word);
        let rows = report.done.iter().map(|done| {
            [word.clone(), done.id.clone(), format!("{:.2} s", done.elapsed.as_secs_f64())]
        });
        context.output.table(["", "MIGRATION", "TIME"], rows)
    });
}

/// Prints what would be done.
pub(super) fn wanted(context: &Context, todo: &[Todo]) {
    let all: Vec<_> = todo.iter().map(Wanted::of).collect();
    context.output.result(&all, |all| {
        if all.is_empty() {
            return "nothing to do".to_owned();
        }
        all.iter().map(Wanted::text).collect::<Vec<_>>().join("\n")
    });
}

impl<'a> Wanted<'a> {
    /// In a database.
    pub(super) fn of(todo: &'a Todo) -> Wanted<'a> {
        Wanted::with(todo, todo.statements(false), todo.migration.manifest().transactional)
    }

    /// In a tenant's schema.
    pub(super) fn of_schema(todo: &'a Todo) -> Wanted<'a> {
        Wanted::with(todo, todo.statements(true), true)
    }

    fn with(todo: &'a Todo, statements: Vec<&'a str>, transactional: bool) -> Wanted<'a> {
        Wanted {
            id: todo.migration.id(),
            transactional,
            out_of_order: todo.out_of_order,
            is_recorded_only: todo.is_recorded_only,
            in_rust: todo.migration.up().is_none(),
            done: todo.done,
            statements,
        }
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let how = match (self.is_recorded_only, self.transactional) {
            (true, _) => "recorded without being run",
            _ if self.in_rust => "in a transaction, written in Rust",
            (_, true) => "in a transaction",
            (_, false) => "statement by statement",
        };
        let mut text = format!("-- {}, {how}\n", self.id);
        text.extend(self.statements.iter().map(|statement| format!("{statement};\n")));
        text
    }
}
