//! An index's definition.

use super::parse::{column, expression, is_descending, statement};
use crate::error::Error;
use crate::schema::{Index, IndexKey, IndexPart};
use sqlite3_parser::ast::{SortedColumn, Stmt};

/// `CREATE INDEX ..`, as the database keeps it.
pub(super) fn read(name: &str, text: &str) -> Result<Index, Error> {
    statement(name, text, |statement| {
        let Stmt::CreateIndex { unique, columns, where_clause, .. } = statement else {
            return None;
        };
        Some(Index {
            name: name.to_owned(),
            method: None,
            unique: *unique,
            parts: columns.iter().map(part).collect(),
            include: Vec::new(),
            predicate: where_clause.as_ref().map(expression),
        })
    })
}

fn part(of: &SortedColumn<'_>) -> IndexPart {
    let (key, collation) = match column(&of.expr) {
        Some((name, collation)) => (IndexKey::Column(name), collation),
        None => (IndexKey::Expression(expression(&of.expr)), None),
    };
    IndexPart {
        key,
        descending: is_descending(of.order),
        nulls: None,
        operator_class: None,
        collation,
    }
}
