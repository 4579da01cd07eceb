//! Statements with line breaks, for people to read. Nothing but blanks is changed.

/// The longest line, where there is a comma to break it at.
const WIDTH: usize = 100;

/// What begins a line of its own.
const CLAUSES: &[&str] = &[
    "FROM ",
    "JOIN ",
    "LEFT JOIN ",
    "CROSS JOIN ",
    "WHERE ",
    "ORDER BY ",
    "LIMIT ",
    "OFFSET ",
    "FOR ",
    "SET ",
    "VALUES ",
    "DEFAULT VALUES",
    "SELECT ",
    "ON CONFLICT ",
    "RETURNING ",
];

/// After these words the line goes on: `LEFT JOIN`, `DELETE FROM`, `DEFAULT VALUES`.
const GOES_ON: &[&str] = &["LEFT", "CROSS", "DELETE", "DEFAULT"];

/// A statement with one clause a line, subqueries further in.
pub fn pretty(sql: &str) -> String {
    let mut out = String::new();
    // For each open bracket, whether it holds a subquery.
    let mut brackets: Vec<bool> = Vec::new();
    let mut quote = None;
    for (at, character) in sql.char_indices() {
        let rest = &sql[at + character.len_utf8()..];
        if let Some(open) = quote {
            quote = (character != open).then_some(open);
            out.push(character);
            continue;
        }
        let depth = brackets.iter().filter(|subquery| **subquery).count();
        let in_query = brackets.last().is_none_or(|subquery| *subquery);
        match character {
            '"' | '\'' => {
                quote = Some(character);
                out.push(character);
            }
            '(' => {
                brackets.push(rest.starts_with("SELECT "));
                out.push('(');
                if rest.starts_with("SELECT ") {
                    new_line(&mut out, depth + 1);
                }
            }
            ')' => {
                if brackets.pop() == Some(true) {
                    new_line(&mut out, depth - 1);
                }
                out.push(')');
            }
            ' ' if in_query && begins_clause(rest) && !goes_on(&out) => {
                new_line(&mut out, depth);
            }
            ' ' if in_query && rest.starts_with("AND ") => {
                new_line(&mut out, depth);
                out.push_str("  ");
            }
            ' ' if out.ends_with(',') && line_with(&out, rest) > WIDTH => {
                new_line(&mut out, depth);
                out.push_str("    ");
            }
            other => out.push(other),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.push_str(&"    ".repeat(depth));
}

fn goes_on(out: &str) -> bool {
    GOES_ON.iter().any(|word| out.ends_with(word))
}

fn begins_clause(rest: &str) -> bool {
    CLAUSES.iter().any(|clause| rest.starts_with(clause))
}

/// How long the last line becomes with all up to the next comma or clause; a subquery counts as its
/// bracket.
fn line_with(out: &str, rest: &str) -> usize {
    let line = out.rsplit('\n').next().unwrap_or(out);
    let ends = |(at, character): (usize, char)| match character {
        ',' => true,
        ' ' => begins_clause(&rest[at + 1..]),
        '(' => rest[at..].starts_with("(SELECT "),
        _ => false,
    };
    let end = rest.char_indices().find(|place| ends(*place)).map_or(rest.len(), |(at, _)| at + 1);
    line.len() + 1 + end
}
