//! Why a request failed, and what callers are told of it; `sqlstate` says what a code means.

use super::sqlstate;
use crate::error::{Error, Kind, ServerError};
use std::error::Error as StdError;
use std::sync::Arc;
use std::{fmt, io};
use tokio_postgres::error::{DbError, ErrorPosition, Severity};

/// Why a request failed. Several requests can fail of one cause, hence `Clone`.
#[derive(Debug, Clone)]
pub(super) enum Cause {
    Driver(Arc<tokio_postgres::Error>),
    /// The runtime ended the task that was at it.
    Gone,
    /// The statement was not sent, because of this.
    Unsent(Box<Cause>),
    /// The prepared statement is not what the server has, or would prepare, by now.
    Outdated(Box<Cause>),
}

impl From<tokio_postgres::Error> for Cause {
    fn from(error: tokio_postgres::Error) -> Self {
        Cause::Driver(Arc::new(error))
    }
}

impl Cause {
    pub(super) fn db(&self) -> Option<&DbError> {
        match self {
            Cause::Driver(error) => error.as_db_error(),
            Cause::Gone => None,
            Cause::Unsent(cause) | Cause::Outdated(cause) => cause.db(),
        }
    }

    /// The statement that was to follow was not sent.
    pub(super) fn unsent(self) -> Cause {
        Cause::Unsent(Box::new(self))
    }

    /// The answer to a prepared statement: [`Cause::Outdated`] if preparing it again helps.
    pub(super) fn of_prepared(self) -> Cause {
        match self.is_outdated_statement() {
            true => Cause::Outdated(Box::new(self)),
            false => self,
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        match self {
            Cause::Driver(error) => error.is_closed(),
            Cause::Gone => true,
            Cause::Unsent(cause) | Cause::Outdated(cause) => cause.is_closed(),
        }
    }

    /// Whether a prepared statement is not, or no longer, what was prepared: a table changed its columns,
    /// or a pooler between gave another server session. Texts by hand can get the same codes, of names
    /// that are their own, when they are run.
    fn is_outdated_statement(&self) -> bool {
        let is_of_name = |error: &DbError| matches!(error.code().code(), "26000" | "42P05");
        self.is_of_changed_table() || self.db().is_some_and(is_of_name)
    }

    /// "cached plan must not change result type"; the text depends on the server's language.
    pub(super) fn is_of_changed_table(&self) -> bool {
        self.db().is_some_and(|error| {
            error.code().code() == "0A000" && error.routine() == Some("RevalidateCachedQuery")
        })
    }

    /// Whether the statement was refused because one before it in its transaction had failed.
    pub(super) fn is_behind_failure(&self) -> bool {
        self.db().is_some_and(|error| error.code().code() == "25P02")
    }

    pub(super) fn is_canceled(&self) -> bool {
        self.db().is_some_and(|error| error.code().code() == "57014")
    }

    /// Whether the server ends the session with it.
    pub(super) fn ends_session(&self) -> bool {
        self.db().is_some_and(|error| kind(error) == Kind::ConnectionLost)
    }

    /// The kind of an error from the client itself, which has no SQLSTATE.
    fn client_kind(&self) -> Kind {
        let error = match self {
            Cause::Driver(error) => error,
            Cause::Gone => return Kind::ConnectionLost,
            Cause::Unsent(cause) | Cause::Outdated(cause) => return cause.client_kind(),
        };
        let io = error.source().and_then(|source| source.downcast_ref::<io::Error>());
        match io.map(io::Error::kind) {
            _ if error.is_closed() => Kind::ConnectionLost,
            Some(io::ErrorKind::InvalidInput) => Kind::Encode,
            Some(io::ErrorKind::InvalidData) | None => Kind::Database,
            Some(_) => Kind::ConnectionLost,
        }
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        let error = match cause.db() {
            Some(error) if matches!(cause, Cause::Outdated(_)) => {
                server_error(error, Kind::StatementOutdated)
            }
            Some(error) => server_error(error, kind(error)),
            None => client_error(&cause, cause.client_kind()),
        };
        if matches!(cause, Cause::Unsent(_)) { error.unsent() } else { error }
    }
}

/// What the server's error is to a caller.
fn kind(error: &DbError) -> Kind {
    let is_over = !matches!(error.parsed_severity(), Some(Severity::Error));
    match sqlstate::kind(error.code().code()) {
        // It is a connection of the server's own that is lost: a foreign data wrapper's.
        Kind::ConnectionLost | Kind::Connect if !is_over => Kind::Database,
        kind => kind,
    }
}

/// The error of a connection that could not be made.
pub(super) fn connect_error(error: tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(error) => server_error(error, Kind::Connect),
        None => client_error(&error.into(), Kind::Connect),
    }
}

