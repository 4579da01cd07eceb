//! How errors are made: what each says, with its cure.

use super::{BoxError, Cause, Error, Inner, Kind, Place};
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A statement that failed, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Failed {
    pub(crate) migration: String,
    pub(crate) file: Option<PathBuf>,
    pub(crate) line: usize,
    /// From 1.
    pub(crate) number: usize,
    pub(crate) of: usize,
    pub(crate) sql: String,
    /// What is left of the migration.
    pub(crate) state: &'static str,
}

/// Who has the lock that somebody else waits for.
#[derive(Debug, Clone)]
pub(crate) struct Busy {
    pub(crate) holder: String,
    pub(crate) waited: Duration,
}

impl Error {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner { kind, message: message.into(), place: None, cause: Cause::None }))
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.cause = Cause::Source(source.into());
        self
    }

    /// Something in a file, or in what was asked for, is not as it has to be.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Error::new(Kind::Input, message)
    }

    /// Somebody has to decide it first.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Error::new(Kind::Refused, message)
    }

    #[cfg(feature = "cli")]
    pub(crate) fn unknown_tenant(id: &str) -> Self {
        Error::new(Kind::UnknownTenant, format!("there is no tenant {id}"))
    }

    /// Another process works on the tenant.
    pub(crate) fn tenant_claimed() -> Self {
        Error::new(
            Kind::Running,
            "another process is working on the tenant; try again when it has ended",
        )
    }

    /// The definition of something in the database, by its name, cannot be read.
    pub(crate) fn unreadable(what: &str, source: impl Display) -> Self {
        let message = format!("the definition of `{what}` cannot be read");
        Error::new(Kind::Unreadable, message).with_source(source.to_string())
    }

    pub(crate) fn file_error(what: &str, file: &Path, source: impl Into<BoxError>) -> Self {
        Error::input(format!("{}: {what}", file.display())).with_source(source)
    }

    pub(crate) fn checksum(id: &str, applied: &str, found: &str) -> Self {
        Error::new(
            Kind::Checksum,
            format!(
                "the files of {id} are not those that were applied (applied: {applied}, found: {found}); \
                 put the old files back and write a new migration, or accept the new ones by `repair`"
            ),
        )
    }

    pub(crate) fn missing(id: &str) -> Self {
        Error::new(
            Kind::Missing,
            format!(
                "{id} was applied to this database, and is not among the migrations; \
                 bring its folder back (is its branch merged?), or forget it by `repair`"
            ),
        )
    }

    pub(crate) fn replaced_missing(id: &str, by: &str) -> Self {
        Error::new(
            Kind::Missing,
            format!(
                "this database has had some of what {by} replaces, and not all of {id}, which is not \
                 among the migrations any more; bring its folder back until `up` has run here"
            ),
        )
    }

    pub(crate) fn future(id: &str, newest: Option<&str>) -> Self {
        let newest = newest.unwrap_or("none");
        Error::new(
            Kind::Future,
            format!(
                "{id} was applied to this database, which is newer than the newest of these migrations \
                 ({newest}); run the program's newer version, or take the database back with it"
            ),
        )
    }

    pub(crate) fn out_of_order(id: &str, newer: &str) -> Self {
        Error::new(
            Kind::OutOfOrder,
            format!(
                "{id} is not applied, and {newer}, which is newer, is; give it a newer number if it \
                 reached no database yet, or allow it to run out of order (`--out-of-order`)"
            ),
        )
    }

    pub(crate) fn two_heads(branch: &str, heads: &[&str]) -> Self {
        let branch = if branch.is_empty() { String::new() } else { format!(" of branch {branch}") };
        Error::new(
            Kind::Heads,
            format!(
                "two migrations{branch} have the same one before them: {}; generate one that depends on all of \
                 them (`generate NAME --merge`), or write the last of them into the other's `dependencies`",
                heads.join(", ")
            ),
        )
    }

    /// Two lines of migrations change the same.
    pub(crate) fn conflict([one, other]: [&str; 2], what: &[String]) -> Self {
        Error::new(
            Kind::Heads,
            format!(
                "{one} and {other} are in each other's way: {}; take one of the two back and generate it \
                 again behind the other, or write by hand what makes the models of both (`generate NAME \
                 --merge --empty`)",
                what.join(", ")
            ),
        )
    }

    pub(crate) fn unfinished(id: &str, what: &str, cure: &str) -> Self {
        Error::new(Kind::Unfinished, format!("{id}: {what}; {cure}"))
    }

    pub(crate) fn statement_failed(failed: Failed, source: impl Into<BoxError>) -> Self {
        let at = match &failed.file {
            Some(file) => format!("{}:{}", file.display(), failed.line),
            None => failed.migration.clone(),
        };
        let (number, of, state) = (failed.number, failed.of, failed.state);
        // What is checked when all of them have run fails behind the last one.
        let message = match number > of {
            true => format!("{at}: what is checked at its end failed; {state}"),
            false => format!("{at}: statement {number} of {of} failed; {state}"),
        };
        Error::at(Kind::Statement, message, failed).with_source(source)
    }

    pub(crate) fn lock_busy(failed: Failed, tries: u32, source: impl Into<BoxError>) -> Self {
        let message = format!(
            "{}: a lock that statement {} of {} needs was not to be had in {tries} tries; {}, so run it \
             again when there is less traffic, or allow it more time",
            failed.migration, failed.number, failed.of, failed.state
        );
        Error::at(Kind::LockBusy, message, failed).with_source(source)
    }

    fn at(kind: Kind, message: String, failed: Failed) -> Self {
        let mut error = Error::new(kind, message);
        error.0.place = Some(Place {
            migration: failed.migration,
            file: failed.file,
            line: failed.line,
            number: failed.number,
            sql: failed.sql,
        });
        error
    }

    pub(crate) fn already_running(busy: &Busy) -> Self {
        Error::new(
            Kind::Running,
            format!(
                "another process migrates this database: {}; it had not ended after {:.0?}",
                busy.holder, busy.waited
            ),
        )
    }

    pub(crate) fn pooler(first: impl Display, second: impl Display) -> Self {
        Error::new(
            Kind::Pooler,
            format!(
                "statements of one connection reach two sessions of the server ({first} and {second}), so \
                 that no lock would hold; connect to the server itself, not through a pooler in \
                 transaction mode"
            ),
        )
    }

    pub(crate) fn irreversible(id: &str, reason: &str) -> Self {
        Error::new(
            Kind::Irreversible,
            format!("{id} has no way back ({reason}); restore a backup, or write a new migration"),
        )
    }

    pub(crate) fn destructive(id: &str, what: &str) -> Self {
        Error::new(
            Kind::Destructive,
            format!(
                "taking {id} back loses data: {what}; say that it may (`--allow-data-loss`, `Migrator::lose_data`), or keep it"
            ),
        )
    }

    pub(crate) fn lost_lock() -> Self {
        Error::new(Kind::Pooler, "the session lost the lock of the migrations; run it again")
    }
}
