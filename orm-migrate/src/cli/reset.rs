//! `reset`: a database as if it were new.

use super::args::Reset;
use super::context::Context;
use super::output::Tone;
use super::up::reported;
use crate::OWN_TABLES;
use crate::schema::Schema;
use crate::{Error, Target};
use orm::{Dialect, sql, unsafe_text};
use std::process::ExitCode;

pub(super) async fn run(context: &Context, arguments: &Reset) -> Result<ExitCode, Error> {
    if !arguments.confirm {
        return Err(Error::refused(
            "all rows of all tables would be lost: say so by `reset --confirm`",
        ));
    }
    let dropped = drop_all(context, &context.of_database(&[]).await?).await?;
    context.output.say(&context.output.tinted(Tone::Notice, &format!("{dropped} tables dropped")));
    let report = context.migrator().await?.up(Target::Latest).await?;
    reported(context, &report, "applied");
    Ok(ExitCode::SUCCESS)
}

/// Drops what can be described, and the history. What cannot, such as a view, and depends on it, goes with it.
async fn drop_all(context: &Context, schema: &Schema) -> Result<usize, Error> {
    let dialect = schema.dialect;
    let tables: Vec<_> = schema.tables.iter().map(|table| table.name.quoted(dialect)).collect();
    let own = OWN_TABLES.iter().map(|name| dialect.quoted(name));
    let all: Vec<_> = tables.iter().cloned().chain(own).collect();
    let mut statements = Vec::new();
    match dialect {
        Dialect::Postgres => {
            statements.push(format!("DROP TABLE IF EXISTS {} CASCADE", all.join(", ")));
            let enums = schema.enums.iter().map(|ty| ty.name.quoted(dialect));
            statements.extend(enums.map(|name| format!("DROP TYPE IF EXISTS {name} CASCADE")));
        }
        Dialect::Sqlite => {
            statements.push("PRAGMA defer_foreign_keys = ON".to_owned());
            statements.extend(all.iter().map(|name| format!("DROP TABLE IF EXISTS {name}")));
        }
    }
    context
        .db()
        .await?
        .transaction(async |tx| {
            for statement in statements {
                sql::<()>(unsafe_text(statement)).unscoped("all of it goes").exec(tx).await?;
            }
            Ok::<_, orm::Error>(())
        })
        .await?;
    Ok(tables.len())
}
