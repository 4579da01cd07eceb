//! What is wrong with a text written by hand, before it is sent: a second statement, and values that
//! have no placeholder or placeholders that have no value.
//!
//! PostgreSQL takes a value that no placeholder asks for, and finds the rest itself. SQLite runs the
//! first statement and leaves out the others without a word, and reads a value that is not there as
//! `NULL`.

use crate::error::{Error, Kind};
use crate::sql::Dialect;

/// # Errors
/// If the text is more than one statement, on SQLite; if there are other placeholders than values.
pub(super) fn check(dialect: Dialect, sql: &str, values: usize) -> Result<(), Error> {
    let found = read(dialect, sql);
    if found.is_several {
        return Err(Error::unsupported("more than one statement: use one call for each"));
    }
    let is_missing = values < found.placeholders && found.is_checked;
    if is_missing || values > found.placeholders {
        let placeholders = found.placeholders;
        return Err(Error::new(
            Kind::Encode,
            format!(
                "the statement has another number of placeholders ({placeholders}) \
                 than of values ({values})"
            ),
        ));
    }
    Ok(())
}

/// What a text is made of.
#[derive(Debug, PartialEq)]
struct Found {
    is_several: bool,
    placeholders: usize,
    /// Whether each placeholder asks for a value of this statement: in `PREPARE` or the body of a
    /// function it asks for one of a later call.
    is_checked: bool,
}

fn read(dialect: Dialect, sql: &str) -> Found {
    let mut place = Place::Start;
    let mut found =
        Found { is_several: false, placeholders: 0, is_checked: dialect == Dialect::Sqlite };
    let mut names = Vec::new();
    let mut is_first = true;
    for token in (Tokens { rest: sql, dialect }) {
        if std::mem::take(&mut is_first) {
            found.is_checked |=
                token.is_word(&["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES"]);
        }
        place = place.after(&token);
        // PostgreSQL refuses a second statement, and knows best what is one.
        found.is_several |= place == Place::Beyond && dialect == Dialect::Sqlite;
        let Token::Placeholder(name) = token else { continue };
        let number = match dialect {
            Dialect::Postgres => name.get(1..).map(str::parse),
            Dialect::Sqlite => name.strip_prefix('?').filter(|n| !n.is_empty()).map(str::parse),
        };
        match number {
            // A number that is none is for the database to refuse.
            Some(number) => found.placeholders = found.placeholders.max(number.unwrap_or(0)),
            None if name != "?" && names.contains(&name) => {}
            None => {
                names.push(name);
                found.placeholders += 1;
            }
        }
    }
    found
}

/// Where in a text a token stands, by the states of SQLite's `sqlite3_complete` (its `complete.c`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Explain,
    Create,
    Plain,
    /// In a trigger, which ends with `; END`.
    Trigger,
    TriggerSemicolon,
    TriggerEnd,
    Over,
    /// In a second statement.
    Beyond,
}

