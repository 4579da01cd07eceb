//! Whether a migration runs at all, and can run again when it stopped half-way.

use super::{BOTH, Group, POSTGRES, Rule};

const GROUP: Group = Group::Running;

pub(super) const RULES: &[Rule] = &[
    Rule::error(
        GROUP,
        BOTH,
        "syntax",
        [
            "this is not understood",
            "nothing behind it is judged, and the database may not understand it either",
            "-- Correct it. If the database takes it as it is, say so in front of it:\n\
         -- `orm:allow syntax until {until}: tried on a database`",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "unreadable-sql",
        [
            "this runs code that is not seen here",
            "nobody knows what it locks or loses",
            "-- The statements themselves; or, when somebody has read it:\n\
         {allow}read, and it locks and loses nothing\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "transaction-control",
        [
            "a migration begins or ends a transaction",
            "the runner's own ends there: what comes behind is not undone when it fails",
            "-- Leave it out: the runner's transaction is the file's. Without one: `transactional \
         = false`.\n\
         -- {commented};",
        ],
    ),
    Rule::error(
        GROUP,
        BOTH,
        "not-in-transaction",
        [
            "this cannot be done in a transaction",
            "the migration fails, each time",
            "-- In a migration of its own, with `transactional = false` in its migration.toml:\n\
         -- {commented};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "not-rerunnable",
        [
            "outside of a transaction, this fails when it is run again",
            "a migration that stopped half-way does not get past it",
            "{robust}",
        ],
    ),
    Rule::off(
        GROUP,
        POSTGRES,
        "no-lock-timeout",
        [
            "nothing bounds the wait for a lock",
            "everybody who comes behind waits too; the runner sets a limit, other programs may not",
            "SET LOCAL lock_timeout = '2s';\n\
         SET LOCAL statement_timeout = '1min';\n\
         {statement};",
        ],
    ),
    Rule::error(
        GROUP,
        POSTGRES,
        "duplicate-assignment",
        [
            "a column is set twice",
            "the statement fails",
            "-- With one of the two:\n\
         -- {commented};",
        ],
    ),
    Rule::warning(
        GROUP,
        POSTGRES,
        "create-extension",
        [
            "an extension is made",
            "it needs rights that the program's role should not have, and is not on every host",
            "-- By whoever sets the database up; a migration only counts on it:\n\
         -- {commented};",
        ],
    ),
];
