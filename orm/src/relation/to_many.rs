//! The rows behind a to-many relation.

use super::{Inner, InnerScope, inner};
use crate::expr::{Computed, Cond, Condition, Expr, Extreme, Number, Orderings, Source};
use crate::load::{
    Apart, Between, Count, Extent, Fetch, Joined, Load, LoadMany, Merge, Part, Through, Values,
    Whole, between,
};
use crate::path::{Path, Relation, ThroughRelation, ToManyRelation, Types};
use crate::query::Selection;
use crate::schema::Type;
use crate::stmt;
use crate::value::{DbType, Scalar, Value};
use std::fmt;
use std::marker::PhantomData;

/// The rows behind a to-many relation: what can be asked of them in a condition, and how they are
/// loaded.
///
/// | in | methods | what it becomes |
/// |---|---|---|
/// | a condition, an order, a selection | `any`, `none`, `all`, `is_present`, `count`, `min`, `max`, `sum` | a subquery: a to-many relation never multiplies the rows of the query |
/// | `prefetch_related`, `with` | `order_by`, `limit`, `offset`, `with`, `select` | one more statement for all rows |
/// | both | `filter`, `with_deleted` | |
///
/// Rows that are deleted softly do not count and are not loaded, unless
/// [`with_deleted`](Self::with_deleted) is called. A filter or a limit makes the loaded relation a
/// [`Partial`](crate::load::Partial) one: `W` says so.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/relations_shop.inc"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> { let db = shop().await?;
/// let query = Order::query()
///     .filter(|o| o.items().any(|i| i.qty.gt(1)))           // a condition: EXISTS (..)
///     .order_by(|o| (o.items().count().desc(), o.id.asc())) // a value: (SELECT COUNT(*) ..)
///     .prefetch_related(|o| o.items().filter(|i| i.qty.gt(1))); // a load
/// let orders = query.all(&db).await?;
/// assert_eq!((orders[0].number.as_str(), orders[0].items().len()), ("A-1", 1));
/// # Ok(()) }
/// ```
#[must_use = "a to-many relation does nothing until it is loaded, or makes a condition or a value"]
pub struct ToMany<P, R, W = Whole> {
    filter: Vec<stmt::Expr>,
    /// Conditions over the row between.
    through: Vec<stmt::Expr>,
    deleted: stmt::Deleted,
    path: Types<(P, R, W)>,
}

impl<P: Path, R: ToManyRelation<From = P::Target>> ToMany<P, R> {
    pub(crate) fn new() -> Self {
        ToMany {
            filter: Vec::new(),
            through: Vec::new(),
            deleted: stmt::Deleted::Hidden,
            path: PhantomData,
        }
    }
}

/// Loading.
impl<P: Path, R: ToManyRelation<From = P::Target>, W: Extent> ToMany<P, R, W> {
    pub(crate) fn into_fetch(mut self) -> Fetch {
        self.filter.append(&mut self.through);
        Fetch { filter: self.filter, deleted: self.deleted, ..Fetch::default() }
    }

    fn load(self) -> LoadMany<P, R, R::To, W> {
        LoadMany::new(self.into_fetch())
    }

    /// The order of the related rows of each parent.
    pub fn order_by<O: Orderings<InnerScope<P, R>>>(
        self,
        order: impl FnOnce(Inner<P, R>) -> O,
    ) -> LoadMany<P, R, R::To, W> {
        self.load().order_by(order)
    }

    /// Loads at most this many related rows for each parent.
    pub fn limit(self, rows: u64) -> LoadMany<P, R, R::To, Part> {
        self.load().limit(rows)
    }

    /// Leaves out this many related rows of each parent first.
    pub fn offset(self, rows: u64) -> LoadMany<P, R, R::To, Part> {
        self.load().offset(rows)
    }

    /// Loads relations of each related row with it: to-one by a join, to-many by a statement each.
    pub fn with<L>(
        self,
        loads: impl FnOnce(Inner<P, R>) -> L,
    ) -> LoadMany<P, R, <R::To as Merge<L::Row>>::Out, W>
    where
        L: Load<InnerScope<P, R>, Joined>,
        R::To: Merge<L::Row>,
    {
        self.load().with(loads)
    }

    /// Loads relations of each related row by a statement each, to-one relations too.
    pub fn prefetch_related<L>(
        self,
        loads: impl FnOnce(Inner<P, R>) -> L,
    ) -> LoadMany<P, R, <R::To as Merge<L::Row>>::Out, W>
    where
        L: Load<InnerScope<P, R>, Apart>,
        R::To: Merge<L::Row>,
    {
        self.load().prefetch_related(loads)
    }

