//! `squash`: several migrations as one.

use super::args::Squash;
use super::context::Context;
use crate::Error;
use std::process::ExitCode;

pub(super) async fn run(_context: &Context, _arguments: &Squash) -> Result<ExitCode, Error> {
    Err(Error::refused("squash"))
}
