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
#[derive(Debug, Serialize)]
pub(super) struct Wanted<'a> {
    id: &'a str,
    transactional: bool,
    out_of_order: bool,
    is_recorded_only: bool,
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
    if arguments.tenants.are_meant() && !arguments.dry_run {
        return tenants::run(context, &arguments.tenants, (Direction::Up, target), set).await;
    }
    let migrator = set(context.migrator().await?);
    if arguments.dry_run {
        let todo = migrator.dry_run(Direction::Up, target).await?;
        wanted(context, &todo);
        if arguments.tenants.are_meant() {
            tenants::say_behind(context, &arguments.tenants).await?;
        }
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
        let one = |wanted: &Wanted<'_>| {
            let how = match (wanted.is_recorded_only, wanted.transactional) {
                (true, _) => "recorded without being run",
                (_, true) => "in a transaction",
                (_, false) => "statement by statement",
            };
            let mut text = format!("-- {}, {how}\n", wanted.id);
            text.extend(wanted.statements.iter().map(|statement| format!("{statement};\n")));
            text
        };
        all.iter().map(one).collect::<Vec<_>>().join("\n")
    });
}

impl<'a> Wanted<'a> {
    fn of(todo: &'a Todo) -> Wanted<'a> {
        let migration = &todo.migration;
        let script = match todo.direction {
            _ if todo.is_recorded_only => None,
            Direction::Down => migration.down(),
            _ => migration.up(),
        };
        Wanted {
            id: migration.id(),
            transactional: migration.manifest().transactional,
            out_of_order: todo.out_of_order,
            is_recorded_only: todo.is_recorded_only,
            done: todo.done,
            statements: script.map(|script| script.statements().collect()).unwrap_or_default(),
        }
    }
}
