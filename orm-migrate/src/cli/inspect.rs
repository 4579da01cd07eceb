//! `inspect`: the models of a database that is there.

use super::args::Inspect;
use super::context::Context;
use super::output::Tone;
use crate::{Error, ReadOptions, inspect, introspect};
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Written<'a> {
    file: Option<&'a Path>,
    source: &'a str,
    remarks: Vec<String>,
}

pub(super) async fn run(context: &Context, arguments: &Inspect) -> Result<ExitCode, Error> {
    let mut options = ReadOptions::new();
    if !arguments.schema.is_empty() {
        options = options.schemas(&arguments.schema);
    }
    let found = introspect(context.db().await?, &options).await?;
    let models = inspect(&found);
    let remarks = models.remarks.iter().map(ToString::to_string).collect();
    let written = Written { file: arguments.output.as_deref(), source: &models.source, remarks };
    context.write_or_print(written.file, &models.source, &written)?;
    for remark in &models.remarks {
        context.output.say(&context.output.tinted(Tone::Notice, &remark.to_string()));
    }
    Ok(ExitCode::SUCCESS)
}
