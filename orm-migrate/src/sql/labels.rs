//! The labels of an enum that is kept as text: those that a column's checks allow.

use super::words::{Kind, mentions, words};
use crate::schema::Table;

/// The labels that all of the column's lists have; `None` if no check is a list of texts.
pub(crate) fn of(table: &Table, column: &str) -> Option<Vec<String>> {
    let lists = table.checks.iter().filter_map(|check| list(&check.expression, column));
    lists.reduce(|mut one, other| {
        one.retain(|label| other.contains(label));
        one
    })
}

/// The texts of a check that is nothing but a list of them, as a model has it or as PostgreSQL tells it.
fn list(sql: &str, column: &str) -> Option<Vec<String>> {
    let pieces = bare(sql);
    let (name, rest) = pieces.split_first()?;
    if !mentions(name.1, column) {
        return None;
    }
    let is = |piece: &(Kind, &str), word: &str| piece.1.eq_ignore_ascii_case(word);
    let list = match rest {
        [word, list @ ..] if is(word, "in") => list,
        [(_, "="), any, array, (_, "["), list @ .., (_, "]")]
            if is(any, "any") && is(array, "array") =>
        {
            list
        }
        [(_, "<"), (_, "@"), array, (_, "["), list @ .., (_, "]")] if is(array, "array") => list,
        [(_, "="), one] => std::slice::from_ref(one),
        _ => return None,
    };
    let text = |part: &[(Kind, &str)]| match part {
        [(Kind::Text, text)] => {
            Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'"))
        }
        _ => None,
    };
    list.split(|piece| piece.1 == ",").map(text).collect()
}

/// The pieces without space, parentheses and casts.
fn bare(sql: &str) -> Vec<(Kind, &str)> {
    let is_needed =
        |(kind, word): &(Kind, &str)| *kind != Kind::Space && !["(", ")"].contains(word);
    let pieces: Vec<_> = words(sql).into_iter().filter(is_needed).collect();
    let (mut bare, mut rest) = (Vec::new(), pieces.as_slice());
    while let Some((first, behind)) = rest.split_first() {
        rest = match rest {
            [(_, ":"), (_, ":"), _, behind @ ..] => {
                let behind = match behind {
                    [(Kind::Bare, "varying"), behind @ ..] => behind,
                    behind => behind,
                };
                match behind {
                    [(_, "["), (_, "]"), behind @ ..] => behind,
                    behind => behind,
                }
            }
            _ => {
                bare.push(*first);
                behind
            }
        };
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn a_check_is_a_list_of_labels_or_none() {
        let check = |sql: &str, expect: Option<&[&str]>| {
            let found = list(sql, "state");
            let found = found.as_ref().map(|list| list.iter().map(String::as_str).collect());
            assert_eq!(found, expect.map(<[&str]>::to_vec), "{sql}");
        };
        check(r#""state" IN ('open', 'it''s')"#, Some(&["open", "it's"]));
        check("state in ('open')", Some(&["open"]));
        check("(state = 'open'::text)", Some(&["open"]));
        check("(state = ANY (ARRAY['open'::text, 'sent'::text]))", Some(&["open", "sent"]));
        check(
            "((state)::text = ANY ((ARRAY['open'::character varying, 'sent'::character varying])::text[]))",
            Some(&["open", "sent"]),
        );
        check(r#""state" <@ ARRAY['open', 'sent']::text[]"#, Some(&["open", "sent"]));
        check(r#""other" IN ('open')"#, None);
        check("state NOT IN ('open')", None);
        check("state IN ('open') OR id > 0", None);
        check("state IN ('open', other)", None);
        check("state <> 'open'", None);
        check("length(state) < 9", None);
    }
}
