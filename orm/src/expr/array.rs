//! Conditions on lists.

use super::{Computed, Cond, Expr, Operand, Source};
use crate::path::Presence;
use crate::stmt;
use crate::value::{DbType, Scalar};

/// The type of a list's elements.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` holds no list",
    label = "for columns of type `Vec<..>` only"
)]
pub trait List {
    /// The type of an element.
    type Element: DbType;
}

#[diagnostic::do_not_recommend]
impl<T: DbType> List for Vec<T> {
    type Element = T;
}

impl<R: Source, T: Scalar> Expr<R, T> {
    /// Whether the list has this element: `element = ANY(list)`.
    pub fn has<V>(self, element: V) -> Cond<R::Scope>
    where
        T: Scalar<Base: List>,
        V: Operand<R::Scope, <T::Base as List>::Element>,
    {
        Cond::new(stmt::Expr::ArrayHas {
            ty: <<T::Base as List>::Element as DbType>::TYPE,
            expr: Box::new(self.node()),
            element: Box::new(element.into_node()),
        })
    }

    /// How many elements the list has.
    pub fn len(self) -> Expr<Computed<R::Scope>, <T::Presence as Presence>::Column<i32>>
    where
        T: Scalar<Base: List>,
    {
        Expr::computed(stmt::Expr::ArrayLength(Box::new(self.node())))
    }
}
