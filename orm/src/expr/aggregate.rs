//! Subqueries inside a condition, and the way out of them.

use super::{Computed, Cond, Condition, Expr, Source};
use crate::model::Model;
use crate::path::{Root, Sub};
use crate::stmt;
use crate::value::Scalar;

/// The fields of `M` in a subquery of a query with the scope `S`.
type Inner<M, S> = <M as Model>::Fields<Root<M, Sub<S, M>>>;

/// Whether a row of `M` meets the condition: `EXISTS (SELECT 1 FROM ..)`.
///
/// The condition reaches the enclosing query with [`outer`]. For rows that a relation leads to,
/// `o.items().any(..)` is shorter.
///
/// The model is named, the rest is inferred:
///
/// ```
/// use orm::{Model, exists, outer};
///
/// #[derive(Model)]
/// pub struct Reader {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub email: String,
/// }
///
/// #[derive(Model)]
/// pub struct Blocked {
///     #[model(primary_key)]
///     pub address: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), orm::Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Reader::TABLE, Blocked::TABLE]).await?;
/// # for email in ["ada@example.com", "bob@example.com"] {
/// #     Reader::create(&db, reader::New { email: email.into() }).await?;
/// # }
/// # Blocked::create(&db, blocked::New { address: "bob@example.com".into() }).await?;
/// let welcome = Reader::query()
///     .filter(|r| !exists::<Blocked, _, _>(|b| b.address.eq(outer(r.email))))
///     .all(&db)
///     .await?;
/// assert_eq!(welcome[0].email, "ada@example.com");
/// # assert_eq!(welcome.len(), 1);
/// # Ok(()) }
/// ```
pub fn exists<M: Model, S: 'static, C: Condition<Sub<S, M>>>(
    condition: impl FnOnce(Inner<M, S>) -> C,
) -> Cond<S> {
    Cond::new(stmt::Expr::Exists(Box::new(subquery::<M, S, C>(condition))))
}

/// How many rows of `M` meet the condition: `(SELECT COUNT(*) FROM ..)`.
///
/// The condition reaches the enclosing query with [`outer`]: `count::<Order, _, _>(|o| ..)`, as in
/// [`exists`].
pub fn count<M: Model, S: 'static, C: Condition<Sub<S, M>>>(
    condition: impl FnOnce(Inner<M, S>) -> C,
) -> Expr<Computed<S>, i64> {
    let mut select = subquery::<M, S, C>(condition);
    let function = stmt::Aggregate::Count;
    select.columns = vec![stmt::Expr::Aggregate { function, ty: <i64 as Scalar>::TYPE, arg: None }];
    Expr::computed(stmt::Expr::Scalar(Box::new(select)))
}

fn subquery<M: Model, S: 'static, C: Condition<Sub<S, M>>>(
    condition: impl FnOnce(Inner<M, S>) -> C,
) -> stmt::Select {
    let mut select = stmt::Select::new(M::TABLE);
    select.columns = Vec::new();
    select.filter.extend(condition(M::fields::<Root<M, Sub<S, M>>>()).into_condition());
    select
}

/// An expression of the enclosing query, inside a subquery over `M`: see [`exists`]. In a subquery
/// inside a subquery, `outer(outer(..))` reaches the query around both.
pub fn outer<R: Source, T: Scalar, M: Model>(
    expr: Expr<R, T>,
) -> Expr<Computed<Sub<R::Scope, M>>, T> {
    Expr::computed(stmt::Expr::Outer(Box::new(expr.node())))
}
