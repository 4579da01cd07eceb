//! `CASE WHEN .. THEN .. ELSE .. END`.

use super::{Computed, Condition, Expr, Operand};
use crate::path::{Optional, Presence};
use crate::stmt;
use crate::value::DbType;
use std::marker::PhantomData;

/// A choice between values of `T`, begun by [`case`].
#[must_use = "a case needs `otherwise(..)` or `end()`"]
#[derive(Debug)]
pub struct Case<S, T> {
    branches: Vec<(stmt::Expr, stmt::Expr)>,
    types: PhantomData<fn() -> (S, T)>,
}

/// The value where the condition holds; further branches by [`Case::when`], the rest by [`Case::otherwise`].
///
/// The type is named, because a value alone does not say it: `case::<String, _, _>(..)` or by the
/// place where it is used.
pub fn case<T, S, C>(condition: C, value: impl Operand<S, T>) -> Case<S, T>
where
    T: DbType,
    C: Condition<S>,
{
    Case { branches: Vec::new(), types: PhantomData }.when(condition, value)
}

impl<S, T: DbType> Case<S, T> {
    /// The value where no earlier condition holds and this one does.
    pub fn when<C: Condition<S>>(mut self, condition: C, value: impl Operand<S, T>) -> Self {
        let condition = condition.into_condition().unwrap_or(stmt::Expr::And(Vec::new()));
        self.branches.push((condition, value.into_node()));
        self
    }

    /// The value where no condition holds.
    pub fn otherwise<V: Operand<S, T>>(
        self,
        value: V,
    ) -> Expr<Computed<S>, <V::Presence as Presence>::Column<T>> {
        let otherwise = Some(Box::new(value.into_node()));
        Expr::computed(stmt::Expr::Case { branches: self.branches, otherwise })
    }

    /// `NULL` where no condition holds.
    pub fn end(self) -> Expr<Computed<S>, <Optional as Presence>::Column<T>> {
        Expr::computed(stmt::Expr::Case { branches: self.branches, otherwise: None })
    }
}
