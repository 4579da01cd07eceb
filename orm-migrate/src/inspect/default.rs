//! Defaults as attributes.

use orm::Dialect;

/// The attribute for a default: `default = "open"` for a value, `default_sql = ".."` for anything else;
/// `None` for a default that is none.
pub(super) fn attribute(dialect: Dialect, default: &str) -> Option<String> {
    let text = strip(default);
    if text.eq_ignore_ascii_case("NULL") || text.starts_with("NULL::") {
        return None;
    }
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number || matches!(text, "true" | "false") {
        return Some(format!("default = {text}"));
    }
    Some(match literal(dialect, text) {
        Some(value) => format!("default = {value:?}"),
        None => format!("default_sql = {text:?}"),
    })
}

/// Without the parentheses that `default_sql` puts around it by itself.
fn strip(text: &str) -> &str {
    let inside = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.filter(|inside| !inside.contains(['(', ')', '\''])).unwrap_or(text)
}

/// The value of a literal, which on PostgreSQL has its type behind it: `'open'::text`.
fn literal(dialect: Dialect, text: &str) -> Option<String> {
    let rest = text.strip_prefix('\'')?;
    let (value, ty) = match dialect {
        // A type's name has no quote of this kind.
        Dialect::Postgres => {
            let (value, ty) = rest.rsplit_once("'::")?;
            (value, Some(ty))
        }
        Dialect::Sqlite => (rest.strip_suffix('\'')?, None),
    };
    let is_one = !value.replace("''", "").contains('\'');
    // With a sign it would be another literal on its way back: `'-1'::integer`.
    let is_text = ty.is_none_or(|ty| !matches!(ty, "integer" | "bigint" | "smallint" | "numeric"));
    (is_one && is_text).then(|| value.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_values_and_the_rest_is_sql() {
        let check = |dialect, text, expect: &str| {
            assert_eq!(attribute(dialect, text).unwrap_or_default(), expect, "{text}");
        };
        let (postgres, sqlite) = (Dialect::Postgres, Dialect::Sqlite);
        check(postgres, "'it''s'::text", "default = \"it's\"");
        check(postgres, "0", "default = 0");
        check(postgres, "true", "default = true");
        check(postgres, "'-1'::integer", "default_sql = \"'-1'::integer\"");
        check(postgres, "now()", "default_sql = \"now()\"");
        check(postgres, "('a'::text || 'b'::text)", "default_sql = \"('a'::text || 'b'::text)\"");
        check(postgres, "'a'::text || 'b'::text", "default_sql = \"'a'::text || 'b'::text\"");
        check(postgres, "NULL::character varying", "");
        check(sqlite, "'x'", "default = \"x\"");
        check(sqlite, "(1 + 1)", "default_sql = \"1 + 1\"");
        check(sqlite, "CURRENT_TIMESTAMP", "default_sql = \"CURRENT_TIMESTAMP\"");
    }
}
