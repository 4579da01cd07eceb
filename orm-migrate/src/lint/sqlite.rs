//! A file for SQLite: read by a parser that is made from SQLite's own grammar.

mod create;
mod rules;
mod text;

use super::LintInput;
use super::fact::{Fact, What};
use super::script::{Report, Script, Words};
use crate::schema::ObjectName;
use sqlite3_parser::ast::{Cmd, QualifiedName};
use sqlite3_parser::lexer::sql::Parser;
use sqlite3_parser::{Bump, FallibleIterator};
use std::ops::Range;
use text::Text;

/// What the file says and what is wrong with it, but for what more than a statement decides.
pub(super) fn read(input: &LintInput<'_>) -> Script {
    let text = Text::new(input.sql);
    let (comments, earlier) = (text.comments(), super::earlier(input));
    let mut script = Script { comments, earlier, ..Script::default() };
    let bump = Bump::new();
    let mut parser = Parser::new(&bump, input.sql.as_bytes());
    let mut end = 0;
    let mut is_open = input.transactional;
    loop {
        let next = parser.next();
        let position = parser.position();
        let start = end;
        end = text.offset(position.line, position.column);
        let place = text.within(start..end);
        match next {
            Ok(Some(Cmd::Stmt(statement))) => {
                script.statements.push(place.clone());
                let mut reader = Reader { input, text: &text, place, is_open, script: &mut script };
                reader.statement(&statement);
                is_open = reader.is_open;
            }
            Ok(Some(Cmd::Explain(_) | Cmd::ExplainQueryPlan(_))) => script.statements.push(place),
            Ok(None) => break,
            Err(_) => {
                // The parser does not go on; what it stumbled over is the last that it read.
                let place = text.until_end(start);
                let at = text.last_before(end).unwrap_or_else(|| place.clone());
                script.statements.push(place.clone());
                let mut reader = Reader { input, text: &text, place, is_open, script: &mut script };
                reader.report("syntax", at, None, Words::default());
                break;
            }
        }
    }
    script
}

/// Reads a statement.
struct Reader<'a> {
    input: &'a LintInput<'a>,
    text: &'a Text<'a>,
    /// Where the statement is.
    place: Range<usize>,
    /// Whether a transaction is open.
    is_open: bool,
    script: &'a mut Script,
}

impl Reader<'_> {
    fn report(
        &mut self,
        rule: &'static str,
        at: Range<usize>,
        table: Option<ObjectName>,
        words: Words,
    ) {
        let column = words.get("plain").map(str::to_owned);
        self.script.reports.push(Report { rule, at, table, column, words });
    }

    /// A report about the whole statement.
    fn whole(&mut self, rule: &'static str, table: Option<&QualifiedName<'_>>) {
        let words = table.map_or_else(Words::default, words);
        self.report(rule, self.place.clone(), table.map(name), words);
    }

    fn fact(&mut self, at: Range<usize>, what: What) {
        self.script.facts.push(Fact { at, what });
    }

    /// Where a name stands in the statement; all of the statement where it cannot be found.
    fn at(&self, name: &str) -> Range<usize> {
        self.text.find(&self.place, name).unwrap_or_else(|| self.place.clone())
    }
}

/// A table's name.
fn name(of: &QualifiedName<'_>) -> ObjectName {
    let schema = of.db_name.as_ref().map(|schema| plain(schema.0));
    ObjectName { schema: schema.filter(|schema| schema != "main"), name: plain(of.name.0) }
}

/// A name without its quotes.
fn plain(name: &str) -> String {
    let quoted = |open, close| name.strip_prefix(open)?.strip_suffix(close);
    let quotes = [("\"", "\""), ("`", "`"), ("[", "]"), ("'", "'")];
    match quotes.into_iter().find_map(|(open, close)| Some((quoted(open, close)?, close))) {
        Some((inside, "]")) => inside.to_owned(),
        Some((inside, close)) => inside.replace(&close.repeat(2), close),
        None => name.to_owned(),
    }
}

/// The words of a statement about a table.
fn words(table: &QualifiedName<'_>) -> Words {
    let mut words = Words::default();
    words.set("table", table.name.0);
    words.set("bare", plain(table.name.0));
    words
}
