//! The error of every function around migrations, and what callers can ask of it.

mod make;

pub(crate) use make::{Busy, Failed};

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong around migrations, in one word; ask it with the `is_..` methods.
///
/// `Display` says what is wrong and what to do about it; the cause, such as what the database said, is in
/// [`source`](std::error::Error::source). Neither ever holds a value or a password.
///
/// | predicate | [`exit_code`](Error::exit_code) |
/// |---|---|
/// | [`is_statement_failed`](Error::is_statement_failed) | 1 |
/// | [`is_input`](Error::is_input) | 2 |
/// | [`is_checksum_changed`](Error::is_checksum_changed), [`is_missing`](Error::is_missing), [`is_from_the_future`](Error::is_from_the_future), [`is_out_of_order`](Error::is_out_of_order), [`is_two_heads`](Error::is_two_heads), [`is_unfinished`](Error::is_unfinished) | 3 |
/// | [`is_lock_busy`](Error::is_lock_busy), [`is_already_running`](Error::is_already_running) | 4 |
/// | [`is_irreversible`](Error::is_irreversible), [`is_destructive`](Error::is_destructive), [`is_refused`](Error::is_refused) | 5 |
/// | [`is_pooler`](Error::is_pooler) | 6 |
/// | [`is_database`](Error::is_database), [`is_unreadable`](Error::is_unreadable) | 7 |
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: String,
    place: Option<Place>,
    source: Option<BoxError>,
}

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The statement that an error is about.
#[derive(Debug, Clone)]
struct Place {
    migration: String,
    file: Option<PathBuf>,
    line: usize,
    number: usize,
    sql: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Statement,
    Input,
    Checksum,
    Missing,
    Future,
    OutOfOrder,
    Heads,
    Unfinished,
    LockBusy,
    Running,
    Irreversible,
    Destructive,
    Refused,
    Pooler,
    Database,
    Unreadable,
}

impl Error {
    /// The code with which a program ends because of this error, as in the table above; 0 is success.
    pub fn exit_code(&self) -> u8 {
        match self.0.kind {
            Kind::Statement => 1,
            Kind::Input => 2,
            Kind::Checksum
            | Kind::Missing
            | Kind::Future
            | Kind::OutOfOrder
            | Kind::Heads
            | Kind::Unfinished => 3,
            Kind::LockBusy | Kind::Running => 4,
            Kind::Irreversible | Kind::Destructive | Kind::Refused => 5,
            Kind::Pooler => 6,
            Kind::Database | Kind::Unreadable => 7,
        }
    }

    /// A statement of a migration was refused by the database, or failed on the way.
    pub fn is_statement_failed(&self) -> bool {
        self.0.kind == Kind::Statement
    }

    /// A file of a migration, or what was asked for, is not as it has to be; nothing was run.
    pub fn is_input(&self) -> bool {
        self.0.kind == Kind::Input
    }

    /// The files of a migration are others than those that were applied.
    pub fn is_checksum_changed(&self) -> bool {
        self.0.kind == Kind::Checksum
    }

    /// The database has an applied migration that the program does not have.
    pub fn is_missing(&self) -> bool {
        self.0.kind == Kind::Missing
    }

    /// The database has an applied migration that is newer than all that the program has.
    pub fn is_from_the_future(&self) -> bool {
        self.0.kind == Kind::Future
    }

    /// A migration is to be applied that is older than one which was applied already.
    pub fn is_out_of_order(&self) -> bool {
        self.0.kind == Kind::OutOfOrder
    }

    /// A branch has two migrations that nothing depends on.
    pub fn is_two_heads(&self) -> bool {
        self.0.kind == Kind::Heads
    }

    /// A migration, or its reversal, stopped half-way and has to be completed first.
    pub fn is_unfinished(&self) -> bool {
        self.0.kind == Kind::Unfinished
    }

    /// A table's lock was not to be had within the limits: nothing failed, and trying later may do.
    pub fn is_lock_busy(&self) -> bool {
        self.0.kind == Kind::LockBusy
    }

    /// Another process migrates this database, and did not end in time.
    pub fn is_already_running(&self) -> bool {
        self.0.kind == Kind::Running
    }

    /// A migration has no way back.
    pub fn is_irreversible(&self) -> bool {
        self.0.kind == Kind::Irreversible
    }

    /// What was asked for would lose data, and nobody said that it may.
    pub fn is_destructive(&self) -> bool {
        self.0.kind == Kind::Destructive
    }

    /// It is not done without a decision that nobody made.
    pub fn is_refused(&self) -> bool {
        self.0.kind == Kind::Refused
    }

    /// The connection goes through a pooler that gives each statement another session of the server.
    pub fn is_pooler(&self) -> bool {
        self.0.kind == Kind::Pooler
    }

    /// What the database, or the way to it, said outside of a migration's statements; the
    /// [`orm::Error`] is the source.
    pub fn is_database(&self) -> bool {
        self.0.kind == Kind::Database
    }

    /// A definition that the database holds cannot be read.
    pub fn is_unreadable(&self) -> bool {
        self.0.kind == Kind::Unreadable
    }

    /// The migration whose statement it is about.
    pub fn migration(&self) -> Option<&str> {
        self.0.place.as_ref().map(|place| &*place.migration)
    }

    /// The text of the statement.
    pub fn statement(&self) -> Option<&str> {
        self.0.place.as_ref().map(|place| &*place.sql)
    }

    /// The statement's number in its file, from 1.
    pub fn statement_number(&self) -> Option<usize> {
        self.0.place.as_ref().map(|place| place.number)
    }

    /// The file that the statement is in; a migration written in Rust has none.
    pub fn file(&self) -> Option<&Path> {
        self.0.place.as_ref().and_then(|place| place.file.as_deref())
    }

    /// The line of the file that the statement begins in, from 1.
    pub fn line(&self) -> Option<usize> {
        self.0.place.as_ref().filter(|place| place.file.is_some()).map(|place| place.line)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind).field("message", &self.0.message);
        if let Some(place) = &self.0.place {
            out.field("place", place);
        }
        if let Some(source) = &self.0.source {
            out.field("source", source);
        }
        out.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

impl From<orm::Error> for Error {
    fn from(error: orm::Error) -> Self {
        Error::new(Kind::Database, "the database could not be asked or changed").with_source(error)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<super::Error>(), size_of::<usize>());
    }
}
