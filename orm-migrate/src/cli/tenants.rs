//! What commands do for the tenants of the directory in the database.

mod preview;

use super::args::Tenants as Arguments;
use super::context::Context;
use super::output::Tone;
use super::progress::{Progress, TenantBar};
use crate::partitions::Maintenance;
use crate::tenants::{Migrate, Migrated, STATES};
use crate::{Direction, Error, Migrator, Report, Target, Tenants};
use orm::directory::{TenantEntry, TenantPlace};
use orm::{Db, Dialect, Directory, Tenancy};
use serde::Serialize;
use std::process::ExitCode;

/// The exit code where it was done for some tenants, and failed for others. It is 1 where it failed for all.
pub(super) const PARTIAL: u8 = 8;

/// As many workers as find a connection each in a pool of the usual size.
const FEW: usize = 8;

#[derive(Debug, Serialize)]
struct Outcome {
    shared: Report,
    done: u64,
    skipped: u64,
    failures: u64,
    /// Whether only the canaries had their turn.
    is_stopped: bool,
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize)]
struct Failed {
    tenant: String,
    attempts: u32,
    error: String,
}

#[derive(Debug, Serialize)]
struct Version {
    tenant: String,
    name: String,
    state: &'static str,
    place: String,
    version: Option<String>,
    is_at_head: bool,
    error: Option<String>,
}

/// `up` and `down` for tenants. `set` has the command's settings of the migrator.
pub(super) async fn run(
    context: &Context,
    arguments: &Arguments,
    (direction, target): (Direction, Target),
    set: impl FnOnce(Migrator) -> Migrator,
) -> Result<ExitCode, Error> {
    let tenants = manager(context, arguments.workers).await?;
    check_known(&tenants, arguments.tenant.iter().chain(&arguments.canary)).await?;
    let migrations = context.migrations()?;
    let bar = TenantBar::new(context.output);
    let migrate = meant(tenants.migrate(&migrations), arguments)
        .canaries(arguments.canary.clone())
        .migrator(|migrator| set(migrator).observer(Progress::new(context.output)))
        .on_progress(|progress| bar.ended(progress));
    let migrated = match direction {
        Direction::Down => migrate.down(target).await?,
        _ => migrate.up(target).await?,
    };
    bar.finish();
    let code = exit_code(&migrated);
    context.output.result(&outcome(migrated), |outcome| text(context, outcome, direction));
    Ok(code)
}

/// `status --tenants`
pub(super) async fn status(context: &Context) -> Result<ExitCode, Error> {
    let head = context.migrations()?.version();
    let entries = manager(context, FEW).await?.directory().list().await?;
    let versions: Vec<_> = entries.into_iter().map(|entry| version(entry, &head)).collect();
    context.output.result(&versions, |versions| {
        let row = |one: &Version| {
            let (tone, word) = match (&one.error, one.is_at_head) {
                (Some(_), _) => (Tone::Bad, "failed"),
                (None, true) => (Tone::Good, "newest"),
                (None, false) => (Tone::Notice, "behind"),
            };
            let version = one.version.clone().unwrap_or_default();
            let error = one.error.as_deref().unwrap_or_default().to_owned();
            let word = context.output.tinted(tone, word);
            [one.tenant.clone(), one.state.to_owned(), one.place.clone(), version, word, error]
        };
        let head = ["TENANT", "STATE", "PLACE", "VERSION", "", "ERROR"];
        context.output.table(head, versions.iter().map(row))
    });
    Ok(ExitCode::SUCCESS)
}

/// The maintenance of the partitions that these tenants have for themselves, or all if none is named.
pub(super) async fn maintenances(
    context: &Context,
    only: &[String],
) -> Result<Vec<(String, Maintenance)>, Error> {
    let tenants = manager(context, FEW).await?;
    check_known(&tenants, only.iter()).await?;
    let mut entries = tenants.directory().list().await?;
    entries.retain(|entry| match only {
        [] => STATES.contains(&entry.state),
        only => only.contains(&entry.id),
    });
    let mut all = Vec::new();
    for entry in entries {
        if let Some(maintenance) = tenants.partitions_at(&entry.place).await? {
            all.push((entry.id, maintenance.tables(&context.tables())));
        }
    }
    Ok(all)
}

/// The first few.
pub(super) fn shortened(ids: &[String]) -> String {
    const SHOWN: usize = 20;
    let rest = if ids.len() > SHOWN { ", .." } else { "" };
    format!("{}{rest}", ids[..ids.len().min(SHOWN)].join(", "))
}

/// The same with `--dry-run`.
pub(super) async fn dry_run(
    context: &Context,
    arguments: &Arguments,
    (direction, target): (Direction, Target),
    set: impl FnOnce(Migrator) -> Migrator,
) -> Result<ExitCode, Error> {
    let tenants = manager(context, arguments.workers).await?;
    check_known(&tenants, arguments.tenant.iter().chain(&arguments.canary)).await?;
    let migrations = context.migrations()?;
    let migrate = meant(tenants.migrate(&migrations), arguments).migrator(set);
    let preview = migrate.dry_run(direction, target).await?;
    preview::print(context, &preview);
    Ok(ExitCode::SUCCESS)
}

