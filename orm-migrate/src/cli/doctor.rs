//! `doctor`: whether migrations can run, and what stands in their way.

use super::context::Context;
use super::output::Tone;
use crate::Error;
use crate::error::text_of;
use orm::{Db, Dialect, Executor, sql};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Instant;

/// What was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    detail: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Fine,
    Notice,
    Wrong,
}

pub(super) async fn run(context: &Context) -> Result<ExitCode, Error> {
    let mut findings = Vec::new();
    let started = Instant::now();
    let db = context.db().await?;
    sql::<i64>("SELECT CAST(1 AS bigint)").one(db).await?;
    let elapsed = started.elapsed().as_secs_f64() * 1000.0;
    findings.push(fine("connection", format!("{}, {elapsed:.0} ms", db.dialect().name())));
    match db.dialect() {
        Dialect::Postgres => postgres(db, &mut findings).await?,
        Dialect::Sqlite => sqlite(db, &mut findings).await?,
    }
    findings.push(migrations(context).await);
    findings.push(drift(context).await);
    if db.dialect() == Dialect::Postgres {
        findings.push(partitions(context).await);
    }
    let is_wrong = findings.iter().any(|finding| finding.state == State::Wrong);
    context.output.result(&findings, |findings| {
        let rows = findings.iter().map(|finding| {
            let (tone, word) = match finding.state {
                State::Fine => (Tone::Good, "fine"),
                State::Notice => (Tone::Notice, "look"),
                State::Wrong => (Tone::Bad, "wrong"),
            };
            let word = context.output.tinted(tone, word);
            [finding.what.to_owned(), word, finding.detail.clone()]
        });
        context.output.table(["WHAT", "STATE", "DETAIL"], rows)
    });
    Ok(if is_wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn fine(what: &'static str, detail: impl Into<String>) -> Finding {
    Finding { what, state: State::Fine, detail: detail.into() }
}

/// What could not be looked at, and all that is known of why.
fn failed(what: &'static str, error: &Error) -> Finding {
    Finding { what, state: State::Wrong, detail: text_of(error) }
}

/// What is wrong if there is any of it.
fn none_of(what: &'static str, none: &str, found: &[String], cure: &str, state: State) -> Finding {
    match found {
        [] => fine(what, none),
        found => Finding { what, state, detail: format!("{}: {cure}", found.join(", ")) },
    }
}

async fn postgres(db: &Db, findings: &mut Vec<Finding>) -> Result<(), Error> {
    findings.push(fine("version", text(db, "SELECT current_setting('server_version')").await?));
    findings.push(fine(
        "role",
        text(
            db,
            "SELECT current_user || CASE WHEN rolsuper THEN ', superuser' ELSE '' END \
             FROM pg_catalog.pg_roles WHERE rolname = current_user",
        )
        .await?,
    ));
    let two = "SELECT pg_catalog.pg_backend_pid()::bigint";
    let session = db.session().await?;
    let (first, second) = (one(&session, two).await?, one(&session, two).await?);
    drop(session);
    findings.push(match first == second {
        true => fine("pooler", "none, or one that keeps sessions"),
        false => Finding {
            what: "pooler",
            state: State::Wrong,
            detail: "each statement has another session: connect to the server itself".to_owned(),
        },
    });
    let invalid = list(
        db,
        "SELECT indexrelid::regclass::text FROM pg_catalog.pg_index WHERE NOT indisvalid ORDER BY 1",
    )
    .await?;
    let cure = "left by a build that failed; `up` builds those of its migrations again";
    findings.push(none_of("indexes", "all valid", &invalid, cure, State::Notice));
    let open = list(
        db,
        "SELECT conrelid::regclass::text || '.' || conname FROM pg_catalog.pg_constraint \
         WHERE NOT convalidated ORDER BY 1",
    )
    .await?;
    let cure = "rows from before are not checked: ALTER TABLE .. VALIDATE CONSTRAINT ..";
    findings.push(none_of("constraints", "all validated", &open, cure, State::Notice));
    let long = list(
        db,
        "SELECT pid || ' (' || coalesce(application_name, '') || ', ' \
                || date_trunc('second', now() - xact_start) || ')' \
         FROM pg_catalog.pg_stat_activity \
         WHERE datname = current_database() AND xact_start < now() - interval '1 minute' \
         ORDER BY xact_start",
    )
    .await?;
    let cure = "open for more than a minute: `CREATE INDEX CONCURRENTLY` waits for them";
    findings.push(none_of("transactions", "none is old", &long, cure, State::Notice));
    let waiting = list(
        db,
        "SELECT pid || ' waits for ' || array_to_string(pg_catalog.pg_blocking_pids(pid), ', ') \
         FROM pg_catalog.pg_stat_activity \
         WHERE datname = current_database() AND wait_event_type = 'Lock' ORDER BY pid",
    )
    .await?;
    findings.push(none_of(
        "locks",
        "nobody waits",
        &waiting,
        "a migration would, too",
        State::Notice,
    ));
    Ok(())
}

async fn sqlite(db: &Db, findings: &mut Vec<Finding>) -> Result<(), Error> {
    findings.push(fine("version", text(db, "SELECT sqlite_version()").await?));
    let mode = text(db, "SELECT journal_mode FROM pragma_journal_mode").await?;
    findings.push(match mode.as_str() {
        "wal" | "memory" => fine("journal", mode),
        _ => Finding {
            what: "journal",
            state: State::Notice,
            detail: format!("{mode}: readers wait while a migration writes; `wal` lets them read"),
        },
    });
    let broken = list(
        db,
        "SELECT \"table\" || ' refers to ' || parent || ', row ' || coalesce(rowid, '?') \
         FROM pragma_foreign_key_check LIMIT 10",
    )
    .await?;
    let cure = "rows that refer to nothing";
    findings.push(none_of("references", "all lead somewhere", &broken, cure, State::Wrong));
    let sick = list(
        db,
        "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok' LIMIT 10",
    )
    .await?;
    findings.push(none_of("file", "sound", &sick, "restore it from a backup", State::Wrong));
    Ok(())
}

/// Whether something is pending, or half done.
async fn migrations(context: &Context) -> Finding {
    match context.pending().await {
        Ok(pending) => {
            let ids: Vec<_> = pending.iter().map(|todo| todo.migration.id().to_owned()).collect();
            none_of("migrations", "none is pending", &ids, "run `up`", State::Notice)
        }
        Err(error) => failed("migrations", &error),
    }
}

/// Whether the database is what the applied migrations made.
async fn drift(context: &Context) -> Finding {
    match context.drift().await {
        Ok(None) => fine("drift", "no migration with a snapshot is applied"),
        Ok(Some(differences)) => {
            let cure = "the database is not what the migrations made";
            none_of("drift", "none", &differences, cure, State::Notice)
        }
        Err(error) => failed("drift", &error),
    }
}

/// Whether rows that are written find a partition, and others than they should not.
async fn partitions(context: &Context) -> Finding {
    match context.concerns().await {
        Ok(concerns) if concerns.is_empty() => fine("partitions", "enough ahead, or none"),
        Ok(concerns) => {
            Finding { what: "partitions", state: State::Notice, detail: concerns.join("\n") }
        }
        Err(error) => failed("partitions", &error),
    }
}

async fn text(db: &Db, query: &'static str) -> Result<String, Error> {
    Ok(sql::<String>(query).one(db).await?)
}

async fn one(db: &impl Executor, query: &'static str) -> Result<i64, Error> {
    Ok(sql::<i64>(query).one(db).await?)
}

async fn list(db: &Db, query: &'static str) -> Result<Vec<String>, Error> {
    Ok(sql::<String>(query).all(db).await?)
}
