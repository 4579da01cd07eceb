//! Subqueries inside a condition, and the way out of them.

use super::{Computed, Cond, Condition, Expr, Source};
use crate::model::Model;
use crate::path::{Root, Sub};
use crate::stmt;
use crate::value::Scalar;

/// The fields of `M` in a subquery of a query with the scope `S`.
type Inner<M, S> = <M as Model>::Fields<Root<M, Sub<S, M>>>;

/// Whether a row of `M` meets the condition: `EXISTS (SELECT 1 FROM ..)`.
///
/// The condition reaches the enclosing query with [`outer`].
pub fn exists<M: Model, S: 'static, C: Condition<Sub<S, M>>>(
    condition: impl FnOnce(Inner<M, S>) -> C,
) -> Cond<S> {
    Cond::new(stmt::Expr::Exists(Box::new(subquery::<M, S, C>(condition))))
}

/// How many rows of `M` meet the condition: `(SELECT COUNT(*) FROM ..)`.
///
/// The condition reaches the enclosing query with [`outer`].
pub fn count<M: Model, S: 'static, C: Condition<Sub<S, M>>>(
    condition: impl FnOnce(Inner<M, S>) -> C,
) -> Expr<Computed<S>, i64> {
    let mut select = subquery::<M, S, C>(condition);
    let function = stmt::Aggregate::Count;
    select.columns = vec![stmt::Expr::Aggregate { function, ty: <i64 as Scalar>::TYPE, arg: None }];
    Expr::computed(stmt::Expr::Scalar(Box::new(select)))
}

fn subquery<M: Model, S: 'static, C: Condition<Sub<S, M>>>(
    condition: impl FnOnce(Inner<M, S>) -> C,
) -> stmt::Select {
    let mut select = stmt::Select::new(M::TABLE);
    select.columns = Vec::new();
    select.filter.extend(condition(M::fields::<Root<M, Sub<S, M>>>()).into_condition());
    select
}

/// An expression of the enclosing query, inside a subquery over `M`.
pub fn outer<R: Source, T: Scalar, M: Model>(
    expr: Expr<R, T>,
) -> Expr<Computed<Sub<R::Scope, M>>, T> {
    Expr::computed(stmt::Expr::Outer(Box::new(expr.node())))
}
