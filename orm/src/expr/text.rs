//! Conditions on text: patterns, parts and words.

use super::{Computed, Cond, Expr, Source};
use crate::schema::Type;
use crate::stmt::{self, TextMatch};
use crate::value::{DbType, Scalar, family};

/// The family of text.
pub trait Textual {}

impl Textual for family::Text {}

/// The column types that hold text.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` holds no text",
    label = "for columns of text only"
)]
pub trait TextColumn {}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base: DbType<Family: Textual>>> TextColumn for T {}

/// Text. Patterns and parts are bound like any value: `%` and `_` in a part mean themselves. One with
/// a NUL character is refused on both databases with [`is_encode`](crate::Error::is_encode).
impl<R: Source, T: Scalar> Expr<R, T> {
    fn text(self, kind: TextMatch, insensitive: bool, pattern: &str) -> Cond<R::Scope> {
        Cond::new(stmt::Expr::Text {
            kind,
            insensitive,
            expr: Box::new(self.node()),
            pattern: stmt::Hidden(pattern.to_owned()),
        })
    }

    /// Whether the text matches a pattern: `%` for any text, `_` for any character, `\` before
    /// either for itself. Upper and lower case differ, on SQLite too.
    pub fn like(self, pattern: impl AsRef<str>) -> Cond<R::Scope>
    where
        T: TextColumn,
    {
        self.text(TextMatch::Like, false, pattern.as_ref())
    }

    /// As [`like`](Self::like), upper and lower case alike. SQLite folds ASCII letters only.
    pub fn ilike(self, pattern: impl AsRef<str>) -> Cond<R::Scope>
    where
        T: TextColumn,
    {
        self.text(TextMatch::Like, true, pattern.as_ref())
    }

    /// Whether the text has this part.
    pub fn contains(self, part: impl AsRef<str>) -> Cond<R::Scope>
    where
        T: TextColumn,
    {
        self.text(TextMatch::Contains, false, part.as_ref())
    }

    /// Whether the text has this part, upper and lower case alike. SQLite folds ASCII letters only.
    pub fn icontains(self, part: impl AsRef<str>) -> Cond<R::Scope>
    where
        T: TextColumn,
    {
        self.text(TextMatch::Contains, true, part.as_ref())
    }

    /// Whether the text starts with this part.
    pub fn starts_with(self, part: impl AsRef<str>) -> Cond<R::Scope>
    where
        T: TextColumn,
    {
        self.text(TextMatch::StartsWith, false, part.as_ref())
    }

    /// Whether the text ends with this part.
    pub fn ends_with(self, part: impl AsRef<str>) -> Cond<R::Scope>
    where
        T: TextColumn,
    {
        self.text(TextMatch::EndsWith, false, part.as_ref())
    }

    /// Whether the text matches words in the syntax of web searches, by PostgreSQL's full-text
    /// search with the configuration `simple` (PostgreSQL manual, 12.3.2, `websearch_to_tsquery`):
    /// `"..."` for a phrase, `or`, and `-` before a word that must not be there.
    ///
    /// SQLite has no such search: a query with it is refused there with
    /// [`is_unsupported`](crate::Error::is_unsupported).
    pub fn matches(self, words: impl Into<String>) -> Cond<R::Scope>
    where
        T: TextColumn,
    {
        Cond::new(stmt::Expr::FullText {
            expr: Box::new(self.node()),
            words: stmt::Hidden(words.into()),
        })
    }

    /// The text in lower case. SQLite folds ASCII letters only.
    pub fn lower(self) -> Expr<Computed<R::Scope>, T>
    where
        T: TextColumn,
    {
        super::function::call(stmt::Function::Lower, Type::Text, vec![self.node()])
    }

    /// The text in upper case. SQLite folds ASCII letters only.
    pub fn upper(self) -> Expr<Computed<R::Scope>, T>
    where
        T: TextColumn,
    {
        super::function::call(stmt::Function::Upper, Type::Text, vec![self.node()])
    }

    /// The text without blanks at both ends.
    pub fn trim(self) -> Expr<Computed<R::Scope>, T>
    where
        T: TextColumn,
    {
        super::function::call(stmt::Function::Trim, Type::Text, vec![self.node()])
    }

    /// The length in characters.
    pub fn length(self) -> Expr<Computed<R::Scope>, Length<T>>
    where
        T: TextColumn,
    {
        super::function::call(stmt::Function::Length, Type::Integer, vec![self.node()])
    }
}

/// `i32`, or `Option<i32>` where the text may be absent.
type Length<T> = <<T as Scalar>::Presence as crate::path::Presence>::Column<i32>;
