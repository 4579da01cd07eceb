//! What `o.customer()` and `o.items()` are inside a query.

use crate::expr::{Computed, Cond, Condition, Expr, Extreme, Number, Source};
use crate::model::Model;
use crate::path::{Path, Relation, Root, Sub, ToManyRelation, ToOneRelation, Via};
use crate::schema::Type;
use crate::stmt;
use crate::value::{DbType, Scalar, Value};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// The row behind a to-one relation: its columns and relations, as fields and methods.
///
/// A query joins it once, however often it is named. It derefs to the target's `Fields`, so that
/// `o.customer().name` is a column, `o.customer().country()` the next relation, and `*o.customer()`
/// the fields themselves: what a function over `customer::Fields<P>` takes (see [`Path`]).
pub struct ToOne<P: Path, R: ToOneRelation<From = P::Target>> {
    fields: <R::To as Model>::Fields<Via<P, R>>,
    // Last, so that the compiler knows the size of a `ToOne` to what is no model, and does not
    // report that a second time.
    _end: (),
}

impl<P: Path, R: ToOneRelation<From = P::Target>> ToOne<P, R> {
    pub(crate) fn new() -> Self {
        ToOne { fields: R::To::fields::<Via<P, R>>(), _end: () }
    }
}

impl<P: Path, R: ToOneRelation<From = P::Target>> Deref for ToOne<P, R> {
    type Target = <R::To as Model>::Fields<Via<P, R>>;

    fn deref(&self) -> &Self::Target {
        &self.fields
    }
}

impl<P: Path, R: ToOneRelation<From = P::Target>> Clone for ToOne<P, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<P: Path, R: ToOneRelation<From = P::Target>> Copy for ToOne<P, R> {}

impl<P: Path, R: ToOneRelation<From = P::Target>> fmt::Debug for ToOne<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToOne({})", R::DATA.name)
    }
}

/// The rows behind a to-many relation: what can be asked of them in a condition.
///
/// Every method makes a subquery, so a to-many relation never multiplies the rows of the query.
/// Rows that are deleted softly do not count, unless [`with_deleted`](Self::with_deleted) is called.
#[must_use = "a to-many relation does nothing until one of its methods makes a condition or a value"]
pub struct ToMany<P, R> {
    filter: Vec<stmt::Expr>,
    deleted: stmt::Deleted,
    path: PhantomData<fn() -> (P, R)>,
}

/// The fields of the related rows, in a subquery of the query at path `P`.
type Inner<P, R> =
    <<R as Relation>::To as Model>::Fields<Root<<R as Relation>::To, InnerScope<P, R>>>;
type InnerScope<P, R> = Sub<<P as Path>::Scope, <R as Relation>::To>;

impl<P: Path, R: ToManyRelation<From = P::Target>> ToMany<P, R> {
    pub(crate) fn new() -> Self {
        ToMany { filter: Vec::new(), deleted: stmt::Deleted::Hidden, path: PhantomData }
    }

    fn select(self, columns: Vec<stmt::Expr>, more: Option<stmt::Expr>) -> Box<stmt::Select> {
        let mut hops = stmt::Hops::new();
        P::hops(&mut hops);
        let mut select = stmt::Select::new((R::DATA.target)());
        select.related = Some(stmt::Related { relation: R::DATA, hops });
        select.columns = columns;
        select.deleted = self.deleted;
        select.filter = self.filter;
        select.filter.extend(more);
        Box::new(select)
    }

    fn inner() -> Inner<P, R> {
        R::To::fields::<Root<R::To, InnerScope<P, R>>>()
    }

    fn exists(self, more: Option<stmt::Expr>) -> stmt::Expr {
        stmt::Expr::Exists(self.select(Vec::new(), more))
    }

    fn aggregate<T: Scalar>(
        self,
        function: stmt::Aggregate,
        arg: Option<stmt::Expr>,
    ) -> Expr<Computed<P::Scope>, T> {
        let arg = arg.map(Box::new);
        let column = stmt::Expr::Aggregate { function, ty: T::TYPE, arg };
        Expr::computed(stmt::Expr::Scalar(self.select(vec![column], None)))
    }

