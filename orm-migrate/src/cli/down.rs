//! `down`: takes back what was applied, the last first.

use super::args::Down;
use super::context::Context;
use super::tenants;
use super::up::{reported, wanted};
use crate::Direction;
use crate::{Error, Migrator, Target};
use std::process::ExitCode;
use std::time::Duration;

pub(super) async fn run(context: &Context, arguments: &Down) -> Result<ExitCode, Error> {
    let set = |migrator: Migrator| {
        migrator
            .lock_wait(Duration::from_secs(arguments.lock_wait))
            .lose_data(arguments.allow_data_loss)
    };
    let target = match arguments.to.as_deref() {
        Some("zero") => Target::Latest,
        Some(id) => Target::To(id.to_owned()),
        None => Target::Steps(arguments.steps),
    };
    if arguments.tenants.are_meant() {
        let way = (Direction::Down, target);
        if arguments.dry_run {
            let set = |migrator| set(migrator).lose_data(true);
            return tenants::dry_run(context, &arguments.tenants, way, set).await;
        }
        return tenants::run(context, &arguments.tenants, way, set).await;
    }
    let migrator = set(context.migrator().await?);
    if arguments.dry_run {
        let todo = migrator.lose_data(true).dry_run(Direction::Down, target).await?;
        wanted(context, &todo);
        return Ok(ExitCode::SUCCESS);
    }
    let report = match migrator.down(target.clone()).await {
        Err(error) if error.is_destructive() && context.ask_loss(&error)? => {
            migrator.lose_data(true).down(target).await?
        }
        result => result?,
    };
    reported(context, &report, "taken back");
    Ok(ExitCode::SUCCESS)
}
