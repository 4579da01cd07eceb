//! `repair`: the files of applied migrations are right as they are, and listed so.

use super::context::Context;
use super::output::Tone;
use crate::{Error, write_sums};
use std::process::ExitCode;

pub(super) async fn run(context: &Context) -> Result<ExitCode, Error> {
    let repaired = context.migrator().await?.repair().await?;
    if let Ok(folder) = context.folder() {
        write_sums(folder, context.dialect()?)?;
    }
    context.output.result(&repaired, |repaired| {
        if repaired.is_empty() {
            return "nothing to do".to_owned();
        }
        let line =
            |id: &String| format!("{} {id}\n", context.output.tinted(Tone::Good, "accepted"));
        repaired.iter().map(line).collect()
    });
    Ok(ExitCode::SUCCESS)
}
