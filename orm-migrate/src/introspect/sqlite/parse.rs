//! SQLite's own grammar, and names and expressions out of what it reads.

use super::text;
use crate::error::Error;
use sqlite3_parser::ast::{Cmd, Expr, SortOrder, SortedColumn, Stmt};
use sqlite3_parser::lexer::sql::Parser;
use sqlite3_parser::{Bump, FallibleIterator};

/// Reads one statement; what cannot be a definition of this kind gives `None`.
pub(super) fn statement<T>(
    what: &str,
    text: &str,
    read: impl FnOnce(&Stmt<'_>) -> Option<T>,
) -> Result<T, Error> {
    let bump = Bump::new();
    let mut parser = Parser::new(&bump, text.as_bytes());
    let read = match parser.next().map_err(|error| Error::unreadable(what, error))? {
        Some(Cmd::Stmt(statement)) => read(&statement),
        _ => None,
    };
    read.ok_or_else(|| Error::unreadable(what, "another statement than it should be"))
}

/// A name, out of its quotes (SQLite, "Keywords").
pub(super) fn name(raw: &str) -> String {
    let inside = |quote: char| raw.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    for quote in ['"', '`', '\''] {
        if let Some(name) = inside(quote) {
            return name.replace(&format!("{quote}{quote}"), &quote.to_string());
        }
    }
    raw.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(raw).to_owned()
}

/// The text of an expression, without parentheses around it: keywords in capitals and spaces in one way,
/// whatever way it was written in.
pub(super) fn expression(expr: &Expr<'_>) -> String {
    match expr {
        Expr::Parenthesized(inside) if inside.len() == 1 => expression(&inside[0]),
        other => text::written(other),
    }
}

/// The column that a part of a key or index names, and its collation; `None` for an expression.
pub(super) fn column(expr: &Expr<'_>) -> Option<(String, Option<String>)> {
    match expr {
        Expr::Id(id) => Some((name(id.0), None)),
        Expr::Name(id) => Some((name(id.0), None)),
        // A text in quotes is a name where a column has to be.
        Expr::Literal(sqlite3_parser::ast::Literal::String(text)) => Some((name(text), None)),
        Expr::Collate(of, collation) => Some((column(of)?.0, Some(name(collation)))),
        Expr::Parenthesized(inside) if inside.len() == 1 => column(&inside[0]),
        _ => None,
    }
}

/// The columns of a key.
pub(super) fn columns(parts: &[SortedColumn<'_>]) -> Vec<String> {
    parts.iter().filter_map(|part| column(&part.expr)).map(|(name, _)| name).collect()
}

/// Whether an order is the descending one.
pub(super) fn is_descending(order: Option<SortOrder>) -> bool {
    matches!(order, Some(SortOrder::Desc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_their_quotes() {
        let check = |raw, expect| assert_eq!(name(raw), expect, "{raw}");
        check("a", "a");
        check("\"a \"\" b\"", "a \" b");
        check("[a b]", "a b");
        check("`a``b`", "a`b");
        check("'a'", "a");
    }
}
