//! Comparisons: `eq`, `lt`, `between`, `is_in`, `is_null` and their like.

use super::{Cond, Expr, Operand, Source};
use crate::query::{Query, Values};
use crate::stmt::{self, CompareOp};
use crate::value::{DbType, Scalar, ValueFor, family};

/// The families whose values are equal or not: all but JSON documents and lists.
pub trait Equality {}

/// The families whose values have an order.
pub trait Ordered {}

/// The families that have a least and a greatest value on both databases.
#[diagnostic::on_unimplemented(
    message = "values of the family `{Self}` have no least and no greatest",
    label = "`min` and `max` are for numbers, text, dates and times, and enums"
)]
pub trait Extreme {}

macro_rules! families {
    ($trait:ident: $($family:ident)+) => { $(impl $trait for family::$family {})+ };
}

families!(Extreme: Integer Float Decimal Text Temporal Enum);
families!(Equality: Integer Float Decimal Text Bool Temporal Opaque Enum);
// Enums in the order of their labels; PostgreSQL has the native ones in that of their declaration.
families!(Ordered: Integer Float Decimal Text Bool Temporal Opaque Enum);

/// The column types whose values are equal or not.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is not compared in a query",
    label = "documents and lists are neither equal nor different",
    note = "ask for a part of a JSON document with `.text_at([..])`, for an element of a list with `.has(..)`"
)]
pub trait Comparable {}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base: DbType<Family: Equality>>> Comparable for T {}

/// The column types whose values have an order.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` has no order",
    label = "documents and lists are neither less nor greater",
    note = "order by a part of a JSON document, `.text_at([..])`, or by the length of a list, `.len()`"
)]
pub trait Sortable {}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base: DbType<Family: Ordered>>> Sortable for T {}

/// What the program could compare with a column: nothing, because it does not have the row.
#[diagnostic::on_unimplemented(
    message = "a column is not compared with `==`, `<` and their like, which answer in the program",
    label = "write `.eq(..)`, `.ne(..)`, `.lt(..)`, `.le(..)`, `.gt(..)` or `.ge(..)`"
)]
pub trait InProgram {}

/// Never used: it is here for the message of [`InProgram`].
impl<R, T, V: InProgram> PartialEq<V> for Expr<R, T> {
    fn eq(&self, _: &V) -> bool {
        false
    }
}

/// Never used: it is here for the message of [`InProgram`].
impl<R, T, V: InProgram> PartialOrd<V> for Expr<R, T> {
    fn partial_cmp(&self, _: &V) -> Option<std::cmp::Ordering> {
        None
    }
}

/// The types that may be absent.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` is never `NULL`",
    label = "not an `Option`, so there is nothing to ask"
)]
pub trait MaybeNull {}

#[diagnostic::do_not_recommend]
impl<T> MaybeNull for Option<T> {}

impl<R: Source, T: Scalar> Expr<R, T> {
    fn compare<V>(self, op: CompareOp, other: V) -> Cond<R::Scope>
    where
        V: Operand<R::Scope, T::Base>,
    {
        Cond::new(stmt::Expr::Compare {
            op,
            ty: T::TYPE,
            lhs: Box::new(self.node()),
            rhs: Box::new(other.into_node()),
        })
    }
}

/// Equality.
impl<R: Source, T: Scalar> Expr<R, T> {
    /// `self = other`. `NULL` equals nothing: see [`Expr::is_null`] and [`Expr::is_not_distinct_from`].
    pub fn eq<V: Operand<R::Scope, T::Base>>(self, other: V) -> Cond<R::Scope>
    where
        T: Comparable,
    {
        self.compare(CompareOp::Eq, other)
    }

    /// `self <> other`; not true where either is `NULL`.
    pub fn ne<V: Operand<R::Scope, T::Base>>(self, other: V) -> Cond<R::Scope>
    where
        T: Comparable,
    {
        self.compare(CompareOp::Ne, other)
    }

    /// Equal, or both `NULL`: `IS NOT DISTINCT FROM`.
    pub fn is_not_distinct_from(self, other: Option<T::Base>) -> Cond<R::Scope>
    where
        T: Comparable,
    {
        self.distinct(CompareOp::NotDistinct, other)
    }

    /// Not equal, and not both `NULL`: `IS DISTINCT FROM`.
    pub fn is_distinct_from(self, other: Option<T::Base>) -> Cond<R::Scope>
    where
        T: Comparable,
    {
        self.distinct(CompareOp::Distinct, other)
    }

