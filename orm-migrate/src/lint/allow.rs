//! Comments that allow what a rule has something against, for a reason and a while.

use super::LintInput;
use super::rules::rule;
use super::script::{Report, Script, Words};
use chrono::NaiveDate;
use std::ops::Range;

/// How such a comment begins.
const MARK: &str = "orm:allow";

/// A comment: `-- orm:allow drop-column, drop-table until 2027-01-31: nothing has read it since 4.2`.
pub(super) struct Allow {
    at: Range<usize>,
    /// The statement that it is for.
    /// What it stands at; nothing at the end of a file.
    statement: Option<Range<usize>>,
    /// The rules that it allows, and whether each had something to allow.
    rules: Vec<(String, bool)>,
    is_expired: bool,
}

/// The comments of a file; those that cannot be read are reported.
pub(super) fn find(input: &LintInput<'_>, script: &mut Script) -> Vec<Allow> {
    let mut allows = Vec::new();
    for at in script.comments.clone() {
        let Some(text) = input.sql.get(at.clone()) else { continue };
        // What is commented out in a comment is none.
        let text = text.strip_prefix("--").or_else(|| text.strip_prefix("/*")).unwrap_or(text);
        let text = text.trim_end_matches("*/").trim();
        let Some(text) = text.strip_prefix(MARK) else { continue };
        match parse(text) {
            Some((rules, until)) => allows.push(Allow {
                statement: owner(input.sql, script, &at),
                at,
                rules: rules.into_iter().map(|rule| (rule, false)).collect(),
                is_expired: until < input.today,
            }),
            None => script.reports.push(complaint("bad-allow", &at)),
        }
    }
    allows
}

impl Allow {
    /// Whether this comment is for this report; from then on, it was of use.
    pub(super) fn covers(&mut self, script: &Script, report: &Report) -> bool {
        // A text that is not understood has no certain statements.
        let is_here = match report.rule {
            "syntax" => self.at.end <= report.at.start,
            _ => script.statement(&report.at) == self.statement,
        };
        if !is_here {
            return false;
        }
        let mut covers = false;
        for (_, used) in self.rules.iter_mut().filter(|(rule, _)| rule == report.rule) {
            *used = true;
            covers = true;
        }
        covers
    }

    /// What is wrong with the comment itself, once every report was shown to it.
    pub(super) fn complaint(self) -> Option<Report> {
        let is_unused = self.rules.iter().any(|(_, used)| !used);
        match (is_unused, self.is_expired) {
            (true, _) => Some(complaint("unused-allow", &self.at)),
            (false, true) => Some(complaint("expired-allow", &self.at)),
            (false, false) => None,
        }
    }
}

fn complaint(rule: &'static str, at: &Range<usize>) -> Report {
    Report { rule, at: at.clone(), table: None, column: None, words: Words::default() }
}

/// ` one, other until 2027-01-31: reason`: known rules, a date and a reason, or nothing.
fn parse(text: &str) -> Option<(Vec<String>, NaiveDate)> {
    let (head, reason) = text.split_once(':')?;
    let (names, until) = head.rsplit_once(" until ")?;
    let names: Vec<_> = names.split(',').map(|name| name.trim().to_owned()).collect();
    let is_whole = names.iter().all(|name| rule(name).is_some()) && !reason.trim().is_empty();
    let until = NaiveDate::parse_from_str(until.trim(), "%Y-%m-%d").ok()?;
    is_whole.then_some((names, until))
}

/// The statement that a comment is for: the one that it is in, the one that ends on its line, or the next.
fn owner(sql: &str, script: &Script, at: &Range<usize>) -> Option<Range<usize>> {
    let ends_before = |statement: &&Range<usize>| {
        let between = sql.get(statement.end..at.start);
        between.is_some_and(|between| !between.contains('\n'))
    };
    let same_line = script.statements.iter().rev().find(ends_before).cloned();
    same_line.or_else(|| script.statement(at))
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(text: &str, expect: Option<(&[&str], &str)>) {
        let found = parse(text).map(|(rules, until)| (rules, until.to_string()));
        let expect = expect.map(|(rules, until)| {
            (rules.iter().map(|rule| (*rule).to_owned()).collect(), until.to_owned())
        });
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_comment_needs_known_rules_a_date_and_a_reason() {
        check(" drop-column until 2027-01-31: gone", Some((&["drop-column"], "2027-01-31")));
        check(
            " drop-column, drop-table until 2027-01-31: both: gone",
            Some((&["drop-column", "drop-table"], "2027-01-31")),
        );
        check(" drop-column until 2027-01-31:", None);
        check(" drop-column until 2027-01-31", None);
        check(" drop-column: gone", None);
        check(" drop-column until soon: gone", None);
        check(" drop-columns until 2027-01-31: gone", None);
    }
}
