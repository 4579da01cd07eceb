//! What is read from a file of SQL, whichever the database: statements, comments, facts, and what rules found.

use super::{Finding, LintInput, Rule};
use crate::lint::fact::Fact;
use crate::lint::finding::Place;
use crate::lint::level::Level;
use crate::schema::ObjectName;
use std::collections::BTreeMap;
use std::ops::Range;

/// A file, read.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// Where the statements are, each without the semicolon and the comments around it.
    pub(super) statements: Vec<Range<usize>>,
    /// Where the comments are.
    pub(super) comments: Vec<Range<usize>>,
    /// What the statements do, in order.
    pub(super) facts: Vec<Fact>,
    /// What the files before it did.
    pub(super) earlier: Vec<Fact>,
    /// What rules have against them.
    pub(super) reports: Vec<Report>,
}

/// What a rule has against a place.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) rule: &'static str,
    pub(super) at: Range<usize>,
    /// The table that pays, if it is one: a table made before it in the same run has no rows and no users.
    pub(super) table: Option<ObjectName>,
    /// The column that it is about.
    pub(super) column: Option<String>,
    pub(super) words: Words,
}

/// What stands for the placeholders of a rule's rewrite.
#[derive(Debug, Clone, Default)]
pub(super) struct Words(BTreeMap<&'static str, String>);

impl Words {
    pub(super) fn set(&mut self, word: &'static str, text: impl Into<String>) {
        self.0.insert(word, text.into());
    }

    pub(super) fn get(&self, word: &str) -> Option<&str> {
        self.0.get(word).map(String::as_str)
    }

    /// The template with each `{word}` replaced; a word that the statement does not have stays, as `<word>`.
    pub(super) fn fill(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((word, after)) = after.split_once('}') else { break };
            text.push_str(before);
            match self.get(word) {
                Some(value) => text.push_str(value),
                None => text.push_str(&format!("<{word}>")),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

impl Script {
    /// The statement that this place is in, or the first one behind it.
    pub(super) fn statement(&self, at: &Range<usize>) -> Option<Range<usize>> {
        self.statements.iter().find(|statement| at.start < statement.end).cloned()
    }

    /// The finding of a report.
    pub(super) fn finding(
        &self,
        input: &LintInput<'_>,
        rule: &'static Rule,
        level: Level,
        report: &Report,
    ) -> Finding {
        let is_inside = |statement: &Range<usize>| {
            statement.start <= report.at.start && report.at.end <= statement.end
        };
        // What is outside of one, as a comment may be, is shown in its line.
        let shown = self.statement(&report.at).filter(is_inside);
        let shown = shown.unwrap_or_else(|| line(input.sql, &report.at));
        let mut words = report.words.clone();
        let text = input.sql.get(shown.clone()).unwrap_or_default();
        words.set("statement", text);
        words.set("commented", text.lines().collect::<Vec<_>>().join("\n-- "));
        let until = input.today + chrono::Days::new(DAYS);
        words.set("until", until.to_string());
        words.set("allow", format!("-- orm:allow {} until {until}: ", rule.name));
        let (line, column) = position(input.sql, report.at.start);
        let place = Place {
            file: input.file,
            line,
            column,
            statement: text,
            first_line: position(input.sql, shown.start).0,
            place: report.at.start - shown.start..report.at.end - shown.start,
        };
        Finding::new(rule, level, words.fill(rule.rewrite), place)
    }
}

/// How long an exception lasts that a rewrite proposes: long enough for two deployments.
const DAYS: u64 = 90;

/// The line, or lines, that a place is in.
fn line(sql: &str, at: &Range<usize>) -> Range<usize> {
    let start = sql.get(..at.start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let end = sql.get(at.end..).and_then(|behind| behind.find('\n'));
    start..end.map_or(sql.len(), |end| at.end + end)
}

/// The line and, in characters, the column of a byte, both from 1.
fn position(sql: &str, at: usize) -> (usize, usize) {
    let before = sql.get(..at).unwrap_or(sql);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}
