//! What SQLite's errors mean, by their kind and their text: Diesel keeps no more of the result code.

use crate::error::{Error, Kind, ServerError};
use diesel::ConnectionError;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use std::fmt;

/// The error of a statement.
pub(super) fn statement_error(error: DieselError) -> Error {
    database_error(error, Kind::Database)
}

/// The error of a database that could not be opened.
pub(super) fn connect_error(error: ConnectionError) -> Error {
    let (kind, code) = match &error {
        ConnectionError::BadConnection(message) => by_message(message, Kind::Connect),
        _ => (Kind::Connect, None),
    };
    let server = ServerError { code: code.map(str::to_owned), ..ServerError::default() };
    Error::new(kind, "the database could not be opened").with_server(server).with_source(error)
}

/// `otherwise` is the kind of what has none of its own.
pub(super) fn database_error(error: DieselError, otherwise: Kind) -> Error {
    let (kind, message) = match error {
        DieselError::DatabaseError(kind, information) => (kind, information.message().to_owned()),
        // A NUL character in the statement's text.
        error @ DieselError::InvalidCString(_) => {
            return Error::new(Kind::Encode, "the statement cannot be sent").with_source(error);
        }
        error => return Error::new(otherwise, "the statement could not be run").with_source(error),
    };
    let (kind, code) = match kind {
        DatabaseErrorKind::UniqueViolation => {
            (Kind::UniqueViolation, Some("SQLITE_CONSTRAINT_UNIQUE"))
        }
        DatabaseErrorKind::ForeignKeyViolation => {
            (Kind::ForeignKeyViolation, Some("SQLITE_CONSTRAINT_FOREIGNKEY"))
        }
        DatabaseErrorKind::NotNullViolation => {
            (Kind::NotNullViolation, Some("SQLITE_CONSTRAINT_NOTNULL"))
        }
        DatabaseErrorKind::CheckViolation => {
            (Kind::CheckViolation, Some("SQLITE_CONSTRAINT_CHECK"))
        }
        _ => by_message(&message, otherwise),
    };
    let mut server = about(kind, &message);
    server.code = code.map(str::to_owned);
    Error::new(kind, kind.summary()).with_server(server).with_source(SqliteError(message))
}

/// The kinds that only a text tells (`sqlite3ErrStr` in SQLite's `main.c`, `vdbe.c`).
fn by_message(message: &str, otherwise: Kind) -> (Kind, Option<&'static str>) {
    const MESSAGES: [(&str, Option<Kind>, Option<&str>); 13] = [
        ("database is locked", Some(Kind::LockTimeout), Some("SQLITE_BUSY")),
        ("database table is locked", Some(Kind::LockTimeout), Some("SQLITE_LOCKED")),
        ("database schema is locked", Some(Kind::LockTimeout), Some("SQLITE_LOCKED")),
        ("interrupted", Some(Kind::Timeout), Some("SQLITE_INTERRUPT")),
        ("cannot start a transaction within", Some(Kind::Transaction), Some("SQLITE_ERROR")),
        ("cannot commit - no transaction", Some(Kind::Transaction), Some("SQLITE_ERROR")),
        ("no such savepoint", Some(Kind::Transaction), Some("SQLITE_ERROR")),
        ("attempt to write a readonly database", None, Some("SQLITE_READONLY")),
        ("database or disk is full", None, Some("SQLITE_FULL")),
        ("disk I/O error", None, Some("SQLITE_IOERR")),
        ("database disk image is malformed", None, Some("SQLITE_CORRUPT")),
        ("file is not a database", None, Some("SQLITE_NOTADB")),
        ("unable to open database file", None, Some("SQLITE_CANTOPEN")),
    ];
    let found = MESSAGES.iter().find(|(start, ..)| message.starts_with(start));
    found.map_or((otherwise, None), |(_, kind, code)| (kind.unwrap_or(otherwise), *code))
}

/// What a violation is about: `UNIQUE constraint failed: users.tenant, users.email`.
fn about(kind: Kind, message: &str) -> ServerError {
    let mut server = ServerError::default();
    let Some((_, about)) = message.split_once(" constraint failed: ") else { return server };
    match kind {
        Kind::CheckViolation => server.constraint = Some(about.to_owned()),
        Kind::UniqueViolation | Kind::NotNullViolation => match about.strip_prefix("index '") {
            // A unique index on an expression has no columns to name.
            Some(index) => server.constraint = Some(index.trim_end_matches('\'').to_owned()),
            None => {
                for column in about.split(", ") {
                    if let Some((table, column)) = column.rsplit_once('.') {
                        server.table = Some(table.to_owned());
                        server.columns.push(column.to_owned());
                    }
                }
            }
        },
        _ => {}
    }
    server
}

/// What SQLite said: it names tables and columns, and never a value.
#[derive(Debug)]
struct SqliteError(String);

impl fmt::Display for SqliteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SqliteError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: DatabaseErrorKind, message: &str) -> Error {
        statement_error(DieselError::DatabaseError(kind, Box::new(message.to_owned())))
    }

    #[test]
    fn a_violation_names_what_it_is_about() {
        let error =
            check(DatabaseErrorKind::UniqueViolation, "UNIQUE constraint failed: users.email");
        assert!(error.is_unique_violation());
        assert_eq!((error.table(), error.column()), (Some("users"), Some("email")));
        let error = check(
            DatabaseErrorKind::UniqueViolation,
            "UNIQUE constraint failed: index 'users_lower'",
        );
        assert_eq!(error.constraint(), Some("users_lower"));
        let error = check(DatabaseErrorKind::CheckViolation, "CHECK constraint failed: positive");
        assert_eq!(error.constraint(), Some("positive"));
    }

    #[test]
    fn a_lock_is_known_by_its_text() {
        let error = check(DatabaseErrorKind::Unknown, "database is locked");
        assert!(error.is_lock_timeout());
        assert_eq!(error.code(), Some("SQLITE_BUSY"));
    }
}
