//! A file of SQL as its statements, each with its place.

use super::token::{Kind, Token, tokens};
use orm::Dialect;

/// A statement of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part<'a> {
    /// Its text, from its first word on, without the semicolon.
    pub(crate) sql: &'a str,
    /// Where it begins, in bytes.
    pub(crate) at: usize,
    /// The line that it begins in, from 1.
    pub(crate) line: usize,
    /// The comments before it and inside, as they stand.
    pub(crate) comments: Vec<&'a str>,
}

/// What keeps a text from being split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    /// The line in which what does not end begins.
    pub(crate) line: usize,
    pub(crate) what: &'static str,
}

/// The statements of a text. Semicolons inside texts, parentheses, the bodies of SQLite's triggers and those
/// of PostgreSQL's functions in `BEGIN ATOMIC` end none.
///
/// # Errors
/// If something that was begun does not end.
pub(crate) fn split(dialect: Dialect, text: &str) -> Result<Vec<Part<'_>>, Cut> {
    let mut parts = Vec::new();
    let mut open: Option<Open<'_>> = None;
    let mut comments = Vec::new();
    for token in tokens(dialect, text) {
        if token.is_cut {
            let what = match token.kind {
                Kind::Comment => "a comment that does not end",
                Kind::Name => "a name in quotes that does not end",
                _ => "a text in quotes that does not end",
            };
            return Err(Cut { line: line_of(text, token.at), what });
        }
        match (token.kind, &mut open) {
            (Kind::Comment, _) => comments.push(token.text),
            (Kind::Semicolon, Some(now)) if now.is_complete() => {
                parts.push(now.part(text, &mut comments));
                open = None;
            }
            // A statement without a word.
            (Kind::Semicolon, None) => {}
            (_, Some(now)) => now.take(token),
            (_, None) => {
                let mut now = Open::at(dialect, token.at);
                now.take(token);
                open = Some(now);
            }
        }
    }
    if let Some(mut now) = open {
        if !now.is_complete() {
            let what = "parentheses, or a body with BEGIN, that do not end";
            return Err(Cut { line: line_of(text, now.start), what });
        }
        parts.push(now.part(text, &mut comments));
    }
    Ok(parts)
}

/// A statement whose end has not come.
struct Open<'a> {
    dialect: Dialect,
    start: usize,
    end: usize,
    /// How many parentheses are open.
    parentheses: usize,
    /// How many of `BEGIN` and `CASE` are open, in a statement with a body.
    blocks: usize,
    /// Whether it is one that may have a body, as far as that is known.
    head: Head,
    last: Option<Token<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Head {
    Start,
    Create,
    WithBody,
    Plain,
}

impl<'a> Open<'a> {
    fn at(dialect: Dialect, start: usize) -> Self {
        Open {
            dialect,
            start,
            end: start,
            parentheses: 0,
            blocks: 0,
            head: Head::Start,
            last: None,
        }
    }

    fn is_complete(&self) -> bool {
        self.parentheses == 0 && self.blocks == 0
    }

