//! Names in PostgreSQL's syntax tree, as the server reads them.

use crate::schema::ObjectName;
use squawk_syntax::{SyntaxKind, SyntaxNode};

/// The first node of one of these kinds in this one, itself among them.
pub(super) fn first(node: &SyntaxNode, kinds: &[SyntaxKind]) -> Option<SyntaxNode> {
    node.descendants().find(|node| kinds.contains(&node.kind()))
}

/// The first child of one of these kinds.
pub(super) fn child(node: &SyntaxNode, kinds: &[SyntaxKind]) -> Option<SyntaxNode> {
    node.children().find(|node| kinds.contains(&node.kind()))
}

/// Whether there is a token, or a node, of this kind in a node.
pub(super) fn has(node: &SyntaxNode, kind: SyntaxKind) -> bool {
    node.descendants_with_tokens().any(|element| element.kind() == kind)
}

/// The node's text, without space around it.
pub(super) fn text(node: &SyntaxNode) -> String {
    node.text().to_string().trim().to_owned()
}

/// A path of names, or one: `sales.orders`, `"Orders"`.
pub(super) fn name(node: &SyntaxNode) -> Option<ObjectName> {
    let tokens = node.descendants_with_tokens().filter_map(|element| element.into_token());
    let is_name = |kind: SyntaxKind| {
        let is_mark = matches!(kind, SyntaxKind::DOT | SyntaxKind::STAR | SyntaxKind::ONLY_KW);
        !kind.is_trivia() && !is_mark && kind != SyntaxKind::L_PAREN && kind != SyntaxKind::R_PAREN
    };
    let mut parts: Vec<_> =
        tokens.filter(|token| is_name(token.kind())).map(|token| plain(token.text())).collect();
    let name = parts.pop()?;
    // The default one is named or not: it is the same.
    let schema = parts.pop().filter(|schema| schema != "public");
    Some(ObjectName { schema, name })
}

/// A name without its quotes; one without quotes is in lower case (PostgreSQL manual, 4.1.1).
pub(super) fn plain(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(name) => name.replace("\"\"", "\""),
        None => name.to_lowercase(),
    }
}

/// The kinds of nodes that name a table.
const TABLES: &[SyntaxKind] = &[
    SyntaxKind::TABLE_RELATION_NAME,
    SyntaxKind::TABLE_NAME_REF,
    SyntaxKind::TABLE_NAME,
    SyntaxKind::RELATION_NAME,
    SyntaxKind::RELATION_NAME_REF,
];

/// The node that names a statement's table: the first one.
pub(super) fn table_node(statement: &SyntaxNode) -> Option<SyntaxNode> {
    let node = first(statement, TABLES)?;
    // Without `ONLY` and `*`.
    first(&node, &[SyntaxKind::PATH_REF, SyntaxKind::PATH])
}

/// The statement's table.
pub(super) fn table_of(statement: &SyntaxNode) -> Option<ObjectName> {
    name(&table_node(statement)?)
}

/// The table that a statement is about; none where it is about several.
pub(super) fn only_table(statement: &SyntaxNode) -> Option<ObjectName> {
    let lists = [SyntaxKind::TABLE_LIST, SyntaxKind::RELATION_LIST];
    let list = match statement.kind() {
        SyntaxKind::DROP_TABLE => Some(statement.clone()),
        _ => child(statement, &lists),
    };
    let count =
        list.map_or(1, |list| list.children().filter(|n| TABLES.contains(&n.kind())).count());
    if count > 1 { None } else { table_of(statement) }
}

/// The kinds of nodes that name a column.
pub(super) const COLUMNS: &[SyntaxKind] = &[SyntaxKind::COLUMN_NAME, SyntaxKind::COLUMN_NAME_REF];

/// The column that an action or a definition is about.
pub(super) fn column_of(part: &SyntaxNode) -> Option<String> {
    Some(plain(&text(&first(part, COLUMNS)?)))
}
