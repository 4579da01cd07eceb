//! `sql`: the statements of a migration.

use super::args::Sql;
use super::context::Context;
use crate::Error;
use crate::source::Script;
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Text<'a> {
    migration: &'a str,
    statements: Vec<&'a str>,
    tenant: Vec<&'a str>,
}

pub(super) async fn run(context: &Context, arguments: &Sql) -> Result<ExitCode, Error> {
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
    let text = Text { migration: migration.id(), statements, tenant };
    context.output.result(&text, |text| {
        let mut all = format!("-- {}\n", text.migration);
        all.extend(text.statements.iter().map(|statement| format!("{statement};\n")));
        if !text.tenant.is_empty() {
            all.push_str("-- in each tenant's schema\n");
            all.extend(text.tenant.iter().map(|statement| format!("{statement};\n")));
        }
        all
    });
    Ok(ExitCode::SUCCESS)
}

fn texts(script: Option<&Script>) -> Vec<&str> {
    script.map(|script| script.statements().collect()).unwrap_or_default()
}