    /// Loads values of each related row instead of the whole row.
    pub fn select<C: Selection<InnerScope<P, R>>>(
        self,
        columns: impl FnOnce(Inner<P, R>) -> C,
    ) -> LoadMany<P, R, Values<C::Output>, W> {
        self.load().select(columns)
    }
}

/// The row between.
impl<P: Path, R: ToManyRelation<From = P::Target>, W: Extent> ToMany<P, R, W> {
    /// Only the related rows whose row between meets the condition. In `any`, `count` and the like the
    /// condition reaches the row between alone, in a load its to-one relations, too.
    pub fn filter_through<C: Condition<InnerScope<P, R>>>(
        mut self,
        condition: impl FnOnce(Between<P, R>) -> C,
    ) -> ToMany<P, R, Part>
    where
        R: ThroughRelation,
    {
        self.through.extend(condition(between::<P, R>()).into_condition());
        self.part()
    }

    /// Orders the related rows of each parent by the row between.
    pub fn order_by_through<O: Orderings<InnerScope<P, R>>>(
        self,
        order: impl FnOnce(Between<P, R>) -> O,
    ) -> LoadMany<P, R, R::To, W>
    where
        R: ThroughRelation,
    {
        self.load().order_by_through(order)
    }

    /// Loads the row between with each related row.
    pub fn with_through<L>(self) -> LoadMany<P, R, Through<R::To, L>, W>
    where
        R: ThroughRelation<Through = L>,
    {
        self.load().with_through()
    }
}

/// Conditions and values.
impl<P: Path, R: ToManyRelation<From = P::Target>, W> ToMany<P, R, W> {
    pub(crate) fn into_count(self) -> Count {
        Count { filter: self.filter, through: self.through, deleted: self.deleted }
    }

    fn part(self) -> ToMany<P, R, Part> {
        ToMany {
            filter: self.filter,
            through: self.through,
            deleted: self.deleted,
            path: PhantomData,
        }
    }

    fn select_with(self, columns: Vec<stmt::Expr>, more: Option<stmt::Expr>) -> Box<stmt::Select> {
        let mut hops = stmt::Hops::new();
        P::hops(&mut hops);
        let mut select = stmt::Select::new((R::DATA.target)());
        select.related = Some(stmt::Related { relation: R::DATA, hops, through: self.through });
        select.columns = columns;
        select.deleted = self.deleted;
        select.filter = self.filter;
        select.filter.extend(more);
        Box::new(select)
    }

    fn exists(self, more: Option<stmt::Expr>) -> stmt::Expr {
        stmt::Expr::Exists(self.select_with(Vec::new(), more))
    }

    fn aggregate<T: Scalar>(
        self,
        function: stmt::Aggregate,
        arg: Option<stmt::Expr>,
    ) -> Expr<Computed<P::Scope>, T> {
        let arg = arg.map(Box::new);
        let column = stmt::Expr::Aggregate { function, ty: T::TYPE, arg };
        Expr::computed(stmt::Expr::Scalar(self.select_with(vec![column], None)))
    }

    /// Only the related rows for which the condition holds.
    pub fn filter<C: Condition<InnerScope<P, R>>>(
        mut self,
        condition: impl FnOnce(Inner<P, R>) -> C,
    ) -> ToMany<P, R, Part> {
        self.filter.extend(condition(inner::<P, R>()).into_condition());
        self.part()
    }

    /// Counts and loads rows that are deleted softly too.
    pub fn with_deleted(mut self) -> Self {
        self.deleted = stmt::Deleted::Shown;
        self
    }

    /// Whether the condition holds for at least one related row: `EXISTS (..)`.
    pub fn any<C: Condition<InnerScope<P, R>>>(
        self,
        condition: impl FnOnce(Inner<P, R>) -> C,
    ) -> Cond<P::Scope> {
        let condition = condition(inner::<P, R>()).into_condition();
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
        let fails = condition(inner::<P, R>()).into_condition().map(|holds| {
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
        let arg = expr(inner::<P, R>()).node();
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
        let arg = expr(inner::<P, R>()).node();
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
        let arg = expr(inner::<P, R>()).node();
        self.aggregate(stmt::Aggregate::Sum, Some(arg))
    }
}

impl<P, R: Relation, W> fmt::Debug for ToMany<P, R, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ToMany({})", R::DATA.name)
    }
}
