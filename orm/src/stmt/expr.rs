//! Expressions: columns, values and what is computed of them.

use super::Select;
use crate::schema::{ColumnName, Relation, Type};
use crate::value::Value;
use std::fmt;
use std::ops::Deref;

/// The relations from a query's root to a table that it joins.
pub type Hops = Vec<&'static Relation>;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column of the table that the hops lead to.
    Column { hops: Hops, column: ColumnName },
    /// All columns of the table that the hops lead to; only as a column of a [`Select`].
    Row { hops: Hops },
    /// An expression of the enclosing query.
    Outer(Box<Expr>),
    /// A bound value.
    Value(Value),
    /// The row that an upsert would have inserted.
    Excluded(ColumnName),
    /// Two expressions compared; `ty` is their common type.
    Compare { op: CompareOp, ty: Type, lhs: Box<Expr>, rhs: Box<Expr> },
    /// `low <= expr AND expr <= high`.
    Between { ty: Type, expr: Box<Expr>, low: Box<Expr>, high: Box<Expr> },
    /// Whether a value is absent, or with `negated`, present.
    IsNull { expr: Box<Expr>, negated: bool },
    /// Whether a value is one of a list, which is bound as one array.
    InList { ty: Type, expr: Box<Expr>, values: Vec<Value> },
    /// Whether a value is one of a query's.
    InQuery { ty: Type, expr: Box<Expr>, query: Box<Select> },
    /// Whether a text matches a pattern.
    Text { kind: TextMatch, insensitive: bool, expr: Box<Expr>, pattern: Hidden },
    /// Whether a text matches words, by PostgreSQL's full-text search.
    FullText { expr: Box<Expr>, words: Hidden },
    /// All of these; true if there are none.
    And(Vec<Expr>),
    /// Any of these; false if there are none.
    Or(Vec<Expr>),
    /// The contrary.
    Not(Box<Expr>),
    /// Two numbers combined; `ty` is their common type.
    Arithmetic { op: ArithmeticOp, ty: Type, lhs: Box<Expr>, rhs: Box<Expr> },
    /// A function of the database.
    Call { function: Function, ty: Type, args: Vec<Expr> },
    /// The first branch whose condition holds.
    Case { branches: Vec<(Expr, Expr)>, otherwise: Option<Box<Expr>> },
    /// Whether a subquery has rows.
    Exists(Box<Select>),
    /// The only column of the only row of a subquery.
    Scalar(Box<Select>),
    /// A value computed over all rows; only as a column of a [`Select`].
    Aggregate { function: Aggregate, ty: Type, arg: Option<Box<Expr>> },
    /// The text at a path inside a JSON document.
    JsonText { expr: Box<Expr>, path: Vec<Hidden> },
    /// Whether a JSON document contains another (PostgreSQL's `@>`).
    JsonContains { expr: Box<Expr>, value: Value },
    /// Whether a list has an element, of the type `ty`.
    ArrayHas { ty: Type, expr: Box<Expr>, element: Box<Expr> },
    /// How many elements a list has.
    ArrayLength(Box<Expr>),
}

/// A text that may be a user's: `Debug` does not show it, so that a query can be logged.
#[derive(Clone, PartialEq)]
pub struct Hidden(pub String);

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl Deref for Hidden {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Expr {
    /// Calls `each` with every expression directly inside this one, those of subqueries left out.
    pub(crate) fn each_child<'a>(&'a self, each: &mut dyn FnMut(&'a Expr)) {
        match self {
            Expr::Column { .. } | Expr::Row { .. } | Expr::Value(_) | Expr::Excluded(_) => {}
            Expr::Exists(_) | Expr::Scalar(_) => {}
            Expr::Compare { lhs, rhs, .. } | Expr::Arithmetic { lhs, rhs, .. } => {
                each(lhs);
                each(rhs);
            }
            Expr::Between { expr, low, high, .. } => {
                each(expr);
                each(low);
                each(high);
            }
            Expr::Outer(expr)
            | Expr::IsNull { expr, .. }
            | Expr::InList { expr, .. }
            | Expr::InQuery { expr, .. }
            | Expr::Text { expr, .. }
            | Expr::FullText { expr, .. }
            | Expr::Not(expr)
            | Expr::JsonText { expr, .. }
            | Expr::JsonContains { expr, .. }
            | Expr::ArrayLength(expr) => each(expr),
            Expr::ArrayHas { expr, element, .. } => {
                each(expr);
                each(element);
            }
            Expr::And(terms) | Expr::Or(terms) => terms.iter().for_each(each),
            Expr::Call { args, .. } => args.iter().for_each(each),
            Expr::Case { branches, otherwise } => {
                for (condition, value) in branches {
                    each(condition);
                    each(value);
                }
                if let Some(otherwise) = otherwise {
                    each(otherwise);
                }
            }
            Expr::Aggregate { arg, .. } => {
                if let Some(arg) = arg {
                    each(arg);
                }
            }
        }
    }

    /// The query inside this expression, if it is one.
    pub(crate) fn subquery(&self) -> Option<&Select> {
        match self {
            Expr::InQuery { query, .. } | Expr::Exists(query) | Expr::Scalar(query) => Some(query),
            _ => None,
        }
    }
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// Equal, and `NULL` equals `NULL`.
    NotDistinct,
    /// Not equal, and `NULL` equals `NULL`.
    Distinct,
}

/// How two numbers are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
}

/// How a text is matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMatch {
    /// A pattern with `%` and `_`, and `\` before either to mean itself.
    Like,
    /// The text somewhere.
    Contains,
    /// The text at the start.
    StartsWith,
    /// The text at the end.
    EndsWith,
}

/// A function of both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Lower case (SQLite: of ASCII letters).
    Lower,
    /// Upper case (SQLite: of ASCII letters).
    Upper,
    /// Length in characters.
    Length,
    /// Without blanks at both ends.
    Trim,
    /// The first that is not `NULL`.
    Coalesce,
    /// Texts one after the other; `NULL` if one is.
    Concat,
    /// Absolute value.
    Abs,
    /// The number with the other sign.
    Neg,
}

/// A value computed over all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// How many rows.
    Count,
    /// Their sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
}
