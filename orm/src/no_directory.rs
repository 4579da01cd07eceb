//! What stands in the place of the directory in a build without it, where no tenant is in one.

use crate::db::Db;
use crate::error::Error;
use std::sync::Arc;
use std::time::Duration;

/// The counterpart of what a tenant's statement is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Errand {
    Read,
    Write,
    Insert,
    Begin,
    BeginRead,
}

/// The counterpart of what the handles of a directory share.
pub(crate) enum Core {}

/// The counterpart of a tenant in a directory.
pub(crate) enum Live {}

/// The counterpart of where it is.
pub(crate) struct Placed {
    pub(crate) number: u64,
    pub(crate) db: Db,
    pub(crate) schema: Option<String>,
}

/// The counterpart of what is let through.
pub(crate) enum Pass {}

impl Live {
    pub(crate) fn placed(&self) -> Arc<Placed> {
        match *self {}
    }

    pub(crate) async fn admit(
        self: &Arc<Self>,
        _: &Arc<Core>,
        _: Errand,
        _: u64,
        _: bool,
    ) -> Result<Pass, Error> {
        match **self {}
    }

    pub(crate) async fn follow(&self, _: &Core, _: u64) {
        match *self {}
    }

    pub(crate) fn count(&self, _: Duration, _: Result<u64, &Error>) {
        match *self {}
    }
}

impl Pass {
    pub(crate) fn one_more(&self) {
        match *self {}
    }

    pub(crate) async fn check_again(&self) -> Result<(), Error> {
        match *self {}
    }

    pub(crate) async fn check_commit(&self) -> Result<(), Error> {
        match *self {}
    }
}