    /// Only the related rows for which the condition holds.
    pub fn filter<C: Condition<InnerScope<P, R>>>(
        mut self,
        condition: impl FnOnce(Inner<P, R>) -> C,
    ) -> Self {
        self.filter.extend(condition(Self::inner()).into_condition());
        self
    }

    /// Counts rows that are deleted softly too.
    pub fn with_deleted(mut self) -> Self {
        self.deleted = stmt::Deleted::Shown;
        self
    }

    /// Whether the condition holds for at least one related row: `EXISTS (..)`.
    pub fn any<C: Condition<InnerScope<P, R>>>(
        self,
        condition: impl FnOnce(Inner<P, R>) -> C,
    ) -> Cond<P::Scope> {
        let condition = condition(Self::inner()).into_condition();
        Cond::new(self.exists(condition))
    }

    /// Whether the condition holds for no related row: `NOT EXISTS (..)`.
    pub fn none<C: Condition<InnerScope<P, R>>>(
        self,
        condition: impl FnOnce(Inner<P, R>) -> C,
    ) -> Cond<P::Scope> {
        !self.any(condition)
    }

    /// Whether the condition holds for every related row; true if there are none.
    ///
    /// A condition that is `NULL` for a row does not hold for it.
    pub fn all<C: Condition<InnerScope<P, R>>>(
        self,
        condition: impl FnOnce(Inner<P, R>) -> C,
    ) -> Cond<P::Scope> {
        let fails = condition(Self::inner()).into_condition().map(|holds| {
            let holds = stmt::Expr::Call {
                function: stmt::Function::Coalesce,
                ty: Type::Bool,
                args: vec![holds, stmt::Expr::Value(Value::Bool(false))],
            };
            stmt::Expr::Not(Box::new(holds))
        });
        match fails {
            Some(fails) => !Cond::new(self.exists(Some(fails))),
            None => Cond::always(),
        }
    }

    /// Whether there is at least one related row: `EXISTS (..)`.
    pub fn is_present(self) -> Cond<P::Scope> {
        Cond::new(self.exists(None))
    }

    /// Whether there is no related row: `NOT EXISTS (..)`.
    pub fn is_absent(self) -> Cond<P::Scope> {
        !self.is_present()
    }

    /// How many related rows there are: `(SELECT COUNT(*) ..)`.
    pub fn count(self) -> Expr<Computed<P::Scope>, i64> {
        self.aggregate(stmt::Aggregate::Count, None)
    }

    /// The least value of an expression over the related rows; `None` if there are none.
    pub fn min<E, T: Scalar>(
        self,
        expr: impl FnOnce(Inner<P, R>) -> Expr<E, T>,
    ) -> Expr<Computed<P::Scope>, T::Nullable>
    where
        E: Source<Scope = InnerScope<P, R>>,
        T::Base: DbType<Family: Extreme>,
    {
        let arg = expr(Self::inner()).node();
        self.aggregate(stmt::Aggregate::Min, Some(arg))
    }

    /// The greatest value of an expression over the related rows; `None` if there are none.
    pub fn max<E, T: Scalar>(
        self,
        expr: impl FnOnce(Inner<P, R>) -> Expr<E, T>,
    ) -> Expr<Computed<P::Scope>, T::Nullable>
    where
        E: Source<Scope = InnerScope<P, R>>,
        T::Base: DbType<Family: Extreme>,
    {
        let arg = expr(Self::inner()).node();
        self.aggregate(stmt::Aggregate::Max, Some(arg))
    }

    /// The sum of an expression over the related rows, in the expression's own type; `None` if there are none.
    pub fn sum<E, T: Scalar + Number>(
        self,
        expr: impl FnOnce(Inner<P, R>) -> Expr<E, T>,
    ) -> Expr<Computed<P::Scope>, T::Nullable>
    where
        E: Source<Scope = InnerScope<P, R>>,
    {
        let arg = expr(Self::inner()).node();
        self.aggregate(stmt::Aggregate::Sum, Some(arg))
    }
}

impl<P, R: Relation> fmt::Debug for ToMany<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToMany({})", R::DATA.name)
    }
}
