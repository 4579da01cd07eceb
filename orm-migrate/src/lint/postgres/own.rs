//! What squawk does not find in statements.

use super::names::{child, first, has, name, table_node, text};
use super::squawk::{edited, is_serial, replacement};
use super::{File, trimmed};
use crate::lint::fact::What;
use crate::lint::script::Report;
use crate::sql::partition::MARK;
use squawk_linter::Edit;
use squawk_syntax::ast::{AstNode, Type};
use squawk_syntax::{SyntaxKind, SyntaxNode};

/// What our own rules have against the file.
pub(super) fn reports(file: &File<'_>) -> Vec<Report> {
    let mut reports = Vec::new();
    for statement in &file.statements {
        reports.extend(whole(file, statement));
        reports.extend(mutations(file, statement));
        if statement.kind() == SyntaxKind::ALTER_TABLE {
            reports.extend(statement.children().filter_map(|node| action(file, &node)));
        }
        let columns = [SyntaxKind::COLUMN, SyntaxKind::ADD_COLUMN, SyntaxKind::ALTER_COLUMN];
        let columns = statement.descendants().filter(|node| columns.contains(&node.kind()));
        reports.extend(columns.filter_map(|node| json(file, statement, &node)));
        if file.input.transactional
            && let Some(node) = outside_transaction(file, statement)
        {
            reports.push(file.against("not-in-transaction", &node));
        }
    }
    reports
}

/// What is wrong with a statement by what it is.
fn whole(file: &File<'_>, statement: &SyntaxNode) -> Option<Report> {
    let rule = match statement.kind() {
        SyntaxKind::CLUSTER => "rewrite-table",
        SyntaxKind::VACUUM if has(statement, SyntaxKind::FULL_KW) => "rewrite-table",
        SyntaxKind::REFRESH if !has(statement, SyntaxKind::CONCURRENTLY_KW) => {
            "refresh-view-blocking"
        }
        SyntaxKind::TRUNCATE => "truncate",
        SyntaxKind::LOCK => "lock-table",
        SyntaxKind::CREATE_TRIGGER => "create-trigger",
        SyntaxKind::CREATE_EXTENSION => "create-extension",
        // What a plan writes for partitions is known.
        SyntaxKind::DO if text(statement).starts_with(MARK) => return None,
        SyntaxKind::DO | SyntaxKind::CALL => "unreadable-sql",
        _ if is_transaction(&text(statement)) => "transaction-control",
        _ => return None,
    };
    Some(file.report(rule, statement, super::without_end(statement)))
}

/// Whether a statement begins or ends a transaction; one that goes back to a savepoint does not.
fn is_transaction(statement: &str) -> bool {
    let upper = statement.trim_end_matches(';').to_uppercase();
    let words: Vec<_> = upper.split_whitespace().collect();
    match words.as_slice() {
        ["ROLLBACK" | "ABORT", rest @ ..] => !rest.contains(&"TO"),
        ["BEGIN" | "START" | "COMMIT" | "END", ..] => true,
        _ => false,
    }
}

/// What is wrong with a part of `ALTER TABLE`.
fn action(file: &File<'_>, node: &SyntaxNode) -> Option<Report> {
    let rule = match node.kind() {
        SyntaxKind::SET_TABLESPACE
        | SyntaxKind::SET_LOGGED
        | SyntaxKind::SET_UNLOGGED
        | SyntaxKind::SET_ACCESS_METHOD => "move-table",
        SyntaxKind::ATTACH_PARTITION => return attach(file, node),
        SyntaxKind::ADD_CONSTRAINT => {
            let constraint = node.children().last()?;
            if constraint.kind() == SyntaxKind::EXCLUDE_CONSTRAINT {
                return Some(file.against("exclude-constraint", &constraint));
            }
            let is_key = constraint.kind() == SyntaxKind::PRIMARY_KEY_CONSTRAINT;
            let is_named = has(&constraint, SyntaxKind::CONSTRAINT_NAME_CLAUSE);
            if is_key || is_named {
                return None;
            }
            return Some(file.against("unnamed-constraint", &constraint));
        }
        _ => return None,
    };
    Some(file.against(rule, node))
}

