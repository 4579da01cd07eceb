//! The words of a statement that rewrites are made of.

use super::names::{COLUMNS, child, first, plain, table_node, text};
use crate::lint::script::Words;
use squawk_syntax::ast::{AstNode, Type};
use squawk_syntax::{SyntaxKind, SyntaxNode};

/// The words of a statement at one of its nodes: its table, and what the action there names.
pub(super) fn words(statement: &SyntaxNode, node: &SyntaxNode) -> Words {
    let mut words = Words::default();
    if let Some(table) = table_node(statement) {
        words.set("table", text(&table));
        let name = text(&table);
        words.set("bare", simple(name.rsplit('.').next().unwrap_or(&name)));
    }
    let part = part(statement, node);
    if let Some(column) = first(&part, COLUMNS) {
        words.set("column", text(&column));
        words.set("plain", plain(&text(&column)));
        words.set("key", simple(&text(&column)));
    }
    if let Some(ty) = part.descendants().find(|node| Type::can_cast(node.kind())) {
        words.set("type", text(&ty));
    }
    if let Some(default) = child(&part, &[SyntaxKind::DEFAULT_CONSTRAINT]) {
        let expression = text(&default);
        words.set("default", expression.get("DEFAULT".len()..).unwrap_or_default().trim());
    }
    if let Some(view) = first(statement, &[SyntaxKind::VIEW_REF]) {
        words.set("view", text(&view));
    }
    if let Some(to) = first(statement, &[SyntaxKind::TABLE_RENAME_TO])
        && let Some(to) = text(&to).split_whitespace().last()
    {
        words.set("to", to);
    }
    if let Some(partition) = first(statement, &[SyntaxKind::ATTACH_PARTITION])
        && let Some(table) = table_node(&partition)
    {
        words.set("partition", text(&table));
    }
    constraint(&mut words, &part, node);
    words
}

/// The kinds of lists of columns.
const LISTS: &[SyntaxKind] = &[
    SyntaxKind::CONSTRAINT_COLUMN_REF_LIST,
    SyntaxKind::FOREIGN_KEY_COLUMN_LIST,
    SyntaxKind::PARTITION_ITEM_LIST,
];

/// What names the constraint or index that is made or used.
const NAMES: &[SyntaxKind] = &[
    SyntaxKind::CONSTRAINT_NAME,
    SyntaxKind::CONSTRAINT_NAME_REF,
    SyntaxKind::INDEX,
    SyntaxKind::INDEX_REF,
];

/// The name, columns and definition of the constraint that is added.
fn constraint(words: &mut Words, part: &SyntaxNode, node: &SyntaxNode) {
    // A column has constraints of its own; the node says which one is meant.
    let found = node.ancestors().find(|node| suffix(node.kind()).is_some());
    let found = found.or_else(|| part.descendants().find(|node| suffix(node.kind()).is_some()));
    let scope = found.as_ref().unwrap_or(part);
    let columns = match first(scope, LISTS) {
        Some(list) => text(&list).trim_matches(['(', ')']).to_owned(),
        None => words.get("column").unwrap_or_default().to_owned(),
    };
    if !columns.is_empty() {
        words.set("columns", columns.clone());
    }
    let kind = found.as_ref().map_or(SyntaxKind::INDEX, SyntaxNode::kind);
    let suffix = suffix(kind).unwrap_or("idx");
    let keys: Vec<_> = columns.split(',').map(simple).filter(|key| !key.is_empty()).collect();
    let bare = words.get("bare").unwrap_or("table").to_owned();
    let name = first(scope, NAMES).map_or_else(
        || [&[bare], &*keys, &[suffix.to_owned()]].concat().join("_"),
        |name| text(&name),
    );
    words.set("name", name);
    let Some(found) = found else { return };
    words.set("definition", definition(&found, words.get("column").unwrap_or_default()));
    let is_of_column = part.kind() == SyntaxKind::ADD_COLUMN;
    let first = match (is_of_column, words.get("table"), words.get("column"), words.get("type")) {
        (true, Some(table), Some(column), Some(ty)) => {
            format!("ALTER TABLE {table} ADD COLUMN {column} {ty};\n")
        }
        _ => String::new(),
    };
    words.set("first", first);
}

/// What PostgreSQL ends the name of such a constraint with, if it chooses it.
fn suffix(kind: SyntaxKind) -> Option<&'static str> {
    Some(match kind {
        SyntaxKind::CHECK_CONSTRAINT => "check",
        SyntaxKind::EXCLUDE_CONSTRAINT => "excl",
        SyntaxKind::FOREIGN_KEY_CONSTRAINT | SyntaxKind::REFERENCES_CONSTRAINT => "fkey",
        SyntaxKind::PRIMARY_KEY_CONSTRAINT => "pkey",
        SyntaxKind::UNIQUE_CONSTRAINT => "key",
        _ => return None,
    })
}

/// A constraint without its name, as one of the table.
fn definition(constraint: &SyntaxNode, column: &str) -> String {
    let name = child(constraint, &[SyntaxKind::CONSTRAINT_NAME_CLAUSE]).map(|name| text(&name));
    let text = text(constraint);
    let text = name.as_ref().and_then(|name| text.strip_prefix(name)).unwrap_or(&text).trim();
    match constraint.kind() {
        SyntaxKind::REFERENCES_CONSTRAINT => format!("FOREIGN KEY ({column}) {text}"),
        _ => text.to_owned(),
    }
}

/// The action of an `ALTER`, the column of a `CREATE TABLE`, or the statement: what a node belongs to.
pub(super) fn part(statement: &SyntaxNode, node: &SyntaxNode) -> SyntaxNode {
    let is_part = |node: &SyntaxNode| {
        node.kind() == SyntaxKind::COLUMN || node.parent().as_ref() == Some(statement)
    };
    node.ancestors().find(is_part).unwrap_or_else(|| statement.clone())
}

/// A name's letters that need no quotes.
fn simple(name: &str) -> String {
    let letters = plain(name.trim()).to_lowercase();
    letters.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}
