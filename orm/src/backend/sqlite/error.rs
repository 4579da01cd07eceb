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

/// The kinds that only a text tells (`sqlite3ErrStr` in SQLite's `main.c`, `vdbe.c`, `resolve.c`), by
/// its start.
const MESSAGES: [(&str, Kind, &str); 26] = [
    ("database is locked", Kind::LockTimeout, "SQLITE_BUSY"),
    ("database table is locked", Kind::LockTimeout, "SQLITE_LOCKED"),
    ("database schema is locked", Kind::LockTimeout, "SQLITE_LOCKED"),
    ("interrupted", Kind::Timeout, "SQLITE_INTERRUPT"),
    ("cannot start a transaction within", Kind::Transaction, "SQLITE_ERROR"),
    ("cannot commit - no transaction", Kind::Transaction, "SQLITE_ERROR"),
    ("cannot rollback - no transaction", Kind::Transaction, "SQLITE_ERROR"),
    ("no such savepoint", Kind::Transaction, "SQLITE_ERROR"),
    ("attempt to write a readonly database", Kind::ReadOnly, "SQLITE_READONLY"),
    ("access permission denied", Kind::PermissionDenied, "SQLITE_PERM"),
    ("authorization denied", Kind::PermissionDenied, "SQLITE_AUTH"),
    ("not authorized", Kind::PermissionDenied, "SQLITE_AUTH"),
    ("database or disk is full", Kind::OutOfResources, "SQLITE_FULL"),
    ("out of memory", Kind::OutOfResources, "SQLITE_NOMEM"),
    ("disk I/O error", Kind::OutOfResources, "SQLITE_IOERR"),
    ("datatype mismatch", Kind::DataException, "SQLITE_MISMATCH"),
    ("string or blob too big", Kind::DataException, "SQLITE_TOOBIG"),
    ("integer overflow", Kind::DataException, "SQLITE_ERROR"),
    ("no such table", Kind::Undefined, "SQLITE_ERROR"),
    ("no such column", Kind::Undefined, "SQLITE_ERROR"),
    ("no such function", Kind::Undefined, "SQLITE_ERROR"),
    ("no such collation sequence", Kind::Undefined, "SQLITE_ERROR"),
    ("database disk image is malformed", Kind::Database, "SQLITE_CORRUPT"),
    ("file is not a database", Kind::Database, "SQLITE_NOTADB"),
    ("unable to open database file", Kind::Database, "SQLITE_CANTOPEN"),
    // What the triggers of `orm_migrate` say.
    ("the tenant was moved to another place", Kind::TenantUnready, "SQLITE_CONSTRAINT_TRIGGER"),
];

fn by_message(message: &str, otherwise: Kind) -> (Kind, Option<&'static str>) {
    let found = MESSAGES.iter().find(|(start, ..)| message.starts_with(start));
    let Some((_, kind, code)) = found else { return (otherwise, None) };
    // A connection that could not be made is just that, whatever was in its way, unless it is a lock.
    let is_telling = otherwise == Kind::Database || *kind == Kind::LockTimeout;
    (if is_telling { *kind } else { otherwise }, Some(code))
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

    #[test]
    fn what_is_in_the_way_of_a_connection_is_its_code() {
        let error = connect_error(ConnectionError::BadConnection("disk I/O error".to_owned()));
        assert_eq!((error.kind(), error.code()), (Kind::Connect, Some("SQLITE_IOERR")));
        let error = check(DatabaseErrorKind::Unknown, "disk I/O error");
        assert!(error.is_out_of_resources());
    }
}
