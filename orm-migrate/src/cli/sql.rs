//! `sql`: the statements of a migration.

use super::args::Sql;
use super::context::Context;
use super::tenants;
use crate::source::Script;
use crate::{Direction, Error};
use orm::Dialect;
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Text<'a> {
    migration: &'a str,
    in_rust: bool,
    statements: Vec<&'a str>,
    tenant: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct OfTenant<'a> {
    tenant: &'a str,
    place: String,
    statements: Vec<String>,
}

pub(super) async fn run(context: &Context, arguments: &Sql) -> Result<ExitCode, Error> {
    if let Some(tenant) = &arguments.tenant {
        return for_tenant(context, arguments, tenant).await;
    }
    let migrations = context.migrations()?;
    let migration = migrations.find(&arguments.migration)?;
    let (shared, tenant) = match arguments.down {
        true => (migration.down(), migration.tenant().1),
        false => (migration.up(), migration.tenant().0),
    };
    if let (true, None, Some(reason)) = (arguments.down, shared, migration.irreversible()) {
        return Err(Error::irreversible(migration.id(), reason));
    }
    let (statements, tenant) = (texts(shared), texts(tenant));
    let in_rust = migration.up().is_none();
    let text = Text { migration: migration.id(), in_rust, statements, tenant };
    context.output.result(&text, |text| {
        let language = if text.in_rust { ", written in Rust" } else { "" };
        let mut all = format!("-- {}{language}\n", text.migration);
        all.extend(text.statements.iter().map(|statement| format!("{statement};\n")));
        if !text.tenant.is_empty() {
            all.push_str("-- in each tenant's schema\n");
            all.extend(text.tenant.iter().map(|statement| format!("{statement};\n")));
        }
        all
    });
    Ok(ExitCode::SUCCESS)
}

/// What it runs for one tenant.
async fn for_tenant(
    context: &Context,
    arguments: &Sql,
    tenant: &String,
) -> Result<ExitCode, Error> {
    let direction = if arguments.down { Direction::Down } else { Direction::Up };
    let migration = &arguments.migration;
    let (place, all) = tenants::statements(context, tenant, migration, direction).await?;
    let text = OfTenant { tenant, place: tenants::place(&place), statements: all };
    context.output.result(&text, |text| {
        let mut all = format!("-- tenant {}, {}\n", text.tenant, text.place);
        if let Some(schema) = &place.schema {
            let schema = Dialect::Postgres.quoted(schema);
            let here = "quote_ident(current_schema())";
            all.push_str(&format!(
                "-- inside a transaction that begins with:\n-- SELECT set_config('search_path', \
                 concat_ws(', ', {}, {here}), true);\n",
                Dialect::Postgres.literal(&schema)
            ));
        }
        all.extend(text.statements.iter().map(|statement| format!("{statement};\n")));
        all
    });
    Ok(ExitCode::SUCCESS)
}

fn texts(script: Option<&Script>) -> Vec<&str> {
    script.map(|script| script.statements().collect()).unwrap_or_default()
}
