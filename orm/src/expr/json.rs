//! Conditions on JSON documents.

use super::{Computed, Cond, Expr, Source};
use crate::stmt;
use crate::value::{DbType, Scalar, Value, family};

/// The family of JSON documents.
pub trait Document {}

impl Document for family::Json {}

/// The column types that hold JSON documents.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` holds no JSON document",
    label = "for columns of type `Json<..>` or `serde_json::Value` only"
)]
pub trait JsonColumn {}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base: DbType<Family: Document>>> JsonColumn for T {}

impl<R: Source, T: Scalar> Expr<R, T> {
    /// The text at a path of keys (and indexes, written as numbers); `None` where the path leads
    /// nowhere or to `null`.
    ///
    /// PostgreSQL: `#>>`. SQLite: `json_each`, once a step. Numbers and truth values read as their JSON text on
    /// PostgreSQL; SQLite says `1` and `0` for `true` and `false`.
    pub fn text_at<K: Into<String>>(
        self,
        path: impl IntoIterator<Item = K>,
    ) -> Expr<Computed<R::Scope>, Option<String>>
    where
        T: JsonColumn,
    {
        let path = path.into_iter().map(|step| stmt::Hidden(step.into())).collect();
        Expr::computed(stmt::Expr::JsonText { expr: Box::new(self.node()), path })
    }

    /// Whether the document contains another: PostgreSQL's `@>` (manual, 8.14.3).
    ///
    /// SQLite has no such operator: a query with it is refused there with
    /// [`is_unsupported`](crate::Error::is_unsupported).
    pub fn contains_json(self, part: serde_json::Value) -> Cond<R::Scope>
    where
        T: JsonColumn,
    {
        let value = Value::Json(part);
        Cond::new(stmt::Expr::JsonContains { expr: Box::new(self.node()), value })
    }
}
