//! Functions over several expressions.

use super::{Computed, Expr, Operand, Source};
use crate::path::Presence;
use crate::schema::Type;
use crate::stmt;
use crate::value::Scalar;

pub(super) fn call<S, T>(
    function: stmt::Function,
    ty: Type,
    args: Vec<stmt::Expr>,
) -> Expr<Computed<S>, T> {
    Expr::computed(stmt::Expr::Call { function, ty, args })
}

/// The first expression, or the second where the first is `NULL`.
///
/// The result may be absent only where the second may be.
pub fn coalesce<R, T, V>(first: Expr<R, T>, second: V) -> OrElse<R, T, V>
where
    R: Source,
    T: Scalar,
    V: Operand<R::Scope, T::Base>,
{
    call(stmt::Function::Coalesce, T::TYPE, vec![first.node(), second.into_node()])
}

/// The result of [`coalesce`]: absent only where the second expression may be.
pub type OrElse<R, T, V> = Expr<
    Computed<<R as Source>::Scope>,
    <<V as Operand<<R as Source>::Scope, <T as Scalar>::Base>>::Presence as Presence>::Column<
        <T as Scalar>::Base,
    >,
>;

/// Two texts, one after the other; `NULL` where one is.
pub fn concat<R, T, V>(
    first: Expr<R, T>,
    second: V,
) -> Expr<Computed<R::Scope>, <V::Presence as Presence>::Column<T>>
where
    R: Source,
    T: Scalar<Base = String>,
    V: Operand<R::Scope, String>,
{
    call(stmt::Function::Concat, Type::Text, vec![first.node(), second.into_node()])
}
