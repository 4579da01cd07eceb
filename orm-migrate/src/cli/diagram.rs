//! `diagram`: the models as a picture.

use super::args::{Diagram, Picture};
use super::context::Context;
use crate::Error;
use std::process::ExitCode;

pub(super) async fn run(context: &Context, arguments: &Diagram) -> Result<ExitCode, Error> {
    let schema = match arguments.database {
        true => context.of_database(&[]).await?,
        false => context.of_models()?,
    };
    let picture = match arguments.format {
        Picture::Mermaid => schema.mermaid(),
        Picture::Svg => schema.svg(),
    };
    context.write_or_print(arguments.output.as_deref(), &picture)?;
    Ok(ExitCode::SUCCESS)
}