    fn distinct(self, op: CompareOp, other: Option<T::Base>) -> Cond<R::Scope> {
        Cond::new(stmt::Expr::Compare {
            op,
            ty: T::TYPE,
            lhs: Box::new(self.node()),
            rhs: Box::new(stmt::Expr::Value(Scalar::to_value(&other))),
        })
    }

    /// Whether the value is one of a list or of a query's only column.
    ///
    /// A list is bound as one array: the statement's text is the same for any length, zero included.
    pub fn is_in<L: IntoList<T::Base>>(self, list: L) -> Cond<R::Scope>
    where
        T: Comparable,
    {
        Cond::new(list.into_node(Box::new(self.node()), T::TYPE))
    }

    /// Whether the value is none of a list or of a query's only column.
    ///
    /// True for every row where the list is empty; otherwise never where the value is `NULL`, or
    /// where a query's column is (SQL's rule for `NOT IN`).
    pub fn is_not_in<L: IntoList<T::Base>>(self, list: L) -> Cond<R::Scope>
    where
        T: Comparable,
    {
        !self.is_in(list)
    }
}

/// Order.
impl<R: Source, T: Scalar> Expr<R, T> {
    /// `self < other`
    pub fn lt<V: Operand<R::Scope, T::Base>>(self, other: V) -> Cond<R::Scope>
    where
        T: Sortable,
    {
        self.compare(CompareOp::Lt, other)
    }

    /// `self <= other`
    pub fn le<V: Operand<R::Scope, T::Base>>(self, other: V) -> Cond<R::Scope>
    where
        T: Sortable,
    {
        self.compare(CompareOp::Le, other)
    }

    /// `self > other`
    pub fn gt<V: Operand<R::Scope, T::Base>>(self, other: V) -> Cond<R::Scope>
    where
        T: Sortable,
    {
        self.compare(CompareOp::Gt, other)
    }

    /// `self >= other`
    pub fn ge<V: Operand<R::Scope, T::Base>>(self, other: V) -> Cond<R::Scope>
    where
        T: Sortable,
    {
        self.compare(CompareOp::Ge, other)
    }

    /// `low <= self AND self <= high`, both ends included.
    pub fn between<V, W>(self, low: V, high: W) -> Cond<R::Scope>
    where
        T: Sortable,
        V: Operand<R::Scope, T::Base>,
        W: Operand<R::Scope, T::Base>,
    {
        Cond::new(stmt::Expr::Between {
            ty: T::TYPE,
            expr: Box::new(self.node()),
            low: Box::new(low.into_node()),
            high: Box::new(high.into_node()),
        })
    }
}

/// Absence.
impl<R: Source, T: Scalar> Expr<R, T> {
    /// `self IS NULL`; only on a column that may be.
    pub fn is_null(self) -> Cond<R::Scope>
    where
        T: MaybeNull,
    {
        Cond::new(stmt::Expr::IsNull { expr: Box::new(self.node()), negated: false })
    }

    /// `self IS NOT NULL`; only on a column that may be.
    pub fn is_not_null(self) -> Cond<R::Scope>
    where
        T: MaybeNull,
    {
        Cond::new(stmt::Expr::IsNull { expr: Box::new(self.node()), negated: true })
    }
}

/// What `is_in` takes for a column of type `T`: anything that can be iterated over values of `T`,
/// or a query that selects one column of `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a list nor a query of `{T}`",
    label = "expected values of type `{T}`, or a query with `.select(..)` of one column of that type"
)]
pub trait IntoList<T> {
    /// The condition that `expr` is in the list.
    fn into_node(self, expr: Box<stmt::Expr>, ty: crate::schema::Type) -> stmt::Expr;
}

#[diagnostic::do_not_recommend]
impl<T, I> IntoList<T> for I
where
    I: IntoIterator,
    I::Item: ValueFor<T>,
{
    fn into_node(self, expr: Box<stmt::Expr>, ty: crate::schema::Type) -> stmt::Expr {
        let values = self.into_iter().map(ValueFor::value_for).collect();
        stmt::Expr::InList { ty, expr, values }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Scalar, M> IntoList<T::Base> for Query<M, Values<T>> {
    fn into_node(self, expr: Box<stmt::Expr>, ty: crate::schema::Type) -> stmt::Expr {
        stmt::Expr::InQuery { ty, expr, query: Box::new(self.into_select()) }
    }
}