    fn take(&mut self, token: Token<'a>) {
        self.end = token.at + token.text.len();
        match token.kind {
            Kind::Open => self.parentheses += 1,
            Kind::Close => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
        self.head = self.head_after(&token);
        let begins = match self.dialect {
            Dialect::Postgres => {
                token.is_word("ATOMIC") && self.last.is_some_and(|last| last.is_word("BEGIN"))
            }
            Dialect::Sqlite => token.is_word("BEGIN") && self.blocks == 0,
        };
        if self.head == Head::WithBody && (begins || self.blocks > 0 && token.is_word("CASE")) {
            self.blocks += 1;
        } else if token.is_word("END") {
            self.blocks = self.blocks.saturating_sub(1);
        }
        self.last = Some(token);
    }

    fn head_after(&self, token: &Token<'_>) -> Head {
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        let (modifiers, kinds): (&[_], &[_]) = match self.dialect {
            Dialect::Postgres => (&["OR", "REPLACE"], &["FUNCTION", "PROCEDURE"]),
            Dialect::Sqlite => (&["TEMP", "TEMPORARY"], &["TRIGGER"]),
        };
        match self.head {
            Head::Start if is(&["CREATE"]) => Head::Create,
            Head::Create if is(modifiers) => Head::Create,
            Head::Create if is(kinds) => Head::WithBody,
            Head::WithBody => Head::WithBody,
            _ => Head::Plain,
        }
    }

    fn part(&mut self, text: &'a str, comments: &mut Vec<&'a str>) -> Part<'a> {
        Part {
            sql: &text[self.start..self.end],
            at: self.start,
            line: line_of(text, self.start),
            comments: std::mem::take(comments),
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dialect::{Postgres, Sqlite};

    #[track_caller]
    fn check(dialect: Dialect, text: &str, expect: &[(usize, &str)]) {
        let parts = split(dialect, text).expect("the text can be split");
        let parts: Vec<_> = parts.iter().map(|part| (part.line, part.sql)).collect();
        assert_eq!(parts, expect, "{text}");
    }

    #[track_caller]
    fn refused(dialect: Dialect, text: &str, line: usize, expect: &str) {
        let cut = split(dialect, text).expect_err("the text must not be split");
        assert!(cut.line == line && cut.what.contains(expect), "{cut:?}");
    }

    #[test]
    fn semicolons_end_statements_and_nothing_else_does() {
        for dialect in [Postgres, Sqlite] {
            check(dialect, "", &[]);
            check(dialect, " ;; -- nothing; here\n ; /* ; */", &[]);
            check(dialect, "SELECT 1", &[(1, "SELECT 1")]);
            check(dialect, "SELECT 1;\nSELECT 2 ;\n", &[(1, "SELECT 1"), (2, "SELECT 2")]);
            check(
                dialect,
                "SELECT ';''' , \"a;\"\"\";x",
                &[(1, "SELECT ';''' , \"a;\"\"\""), (1, "x")],
            );
            check(dialect, "-- a;\n/* b;\n */ SELECT 1 -- c;\n ; x", &[(3, "SELECT 1"), (4, "x")]);
            check(dialect, "\u{feff}SELECT 1;\r\nSELECT 2", &[(1, "SELECT 1"), (2, "SELECT 2")]);
            check(dialect, "SELECT 'ä;ö'; SELECT ü", &[(1, "SELECT 'ä;ö'"), (1, "SELECT ü")]);
        }
    }

    #[test]
    fn each_database_has_its_own_quotes() {
        check(Postgres, "DO $$ a; b $$; x", &[(1, "DO $$ a; b $$"), (1, "x")]);
        check(Postgres, "DO $a$ $$;$b$; $a$; x", &[(1, "DO $a$ $$;$b$; $a$"), (1, "x")]);
        check(Postgres, "SELECT $1; x", &[(1, "SELECT $1"), (1, "x")]);
        check(Postgres, "SELECT a$b$; x$b$", &[(1, "SELECT a$b$"), (1, "x$b$")]);
        check(Postgres, r"SELECT E'\';', '\'; x", &[(1, r"SELECT E'\';', '\'"), (1, "x")]);
        check(Postgres, "/* /* ; */ ; */ x; y", &[(1, "x"), (1, "y")]);
        check(Sqlite, "/* /* ; */ x; y", &[(1, "x"), (1, "y")]);
        check(Sqlite, "SELECT `a;`, [b;]; x", &[(1, "SELECT `a;`, [b;]"), (1, "x")]);
        check(
            Postgres,
            "CREATE RULE r AS ON DELETE TO a DO (x; y); z",
            &[(1, "CREATE RULE r AS ON DELETE TO a DO (x; y)"), (1, "z")],
        );
    }

    #[test]
    fn bodies_belong_to_their_statement() {
        let function = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; \
             SELECT CASE WHEN true THEN 1 END; END";
        check(Postgres, &format!("{function}; x"), &[(1, function), (1, "x")]);
        let trigger = "CREATE TEMP TRIGGER t AFTER INSERT ON a WHEN CASE WHEN 1 THEN 1 END BEGIN \
             UPDATE b SET c = CASE WHEN 1 THEN 2 END; DELETE FROM d; END";
        check(Sqlite, &format!("{trigger}; x"), &[(1, trigger), (1, "x")]);
        check(
            Sqlite,
            "CREATE TABLE \"begin\" (a); x",
            &[(1, "CREATE TABLE \"begin\" (a)"), (1, "x")],
        );
        check(
            Postgres,
            "SELECT CASE WHEN a THEN 1 END; x",
            &[(1, "SELECT CASE WHEN a THEN 1 END"), (1, "x")],
        );
    }

    #[test]
    fn what_does_not_end_is_refused_with_its_line() {
        refused(Postgres, "a;\nSELECT 'b", 2, "text");
        refused(Postgres, "a;\nDO $$ b", 2, "text");
        refused(Postgres, "a;\n/* /* */", 2, "comment");
        refused(Postgres, "a;\n\"b", 2, "name");
        refused(Postgres, "a;\n\nSELECT (1;", 3, "parentheses");
        refused(Sqlite, "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b;", 1, "BEGIN");
    }

    #[test]
    fn comments_go_with_the_statement_behind_them() {
        let parts = split(Postgres, "-- a\nx /* b */ y; -- c\nz").expect("it can be split");
        assert_eq!(parts[0].comments, ["-- a", "/* b */"]);
        assert_eq!(parts[1].comments, ["-- c"]);
    }
}
