//! Conditions on lists.

use super::{Computed, Cond, Expr, Operand, Source};
use crate::path::Presence;
use crate::stmt;
use crate::value::{DbType, Scalar};

/// The type of a list's elements.
pub trait List {
    /// The type of an element.
    type Element: DbType;
}

impl<T: DbType> List for Vec<T> {
    type Element = T;
}

impl<R: Source, T: Scalar> Expr<R, T>
where
    T::Base: List,
{
    /// Whether the list has this element: `element = ANY(list)`.
    pub fn has<V>(self, element: V) -> Cond<R::Scope>
    where
        V: Operand<R::Scope, <T::Base as List>::Element>,
    {
        Cond::new(stmt::Expr::ArrayHas {
            expr: Box::new(self.node()),
            element: Box::new(element.into_node()),
        })
    }

    /// How many elements the list has.
    pub fn len(self) -> Expr<Computed<R::Scope>, <T::Presence as Presence>::Column<i32>> {
        Expr::computed(stmt::Expr::ArrayLength(Box::new(self.node())))
    }
}
