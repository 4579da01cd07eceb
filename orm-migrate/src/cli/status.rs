//! `status`: which migrations the database has.

use super::args::Status as Arguments;
use super::context::Context;
use super::output::Tone;
use crate::history::State;
use crate::{Error, Standing, Status};
use std::process::ExitCode;

pub(super) async fn run(context: &Context, arguments: &Arguments) -> Result<ExitCode, Error> {
    if arguments.tenants {
        return super::tenants::status(context).await;
    }
    let status = context.migrator().await?.status().await?;
    context.output.result(&status, |status| {
        if status.is_empty() {
            let folder = context.common.migrations.display();
            return format!("no migrations in {folder}, and none in the database");
        }
        context
            .output
            .table(["MIGRATION", "STATE", "WHEN", "BY"], status.iter().map(|one| row(context, one)))
    });
    Ok(ExitCode::SUCCESS)
}

fn row(context: &Context, status: &Status) -> [String; 4] {
    // What failed and left nothing behind is tried again by the next run.
    let has_failed = status.entry.as_ref().is_some_and(|entry| entry.state == State::Failed);
    let (tone, word) = match status.standing {
        Standing::Applied => (Tone::Good, "applied"),
        Standing::Baselined => (Tone::Good, "recorded"),
        Standing::Pending if has_failed => (Tone::Bad, "failed"),
        Standing::Pending => (Tone::Notice, "pending"),
        Standing::Changed => (Tone::Bad, "changed since"),
        Standing::Unfinished => (Tone::Bad, "unfinished"),
        Standing::HalfReverted => (Tone::Bad, "half taken back"),
        Standing::Unknown => (Tone::Bad, "unknown here"),
    };
    let entry = status.entry.as_ref();
    let when = entry.map(|entry| entry.started_at.format("%Y-%m-%d %H:%M:%S").to_string());
    let by = entry.map(|entry| entry.runner.clone());
    [
        status.id.clone(),
        context.output.tinted(tone, word),
        when.unwrap_or_default(),
        by.unwrap_or_default(),
    ]
}
