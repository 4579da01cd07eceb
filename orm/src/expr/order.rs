//! The order of a query's rows.

use super::{Expr, Sortable, Source};
use crate::stmt::{self, Direction};
use crate::value::Scalar;
use std::fmt;
use std::marker::PhantomData;

/// One expression of an order, in a query of the scope `S`.
#[must_use = "an order does nothing until it is given to `order_by`"]
pub struct Ordering<S> {
    order: stmt::OrderBy,
    scope: PhantomData<fn() -> S>,
}

impl<S> Ordering<S> {
    /// Puts rows without a value first. Otherwise they come last in ascending and first in
    /// descending order, on both databases.
    pub fn nulls_first(mut self) -> Self {
        self.order.nulls_first = Some(true);
        self
    }

    /// Puts rows without a value last.
    pub fn nulls_last(mut self) -> Self {
        self.order.nulls_first = Some(false);
        self
    }
}

impl<S> fmt::Debug for Ordering<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.order.fmt(f)
    }
}

impl<R: Source, T: Scalar> Expr<R, T> {
    fn ordering(self, direction: Direction) -> Ordering<R::Scope> {
        let order = stmt::OrderBy {
            expr: self.node(),
            ty: T::TYPE,
            nullable: T::NULLABLE,
            direction,
            nulls_first: None,
        };
        Ordering { order, scope: PhantomData }
    }

    /// The least first.
    pub fn asc(self) -> Ordering<R::Scope>
    where
        T: Sortable,
    {
        self.ordering(Direction::Ascending)
    }

    /// The greatest first.
    pub fn desc(self) -> Ordering<R::Scope>
    where
        T: Sortable,
    {
        self.ordering(Direction::Descending)
    }
}

/// What `order_by` takes in a query of the scope `S`: an [`Ordering`], a tuple of up to eight, or a
/// vector of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order of a query over `{S}`",
    label = "expected `column.asc()` or `column.desc()`, or a tuple of them"
)]
pub trait Orderings<S> {
    /// The orders without types.
    fn into_orders(self, out: &mut Vec<stmt::OrderBy>);
}

#[diagnostic::do_not_recommend]
impl<S> Orderings<S> for Ordering<S> {
    fn into_orders(self, out: &mut Vec<stmt::OrderBy>) {
        out.push(self.order);
    }
}

impl<S, O: Orderings<S>> Orderings<S> for Vec<O> {
    fn into_orders(self, out: &mut Vec<stmt::OrderBy>) {
        self.into_iter().for_each(|order| order.into_orders(out));
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<S, $($name: Orderings<S>),+> Orderings<S> for ($($name,)+) {
            #[allow(non_snake_case)]
            fn into_orders(self, out: &mut Vec<stmt::OrderBy>) {
                let ($($name,)+) = self;
                $($name.into_orders(out);)+
            }
        }
    )+};
}

tuples! { (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) }
