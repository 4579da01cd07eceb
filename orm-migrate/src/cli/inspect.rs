//! `inspect`: the models of a database that is there.

use super::args::Inspect;
use super::context::Context;
use super::output::Tone;
use crate::{Error, ReadOptions, inspect, introspect};
use std::process::ExitCode;

pub(super) async fn run(context: &Context, arguments: &Inspect) -> Result<ExitCode, Error> {
    let mut options = ReadOptions::new();
    if !arguments.schema.is_empty() {
        options = options.schemas(&arguments.schema);
    }
    let found = introspect(context.db().await?, &options).await?;
    let models = inspect(&found);
    context.write_or_print(arguments.output.as_deref(), &models.source)?;
    for remark in &models.remarks {
        context.output.say(&context.output.tinted(Tone::Notice, &remark.to_string()));
    }
    Ok(ExitCode::SUCCESS)
}