impl Place {
    fn after(self, token: &Token<'_>) -> Place {
        let is = |words: &[&str]| token.is_word(words);
        let is_semicolon = *token == Token::Semicolon;
        match self {
            Place::Start if is_semicolon => Place::Start,
            Place::Start if is(&["EXPLAIN"]) => Place::Explain,
            Place::Explain if is(&["QUERY", "PLAN"]) => Place::Explain,
            Place::Start | Place::Explain if is(&["CREATE"]) => Place::Create,
            Place::Create if is(&["TEMP", "TEMPORARY"]) => Place::Create,
            Place::Create if is(&["TRIGGER"]) => Place::Trigger,
            Place::Trigger | Place::TriggerSemicolon if is_semicolon => Place::TriggerSemicolon,
            Place::TriggerSemicolon if is(&["END"]) => Place::TriggerEnd,
            Place::TriggerEnd if is_semicolon => Place::Over,
            Place::Trigger | Place::TriggerSemicolon | Place::TriggerEnd => Place::Trigger,
            Place::Over if is_semicolon => Place::Over,
            Place::Over | Place::Beyond => Place::Beyond,
            _ if is_semicolon => Place::Over,
            _ => Place::Plain,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    Placeholder(&'a str),
    Semicolon,
    Other,
}

impl Token<'_> {
    fn is_word(&self, words: &[&str]) -> bool {
        matches!(self, Token::Word(word) if words.iter().any(|w| w.eq_ignore_ascii_case(word)))
    }
}

/// The tokens of a text, without blanks and comments.
struct Tokens<'a> {
    rest: &'a str,
    dialect: Dialect,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let blanks = |c: char| c.is_ascii_whitespace() || c == '\u{B}';
            self.rest = self.rest.trim_start_matches(blanks);
            let is_sqlite = self.dialect == Dialect::Sqlite;
            let first = self.rest.chars().next()?;
            return Some(match first {
                '-' if self.rest.starts_with("--") => {
                    self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
                    continue;
                }
                '/' if self.rest.starts_with("/*") => {
                    self.comment();
                    continue;
                }
                ';' => {
                    self.take(1);
                    Token::Semicolon
                }
                '\'' | '"' => self.quoted(1, first, false),
                '`' if is_sqlite => self.quoted(1, '`', false),
                '[' if is_sqlite => self.quoted(1, ']', false),
                'e' | 'E' if !is_sqlite && self.rest[1..].starts_with('\'') => {
                    self.quoted(2, '\'', true)
                }
                '?' | '$' | ':' | '@' | '#' if is_sqlite => self.sqlite_placeholder(),
                '$' => self.dollar(),
                c if is_name(c) => Token::Word(self.take(name_end(self.rest))),
                _ => {
                    self.take(1);
                    Token::Other
                }
            });
        }
    }
}

impl<'a> Tokens<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    /// Takes a comment to its end; PostgreSQL's may hold others.
    fn comment(&mut self) {
        let mut depth = 0;
        while !self.rest.is_empty() {
            if self.rest.starts_with("/*") && (depth == 0 || self.dialect == Dialect::Postgres) {
                depth += 1;
                self.take(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.take(2);
            } else {
                self.take(self.rest.chars().next().map_or(0, char::len_utf8));
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Takes what stands in quotes. A doubled quote is the start of another such text: all that is
    /// wanted is the end.
    fn quoted(&mut self, start: usize, quote: char, has_escapes: bool) -> Token<'a> {
        self.take(start);
        loop {
            let stops = |c: char| c == quote || (has_escapes && c == '\\');
            let Some(at) = self.rest.find(stops) else {
                self.take(self.rest.len());
                return Token::Other;
            };
            let stop = self.take(at + 1);
            if stop.ends_with(quote) {
                // Behind an `E'..'` the doubled quote goes on with escapes.
                if has_escapes && self.rest.starts_with(quote) {
                    self.take(1);
                    continue;
                }
                return Token::Other;
            }
            self.take(self.rest.chars().next().map_or(0, char::len_utf8));
        }
    }

    /// `?`, `?1`, `$1`, `:name`, `@name`, `$name::part` (SQLite's `tokenize.c`).
    fn sqlite_placeholder(&mut self) -> Token<'a> {
        let mut end = 1;
        if self.rest.starts_with('?') {
            end += self.rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        } else {
            end += name_end(&self.rest[1..]);
            while end > 1 && self.rest[end..].starts_with("::") {
                end += 2 + name_end(&self.rest[end + 2..]);
            }
            if end == 1 {
                self.take(1);
                return Token::Other;
            }
        }
        Token::Placeholder(self.take(end))
    }

    /// `$1`, or a text in `$tag$`.
    fn dollar(&mut self) -> Token<'a> {
        let digits = self.rest[1..].bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            return Token::Placeholder(self.take(1 + digits));
        }
        let tag = self.rest[1..].find(|c| !is_name(c)).unwrap_or(self.rest.len() - 1);
        if !self.rest[1 + tag..].starts_with('$') {
            self.take(1);
            return Token::Other;
        }
        let tag = self.take(tag + 2);
        self.take(self.rest.find(tag).map_or(self.rest.len(), |at| at + tag.len()));
        Token::Other
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// Where a name ends; in the middle it may have a `$`, in both databases.
fn name_end(text: &str) -> usize {
    text.find(|c| !is_name(c) && c != '$').unwrap_or(text.len())
}

#[cfg(test)]
mod tests;
