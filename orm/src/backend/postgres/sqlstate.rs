//! What each SQLSTATE means: PostgreSQL's Appendix A, "PostgreSQL Error Codes", as one table.
//!
//! A class that has [`Kind::Database`] has no predicate: nobody can do anything about it but read it.

use crate::error::Kind;

/// A class of the appendix.
pub(super) struct Class {
    /// The first two characters of its codes.
    code: &'static str,
    pub(super) name: &'static str,
    /// What its codes mean, but for some.
    kind: Kind,
    but: &'static [(&'static str, Kind)],
}

const fn class(code: &'static str, name: &'static str, kind: Kind) -> Class {
    Class { code, name, kind, but: &[] }
}

impl Class {
    const fn but(self, but: &'static [(&'static str, Kind)]) -> Class {
        Class { but, ..self }
    }

    /// Whether the messages of its codes quote values.
    pub(super) fn quotes_values(&self) -> bool {
        self.kind == Kind::DataException
    }
}

/// All classes, of the versions 14 to 18.
const CLASSES: &[Class] = &[
    class("00", "successful completion", Kind::Database),
    class("01", "warning", Kind::Database),
    class("02", "no data", Kind::Database),
    class("03", "SQL statement not yet complete", Kind::Database),
    class("08", "connection exception", Kind::ConnectionLost),
    class("09", "triggered action exception", Kind::Database),
    class("0A", "feature not supported", Kind::Database),
    class("0B", "invalid transaction initiation", Kind::Transaction),
    class("0F", "locator exception", Kind::Database),
    class("0L", "invalid grantor", Kind::Database),
    class("0P", "invalid role specification", Kind::Database),
    class("0Z", "diagnostics exception", Kind::Database),
    class("10", "XQuery error", Kind::Database),
    class("20", "case not found", Kind::Database),
    class("21", "cardinality violation", Kind::Database),
    class("22", "data exception", Kind::DataException),
    class("23", "integrity constraint violation", Kind::Database).but(&[
        ("23001", Kind::ForeignKeyViolation),
        ("23502", Kind::NotNullViolation),
        ("23503", Kind::ForeignKeyViolation),
        ("23505", Kind::UniqueViolation),
        ("23514", Kind::CheckViolation),
        ("23P01", Kind::ExclusionViolation),
    ]),
    class("24", "invalid cursor state", Kind::Database),
    class("25", "invalid transaction state", Kind::Transaction).but(&[
        ("25006", Kind::ReadOnly),
        // The server ended the session, which had its transaction open for too long.
        ("25P03", Kind::ConnectionLost),
        ("25P04", Kind::ConnectionLost),
    ]),
    class("26", "invalid SQL statement name", Kind::Database),
    class("27", "triggered data change violation", Kind::Database),
    // The answer to a password; while connecting, everything is `Kind::Connect`.
    class("28", "invalid authorization specification", Kind::Database),
    class("2B", "dependent privilege descriptors still exist", Kind::Database),
    class("2D", "invalid transaction termination", Kind::Transaction),
    class("2F", "SQL routine exception", Kind::Database),
    class("34", "invalid cursor name", Kind::Database),
    class("38", "external routine exception", Kind::Database),
    class("39", "external routine invocation exception", Kind::Database),
    class("3B", "savepoint exception", Kind::Transaction),
    class("3D", "invalid catalog name", Kind::Database),
    class("3F", "invalid schema name", Kind::Undefined),
    class("40", "transaction rollback", Kind::Database)
        .but(&[("40001", Kind::SerializationFailure), ("40P01", Kind::Deadlock)]),
    class("42", "syntax error or access rule violation", Kind::Database).but(&[
        ("42501", Kind::PermissionDenied),
        ("42703", Kind::Undefined),
        ("42704", Kind::Undefined),
        ("42883", Kind::Undefined),
        ("42P01", Kind::Undefined),
    ]),
    class("44", "WITH CHECK OPTION violation", Kind::CheckViolation),
    class("53", "insufficient resources", Kind::OutOfResources)
        // The server refuses another session.
        .but(&[("53300", Kind::Connect)]),
    class("54", "program limit exceeded", Kind::Database),
    class("55", "object not in prerequisite state", Kind::Database)
        .but(&[("55P03", Kind::LockTimeout)]),
    class("57", "operator intervention", Kind::Database).but(&[
        ("57014", Kind::Timeout),
        ("57P01", Kind::ConnectionLost),
        ("57P02", Kind::ConnectionLost),
        // The server starts or stops, and takes no sessions.
        ("57P03", Kind::Connect),
        ("57P04", Kind::ConnectionLost),
        ("57P05", Kind::ConnectionLost),
    ]),
    class("58", "system error", Kind::Database).but(&[("58030", Kind::OutOfResources)]),
    class("72", "snapshot failure", Kind::Database),
    class("F0", "configuration file error", Kind::Database),
    class("HV", "foreign data wrapper error", Kind::Database),
    class("P0", "PL/pgSQL error", Kind::Database),
    class("XX", "internal error", Kind::Database),
];

