//! Conditions on JSON documents.

use super::{Computed, Cond, Expr, Source};
use crate::stmt;
use crate::value::{DbType, Scalar, Value, family};

/// The family of JSON documents.
#[diagnostic::on_unimplemented(
    message = "values of the family `{Self}` are no JSON documents",
    label = "this column holds no JSON"
)]
pub trait Document {}

impl Document for family::Json {}

impl<R: Source, T: Scalar> Expr<R, T>
where
    T::Base: DbType<Family: Document>,
{
    /// The text at a path of keys (and indexes, written as numbers); `None` where the path leads
    /// nowhere or to `null`.
    ///
    /// PostgreSQL: `#>>`. SQLite: `->>`. Numbers and truth values read as their JSON text on
    /// PostgreSQL; SQLite says `1` and `0` for `true` and `false`.
    pub fn text_at<K: Into<String>>(
        self,
        path: impl IntoIterator<Item = K>,
    ) -> Expr<Computed<R::Scope>, Option<String>> {
        let path = path.into_iter().map(Into::into).collect();
        Expr::computed(stmt::Expr::JsonText { expr: Box::new(self.node()), path })
    }

    /// Whether the document contains another: PostgreSQL's `@>` (manual, 8.14.3).
    ///
    /// SQLite has no such operator: a query with it is refused there with
    /// [`is_unsupported`](crate::Error::is_unsupported).
    pub fn contains_json(self, part: serde_json::Value) -> Cond<R::Scope> {
        let value = Value::Json(part);
        Cond::new(stmt::Expr::JsonContains { expr: Box::new(self.node()), value })
    }
}
