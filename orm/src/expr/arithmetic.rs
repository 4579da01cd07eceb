//! `+ - * / %` on numbers.

use super::{Computed, Expr, Operand, Source};
use crate::path::Presence;
use crate::stmt::{self, ArithmeticOp};
use crate::value::{DbType, Scalar, family};
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// The families that can be calculated with.
#[diagnostic::on_unimplemented(
    message = "values of the family `{Self}` are no numbers",
    label = "this column cannot be calculated with"
)]
pub trait Numeric {}

impl Numeric for family::Integer {}
impl Numeric for family::Float {}
impl Numeric for family::Decimal {}

/// The result of an operator: absent if either side may be.
type Combined<T, V, S> = <<V as Operand<S, <T as Scalar>::Base>>::Presence as Presence>::Column<T>;

/// The families that leave a remainder: PostgreSQL has no `%` for floats, SQLite one for integers only.
#[diagnostic::on_unimplemented(
    message = "`%` is for whole numbers; values of the family `{Self}` have none",
    label = "not a whole number"
)]
pub trait Whole {}

impl Whole for family::Integer {}

macro_rules! operator {
    ($trait:ident $method:ident $op:ident $family:ident) => {
        impl<R, T, V> $trait<V> for Expr<R, T>
        where
            R: Source,
            T: Scalar,
            T::Base: DbType<Family: $family>,
            V: Operand<R::Scope, T::Base>,
        {
            type Output = Expr<Computed<R::Scope>, Combined<T, V, R::Scope>>;

            fn $method(self, other: V) -> Self::Output {
                Expr::computed(stmt::Expr::Arithmetic {
                    op: ArithmeticOp::$op,
                    ty: T::TYPE,
                    lhs: Box::new(self.node()),
                    rhs: Box::new(other.into_node()),
                })
            }
        }
    };
}

operator!(Add add Add Numeric);
operator!(Sub sub Sub Numeric);
operator!(Mul mul Mul Numeric);
operator!(Div div Div Numeric);
operator!(Rem rem Rem Whole);

impl<R, T> Neg for Expr<R, T>
where
    R: Source,
    T: Scalar,
    T::Base: DbType<Family: Numeric>,
{
    type Output = Expr<Computed<R::Scope>, T>;

    fn neg(self) -> Self::Output {
        super::function::call(stmt::Function::Neg, T::TYPE, vec![self.node()])
    }
}

impl<R: Source, T: Scalar> Expr<R, T>
where
    T::Base: DbType<Family: Numeric>,
{
    /// The absolute value.
    pub fn abs(self) -> Expr<Computed<R::Scope>, T> {
        super::function::call(stmt::Function::Abs, T::TYPE, vec![self.node()])
    }
}