/// What the triggers of `orm_migrate` say of a tenant that is elsewhere by now; it is in no class.
pub(crate) const MOVED: &str = "OR001";

pub(super) fn kind(code: &str) -> Kind {
    if code == MOVED {
        return Kind::TenantUnready;
    }
    let Some(class) = class_of(code) else { return Kind::Database };
    let own = class.but.iter().find(|(other, _)| *other == code);
    own.map_or(class.kind, |(_, kind)| *kind)
}

/// The class of a code; a server of another make, or an extension, may have others.
pub(super) fn class_of(code: &str) -> Option<&'static Class> {
    CLASSES.iter().find(|class| code.starts_with(class.code))
}

/// Whether the server says that it does not know what came of the transaction or the statement.
pub(super) fn is_outcome_unknown(code: &str) -> bool {
    matches!(code, "08007" | "40003")
}

/// Whether the server ends a session with this only while it waits for the next statement, so that it
/// never read what was sent.
pub(super) fn is_of_idle_session(code: &str) -> bool {
    matches!(code, "25P03" | "57P05")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The classes of `src/backend/utils/errcodes.txt` in PostgreSQL 15 to 18, from which the appendix
    /// is made: 10 is new in one of them, and 72 was given up with "snapshot too old".
    const APPENDIX: &str = "00 01 02 03 08 09 0A 0B 0F 0L 0P 0Z 10 20 21 22 23 24 25 26 27 28 2B 2D \
        2F 34 38 39 3B 3D 3F 40 42 44 53 54 55 57 58 72 F0 HV P0 XX";

    #[test]
    fn every_class_of_the_appendix_is_in_the_table() {
        let classes: Vec<_> = CLASSES.iter().map(|class| class.code).collect();
        assert_eq!(classes.join(" "), APPENDIX);
    }

    #[test]
    fn a_code_stands_in_its_own_class_and_differs_from_it() {
        for class in CLASSES {
            for (code, kind) in class.but {
                assert!(code.len() == 5 && code.starts_with(class.code), "{code}");
                assert_ne!(*kind, class.kind, "{code} need not be named");
            }
            let codes: Vec<_> = class.but.iter().map(|(code, _)| code).collect();
            assert!(codes.is_sorted_by(|one, other| one < other), "{codes:?}");
        }
    }

    #[track_caller]
    fn check(code: &str, expect: Kind) {
        assert_eq!(kind(code), expect, "{code}");
    }

    #[test]
    fn a_code_means_what_its_class_does_unless_it_is_named() {
        check("22003", Kind::DataException);
        check("22XYZ", Kind::DataException);
        check("23505", Kind::UniqueViolation);
        check("23000", Kind::Database);
        check("25P02", Kind::Transaction);
        check("25P03", Kind::ConnectionLost);
        check("53100", Kind::OutOfResources);
        check("53300", Kind::Connect);
        check("08P01", Kind::ConnectionLost);
        check(MOVED, Kind::TenantUnready);
    }

    #[test]
    fn what_is_in_no_class_has_no_predicate() {
        for code in ["", "5", "Y1234", "99999", "é1234"] {
            check(code, Kind::Database);
        }
    }
}
