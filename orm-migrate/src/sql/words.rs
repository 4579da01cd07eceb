//! The words of an expression that somebody wrote: which names are in it, and the same with another name.

/// What a piece of an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or keyword without quotes.
    Bare,
    /// A name in double quotes.
    Quoted,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// White space or a comment.
    Space,
    /// One other character.
    Symbol,
}

/// The pieces of an expression, which together are the expression.
pub(crate) fn words(sql: &str) -> Vec<(Kind, &str)> {
    let mut words: Vec<(Kind, &str)> = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let escapes = matches!(words.last(), Some((Kind::Bare, "E" | "e")));
        let (kind, length) = piece(rest, first, escapes);
        let (word, behind) = rest.split_at(length);
        words.push((kind, word));
        rest = behind;
    }
    words
}

fn piece(rest: &str, first: char, escapes: bool) -> (Kind, usize) {
    let while_all = |is_part: fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    match first {
        '"' => (Kind::Quoted, quoted(rest, '"', false)),
        '\'' => (Kind::Text, quoted(rest, '\'', escapes)),
        '$' => match dollars(rest) {
            Some(length) => (Kind::Text, length),
            None => (Kind::Symbol, 1),
        },
        '-' if rest.starts_with("--") => (Kind::Space, rest.find('\n').unwrap_or(rest.len())),
        '/' if rest.starts_with("/*") => {
            (Kind::Space, rest.find("*/").map_or(rest.len(), |end| end + 2))
        }
        c if c.is_whitespace() => (Kind::Space, while_all(char::is_whitespace)),
        c if c.is_ascii_digit() => (Kind::Number, while_all(|c| c.is_ascii_digit() || c == '.')),
        c if is_name(c) => (Kind::Bare, while_all(|c| is_name(c) || c == '$')),
        c => (Kind::Symbol, c.len_utf8()),
    }
}

fn is_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The length of a quoted piece, in which the quote stands twice, or behind a backslash.
fn quoted(rest: &str, quote: char, escapes: bool) -> usize {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\\' && escapes {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    rest.len()
}

/// The length of `$tag$ .. $tag$`.
fn dollars(rest: &str) -> Option<usize> {
    let tag = rest[1..].find('$').map(|end| &rest[..end + 2])?;
    let is_tag = tag[1..tag.len() - 1].chars().all(|c| is_name(c) && !c.is_ascii_digit());
    let end = rest[tag.len()..].find(tag).filter(|_| is_tag)?;
    Some(end + 2 * tag.len())
}

/// Whether a piece is this name.
fn is(name: &str, (kind, word): (Kind, &str)) -> bool {
    match kind {
        Kind::Bare => word.eq_ignore_ascii_case(name),
        Kind::Quoted => word.len() > 1 && word[1..word.len() - 1].replace("\"\"", "\"") == name,
        _ => false,
    }
}

/// Whether the name is in the expression, as a column or anything else but a function.
pub(crate) fn mentions(sql: &str, name: &str) -> bool {
    let words = words(sql);
    (0..words.len()).any(|at| is(name, words[at]) && !is_called(&words, at))
}

/// Whether a piece is a function's name.
fn is_called(words: &[(Kind, &str)], at: usize) -> bool {
    let behind = words[at + 1..].iter().find(|(kind, _)| *kind != Kind::Space);
    behind.is_some_and(|(_, word)| *word == "(") && words[at].0 == Kind::Bare
}

/// Whether a piece is a type's name: behind `::` or `AS`, perhaps with its schema.
fn is_type(words: &[(Kind, &str)], at: usize) -> bool {
    let before = words[..at].iter().rev().filter(|(kind, _)| *kind != Kind::Space);
    let mut before = before.map(|(_, word)| *word).peekable();
    if before.next_if_eq(&".").is_some() {
        before.next();
    }
    match before.next() {
        Some(":") => before.next() == Some(":"),
        word => word.is_some_and(|word| word.eq_ignore_ascii_case("as")),
    }
}

/// The expression with another name in place of this one, which is a column's or a table's; quotes stay as
/// they are, if they can.
pub(crate) fn renamed(sql: &str, from: &str, to: &str) -> String {
    exchanged(sql, from, to, |words, at| !is_called(words, at) && !is_type(words, at))
}

/// The same for the name of a type.
pub(crate) fn renamed_type(sql: &str, from: &str, to: &str) -> String {
    exchanged(sql, from, to, is_type)
}

fn exchanged(
    sql: &str,
    from: &str,
    to: &str,
    is_meant: impl Fn(&[(Kind, &str)], usize) -> bool,
) -> String {
    let words = words(sql);
    let is_simple = is_simple(to);
    let one = |at: usize| match words[at] {
        (kind, _) if is(from, words[at]) && is_meant(&words, at) => match kind {
            Kind::Bare if is_simple => to.to_owned(),
            _ => format!("\"{}\"", to.replace('"', "\"\"")),
        },
        (_, word) => word.to_owned(),
    };
    (0..words.len()).map(one).collect()
}

/// Whether the text is in the expression, in quotes.
pub(crate) fn has_text(sql: &str, literal: &str) -> bool {
    words(sql).contains(&(Kind::Text, literal))
}

