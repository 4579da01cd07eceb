//! Which changes of a type leave rows and indexes as they are.

/// Whether values of the first type are values of the second as they are stored, so that neither the table
/// nor an index is written anew (PostgreSQL manual, ALTER TABLE, Notes).
///
/// From `timestamp` to `timestamptz` is free only for a session in UTC, which nobody here knows.
pub(super) fn is_free(from: &str, to: &str) -> bool {
    let (from, to) = (Type::parse(from), Type::parse(to));
    match (from.name.as_str(), to.name.as_str()) {
        ("varchar", "varchar") | ("varbit", "varbit") => grows(from.limit, to.limit),
        ("varchar", "text") | ("text", "varchar") => to.limit.is_none(),
        ("cidr", "inet") => true,
        ("numeric", "numeric") => match (from.limit, to.limit) {
            (_, None) => true,
            (None, Some(_)) => false,
            (from_limit, to_limit) => from.scale == to.scale && grows(from_limit, to_limit),
        },
        _ => from == to,
    }
}

/// Whether a limit lets through what another did; none is no limit.
fn grows(from: Option<u32>, to: Option<u32>) -> bool {
    to.is_none_or(|to| from.is_some_and(|from| from <= to))
}

#[derive(PartialEq, Eq)]
struct Type {
    name: String,
    limit: Option<u32>,
    scale: Option<u32>,
}

impl Type {
    fn parse(text: &str) -> Type {
        let text = text.to_lowercase();
        let (name, limits) = text.split_once('(').unwrap_or((&text, ""));
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut limits =
            limits.trim_end_matches(')').split(',').map(|part| part.trim().parse().ok());
        let name = match name.as_str() {
            "character varying" => "varchar".to_owned(),
            "bit varying" => "varbit".to_owned(),
            "decimal" => "numeric".to_owned(),
            _ => name,
        };
        Type { name, limit: limits.next().flatten(), scale: limits.next().flatten() }
    }
}

#[cfg(test)]
mod tests {
    use super::is_free;

    #[track_caller]
    fn check(from: &str, to: &str, expect: bool) {
        assert_eq!(is_free(from, to), expect, "{from} -> {to}");
    }

    #[test]
    fn only_what_is_stored_alike_is_free() {
        check("varchar(20)", "character varying (30)", true);
        check("varchar(30)", "varchar(20)", false);
        check("varchar(20)", "varchar", true);
        check("varchar", "varchar(20)", false);
        check("varchar(20)", "text", true);
        check("text", "varchar", true);
        check("text", "varchar(20)", false);
        check("numeric(10,2)", "numeric(12, 2)", true);
        check("numeric(10,2)", "numeric(12,3)", false);
        check("numeric(10,2)", "decimal", true);
        check("cidr", "inet", true);
        check("inet", "cidr", false);
        check("integer", "bigint", false);
        check("timestamp", "timestamptz", false);
    }
}
