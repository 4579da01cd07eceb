//! The error of every function around migrations, and what callers can ask of it.

mod make;

pub(crate) use make::{Busy, Failed};

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong around migrations, in one word; ask it with the `is_..` methods.
///
/// `Display` says what is wrong and what to do about it; the cause, such as what the database said, is in
/// [`source`](std::error::Error::source). Neither ever holds a value or a password. What `orm` said, such as
/// that a tenant is suspended or that a row is there already, is in [`orm_error`](Error::orm_error).
///
/// | predicate | [`exit_code`](Error::exit_code) |
/// |---|---|
/// | [`is_statement_failed`](Error::is_statement_failed) | 1 |
/// | [`is_input`](Error::is_input), [`is_unknown_tenant`](Error::is_unknown_tenant) | 2 |
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
    cause: Cause,
}

/// What is behind an error.
enum Cause {
    None,
    /// What comes next.
    Source(BoxError),
    /// An error that says all by itself.
    Same(orm::Error),
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
    UnknownTenant,
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
            Kind::Input | Kind::UnknownTenant => 2,
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

    /// The directory has no such tenant.
    pub fn is_unknown_tenant(&self) -> bool {
        self.0.kind == Kind::UnknownTenant
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

    /// Another process migrates this database, and did not end in time; or it works on the tenant.
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

    /// It is not done without a decision that nobody made, or not in the state that a tenant is in.
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

    /// A row of that key is there already: for a tenant that is made, the tenant, or its connection's name.
    pub fn is_unique_violation(&self) -> bool {
        self.orm_error().is_some_and(orm::Error::is_unique_violation)
    }

    /// What `orm` said, where that is the cause: the error of a statement, a tenant's state, what a
    /// function of the program gave.
    ///
    /// ```
    /// # fn answer(error: orm_migrate::Error) -> &'static str {
    /// match error.orm_error() {
    ///     Some(cause) if cause.is_connection_lost() => "try again",
    ///     Some(cause) if cause.is_permission_denied() => "ask the owner of the tables",
    ///     _ => "this is for the log",
    /// }
    /// # }
    /// ```
    pub fn orm_error(&self) -> Option<&orm::Error> {
        if let Cause::Same(error) = &self.0.cause {
            return Some(error);
        }
        let mut next = std::error::Error::source(self);
        while let Some(cause) = next {
            if let Some(error) = cause.downcast_ref::<orm::Error>() {
                return Some(error);
            }
            if let Some(Error(inner)) = cause.downcast_ref::<Error>()
                && let Cause::Same(error) = &inner.cause
            {
                return Some(error);
            }
            next = cause.source();
        }
        None
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
        match &self.0.cause {
            Cause::Same(error) => fmt::Display::fmt(told(error), f),
            _ => f.write_str(&self.0.message),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind);
        if let Some(place) = &self.0.place {
            out.field("place", place);
        }
        match &self.0.cause {
            Cause::None => out.field("message", &self.0.message),
            Cause::Source(source) => out.field("message", &self.0.message).field("source", source),
            Cause::Same(error) => out.field("error", error),
        };
        out.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.cause {
            Cause::None => None,
            Cause::Source(source) => Some(&**source),
            Cause::Same(error) => told(error).source(),
        }
    }
}

/// What the database said is a cause; what `orm` says of a tenant, or the program by one of its rules, needs
/// no other words.
impl From<orm::Error> for Error {
    fn from(error: orm::Error) -> Self {
        let kind = match () {
            () if error.is_unknown_tenant() => Kind::UnknownTenant,
            () if error.is_refused()
                || error.is_tenant_suspended()
                || error.is_tenant_deleted()
                || error.is_tenant_unready()
                || error.is_over_quota()
                || error.is_inactive() =>
            {
                Kind::Refused
            }
            () => {
                let what = "the database could not be asked or changed";
                return Error::new(Kind::Database, what).with_source(error);
            }
        };
        let mut same = Error::new(kind, "");
        same.0.cause = Cause::Same(error);
        same
    }
}

/// An error with its causes, where a text is written down: `no order found: ..`.
pub(crate) fn text_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// The words of an error: of a rule of the program, its reason.
fn told(error: &orm::Error) -> &(dyn std::error::Error + 'static) {
    let reason = std::error::Error::source(error).filter(|_| error.is_refused());
    reason.unwrap_or(error)
}

#[cfg(test)]
mod tests {
    use super::Error;
    use std::error::Error as _;

    #[test]
    fn an_error_is_one_word() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn a_rule_of_the_program_is_told_by_its_reason() {
        let error = Error::from(orm::Error::refused("no more than nine notes"));
        assert_eq!(error.to_string(), "no more than nine notes");
        assert!(error.is_refused() && error.source().is_none());
        assert!(error.orm_error().is_some_and(orm::Error::is_refused));
        let outer = Error::refused("the tenant has not moved").with_source(error);
        assert!(outer.orm_error().is_some_and(orm::Error::is_refused));
    }
}
