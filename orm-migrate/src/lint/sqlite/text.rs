//! The text of a file for SQLite: its lines, words and comments.

use sqlite3_parser::lexer::Splitter;
use sqlite3_parser::lexer::sql::Tokenizer;
use std::ops::Range;

/// A text, and where its words are.
pub(super) struct Text<'a> {
    sql: &'a str,
    words: Vec<Range<usize>>,
    comments: Vec<Range<usize>>,
}

impl<'a> Text<'a> {
    /// A text, up to what is no word.
    pub(super) fn new(sql: &'a str) -> Text<'a> {
        let (mut words, mut comments) = (Vec::new(), Vec::new());
        let (mut tokenizer, mut at) = (Tokenizer::new(), 0);
        while let Some(rest) = sql.as_bytes().get(at..).filter(|rest| !rest.is_empty()) {
            let Ok((token, length)) = tokenizer.split(rest) else { break };
            let place = at..at + length;
            let text = sql.get(place.clone()).unwrap_or_default().trim_end();
            if token.is_some() {
                words.push(place);
            } else if text.starts_with("--") || text.starts_with("/*") {
                comments.push(at..at + text.len());
            }
            if length == 0 {
                break;
            }
            at += length;
        }
        Text { sql, words, comments }
    }

    pub(super) fn comments(&self) -> Vec<Range<usize>> {
        self.comments.clone()
    }

    /// The byte at a line and, in bytes, a column, both from 1.
    pub(super) fn offset(&self, line: usize, column: usize) -> usize {
        let lines = self.sql.split_inclusive('\n').take(line - 1);
        let start: usize = lines.map(str::len).sum();
        (start + column - 1).min(self.sql.len())
    }

    /// The words of a place, without a semicolon at the end.
    pub(super) fn within(&self, place: Range<usize>) -> Range<usize> {
        let inside = |word: &&Range<usize>| place.start <= word.start && word.end <= place.end;
        let is_end = |word: &Range<usize>| self.sql.get(word.clone()) == Some(";");
        let mut words = self.words.iter().filter(inside).filter(|word| !is_end(word));
        let Some(first) = words.next() else { return place };
        first.start..words.next_back().unwrap_or(first).end
    }

    /// What is left behind a place.
    pub(super) fn until_end(&self, start: usize) -> Range<usize> {
        let rest = self.sql.get(start..).unwrap_or_default();
        let first = self.words.iter().find(|word| word.start >= start);
        let start = first.map_or(start + rest.len() - rest.trim_start().len(), |word| word.start);
        start..self.sql.trim_end().trim_end_matches(';').len().max(start)
    }

    /// The last word that ends at a place or before it.
    pub(super) fn last_before(&self, end: usize) -> Option<Range<usize>> {
        self.words.iter().rfind(|word| word.end <= end).cloned()
    }

    /// The last place in another one where a word stands.
    pub(super) fn find(&self, within: &Range<usize>, word: &str) -> Option<Range<usize>> {
        let inside = |at: &&Range<usize>| within.start <= at.start && at.end <= within.end;
        let is_it = |at: &&Range<usize>| {
            self.sql.get((*at).clone()).is_some_and(|text| text.eq_ignore_ascii_case(word))
        };
        self.words.iter().filter(inside).rfind(is_it).cloned()
    }
}
