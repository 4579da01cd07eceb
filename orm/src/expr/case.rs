//! `CASE WHEN .. THEN .. ELSE .. END`.

use super::{Computed, Condition, Expr, Operand};
use crate::path::{Presence, Required};
use crate::stmt;
use crate::value::DbType;
use std::marker::PhantomData;

/// A choice between values of `T`, begun by [`case`]; `N` says whether a branch's value may be absent.
#[must_use = "a case needs `otherwise(..)` or `end()`"]
#[derive(Debug)]
pub struct Case<S, T, N = Required> {
    branches: Vec<(stmt::Expr, stmt::Expr)>,
    types: PhantomData<Types<S, T, N>>,
}

type Types<S, T, N> = fn() -> (S, T, N);

/// What a case gives: absent if a branch's value or that of the rest may be.
pub type Choice<S, T, N, V> = Expr<
    Computed<S>,
    <<N as Presence>::Then<<V as Operand<S, T>>::Presence> as Presence>::Column<T>,
>;

/// The value where the condition holds; further branches by [`Case::when`], the rest by [`Case::otherwise`].
///
/// A number alone does not say its column's type, so that it has to be named:
/// `case::<i64, _, _>(condition, 1)`.
pub fn case<T: DbType, S, V: Operand<S, T>>(
    condition: impl Condition<S>,
    value: V,
) -> Case<S, T, V::Presence> {
    Case { branches: vec![branch(condition, value)], types: PhantomData }
}

fn branch<S, T>(
    condition: impl Condition<S>,
    value: impl Operand<S, T>,
) -> (stmt::Expr, stmt::Expr) {
    let condition = condition.into_condition().unwrap_or(stmt::Expr::And(Vec::new()));
    (condition, value.into_node())
}

impl<S, T: DbType, N: Presence> Case<S, T, N> {
    /// The value where no earlier condition holds and this one does.
    pub fn when<V: Operand<S, T>>(
        mut self,
        condition: impl Condition<S>,
        value: V,
    ) -> Case<S, T, N::Then<V::Presence>> {
        self.branches.push(branch(condition, value));
        Case { branches: self.branches, types: PhantomData }
    }

    /// The value where no condition holds. The result may be absent if any of the values may.
    pub fn otherwise<V: Operand<S, T>>(self, value: V) -> Choice<S, T, N, V> {
        let otherwise = Some(Box::new(value.into_node()));
        Expr::computed(stmt::Expr::Case { branches: self.branches, otherwise })
    }

    /// `NULL` where no condition holds.
    pub fn end(self) -> Expr<Computed<S>, Option<T>> {
        Expr::computed(stmt::Expr::Case { branches: self.branches, otherwise: None })
    }
}
