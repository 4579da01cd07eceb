//! The text of what was read, in one way whatever way it was written in.

use sqlite3_parser::ast::fmt::{ToTokens, TokenStream};
use sqlite3_parser::dialect::TokenType;
use std::convert::Infallible;

/// The text: `lower(a) = 'x' AND b > -1`.
pub(super) fn written(of: &impl ToTokens) -> String {
    let mut text = Text::default();
    let Ok(()) = of.to_tokens(&mut text);
    text.out
}

#[derive(Default)]
struct Text {
    out: String,
    last: Option<TokenType>,
    /// Whether the last token is a sign before what follows, and not between two values.
    is_sign: bool,
}

impl TokenStream for Text {
    type Error = Infallible;

    fn append(&mut self, ty: TokenType, value: Option<&str>) -> Result<(), Infallible> {
        use TokenType::*;
        let is_sign = matches!(ty, TK_MINUS | TK_PLUS) && !self.ends_a_value();
        let is_close = match ty {
            TK_COMMA | TK_RP | TK_DOT | TK_SEMI => true,
            // A function's call, or a type's length.
            TK_LP => matches!(self.last, Some(TK_ID | TK_CAST)),
            _ => matches!(self.last, None | Some(TK_LP | TK_DOT)),
        };
        let is_number = matches!(ty, TK_INTEGER | TK_FLOAT);
        if !(is_close || self.is_sign && is_number || self.out.is_empty()) {
            self.out.push(' ');
        }
        match (ty, ty.as_str(), value) {
            (TK_BLOB, _, Some(value)) => self.out.push_str(&format!("X'{value}'")),
            (_, word, value) => {
                self.out.push_str(word.unwrap_or_default());
                self.out.push_str(value.unwrap_or_default());
            }
        }
        (self.last, self.is_sign) = (Some(ty), is_sign);
        Ok(())
    }
}

impl Text {
    fn ends_a_value(&self) -> bool {
        use TokenType::*;
        let values = [TK_ID, TK_STRING, TK_INTEGER, TK_FLOAT, TK_BLOB, TK_RP, TK_NULL, TK_VARIABLE];
        self.last.is_some_and(|last| values.contains(&last))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::{expression, statement};
    use sqlite3_parser::ast::Stmt;

    #[test]
    fn what_means_the_same_is_written_the_same() {
        let check = |text: &str, expect: &str| {
            let index = format!("CREATE INDEX i ON t (a) WHERE {text}");
            let written = statement("i", &index, |statement| match statement {
                Stmt::CreateIndex { where_clause, .. } => where_clause.as_ref().map(expression),
                _ => None,
            });
            assert_eq!(written.expect("it can be read"), expect);
        };
        check("a>0 and lower( b )='x''y'", "a > 0 AND lower(b) = 'x''y'");
        check("((a in(1,2)))", "a IN (1, 2)");
        check("a is  not null", "a IS NOT NULL");
        check("a = -1 or a-1 = - - 2", "a = -1 OR a - 1 = - -2");
        check(
            "cast(a as varchar(3)) like '%' escape '\\'",
            "CAST(a AS varchar(3)) LIKE '%' ESCAPE '\\'",
        );
        check("\"a b\" between x'00' and t.c", "\"a b\" BETWEEN X'00' AND t.c");
        check("case when a then 1 else 2 end", "CASE WHEN a THEN 1 ELSE 2 END");
        check("(a + 1) * 2 not in (3)", "(a + 1) * 2 NOT IN (3)");
        check(
            "json_extract(a, '$.b') ->> 'c' is distinct from 1.5",
            "json_extract(a, '$.b') ->> 'c' IS NOT 1.5",
        );
    }
}
