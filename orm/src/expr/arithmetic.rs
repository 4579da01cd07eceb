//! `+ - * / %` on numbers.

use super::{Computed, Expr, Operand, Source};
use crate::path::Presence;
use crate::stmt::{self, ArithmeticOp};
use crate::value::{DbType, Scalar, family};
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

/// The families that can be calculated with.
pub trait Numeric {}

impl Numeric for family::Integer {}
impl Numeric for family::Float {}
impl Numeric for family::Decimal {}

/// The families that leave a remainder: PostgreSQL has no `%` for floats, SQLite one for integers only.
pub trait Whole {}

impl Whole for family::Integer {}

/// The column types that can be calculated with.
#[diagnostic::on_unimplemented(
    message = "a column of type `{Self}` holds no number",
    label = "for columns of numbers only"
)]
pub trait Number {}

#[diagnostic::do_not_recommend]
impl<T: Scalar<Base: DbType<Family: Numeric>>> Number for T {}

/// What can be added to a column of type `T` in a query of the scope `S`, and the like.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be calculated with `{Self}` in a query over `{S}`",
    label = "expected numbers of one type, of this query, on both sides",
    note = "texts are joined by `concat(..)`; a column of the enclosing query is reached with `outer(..)`"
)]
pub trait Term<S, T>: Operand<S, T::Base>
where
    T: Scalar,
{
}

#[diagnostic::do_not_recommend]
impl<S, T, V> Term<S, T> for V
where
    T: Scalar<Base: DbType<Family: Numeric>>,
    V: Operand<S, T::Base>,
{
}

/// What a column of type `T` can be divided by to leave a remainder, in a query of the scope `S`.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` leaves no remainder by `{Self}` in a query over `{S}`",
    label = "expected whole numbers of one type, of this query, on both sides",
    note = "databases have `%` for `i16`, `i32` and `i64`"
)]
pub trait Divisor<S, T>: Operand<S, T::Base>
where
    T: Scalar,
{
}

#[diagnostic::do_not_recommend]
impl<S, T, V> Divisor<S, T> for V
where
    T: Scalar<Base: DbType<Family: Whole>>,
    V: Operand<S, T::Base>,
{
}

/// The result of an operator: absent if either side may be.
type Combined<T, V, S> = <<V as Operand<S, <T as Scalar>::Base>>::Presence as Presence>::Column<T>;

macro_rules! operator {
    ($trait:ident $method:ident $op:ident $term:ident) => {
        impl<R, T, V> $trait<V> for Expr<R, T>
        where
            R: Source,
            T: Scalar,
            V: $term<R::Scope, T>,
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

operator!(Add add Add Term);
operator!(Sub sub Sub Term);
operator!(Mul mul Mul Term);
operator!(Div div Div Term);
operator!(Rem rem Rem Divisor);

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

impl<R: Source, T: Scalar> Expr<R, T> {
    /// The absolute value.
    pub fn abs(self) -> Expr<Computed<R::Scope>, T>
    where
        T: Number,
    {
        super::function::call(stmt::Function::Abs, T::TYPE, vec![self.node()])
    }
}
