//! What is wrong with a statement, for people and for programs.

use super::{Level, Rule};
use annotate_snippets::{AnnotationKind, Level as Title, Renderer, Snippet};
use serde::Serialize;
use std::ops::Range;

/// What a rule has against a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it weighs here.
    pub level: Level,
    /// The file, as the input named it.
    pub file: String,
    /// The line of the place, from 1.
    pub line: usize,
    /// The place in its line, in characters from 1.
    pub column: usize,
    /// The statement, without what ends it.
    pub statement: String,
    /// What the statement does that it should not.
    pub why: &'static str,
    /// What becomes of the program and its data.
    pub risk: &'static str,
    /// What to write instead: SQL, with what is to be done besides as comments.
    pub rewrite: String,
    /// The line on which the statement begins.
    #[serde(skip)]
    pub(super) first_line: usize,
    /// The place in the statement, in bytes.
    #[serde(skip)]
    pub(super) place: Range<usize>,
}

impl Finding {
    /// The rule's name, the statement with the place underlined, the reason, the risk, and what to write
    /// instead; with colours for a terminal if asked.
    pub fn render(&self, colored: bool) -> String {
        let level = match self.level {
            Level::Error => Title::ERROR,
            _ => Title::WARNING,
        };
        let place = AnnotationKind::Primary.span(self.place.clone());
        let snippet = Snippet::source(&*self.statement)
            .line_start(self.first_line)
            .path(&*self.file)
            .annotation(place);
        let report = level
            .primary_title(self.why)
            .id(self.rule)
            .element(snippet)
            .element(Title::NOTE.with_name("risk").message(self.risk));
        let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
        let rewrite = self.rewrite.replace('\n', "\n    ");
        format!("{}\n  instead:\n    {rewrite}\n", renderer.render(&[report]))
    }

    pub(super) fn new(
        rule: &'static Rule,
        level: Level,
        rewrite: String,
        at: Place<'_>,
    ) -> Finding {
        Finding {
            rule: rule.name,
            level,
            file: at.file.to_owned(),
            line: at.line,
            column: at.column,
            statement: at.statement.to_owned(),
            why: rule.why,
            risk: rule.risk,
            rewrite,
            first_line: at.first_line,
            place: at.place,
        }
    }
}

/// Where a finding is.
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) statement: &'a str,
    pub(super) first_line: usize,
    pub(super) place: Range<usize>,
}