/// A table that becomes a partition, unless it is new, or has a check that may be its bounds.
fn attach(file: &File<'_>, node: &SyntaxNode) -> Option<Report> {
    let partition = name(&table_node(node)?)?;
    let known = file.input.before.and_then(|before| before.table(&partition));
    let is_checked = known.is_some_and(|table| !table.checks.is_empty());
    let adds = |fact: &What| matches!(fact, What::AddCheck(check) if check.table == partition);
    let facts = file.statements.iter().flat_map(super::facts::of);
    let is_checked = is_checked || facts.into_iter().any(|fact| adds(&fact.what));
    if is_checked {
        return None;
    }
    let mut report = file.against("attach-partition-scan", node);
    report.table = Some(partition);
    Some(report)
}

/// The `UPDATE`s and `DELETE`s of all rows, also those in a `WITH`; a function's body is not run here.
fn mutations(file: &File<'_>, statement: &SyntaxNode) -> Vec<Report> {
    let is_definition = text(statement).get(..6).is_some_and(|word| {
        word.eq_ignore_ascii_case("create") || word.eq_ignore_ascii_case("explai")
    });
    if is_definition {
        return Vec::new();
    }
    let kinds = [SyntaxKind::UPDATE, SyntaxKind::DELETE];
    let found = statement.descendants().filter(|node| kinds.contains(&node.kind()));
    let wheres = [SyntaxKind::WHERE_CLAUSE, SyntaxKind::WHERE_CURRENT_OF];
    let found = found.filter(|node| child(node, &wheres).is_none());
    let report = |node: SyntaxNode| {
        let mut report = file.report("mutation-without-where", &node, super::without_end(&node));
        report.table = super::names::table_of(&node);
        report
    };
    found.map(report).collect()
}

/// A column of the type `json`.
fn json(file: &File<'_>, statement: &SyntaxNode, column: &SyntaxNode) -> Option<Report> {
    let ty = column.descendants().find(|node| Type::can_cast(node.kind()))?;
    if is_serial(column) || !text(&ty).eq_ignore_ascii_case("json") {
        return None;
    }
    let mut report = file.against("json-column", &ty);
    let edit = Edit::replace(ty.text_range(), replacement(report.rule)?);
    report.words.set("replaced", edited(file, statement, &[edit])?);
    Some(report)
}

/// What in a statement PostgreSQL refuses in a transaction (manual, the Notes of each command).
fn outside_transaction(file: &File<'_>, statement: &SyntaxNode) -> Option<SyntaxNode> {
    let is_concurrent = || has(statement, SyntaxKind::CONCURRENTLY_KW);
    let refused = match statement.kind() {
        SyntaxKind::CREATE_INDEX | SyntaxKind::DROP_INDEX | SyntaxKind::REINDEX => is_concurrent(),
        SyntaxKind::ALTER_TABLE => first(statement, &[SyntaxKind::DETACH_PARTITION])
            .is_some_and(|detach| has(&detach, SyntaxKind::CONCURRENTLY_KW)),
        SyntaxKind::VACUUM
        | SyntaxKind::ALTER_SYSTEM
        | SyntaxKind::CREATE_DATABASE
        | SyntaxKind::DROP_DATABASE
        | SyntaxKind::CREATE_TABLESPACE
        | SyntaxKind::DROP_TABLESPACE => true,
        SyntaxKind::ALTER_TYPE => is_used_later(file, statement),
        _ => false,
    };
    refused.then(|| statement.clone())
}

/// Whether a label that is added here stands in a later statement: it is unusable until the commit (55P04).
fn is_used_later(file: &File<'_>, statement: &SyntaxNode) -> bool {
    let Some(added) = first(statement, &[SyntaxKind::ADD_VALUE]) else { return false };
    let tokens = |node: &SyntaxNode| {
        let tokens = node.descendants_with_tokens().filter_map(|element| element.into_token());
        tokens.filter(|token| token.kind() == SyntaxKind::STRING).collect::<Vec<_>>()
    };
    let Some(label) = tokens(&added).into_iter().next() else { return false };
    let end = trimmed(statement).end;
    let later = file.statements.iter().filter(|other| trimmed(other).start >= end);
    later.flat_map(tokens).any(|token| token.text() == label.text())
}
