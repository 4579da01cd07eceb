//! `diagram`: the models as a picture.

use super::args::{Diagram, Picture};
use super::context::Context;
use crate::Error;
use serde::Serialize;
use std::path::Path;
use std::process::ExitCode;

#[derive(Debug, Serialize)]
struct Drawn<'a> {
    file: Option<&'a Path>,
    picture: &'a str,
}

pub(super) async fn run(context: &Context, arguments: &Diagram) -> Result<ExitCode, Error> {
    let schema = match arguments.database {
        true => context.of_database(&[]).await?,
        false => context.of_models()?,
    };
    let picture = match arguments.format {
        Picture::Mermaid => schema.mermaid(),
        Picture::Svg => schema.svg(),
    };
    let drawn = Drawn { file: arguments.output.as_deref(), picture: &picture };
    context.write_or_print(drawn.file, &picture, &drawn)?;
    Ok(ExitCode::SUCCESS)
}
