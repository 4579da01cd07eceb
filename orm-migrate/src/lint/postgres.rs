//! A file for PostgreSQL: read by squawk's parser, judged by squawk's linter and by what it misses.

mod describe;
mod facts;
mod names;
mod own;
mod squawk;
mod types;
mod volatile;

use super::LintInput;
use super::fact::Fact;
use super::script::{Report, Script};
use names::only_table;
use squawk_syntax::ast::AstNode;
use squawk_syntax::{Parse, SourceFile, SyntaxKind, SyntaxNode};
use std::ops::Range;

/// What the file says and what is wrong with it, but for what more than a statement decides.
pub(super) fn read(input: &LintInput<'_>) -> Script {
    // Comments for squawk's own program would hide findings without a reason: here they are none.
    let text = input.sql.replace("squawk-", "squawk_");
    let parse = SourceFile::parse(&text);
    let root = parse.syntax_node();
    let mut script = Script::default();
    for element in root.descendants_with_tokens() {
        if element.kind() == SyntaxKind::COMMENT {
            script.comments.push(range(element.text_range()));
        }
    }
    let statements = statements(&parse);
    script.statements = statements.iter().map(without_end).collect();
    script.facts = statements.iter().flat_map(facts::of).collect();
    script.earlier = super::earlier(input);
    let file = File { input, text: &text, root, statements, earlier: &script.earlier };
    let mut reports = Vec::new();
    if let Some(error) = parse.errors().first() {
        let at = range(error.range());
        // An empty place is shown as the letter behind it.
        let at = at.start..at.end.max((at.start + 1).min(text.len()));
        reports.push(file.report("syntax", &file.root, at));
    }
    reports.extend(squawk::reports(&file, &parse));
    reports.extend(own::reports(&file));
    script.reports = reports;
    script
}

/// A file, parsed.
struct File<'a> {
    input: &'a LintInput<'a>,
    text: &'a str,
    root: SyntaxNode,
    statements: Vec<SyntaxNode>,
    /// What the files before it did.
    earlier: &'a [Fact],
}

impl File<'_> {
    /// What a rule has against this node, which is the statement or a part of it.
    fn against(&self, rule: &'static str, node: &SyntaxNode) -> Report {
        self.report(rule, node, trimmed(node))
    }

    /// The same, with the place.
    fn report(&self, rule: &'static str, node: &SyntaxNode, at: Range<usize>) -> Report {
        let statement = self.statement(node);
        // Its semicolon is no part of it.
        let end = without_end(statement).end;
        let at = if at.start < end && end < at.end { at.start..end } else { at };
        let words = describe::words(statement, node);
        Report {
            rule,
            at,
            table: only_table(statement),
            column: words.get("plain").map(str::to_owned),
            words,
        }
    }

    /// The statement that a node is in.
    fn statement<'n>(&'n self, node: &'n SyntaxNode) -> &'n SyntaxNode {
        let at = node.text_range();
        let found =
            self.statements.iter().find(|statement| statement.text_range().contains_range(at));
        found.unwrap_or(node)
    }
}

fn statements(parse: &Parse<SourceFile>) -> Vec<SyntaxNode> {
    let statements = parse.tree().stmts().map(|statement| statement.syntax().clone());
    statements.filter(|statement| statement.kind() != SyntaxKind::EMPTY_STMT).collect()
}

fn range(of: impl Into<Range<usize>>) -> Range<usize> {
    of.into()
}

/// Where a node's text is, without the space around it.
fn trimmed(node: &SyntaxNode) -> Range<usize> {
    let text = node.text().to_string();
    let start = usize::from(node.text_range().start()) + text.len() - text.trim_start().len();
    start..start + text.trim().len()
}

/// Where a statement, or a part of one, is, without a semicolon.
fn without_end(statement: &SyntaxNode) -> Range<usize> {
    let at = trimmed(statement);
    let text = statement.text().to_string();
    let kept = text.trim().trim_end_matches(';').trim_end().len();
    at.start..at.start + kept
}
