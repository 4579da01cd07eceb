//! What a column can be compared or combined with.

use super::{Computed, Expr, Source};
use crate::path::{Presence, Required};
use crate::stmt;
use crate::value::{DbType, Scalar};

/// What can stand beside an expression of type `T` in a query of the scope `S`: a value of `T`,
/// or an expression of `T` or `Option<T>` of the same query.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand beside a column of type `{T}` in a query over `{S}`",
    label = "expected `{T}`, or a column or expression of that type in the same query",
    note = "`None` equals nothing in SQL: use `is_null()`, or `is_not_distinct_from(..)` with an `Option`",
    note = "a column of the enclosing query is reached with `outer(..)`"
)]
pub trait Operand<S, T> {
    /// Whether the value may be absent.
    type Presence: Presence;

    /// The expression without types.
    fn into_node(self) -> stmt::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, T: DbType> Operand<S, T> for T {
    type Presence = Required;

    fn into_node(self) -> stmt::Expr {
        stmt::Expr::Value(self.into_value())
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: DbType> Operand<S, T> for &T {
    type Presence = Required;

    fn into_node(self) -> stmt::Expr {
        stmt::Expr::Value(self.to_value())
    }
}

#[diagnostic::do_not_recommend]
impl<S, R, T, Base> Operand<S, Base> for Expr<R, T>
where
    R: Source<Scope = S>,
    T: Scalar<Base = Base>,
{
    type Presence = T::Presence;

    fn into_node(self) -> stmt::Expr {
        self.node()
    }
}

/// A value that stands for a column's type without being of it.
macro_rules! stands_for {
    ($value:ty => $column:ty) => {
        #[diagnostic::do_not_recommend]
        impl<S> Operand<S, $column> for $value {
            type Presence = Required;

            fn into_node(self) -> stmt::Expr {
                stmt::Expr::Value(crate::value::ValueFor::<$column>::value_for(self))
            }
        }
    };
}

stands_for!(&str => String);
stands_for!(std::borrow::Cow<'_, str> => String);
stands_for!(&[u8] => Vec<u8>);
#[cfg(feature = "decimal")]
stands_for!(i32 => rust_decimal::Decimal);
#[cfg(feature = "chrono")]
stands_for!(chrono::DateTime<chrono::FixedOffset> => chrono::DateTime<chrono::Utc>);

impl<R: Source, T: Scalar> Expr<R, T> {
    /// The same expression with `Option` around its type: for a `case` or `coalesce` that mixes both.
    pub fn nullable(self) -> Expr<Computed<R::Scope>, T::Nullable> {
        Expr::computed(self.node())
    }
}
