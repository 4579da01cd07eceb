//! `partitions`: makes partitions ahead of time, and ends those that are old enough.

use super::args::Partitions as Arguments;
use super::context::Context;
use super::output::Tone;
use super::tenants;
use crate::Error;
use crate::partitions::{Act, Concern, Maintained, Maintenance, Part, Standing, What};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Duration;

/// What was done, and what is left to be looked at.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    done: Vec<Act>,
    left: Vec<Act>,
    concerns: Vec<(String, Concern)>,
    failed: Vec<Failed>,
}

/// A tenant for whom it went wrong.
#[derive(Debug, Serialize)]
struct Failed {
    tenant: String,
    error: String,
}

pub(super) async fn run(context: &Context, arguments: &Arguments) -> Result<ExitCode, Error> {
    let of_tenants = match arguments.all_tenants || !arguments.tenant.is_empty() {
        true => tenants::maintenances(context, &arguments.tenant).await?,
        false => Vec::new(),
    };
    let own = context.maintenance().await?;
    if arguments.dry_run {
        let (standing, outcome) = looked(&own, &of_tenants).await?;
        context.output.result(&standing, |standing| shown(context, standing));
        for failed in &outcome.failed {
            context.output.say(&told(context, failed));
        }
        return Ok(outcome.exit_code(of_tenants.len()));
    }
    let drops = match arguments.allow_drop || !context.output.can_ask() {
        true => arguments.allow_drop,
        // Whom this fails for, the rest fails for, too, and tells it.
        false => asked(context, &looked(&own, &of_tenants).await?.0)?,
    };
    let mut outcome = Outcome::default();
    let wait = Duration::from_secs(arguments.lock_wait);
    let set = |one: Maintenance| one.drop_expired(drops).migrator(|m| m.lock_wait(wait));
    let own = set(own);
    outcome.add(own.run().await?, own.standing().await?);
    for (tenant, maintenance) in of_tenants.iter().cloned() {
        let maintenance = set(maintenance);
        let done = async { Ok((maintenance.run().await?, maintenance.standing().await?)) };
        match done.await {
            Ok((done, standing)) => outcome.add(done, standing),
            Err(error) => outcome.fail(&tenant, &error),
        }
    }
    context.output.result(&outcome, |outcome| text(context, outcome));
    if !outcome.left.is_empty() {
        let names: Vec<_> = outcome.left.iter().map(|act| act.partition.to_string()).collect();
        let error = Error::refused(format!(
            "{} would be dropped with all rows: say so by `--allow-drop`",
            names.join(", ")
        ));
        // What was done is the one document that is printed.
        context.output.say(&format!("{} {error}", context.output.tinted(Tone::Bad, "error:")));
        return Ok(ExitCode::from(error.exit_code()));
    }
    Ok(outcome.exit_code(of_tenants.len()))
}

impl Outcome {
    fn add(&mut self, done: Maintained, standing: Vec<Standing>) {
        self.done.extend(done.done);
        self.left.extend(done.left);
        for Standing { table, concerns, .. } in standing {
            let named = concerns.into_iter().map(|concern| (table.to_string(), concern));
            self.concerns.extend(named);
        }
    }

    fn fail(&mut self, tenant: &str, error: &Error) {
        let source = std::error::Error::source(error);
        let cause = source.map(|cause| format!(": {cause}")).unwrap_or_default();
        self.failed.push(Failed { tenant: tenant.to_owned(), error: format!("{error}{cause}") });
    }

    fn exit_code(&self, tenants: usize) -> ExitCode {
        match self.failed.len() {
            0 if self.concerns.is_empty() => ExitCode::SUCCESS,
            0 => ExitCode::FAILURE,
            all if all == tenants => ExitCode::FAILURE,
            _ => ExitCode::from(tenants::PARTIAL),
        }
    }
}

/// What there is and what is due, and the tenants for whom nobody can tell.
async fn looked(
    own: &Maintenance,
    of_tenants: &[(String, Maintenance)],
) -> Result<(Vec<Standing>, Outcome), Error> {
    let (mut standing, mut outcome) = (own.standing().await?, Outcome::default());
    for (tenant, maintenance) in of_tenants {
        match maintenance.standing().await {
            Ok(more) => standing.extend(more),
            Err(error) => outcome.fail(tenant, &error),
        }
    }
    Ok((standing, outcome))
}

/// Whether partitions may be dropped, as somebody says on a terminal.
fn asked(context: &Context, standing: &[Standing]) -> Result<bool, Error> {
    let due = standing.iter().flat_map(|one| &one.due).filter(|act| act.what == What::Drop);
    let names: Vec<_> = due.map(|act| act.partition.to_string()).collect();
    if names.is_empty() {
        return Ok(false);
    }
    context.ask_loss(&format!("{} would be dropped with their rows", names.join(", ")))
}

fn text(context: &Context, outcome: &Outcome) -> String {
    let output = context.output;
    let row = |act: &Act| {
        let word = output.tinted(Tone::Good, act.what.done());
        [word, act.partition.to_string(), act.span.map(|span| span.to_string()).unwrap_or_default()]
    };
    let mut text = match outcome.done.is_empty() {
        true => "nothing to do\n".to_owned(),
        false => output.table(["", "PARTITION", "HOLDS"], outcome.done.iter().map(row)),
    };
    for (table, concern) in &outcome.concerns {
        text.push_str(&format!("{} {table}: {concern}\n", output.tinted(Tone::Bad, "look:")));
    }
    text.extend(outcome.failed.iter().map(|failed| told(context, failed) + "\n"));
    text
}

fn told(context: &Context, failed: &Failed) -> String {
    let word = context.output.tinted(Tone::Bad, "failed");
    format!("{word} for tenant {}: {}", failed.tenant, failed.error)
}

/// The tables with their partitions, and what would be done.
fn shown(context: &Context, standing: &[Standing]) -> String {
    if standing.is_empty() {
        return "no table is in partitions".to_owned();
    }
    let output = context.output;
    let row = |part: &Part| {
        let due = part.due.map(|what| output.tinted(Tone::Notice, what.due())).unwrap_or_default();
        let rows = part.rows.map(|rows| rows.to_string()).unwrap_or_default();
        [part.name.to_string(), part.bound.to_string(), rows, size(part.bytes), due]
    };
    let mut text = String::new();
    for one in standing {
        let head = ["PARTITION", "HOLDS", "ROWS", "SIZE", "DUE"];
        text.push_str(&output.table(head, one.parts.iter().map(row)));
        for concern in &one.concerns {
            let word = output.tinted(Tone::Bad, "look:");
            text.push_str(&format!("{word} {}: {concern}\n", one.table));
        }
        for act in &one.due {
            text.push('\n');
            text.extend(act.sql.iter().map(|sql| format!("{sql};\n")));
        }
    }
    text
}

/// `24 kB`
fn size(bytes: i64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let (mut size, mut unit) = (bytes, 0);
    while size >= 10 * 1024 && unit + 1 < UNITS.len() {
        size /= 1024;
        unit += 1;
    }
    format!("{size} {}", UNITS[unit])
}