/// Whether two expressions are the same, white space, the case of bare names and needless quotes apart.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let pieces = |sql| {
        let pieces = words(sql).into_iter().filter(|(kind, _)| *kind != Kind::Space);
        let pieces = pieces.map(|(kind, word)| match kind {
            Kind::Bare => word.to_ascii_lowercase(),
            Kind::Quoted => plain(word).unwrap_or(word).to_owned(),
            _ => word.to_owned(),
        });
        pieces.collect::<Vec<_>>()
    };
    one == other || pieces(one) == pieces(other)
}

/// The name in quotes that it does not need, unless it would be a value or a keyword without them.
fn plain(quoted: &str) -> Option<&str> {
    const WORDS: &[&str] =
        &["user", "current_user", "session_user", "current_role", "default", "not", "case", "end"];
    let name = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let is_plain = is_simple(name) && !CONSTANTS.contains(&name) && !WORDS.contains(&name);
    is_plain.then_some(name)
}

/// Whether a name means itself without quotes.
fn is_simple(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|c| c == '_' || c.is_ascii_lowercase() || c.is_ascii_digit())
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Words that a constant may hold: values, and functions that are the same within a statement.
const CONSTANTS: &[&str] = &[
    "true",
    "false",
    "null",
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "array",
    "transaction_timestamp",
    "statement_timestamp",
    "date",
    "time",
    "timestamp",
    "interval",
    "e",
];

/// Whether an expression surely has one value for all rows of a statement, so that PostgreSQL keeps it
/// beside the table rather than in each row (manual, `ALTER TABLE`, "Notes").
pub(crate) fn is_constant(sql: &str) -> bool {
    let words = words(sql);
    let words: Vec<_> = words.into_iter().filter(|(kind, _)| *kind != Kind::Space).collect();
    let mut in_type = false;
    for (at, (kind, word)) in words.iter().enumerate() {
        let behind_cast = at > 1 && words[at - 1].1 == ":" && words[at - 2].1 == ":";
        match kind {
            Kind::Text | Kind::Number | Kind::Space => {}
            Kind::Bare | Kind::Quoted if behind_cast => in_type = true,
            // `::timestamp with time zone`, `::pg_catalog.text`
            Kind::Bare | Kind::Quoted if in_type => {}
            Kind::Bare if CONSTANTS.contains(&word.to_ascii_lowercase().as_str()) => {}
            Kind::Bare | Kind::Quoted => return false,
            Kind::Symbol => match *word {
                "(" | ")" | "[" | "]" | "." => {}
                ":" | "," | "-" | "+" | "*" | "/" | "|" => in_type = false,
                _ => return false,
            },
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{is_constant, mentions, renamed, renamed_type, same};

    #[test]
    fn a_name_is_found_where_it_is_one() {
        let check = |sql, expect| assert_eq!(mentions(sql, "total"), expect, "{sql}");
        check("total > 0", true);
        check("\"total\" > 0", true);
        check("TOTAL > 0", true);
        check("'total' = x", false);
        check("total_sum > 0", false);
        check("total(x) > 0", false);
        check("x /* total */ > 0 -- total", false);
        check("$q$ total $q$ = x", false);
        check("E'\\' total' = x", false);
        check("'it''s total' = x", false);
    }

    #[test]
    fn a_name_is_exchanged_and_nothing_else() {
        let check = |sql, to, expect: &str| assert_eq!(renamed(sql, "sum", to), expect);
        check("sum > 0 AND \"sum\" < 9", "total", "total > 0 AND \"total\" < 9");
        check("sum(sum) > 'sum'", "Total", "sum(\"Total\") > 'sum'");
        check("sum = 'x'::sum", "total", "total = 'x'::sum");
        check("list[1:sum] <> CAST('x' AS sum)", "total", "list[1:total] <> CAST('x' AS sum)");
    }

    #[test]
    fn a_type_is_exchanged_where_it_stands_as_one() {
        let check = |sql, to, expect: &str| assert_eq!(renamed_type(sql, "mood", to), expect);
        check("mood = 'x'::mood", "temper", "mood = 'x'::temper");
        check("mood = 'x'::public.\"mood\"", "temper", "mood = 'x'::public.\"temper\"");
        check("mood = ANY (ARRAY['x' :: mood])", "Mood", "mood = ANY (ARRAY['x' :: \"Mood\"])");
        check("CAST(mood AS mood) = old.mood", "temper", "CAST(mood AS temper) = old.mood");
    }

    #[test]
    fn space_and_case_do_not_count() {
        assert!(same("a  IS NULL", "a is null"));
        assert!(!same("'A' = x", "'a' = x"));
        assert!(!same("\"A\" = x", "a = x"));
        assert!(same("\"a\" = x", "a = x"));
        assert!(!same("\"user\" = x", "user = x"));
    }

    #[test]
    fn a_constant_is_known() {
        let check = |sql, expect| assert_eq!(is_constant(sql), expect, "{sql}");
        check("0", true);
        check("-1.5", true);
        check("'x'::character varying(20)", true);
        check("now()", true);
        check("CURRENT_TIMESTAMP", true);
        check("'{}'::text[]", true);
        check("ARRAY[]::\"mood\"[]", true);
        check("gen_random_uuid()", false);
        check("lower(name)", false);
        check("random() * 2", false);
        check("'x'::text || name", false);
        check("price", false);
    }
}
