//! `squash`: several migrations as one, and the proof that it does the same.

use super::args::Squash;
use super::context::Context;
use super::output::Tone;
use crate::source::folder_of;
use crate::{Error, Migrations, Squashed, prove, squash, write_sums};
use orm::{Db, Dialect, sql, unsafe_text};
use serde::Serialize;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Written {
    migration: String,
    replaces: Vec<String>,
    /// Those whose statements it has as they were.
    kept: Vec<String>,
    /// Whether it was seen to make the same database.
    proved: bool,
    /// Why it was not, otherwise.
    unproved: Option<String>,
}

pub(super) async fn run(context: &Context, arguments: &Squash) -> Result<ExitCode, Error> {
    let folder = context.folder()?;
    let old = context.migrations()?;
    let Squash { from, to, name } = arguments;
    let mut of = vec![squash(&old, from, to, name)?];
    let other = match old.dialect() {
        Dialect::Postgres => Dialect::Sqlite,
        Dialect::Sqlite => Dialect::Postgres,
    };
    let has_other = |id: &String| folder.join(id).join(folder_of(other)).is_dir();
    if of[0].replaces().iter().any(has_other) {
        of.push(squash(&context.source().load(other)?, from, to, name)?);
    }
    let migration = Squashed::write(&of, folder, &old)?;
    let proof = match context.migrations() {
        Ok(new) => proved(context, &of[0], &old, &new).await,
        Err(error) => Err(error),
    };
    let unproved = match proof {
        Ok(None) => None,
        Ok(Some(why)) => Some(why),
        Err(error) => {
            // What is not the same must not stay.
            let place = folder.join(&migration);
            std::fs::remove_dir_all(&place)
                .map_err(|error| Error::file_error("it cannot be removed", &place, error))?;
            write_sums(folder, old.dialect())?;
            return Err(error);
        }
    };
    let (replaces, kept) = (of[0].replaces().to_vec(), of[0].kept().to_vec());
    let proved = unproved.is_none();
    let written = Written { migration, replaces, kept, proved, unproved };
    context.output.result(&written, |written| text(context, written));
    Ok(ExitCode::SUCCESS)
}

fn text(context: &Context, written: &Written) -> String {
    let tinted = |tone, text: &str| context.output.tinted(tone, text);
    let path = context.common.migrations.join(&written.migration);
    let mut text = format!("{} {}\n", tinted(Tone::Good, "wrote"), path.display());
    text.extend(written.replaces.iter().map(|id| {
        let how = if written.kept.contains(id) { ", as it was" } else { "" };
        format!("  in place of {id}{how}\n")
    }));
    text.push_str(&match &written.unproved {
        None => format!("{}: both ways make the same database\n", tinted(Tone::Good, "proved")),
        Some(why) => format!("{}: {why}\n", tinted(Tone::Notice, "not proved")),
    });
    text.push_str("the old folders may go once every database has had `up`\n");
    text
}

/// Compares the databases that both ways make; gives why it cannot.
///
/// # Errors
/// [`is_refused`](Error::is_refused) if they are not the same; those of [`prove`].
async fn proved(
    context: &Context,
    squashed: &Squashed,
    old: &Migrations,
    new: &Migrations,
) -> Result<Option<String>, Error> {
    let differences = match squashed.dialect() {
        Dialect::Sqlite => {
            let url = "sqlite::memory:";
            let dbs = [Db::connect(url).await?, Db::connect(url).await?];
            prove(squashed, [(&dbs[0], old), (&dbs[1], new)]).await?
        }
        Dialect::Postgres => {
            let admin = match context.db().await {
                Ok(admin) => admin,
                Err(error) => {
                    return Ok(Some(format!("no database could be reached: {}", chain(&error))));
                }
            };
            let names =
                ["old", "new"].map(|which| format!("orm_squash_{}_{which}", std::process::id()));
            let made = made(admin, &names).await;
            let found = match made {
                Ok(()) => compared(context, squashed, [old, new], &names).await,
                Err(error) => {
                    Ok(Err(format!("databases for it could not be made: {}", chain(&error))))
                }
            };
            for name in names {
                run_sql(admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
            }
            match found? {
                Ok(differences) => differences,
                Err(why) => return Ok(Some(why)),
            }
        }
    };
    match differences.is_empty() {
        true => Ok(None),
        false => Err(Error::refused(format!(
            "it would not make the same database as the migrations that it replaces, and is not written: {}",
            differences.join("; ")
        ))),
    }
}

async fn made(admin: &Db, names: &[String; 2]) -> Result<(), orm::Error> {
    for name in names {
        run_sql(admin, format!("CREATE DATABASE {name}")).await?;
    }
    Ok(())
}

async fn compared(
    context: &Context,
    squashed: &Squashed,
    [old, new]: [&Migrations; 2],
    names: &[String; 2],
) -> Result<Result<Vec<String>, String>, Error> {
    let url = context.common.database_url.as_deref().unwrap_or_default();
    let urls = names.each_ref().map(|name| with_database(url, name));
    let [Some(first), Some(second)] = urls else {
        return Ok(Err("the URL names its database by `dbname`".to_owned()));
    };
    let dbs = [Db::connect(&first).await?, Db::connect(&second).await?];
    prove(squashed, [(&dbs[0], old), (&dbs[1], new)]).await.map(Ok)
}

async fn run_sql(db: &Db, text: String) -> Result<(), orm::Error> {
    sql::<()>(unsafe_text(text)).exec(db).await.map(drop)
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {}", chain(cause)));
    format!("{error}{}", cause.unwrap_or_default())
}

/// The same server's other database.
fn with_database(url: &str, name: &str) -> Option<String> {
    let (place, query) = url.split_once('?').map_or((url, ""), |(place, query)| (place, query));
    if query.split('&').any(|part| part.starts_with("dbname=")) {
        return None;
    }
    let (scheme, rest) = place.split_once("://")?;
    let server = rest.split_once('/').map_or(rest, |(server, _)| server);
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    Some(format!("{scheme}://{server}/{name}{query}"))
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[track_caller]
    fn check(url: &str, expect: Option<&str>) {
        assert_eq!(with_database(url, "x").as_deref(), expect, "{url}");
    }

    #[test]
    fn a_url_leads_to_another_database_of_the_same_server() {
        check(
            "postgres://me:p%2F@h:5433/shop?sslmode=disable",
            Some("postgres://me:p%2F@h:5433/x?sslmode=disable"),
        );
        check("postgres:///shop?host=/run/postgresql", Some("postgres:///x?host=/run/postgresql"));
        check("postgresql://h", Some("postgresql://h/x"));
        check("postgres://h/?dbname=shop", None);
    }
}
