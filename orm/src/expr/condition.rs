//! Conditions, and how they are joined.

use super::{Expr, Source};
use crate::row::FromRow;
use crate::schema::Type;
use crate::stmt;
use crate::value::Value;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not};

/// A condition in a query of the scope `S`, joined with `&`, `|` and `!`.
///
/// A function gives one back: `Cond<Order>` for the root of a query over `Order`, `Cond<P::Scope>`
/// for any place where the model stands ([`Path`](crate::path::Path) has an example).
///
/// As everywhere in SQL, a condition over `NULL` is neither true nor false, and a row is found only
/// where the whole condition is true.
#[must_use = "a condition does nothing until it is given to `filter`"]
pub struct Cond<S> {
    node: stmt::Expr,
    scope: PhantomData<fn() -> S>,
}

impl<S> Cond<S> {
    pub(crate) fn new(node: stmt::Expr) -> Self {
        Cond { node, scope: PhantomData }
    }

    /// The condition that every row meets.
    pub fn always() -> Self {
        Cond::new(stmt::Expr::And(Vec::new()))
    }

    /// The condition that no row meets.
    pub fn never() -> Self {
        Cond::new(stmt::Expr::Or(Vec::new()))
    }

    /// All of the conditions; met by every row if there are none.
    pub fn all(conditions: impl IntoIterator<Item = Cond<S>>) -> Self {
        Cond::new(stmt::Expr::And(conditions.into_iter().map(|cond| cond.node).collect()))
    }

    /// Any of the conditions; met by no row if there are none.
    pub fn any(conditions: impl IntoIterator<Item = Cond<S>>) -> Self {
        Cond::new(stmt::Expr::Or(conditions.into_iter().map(|cond| cond.node).collect()))
    }

    /// The condition as a value, for a selection: `false` where it is neither true nor false.
    pub(crate) fn value_node(self) -> stmt::Expr {
        stmt::Expr::Call {
            function: stmt::Function::Coalesce,
            ty: Type::Bool,
            args: vec![self.node, stmt::Expr::Value(Value::Bool(false))],
        }
    }
}

impl<S> Clone for Cond<S> {
    fn clone(&self) -> Self {
        Cond::new(self.node.clone())
    }
}

impl<S> fmt::Debug for Cond<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cond({:?})", self.node)
    }
}

/// What `filter` takes in a query of the scope `S`: a [`Cond`], a column of truth values, or an
/// `Option` of either (`None` filters nothing).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition of a query over `{S}`",
    label = "expected a condition, such as `column.eq(value)`",
    note = "conditions are joined by `&`, `|` and `!`, not by `&&` and `||`",
    note = "a column of another query cannot stand here; one of the enclosing query is reached with `outer(..)`"
)]
pub trait Condition<S> {
    /// The condition without types.
    fn into_condition(self) -> Option<stmt::Expr>;
}

#[diagnostic::do_not_recommend]
impl<S> Condition<S> for Cond<S> {
    fn into_condition(self) -> Option<stmt::Expr> {
        Some(self.node)
    }
}

#[diagnostic::do_not_recommend]
impl<S, R: Source<Scope = S>> Condition<S> for Expr<R, bool> {
    fn into_condition(self) -> Option<stmt::Expr> {
        Some(self.node())
    }
}

#[diagnostic::do_not_recommend]
impl<S, R: Source<Scope = S>> Condition<S> for Expr<R, Option<bool>> {
    fn into_condition(self) -> Option<stmt::Expr> {
        Some(self.node())
    }
}

#[diagnostic::do_not_recommend]
impl<S, C: Condition<S>> Condition<S> for Option<C> {
    fn into_condition(self) -> Option<stmt::Expr> {
        self?.into_condition()
    }
}

fn both<S>(lhs: stmt::Expr, rhs: impl Condition<S>) -> Cond<S> {
    let Some(rhs) = rhs.into_condition() else { return Cond::new(lhs) };
    let terms = |expr| match expr {
        stmt::Expr::And(terms) => terms,
        other => vec![other],
    };
    Cond::new(stmt::Expr::And(joined(terms(lhs), terms(rhs))))
}

fn either<S>(lhs: stmt::Expr, rhs: impl Condition<S>) -> Cond<S> {
    let Some(rhs) = rhs.into_condition() else { return Cond::new(lhs) };
    let terms = |expr| match expr {
        stmt::Expr::Or(terms) => terms,
        other => vec![other],
    };
    Cond::new(stmt::Expr::Or(joined(terms(lhs), terms(rhs))))
}

/// One list of terms, so that a condition that is joined in a loop stays flat.
fn joined(mut lhs: Vec<stmt::Expr>, rhs: Vec<stmt::Expr>) -> Vec<stmt::Expr> {
    lhs.extend(rhs);
    lhs
}

impl<S, C: Condition<S>> BitAnd<C> for Cond<S> {
    type Output = Cond<S>;

    fn bitand(self, rhs: C) -> Cond<S> {
        both(self.node, rhs)
    }
}

impl<S, C: Condition<S>> BitOr<C> for Cond<S> {
    type Output = Cond<S>;

    fn bitor(self, rhs: C) -> Cond<S> {
        either(self.node, rhs)
    }
}

impl<S, C: Condition<S>> BitAndAssign<C> for Cond<S> {
    fn bitand_assign(&mut self, rhs: C) {
        *self = std::mem::replace(self, Cond::always()) & rhs;
    }
}

impl<S, C: Condition<S>> BitOrAssign<C> for Cond<S> {
    fn bitor_assign(&mut self, rhs: C) {
        *self = std::mem::replace(self, Cond::never()) | rhs;
    }
}

impl<S> Not for Cond<S> {
    type Output = Cond<S>;

    fn not(self) -> Cond<S> {
        Cond::new(stmt::Expr::Not(Box::new(self.node)))
    }
}

/// A column of truth values is a condition, and is joined like one.
macro_rules! truth {
    ($($truth:ty)+) => {$(
        impl<R: Source, C: Condition<R::Scope>> BitAnd<C> for Expr<R, $truth> {
            type Output = Cond<R::Scope>;

            fn bitand(self, rhs: C) -> Self::Output {
                both(self.node(), rhs)
            }
        }

        impl<R: Source, C: Condition<R::Scope>> BitOr<C> for Expr<R, $truth> {
            type Output = Cond<R::Scope>;

            fn bitor(self, rhs: C) -> Self::Output {
                either(self.node(), rhs)
            }
        }

        impl<R: Source> Not for Expr<R, $truth> {
            type Output = Cond<R::Scope>;

            fn not(self) -> Self::Output {
                !Cond::new(self.node())
            }
        }
    )+};
}

truth! { bool Option<bool> }

/// A condition can be selected: it reads as `bool`.
#[diagnostic::do_not_recommend]
impl<S: 'static> crate::query::Selection<S> for Cond<S>
where
    bool: FromRow,
{
    type Output = bool;

    fn columns(self, out: &mut Vec<stmt::Expr>) {
        out.push(self.value_node());
    }
}
