//! `check`: whether models, migrations and database agree; for continuous integration.

use super::args::Check;
use super::context::Context;
use super::output::Tone;
use crate::schema::Schema;
use crate::{Answers, Error, canonical, diff, differences};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Found {
    /// What the models have that no migration makes.
    models: Vec<String>,
    /// The migrations that are not applied.
    pending: Vec<String>,
    /// How the database differs from what its migrations made.
    database: Vec<String>,
    /// What is wrong with partitions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    partitions: Vec<String>,
    /// What the database was compared with.
    #[serde(skip)]
    with: &'static str,
}

pub(super) async fn run(context: &Context, arguments: &Check) -> Result<ExitCode, Error> {
    let migrations = context.migrations()?;
    migrations.heads()?;
    let models = context.of_models()?;
    let snapshot = migrations.snapshot()?.unwrap_or_else(|| Schema::empty(models.dialect));
    let models = models.stored_like(&snapshot);
    let changes = diff(&snapshot, &models, &Answers::new());
    let mut found = Found {
        models: (changes.ops.iter().map(ToString::to_string))
            .chain(changes.refusals.iter().map(ToString::to_string))
            .collect(),
        pending: Vec::new(),
        database: Vec::new(),
        partitions: Vec::new(),
        with: "what its migrations made",
    };
    if !arguments.offline {
        let pending = context.pending().await?;
        found.pending = pending.iter().map(|todo| todo.migration.id().to_owned()).collect();
        found.database = match context.drift().await? {
            Some(differences) => differences,
            // Nothing was applied yet, or nothing with a snapshot: the models are all that is known.
            None if found.pending.is_empty() => {
                found.with = "the models";
                let db = context.db().await?;
                let wanted = context.shared(canonical(db, &models).await?)?;
                differences(&wanted, &context.of_database(&[]).await?)
            }
            None => Vec::new(),
        };
        found.partitions = context.concerns().await?;
    }
    let lists = [&found.models, &found.pending, &found.database, &found.partitions];
    let is_clean = lists.iter().all(|list| list.is_empty());
    context.output.result(&found, |found| text(context, found, is_clean));
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn text(context: &Context, found: &Found, is_clean: bool) -> String {
    if is_clean {
        return context.output.tinted(Tone::Good, "models, migrations and database agree");
    }
    let differs = format!("the database differs from {}", found.with);
    let parts = [
        ("the models have what no migration makes; run `generate`", &found.models),
        ("not applied; run `up`", &found.pending),
        (&*differs, &found.database),
        ("partitions want to be looked at", &found.partitions),
    ];
    let parts = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
    let part = |(title, lines): (&str, &Vec<String>)| {
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!("{}:\n{lines}", context.output.tinted(Tone::Bad, title))
    };
    parts.map(part).collect::<Vec<_>>().join("\n")
}
