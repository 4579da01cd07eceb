//! Texts that the server writes, in the form of a description.

use orm::Dialect;

/// The text without the parentheses around all of it, of which the server writes none to two pairs.
pub(super) fn bare(text: &str) -> &str {
    let is_whole = text.starts_with('(') && closing(text) == Some(text.len() - 1);
    if is_whole { bare(&text[1..text.len() - 1]) } else { text }
}

/// Where the parenthesis that opens the text is closed. What stands in quotes is passed over; a doubled
/// quote inside ends and begins a quoted text, which comes to the same.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(b'E'), b'\\') if !is_escaped => is_escaped = true,
            (Some(b'E'), b'\'') if !is_escaped => quote = None,
            (Some(b'E'), _) => is_escaped = false,
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            // `E'..'` is the one literal in which a backslash means something (manual, 4.1.2.2).
            (None, b'\'') if text[..at].ends_with('E') => quote = Some(b'E'),
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') if depth == 1 => return Some(at),
            (None, b')') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

/// The text with the schemas' names in the description for those in the database, which are words that
/// need no quotes and that nothing else has.
pub(super) fn replace_names(text: &str, names: &[(String, Option<String>)]) -> String {
    let mut text = text.to_owned();
    for (real, name) in names {
        let new = match name {
            Some(name) => format!("{}.", quoted_if_needed(name)),
            None => String::new(),
        };
        text = text.replace(&format!("{real}."), &new);
    }
    text
}

/// A name as the server writes it: in quotes where it would be read as another one otherwise.
pub(super) fn quoted_if_needed(name: &str) -> String {
    let begins = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_');
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if begins && name.chars().all(is_word) {
        name.to_owned()
    } else {
        Dialect::Postgres.quoted(name)
    }
}

/// The short name of a type, for the one that the server writes (manual, table 8.1): `timestamptz(3)` for
/// `timestamp(3) with time zone`.
pub(super) fn short_type(name: &str) -> String {
    let (name, array) = match name.strip_suffix("[]") {
        Some(element) => (element, "[]"),
        None => (name, ""),
    };
    for (long, short) in
        [("character varying", "varchar"), ("character", "char"), ("bit varying", "varbit")]
    {
        if let Some(rest) = name.strip_prefix(long)
            && (rest.is_empty() || rest.starts_with('('))
        {
            return format!("{short}{rest}{array}");
        }
    }
    for (zone, end) in [(" with time zone", "tz"), (" without time zone", "")] {
        if let Some(rest) = name.strip_suffix(zone) {
            let (word, precision) = rest.split_at(rest.find('(').unwrap_or(rest.len()));
            return format!("{word}{end}{precision}{array}");
        }
    }
    format!("{name}{array}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_around_all_are_left_out() {
        let check = |text, expect| assert_eq!(bare(text), expect, "{text}");
        check("(a > 0)", "a > 0");
        check("((a > 0) AND (b > 0))", "(a > 0) AND (b > 0)");
        check("((a + 1))", "a + 1");
        check("(a) + (b)", "(a) + (b)");
        check("lower(a)", "lower(a)");
        check("(a = ')'::text)", "a = ')'::text");
        check("(a = '('::text) OR (b)", "(a = '('::text) OR (b)");
        check("(a = E'\\')'::text)", "a = E'\\')'::text");
        check("(\"a)\" > 0)", "\"a)\" > 0");
        check("", "");
    }

    #[test]
    fn types_are_short() {
        let check = |text, expect| assert_eq!(short_type(text), expect, "{text}");
        check("timestamp with time zone", "timestamptz");
        check("timestamp(3) without time zone", "timestamp(3)");
        check("time(0) with time zone[]", "timetz(0)[]");
        check("character varying(20)[]", "varchar(20)[]");
        check("character(3)", "char(3)");
        check("bit varying(8)", "varbit(8)");
        check("bit(8)", "bit(8)");
        check("double precision", "double precision");
        check("numeric(10,2)", "numeric(10,2)");
        check("character_data", "character_data");
    }

    #[test]
    fn names_of_other_schemas_are_put_back() {
        let names = [("s_0".to_owned(), None), ("s_1".to_owned(), Some("the books".to_owned()))];
        let check = |text, expect: &str| assert_eq!(replace_names(text, &names), expect);
        check("'a'::s_1.mood", "'a'::\"the books\".mood");
        check("s_0.f(a)", "f(a)");
    }
}