fn server_error(error: &DbError, kind: Kind) -> Error {
    let server = ServerError {
        code: Some(error.code().code().to_owned()),
        constraint: error.constraint().map(str::to_owned),
        table: error.table().map(str::to_owned),
        columns: error.column().map(str::to_owned).into_iter().collect(),
        hint: error.hint().map(str::to_owned),
        position: match error.position() {
            Some(ErrorPosition::Original(position)) => Some(*position),
            _ => None,
        },
    };
    let code = error.code().code();
    let error =
        Error::new(kind, kind.summary()).with_server(server).with_source(PgError::of(error));
    if sqlstate::is_outcome_unknown(code) {
        error.outcome_unknown()
    } else if sqlstate::is_of_idle_session(code) {
        error.unsent()
    } else {
        error
    }
}

fn client_error(cause: &Cause, kind: Kind) -> Error {
    let error = Error::new(kind, kind.summary());
    match cause {
        // Only an error of the server holds values, in its DETAIL.
        Cause::Driver(cause) => error.with_source(ClientError(cause.clone())),
        Cause::Gone => error,
        Cause::Unsent(cause) | Cause::Outdated(cause) => client_error(cause, kind),
    }
}

/// What the server said, without what can hold values: DETAIL, CONTEXT, and the text of a data error.
#[derive(Debug)]
struct PgError {
    severity: String,
    code: String,
    message: String,
}

impl PgError {
    fn of(error: &DbError) -> Self {
        let code = error.code().code();
        let class = sqlstate::class_of(code).filter(|class| class.quotes_values());
        let message = match class {
            Some(class) => format!("{}: {}", class.name, data_exception(&code[2..])),
            None => error.message().to_owned(),
        };
        PgError { severity: error.severity().to_owned(), code: code.to_owned(), message }
    }
}

/// The name of a condition of class 22, whose messages quote the value.
fn data_exception(condition: &str) -> &'static str {
    match condition {
        "001" => "string data right truncation",
        "003" => "numeric value out of range",
        "004" => "null value not allowed",
        "007" => "invalid datetime format",
        "008" => "datetime field overflow",
        "009" => "invalid time zone displacement value",
        "00C" | "00H" => "sequence generator limit exceeded",
        "011" => "substring error",
        "012" => "division by zero",
        "015" => "interval field overflow",
        "019" | "00B" | "025" | "010" => "invalid escape",
        "01B" => "invalid regular expression",
        "021" => "character not in repertoire",
        "023" => "invalid parameter value",
        "026" => "string data length mismatch",
        "02E" => "array subscript error",
        "030" => "duplicate JSON object key value",
        "031" | "032" | "033" | "034" | "035" | "036" | "037" | "038" | "039" | "03A" | "03B"
        | "03C" | "03D" | "03E" | "03F" | "03G" => "SQL/JSON error",
        "P01" => "floating point exception",
        "P02" => "invalid text representation",
        "P03" => "invalid binary representation",
        "P04" => "bad copy file format",
        "P05" => "untranslatable character",
        _ => "invalid value",
    }
}

impl fmt::Display for PgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (SQLSTATE {})", self.severity, self.message, self.code)
    }
}

impl StdError for PgError {}

/// An error of the client: a lost connection, a message that was not understood.
#[derive(Debug)]
struct ClientError(Arc<tokio_postgres::Error>);

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for ClientError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
