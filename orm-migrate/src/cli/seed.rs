//! `seed`: the program's own rows.

use super::args::Seed;
use super::context::Context;
use super::output::Tone;
use crate::Error;
use orm::{Dialect, sql, unsafe_text};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Done<'a> {
    environment: &'a str,
    emptied: usize,
}

pub(super) async fn run(context: &Context, arguments: &Seed) -> Result<ExitCode, Error> {
    let name = arguments.environment.as_str();
    let known = || context.cli.seeds.iter().map(|(environment, _)| *environment);
    let Some((_, plant)) = context.cli.seeds.iter().find(|(environment, _)| *environment == name)
    else {
        let known: Vec<_> = known().collect();
        return Err(Error::input(match known.as_slice() {
            [] => "the program has no seeds: `Cli::new().seed(\"development\", ..)`".to_owned(),
            known => format!("there is no seed `{name}`: there is {}", known.join(", ")),
        }));
    };
    let emptied = if arguments.clean { empty(context).await? } else { 0 };
    plant(context.db().await?).await?;
    context.output.result(&Done { environment: name, emptied }, |done| {
        let emptied = match done.emptied {
            0 => String::new(),
            tables => format!(", {tables} tables were emptied before"),
        };
        format!("{} {name}{emptied}", context.output.tinted(Tone::Good, "seeded"))
    });
    Ok(ExitCode::SUCCESS)
}

/// Deletes all rows of the models' tables.
async fn empty(context: &Context) -> Result<usize, Error> {
    let schema = context.of_models()?;
    let db = context.db().await?;
    let names: Vec<_> = schema.tables.iter().map(|t| t.name.quoted(schema.dialect)).collect();
    if names.is_empty() {
        return Ok(0);
    }
    let statements = match schema.dialect {
        Dialect::Postgres => vec![format!("TRUNCATE {} RESTART IDENTITY", names.join(", "))],
        // References are checked at the end, when the rows that refer are gone, too.
        Dialect::Sqlite => std::iter::once("PRAGMA defer_foreign_keys = ON".to_owned())
            .chain(names.iter().map(|name| format!("DELETE FROM {name}")))
            .collect(),
    };
    db.transaction(async |tx| {
        for statement in statements {
            sql::<()>(unsafe_text(statement)).unscoped("all rows go").exec(tx).await?;
        }
        Ok::<_, orm::Error>(())
    })
    .await?;
    Ok(names.len())
}
