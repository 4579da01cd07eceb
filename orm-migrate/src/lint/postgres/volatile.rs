//! Whether an expression has one value for all rows of a statement.

use super::names::{plain, text};
use squawk_syntax::{SyntaxKind, SyntaxNode};

/// What is known of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Volatility {
    /// One value for the statement.
    Stable,
    /// It calls a function of which nothing is known here.
    Unknown,
    /// Another value for each row.
    Volatile,
}

/// The functions that PostgreSQL and the extensions that come with it mark as volatile, and that somebody
/// may use as a default (`SELECT proname FROM pg_proc WHERE provolatile = 'v'`).
const VOLATILE: &[&str] = &[
    "clock_timestamp",
    "currval",
    "gen_random_bytes",
    "gen_random_uuid",
    "lastval",
    "nextval",
    "pg_sleep",
    "random",
    "random_normal",
    "setval",
    "timeofday",
    "uuid_generate_v1",
    "uuid_generate_v1mc",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
];

/// Those that it marks as stable or immutable, likewise; squawk knows those without arguments.
const STABLE: &[&str] = &[
    "abs",
    "array_fill",
    "btrim",
    "char_length",
    "chr",
    "coalesce",
    "concat",
    "concat_ws",
    "current_database",
    "current_schema",
    "current_setting",
    "date_trunc",
    "decode",
    "encode",
    "format",
    "jsonb_build_array",
    "jsonb_build_object",
    "left",
    "lower",
    "lpad",
    "make_date",
    "make_interval",
    "make_time",
    "make_timestamp",
    "make_timestamptz",
    "md5",
    "now",
    "repeat",
    "replace",
    "right",
    "round",
    "rpad",
    "statement_timestamp",
    "string_to_array",
    "to_char",
    "to_date",
    "to_jsonb",
    "to_timestamp",
    "to_tsvector",
    "transaction_timestamp",
    "trim",
    "upper",
];

/// What is known of a default, by the functions that it calls.
pub(super) fn of(expression: &SyntaxNode) -> Volatility {
    let calls = expression.descendants().filter(|node| node.kind() == SyntaxKind::CALL_EXPR);
    let known = calls.map(|call| {
        let path = call.first_child().map(|function| text(&function)).unwrap_or_default();
        let name = plain(path.rsplit('.').next().unwrap_or_default());
        match (VOLATILE.contains(&&*name), STABLE.contains(&&*name)) {
            (true, _) => Volatility::Volatile,
            (_, true) => Volatility::Stable,
            _ => Volatility::Unknown,
        }
    });
    known.max().unwrap_or(Volatility::Stable)
}
