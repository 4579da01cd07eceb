//! Typed expressions: columns, values and what is computed of them.

mod aggregate;
mod arithmetic;
mod array;
mod case;
mod compare;
mod condition;
mod function;
mod json;
mod operand;
mod order;
mod set;
mod text;

pub use aggregate::{count, exists, outer};
pub use arithmetic::{Divisor, Number, Numeric, Term, Whole};
pub use case::{Case, Choice, case};
pub use compare::{
    Comparable, Equality, Extreme, InProgram, IntoList, MaybeNull, Ordered, Sortable,
};
pub use condition::{Cond, Condition};
pub use function::{OrElse, coalesce, concat};
pub use json::{Document, JsonColumn};
pub use operand::Operand;
pub use order::{Ordering, Orderings};
pub use set::{Assignable, Assignments, InUpsert, Set, SetTo};
pub use text::{TextColumn, Textual};

use crate::path::Path;
use crate::schema::ColumnName;
use crate::stmt;
use crate::value::Scalar;
use std::fmt;
use std::marker::PhantomData;

/// An expression of the Rust type `T`; `R` says where it comes from.
///
/// | `R` | what it is | `Copy` |
/// |---|---|---|
/// | [`Column<P>`] | a column at the path `P` | yes |
/// | [`FixedColumn<P>`] | a column that is never set: a key, a generated column, a timestamp that is kept | yes |
/// | [`Computed<S>`] | anything else in a query of the scope `S` | no |
pub struct Expr<R, T> {
    source: R,
    ty: PhantomData<fn() -> T>,
}

/// A column at the path `P`.
pub struct Column<P> {
    name: ColumnName,
    path: PhantomData<fn() -> P>,
}

/// A column at the path `P` that is never set by hand.
pub struct FixedColumn<P> {
    name: ColumnName,
    path: PhantomData<fn() -> P>,
}

/// A computed value in a query of the scope `S`.
pub struct Computed<S> {
    node: stmt::Expr,
    scope: PhantomData<fn() -> S>,
}

/// Where an expression comes from.
pub trait Source {
    /// The query that the expression belongs to.
    type Scope: 'static;

    /// The expression without types.
    fn into_node(self) -> stmt::Expr;
}

impl<R: Source, T> Expr<R, T> {
    /// The expression without types.
    pub(crate) fn node(self) -> stmt::Expr {
        self.source.into_node()
    }
}

impl<S, T> Expr<Computed<S>, T> {
    pub(crate) fn computed(node: stmt::Expr) -> Self {
        Expr { source: Computed { node, scope: PhantomData }, ty: PhantomData }
    }
}

impl<P: Path, T: Scalar> Expr<Column<P>, T> {
    pub(crate) const fn column(name: ColumnName) -> Self {
        Expr { source: Column { name, path: PhantomData }, ty: PhantomData }
    }
}

impl<P: Path, T: Scalar> Expr<FixedColumn<P>, T> {
    pub(crate) const fn fixed(name: ColumnName) -> Self {
        Expr { source: FixedColumn { name, path: PhantomData }, ty: PhantomData }
    }
}

fn column_node<P: Path>(column: ColumnName) -> stmt::Expr {
    let mut hops = stmt::Hops::new();
    P::hops(&mut hops);
    stmt::Expr::Column { hops, column }
}

impl<P: Path> Source for Column<P> {
    type Scope = P::Scope;

    fn into_node(self) -> stmt::Expr {
        column_node::<P>(self.name)
    }
}

impl<P: Path> Source for FixedColumn<P> {
    type Scope = P::Scope;

    fn into_node(self) -> stmt::Expr {
        column_node::<P>(self.name)
    }
}

impl<S: 'static> Source for Computed<S> {
    type Scope = S;

    fn into_node(self) -> stmt::Expr {
        self.node
    }
}

impl<R: Clone, T> Clone for Expr<R, T> {
    fn clone(&self) -> Self {
        Expr { source: self.source.clone(), ty: PhantomData }
    }
}
impl<R: Copy, T> Copy for Expr<R, T> {}

impl<P> Clone for Column<P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P> Copy for Column<P> {}

impl<P> Clone for FixedColumn<P> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P> Copy for FixedColumn<P> {}

impl<S> Clone for Computed<S> {
    fn clone(&self) -> Self {
        Computed { node: self.node.clone(), scope: PhantomData }
    }
}

impl<R: fmt::Debug, T> fmt::Debug for Expr<R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl<P> fmt::Debug for Column<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({})", self.name)
    }
}

impl<P> fmt::Debug for FixedColumn<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FixedColumn({})", self.name)
    }
}

impl<S> fmt::Debug for Computed<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Computed({:?})", self.node)
    }
}