/// `sql --tenant`: what a migration has for a tenant.
pub(super) async fn statements(
    context: &Context,
    tenant: &String,
    migration: &str,
    direction: Direction,
) -> Result<(TenantPlace, Vec<String>), Error> {
    let tenants = manager(context, FEW).await?;
    let place = known(&tenants, tenant).await?.place;
    let migrations = context.migrations()?;
    Ok((place, tenants.statements(tenant, &migrations, migration, direction).await?))
}

async fn check_known(
    tenants: &Tenants<String>,
    ids: impl IntoIterator<Item = &String>,
) -> Result<(), Error> {
    for id in ids {
        known(tenants, id).await?;
    }
    Ok(())
}

async fn known(tenants: &Tenants<String>, id: &String) -> Result<TenantEntry<String>, Error> {
    tenants.directory().find(id).await?.ok_or_else(|| Error::unknown_tenant(id))
}

/// The migration of the tenants that are meant.
fn meant<'a>(migrate: Migrate<'a, String>, arguments: &Arguments) -> Migrate<'a, String> {
    let migrate = migrate.workers(arguments.workers);
    match arguments.all_tenants {
        true => migrate,
        false => migrate.only(arguments.tenant.clone()),
    }
}

/// The manager of the tenants, whose ids are their texts here.
async fn manager(context: &Context, workers: usize) -> Result<Tenants<String>, Error> {
    let mut builder = Db::builder(context.url()?).tenancy(Tenancy::Directory);
    if workers > FEW && context.dialect()? == Dialect::Postgres {
        // One for each, and some for the table of jobs.
        builder = builder.max_connections(u32::try_from(workers + 2).unwrap_or(u32::MAX));
    }
    let db = builder.connect().await?;
    let directory = match Directory::open(&db).await {
        Err(error) if error.is_undefined() => {
            let what =
                "the database has no directory of tenants: make the tables of orm::directory";
            return Err(Error::input(what).with_source(error));
        }
        directory => directory?,
    };
    Ok(Tenants::new(&directory, &[]))
}

fn exit_code(migrated: &Migrated<String>) -> ExitCode {
    match migrated.tenants.exit_code() {
        0 => ExitCode::SUCCESS,
        1 => ExitCode::FAILURE,
        _ => ExitCode::from(PARTIAL),
    }
}

fn outcome(migrated: Migrated<String>) -> Outcome {
    let tenants = migrated.tenants;
    let failed = tenants.failed.into_iter().map(|one| Failed {
        tenant: one.tenant,
        attempts: one.attempts,
        error: one.error,
    });
    Outcome {
        shared: migrated.shared,
        done: tenants.done,
        skipped: tenants.skipped,
        failures: tenants.failures,
        is_stopped: tenants.is_stopped,
        failed: failed.collect(),
    }
}

fn text(context: &Context, outcome: &Outcome, direction: Direction) -> String {
    let word = if direction == Direction::Down { "taken back" } else { "applied" };
    let word = context.output.tinted(Tone::Good, word);
    let mut text: String =
        outcome.shared.done.iter().map(|done| format!("{word} {}\n", done.id)).collect();
    let count = |tone, count: u64, what: &str| {
        let tone = if count == 0 { Tone::Faint } else { tone };
        context.output.tinted(tone, &format!("{count} {what}"))
    };
    text.push_str(&format!(
        "tenants: {}, {}, {}\n",
        count(Tone::Good, outcome.done, "done"),
        count(Tone::Bad, outcome.failures, "failed"),
        count(Tone::Notice, outcome.skipped, "skipped"),
    ));
    if outcome.is_stopped {
        text.push_str("a canary failed: no other tenant had its turn\n");
    }
    if !outcome.failed.is_empty() {
        let rows = outcome.failed.iter();
        let rows =
            rows.map(|one| [one.tenant.clone(), one.attempts.to_string(), one.error.clone()]);
        text.push_str(&context.output.table(["TENANT", "ATTEMPTS", "ERROR"], rows));
        text.push_str("another run has only those that failed\n");
    }
    text
}

fn version(entry: TenantEntry<String>, head: &Option<String>) -> Version {
    Version {
        is_at_head: entry.version == *head,
        tenant: entry.id,
        name: entry.name,
        state: entry.state.as_label(),
        place: place(&entry.place),
        version: entry.version,
        error: entry.error,
    }
}

pub(super) fn place(place: &TenantPlace) -> String {
    match (&place.connection, &place.schema) {
        (None, None) => "shared tables".to_owned(),
        (None, Some(schema)) => format!("schema {schema}"),
        (Some(connection), None) => format!("database {connection}"),
        (Some(connection), Some(schema)) => format!("schema {schema} in {connection}"),
    }
}
