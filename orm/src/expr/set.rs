//! New values for columns: `column.set(..)`.

use super::{Column, Computed, Expr, Source};
use crate::path::Root;
use crate::schema::ColumnName;
use crate::stmt;
use crate::value::{DbType, Scalar};
use std::fmt;
use std::marker::PhantomData;

/// The columns that an update may set: those of the model itself that nobody else fills.
#[diagnostic::on_unimplemented(
    message = "this column cannot be set",
    label = "a key, the tenant's column, a generated column, a column kept by the library, or a column of another table or of a view",
    note = "an update sets the model's own columns; keys stay, and versions and timestamps are kept by the library"
)]
pub trait Assignable {
    /// The column's name.
    fn target(&self) -> ColumnName;
}

#[diagnostic::do_not_recommend]
impl<M: 'static, S: 'static> Assignable for Column<Root<M, S>> {
    fn target(&self) -> ColumnName {
        self.name
    }
}

/// A column and its new value, in a query of the scope `S`.
#[must_use = "an assignment does nothing until it is given to `update`"]
pub struct Set<S> {
    assignment: stmt::Assignment,
    scope: PhantomData<fn() -> S>,
}

impl<S> fmt::Debug for Set<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.assignment.fmt(f)
    }
}

impl<R: Source, T: Scalar> Expr<R, T> {
    /// Gives the column a new value: a value, or an expression over the row as it was.
    ///
    /// A column that may be absent takes an `Option` too.
    pub fn set<V: SetTo<R::Scope, T>>(self, value: V) -> Set<R::Scope>
    where
        R: Assignable,
    {
        let assignment =
            stmt::Assignment { column: self.source.target(), value: value.into_node() };
        Set { assignment, scope: PhantomData }
    }

    /// Gives the column the value of the row that could not be inserted: in `do_update` of an upsert.
    pub fn set_excluded(self) -> Set<R::Scope>
    where
        R: Assignable,
        R::Scope: InUpsert,
    {
        let column = self.source.target();
        let assignment = stmt::Assignment { column, value: stmt::Expr::Excluded(column) };
        Set { assignment, scope: PhantomData }
    }

    /// The value of the row that could not be inserted, to calculate with: in `do_update` of an upsert.
    pub fn excluded(self) -> Expr<Computed<R::Scope>, T>
    where
        R: Assignable,
        R::Scope: InUpsert,
    {
        Expr::computed(stmt::Expr::Excluded(self.source.target()))
    }
}

/// The scope in which a row could not be inserted: `do_update` of an upsert.
#[diagnostic::on_unimplemented(
    message = "there is no row that could not be inserted in a query over `{Self}`",
    label = "only in `insert_many(..).on_conflict(..).do_update(..)`"
)]
pub trait InUpsert {}

#[diagnostic::do_not_recommend]
impl<M> InUpsert for crate::query::Upserting<M> {}

/// What a column of type `T` can be set to in a query of the scope `S`.
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be set to `{Self}` in an update of `{S}`",
    label = "expected `{T}`, or an expression of that type over the same row"
)]
pub trait SetTo<S, T> {
    /// The value without types.
    fn into_node(self) -> stmt::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, T: Scalar> SetTo<S, T> for T {
    fn into_node(self) -> stmt::Expr {
        stmt::Expr::Value(Scalar::into_value(self))
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: DbType> SetTo<S, Option<T>> for T {
    fn into_node(self) -> stmt::Expr {
        stmt::Expr::Value(DbType::into_value(self))
    }
}

#[diagnostic::do_not_recommend]
impl<S, R: Source<Scope = S>, T: Scalar> SetTo<S, T> for Expr<R, T> {
    fn into_node(self) -> stmt::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, R: Source<Scope = S>, T: DbType> SetTo<S, Option<T>> for Expr<R, T> {
    fn into_node(self) -> stmt::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S> SetTo<S, String> for &str {
    fn into_node(self) -> stmt::Expr {
        stmt::Expr::Value(DbType::to_value(&self.to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<S> SetTo<S, Option<String>> for &str {
    fn into_node(self) -> stmt::Expr {
        stmt::Expr::Value(DbType::to_value(&self.to_owned()))
    }
}

/// What `update` takes: a [`Set`], a tuple of up to twelve, or a vector of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an assignment in an update of `{S}`",
    label = "expected `column.set(value)`, or a tuple of them"
)]
pub trait Assignments<S> {
    /// The assignments without types.
    fn into_assignments(self, out: &mut Vec<stmt::Assignment>);
}

#[diagnostic::do_not_recommend]
impl<S> Assignments<S> for Set<S> {
    fn into_assignments(self, out: &mut Vec<stmt::Assignment>) {
        out.push(self.assignment);
    }
}

impl<S, A: Assignments<S>> Assignments<S> for Vec<A> {
    fn into_assignments(self, out: &mut Vec<stmt::Assignment>) {
        self.into_iter().for_each(|assignment| assignment.into_assignments(out));
    }
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<S, $($name: Assignments<S>),+> Assignments<S> for ($($name,)+) {
            #[allow(non_snake_case)]
            fn into_assignments(self, out: &mut Vec<stmt::Assignment>) {
                let ($($name,)+) = self;
                $($name.into_assignments(out);)+
            }
        }
    )+};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}
