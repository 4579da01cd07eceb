//! The tokens of SQL, as far as they say where a statement ends and what it is.

use orm::Dialect;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword, or a name without quotes.
    Word,
    /// A name in quotes.
    Name,
    /// A text, also one in `$$`.
    Text,
    Comment,
    Semicolon,
    /// `(`
    Open,
    /// `)`
    Close,
    Other,
}

/// A token, and where it begins in the text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    pub(crate) at: usize,
    /// A text, a name or a comment that the end of the file cuts off.
    pub(crate) is_cut: bool,
}

impl Token<'_> {
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// The tokens of a text, comments among them, blanks left out (PostgreSQL manual, 4.1; SQLite's
/// `tokenize.c`).
pub(crate) fn tokens(dialect: Dialect, text: &str) -> Vec<Token<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(blanks) = text[at..].find(|c: char| !c.is_whitespace() && c != '\u{feff}') {
        at += blanks;
        let rest = &text[at..];
        let (kind, length) = next(dialect, rest);
        let is_cut = length.is_none();
        let length = length.unwrap_or(rest.len());
        all.push(Token { kind, text: &rest[..length], at, is_cut });
        at += length;
    }
    all
}

/// The words of a statement before its first parenthesis, in capitals: what says which one it is.
pub(crate) fn words(dialect: Dialect, sql: &str) -> Vec<String> {
    let tokens = tokens(dialect, sql);
    let head = tokens.iter().take_while(|token| token.kind != Kind::Open);
    let head = head.filter(|token| token.kind == Kind::Word);
    head.map(|token| token.text.to_ascii_uppercase()).collect()
}

/// The kind of the first token and its length; `None` if the text ends before the token does.
fn next(dialect: Dialect, rest: &str) -> (Kind, Option<usize>) {
    let is_postgres = dialect == Dialect::Postgres;
    let mut chars = rest.chars();
    let (first, second) = (chars.next().unwrap_or_default(), chars.next().unwrap_or_default());
    match (first, second) {
        ('-', '-') => (Kind::Comment, Some(rest.find('\n').unwrap_or(rest.len()))),
        ('/', '*') => (Kind::Comment, comment(rest, is_postgres)),
        (';', _) => (Kind::Semicolon, Some(1)),
        ('(', _) => (Kind::Open, Some(1)),
        (')', _) => (Kind::Close, Some(1)),
        ('\'', _) => (Kind::Text, quoted(rest, 1, '\'', false)),
        ('e' | 'E', '\'') if is_postgres => (Kind::Text, quoted(rest, 2, '\'', true)),
        ('"', _) => (Kind::Name, quoted(rest, 1, '"', false)),
        ('`', _) if !is_postgres => (Kind::Name, quoted(rest, 1, '`', false)),
        ('[', _) if !is_postgres => (Kind::Name, rest.find(']').map(|end| end + 1)),
        ('$', _) if is_postgres => dollar(rest),
        (c, _) if is_name(c) => {
            let end = rest.find(|c| !is_name(c) && c != '$').unwrap_or(rest.len());
            (Kind::Word, Some(end))
        }
        (c, _) => (Kind::Other, Some(c.len_utf8())),
    }
}

/// PostgreSQL's comments may hold others.
fn comment(rest: &str, nests: bool) -> Option<usize> {
    let bytes = rest.as_bytes();
    let (mut depth, mut at) = (1, 2);
    while depth > 0 {
        match (bytes.get(at)?, bytes.get(at + 1)?) {
            (b'*', b'/') => (depth, at) = (depth - 1, at + 2),
            (b'/', b'*') if nests => (depth, at) = (depth + 1, at + 2),
            _ => at += 1,
        }
    }
    Some(at)
}

/// Where what begins with a quote ends; a doubled quote is part of it.
fn quoted(rest: &str, start: usize, quote: char, has_escapes: bool) -> Option<usize> {
    let mut chars = rest[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if has_escapes && c == '\\' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return Some(start + at + 1);
        }
    }
    None
}

/// `$1`, or a text in `$tag$`.
fn dollar(rest: &str) -> (Kind, Option<usize>) {
    let tag = rest[1..].find(|c| !is_name(c)).map_or(rest.len(), |end| end + 1);
    let is_number = rest[1..].starts_with(|c: char| c.is_ascii_digit());
    if is_number || !rest[tag..].starts_with('$') {
        return (Kind::Other, Some(tag));
    }
    let (tag, body) = rest.split_at(tag + 1);
    (Kind::Text, body.find(tag).map(|end| tag.len() + end + tag.len()))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}
