//! Pages of a long list, by the key of the last row rather than by its number.

use super::{Plan, Query};
use crate::backend::Statement;
use crate::db::{Sent, Target};
use crate::error::{Error, Kind};
use crate::load::{Loads, RowOf, complete_all};
use crate::model::Model;
use crate::row::{DecodeError, Row, listed};
use crate::schema::{ColumnName, Type};
use crate::scope::{Reach, Reaches};
use crate::sql;
use crate::stmt::{CompareOp, Direction, Expr, Hops, OrderBy, Select};
use crate::value::{Value, text_form};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt;
use std::sync::Arc;

/// Some rows of a query, and where the next ones begin.
#[derive(Debug, Clone)]
pub struct Page<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<Cursor>,
}

/// Where a page begins: a text without meaning to anybody else, safe in a URL.
///
/// It holds the last row's values of the query's order, so hand it out only where these may be seen.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

impl Cursor {
    /// The cursor that was handed out as this text. It is checked when it is used.
    pub fn new(text: impl Into<String>) -> Self {
        Cursor(text.into())
    }

    /// The text to hand out.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of(order: u64, values: &[Value]) -> Self {
        let texts: Vec<_> = values.iter().map(text_form::write).collect();
        let json = serde_json::to_vec(&(order, texts)).expect("a list of texts is JSON");
        Cursor(URL_SAFE_NO_PAD.encode(json))
    }

    fn values(&self, mark: u64, order: &[OrderBy]) -> Result<Vec<Value>, Error> {
        let wrong = || Error::new(Kind::Decode, "this is no cursor of this query");
        let json = URL_SAFE_NO_PAD.decode(&self.0).map_err(|error| wrong().with_source(error))?;
        let (made_for, texts): (u64, Vec<Option<String>>) =
            serde_json::from_slice(&json).map_err(|error| wrong().with_source(error))?;
        if made_for != mark || texts.len() != order.len() {
            return Err(wrong());
        }
        let pairs = texts.into_iter().zip(order);
        pairs
            .map(|(text, order)| match text {
                Some(text) => text_form::read(order.ty, &text).map_err(|_| wrong()),
                None => Ok(Value::Null(order.ty)),
            })
            .collect()
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor(..)")
    }
}

impl<M: Model, S: Plan<M>> Query<M, S> {
    /// The page of at most `size` rows after the cursor; the first page without one.
    ///
    /// The primary key is added to the order, so that every row has its place; the database seeks the
    /// place by the order's values, so that a late page costs no more than the first. A cursor
    /// belongs to the order that it was made with.
    ///
    /// # Errors
    /// [`is_decode`](Error::is_decode) if the cursor is none of this query's, and those of
    /// [`all`](Query::all).
    pub async fn page<E: Reaches<M::Scope> + ?Sized>(
        self,
        db: &E,
        size: u32,
        after: Option<&Cursor>,
    ) -> Result<Page<S::Row>, Error> {
        self.page_in(db.target(), size, after).await
    }

    pub(crate) async fn page_in(
        self,
        target: Target<'_>,
        size: u32,
        after: Option<&Cursor>,
    ) -> Result<Page<S::Row>, Error> {
        let (mut select, loads) = self.with_joins();
        if select.limit.is_some() || select.offset.is_some() {
            return Err(Error::unsupported(
                "pages of a query with a limit or an offset: the page has its own",
            ));
        }
        if size == 0 {
            return Err(Error::unsupported("pages of no rows"));
        }
        add_key(&mut select, target.context().reach)?;
        let mark = mark_of(&select, target.context())?;
        let after = after.map(|cursor| cursor.values(mark, &select.order)).transpose()?;
        let rows =
            rows_after::<M, S>(target, select, &loads, after.as_deref(), size.into()).await?;
        let next = rows.place.map(|place| Cursor::of(mark, &place));
        Ok(Page { rows: rows.rows, next })
    }
}

/// Some rows of a query, and the place of the last one if there are more.
pub(super) struct RowsAfter<R> {
    pub(super) rows: Vec<R>,
    pub(super) place: Option<Vec<Value>>,
}

/// The first rows after a place in a query's order, which ends with the primary key.
pub(super) async fn rows_after<M: Model, S: Plan<M>>(
    target: Target<'_>,
    mut select: Select,
    loads: &Loads,
    after: Option<&[Value]>,
    size: u64,
) -> Result<RowsAfter<S::Row>, Error> {
    if let Some(values) = after {
        select.filter.push(beyond(&select.order, values));
    }
    // One row more tells whether there are more.
    select.limit = Some(size.saturating_add(1));
    select.columns.extend(select.order.iter().map(|order| order.expr.clone()));
    let types: Arc<[Type]> = select.order.iter().map(|order| order.ty).collect();
    let statement = sql::select(target.context(), &select)?;
    let sent = Sent::read(select.table);
    let mut attempts = target.attempts(sent);
    loop {
        let there = attempts.target();
        let rows = rows_after_once::<M, S>(there, &statement, sent, loads, &types, size).await;
        if !attempts.again(&rows) {
            return rows;
        }
    }
}

async fn rows_after_once<M: Model, S: Plan<M>>(
    target: Target<'_>,
    statement: &Statement,
    sent: Sent,
    loads: &Loads,
    types: &Arc<[Type]>,
    size: u64,
) -> Result<RowsAfter<S::Row>, Error> {
    let line = target.line(statement, sent).await?.alone(!loads.fetch());
    let (joined, types) = (loads.clone(), types.clone());
    let decode = move |row: &mut Row<'_>| -> Result<(S::Row, Vec<Value>), DecodeError> {
        let value = S::Row::read(row, &joined)?;
        let place = types.iter().map(|ty| text_form::column(row, *ty));
        Ok((value, place.collect::<Result<_, _>>()?))
    };
    let mut rows = line.fold(statement, sent, Vec::new(), listed(decode)).await?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let place = rows.last().filter(|_| more).map(|(_, place)| place.clone());
    let mut rows: Vec<S::Row> = rows.into_iter().map(|(row, _)| row).collect();
    complete_all::<M, S::Row>(&mut rows, loads, &line).await?;
    Ok(RowsAfter { rows, place })
}

/// What tells the query's order from others: a cursor made for another one leads nowhere.
fn mark_of(select: &Select, context: sql::Context<'_>) -> Result<u64, Error> {
    let mut order = Select::new(select.table);
    order.columns.clear();
    order.order.clone_from(&select.order);
    // The text is the same for the same order, whatever the values, and on every machine.
    Ok(crate::__private::hash(&sql::select(context, &order)?.sql))
}

/// Ends the order with the primary key, which tells rows apart that are otherwise equal in it: over all
/// tenants, together with the tenant.
pub(super) fn add_key(select: &mut Select, reach: &Reach) -> Result<(), Error> {
    if select.distinct {
        let refused = "pages, or a stream with fetched relations, of `distinct` rows: they have no key of their own";
        return Err(Error::unsupported(refused));
    }
    if select.table.primary_key.is_empty() {
        let refused = "pages, or a stream with fetched relations, of a view without a primary key: nothing tells equal rows apart";
        return Err(Error::unsupported(refused));
    }
    let tenant = select.table.tenant.filter(|_| reach.is_all());
    for name in tenant.into_iter().chain(select.table.primary_key.iter().copied()) {
        let column = ColumnName::new(name);
        let there = select.order.iter().any(|order| {
            matches!(&order.expr, Expr::Column { hops, column: other } if hops.is_empty() && *other == column)
        });
        if there {
            continue;
        }
        let definition = select.table.column(name).expect("the key's columns are the table's own");
        select.order.push(OrderBy {
            expr: Expr::Column { hops: Hops::new(), column },
            ty: definition.ty,
            nullable: false,
            direction: Direction::Ascending,
            nulls_first: None,
        });
    }
    Ok(())
}

/// The rows after these values: those that differ first in some place, and there come later.
fn beyond(order: &[OrderBy], values: &[Value]) -> Expr {
    let places = (0..order.len()).map(|at| {
        let mut terms: Vec<_> =
            order.iter().zip(values).take(at).map(|(order, value)| same(order, value)).collect();
        terms.push(later(&order[at], &values[at]));
        Expr::And(terms)
    });
    let beyond = Expr::Or(places.collect());
    match (order.first(), values.first()) {
        // It follows from the rest, but a database finds its place in an index by this alone.
        (Some(first), Some(value)) if order.len() > 1 && !first.nullable => {
            let op = match first.direction {
                Direction::Ascending => CompareOp::Ge,
                Direction::Descending => CompareOp::Le,
            };
            Expr::And(vec![compare(op, first, value), beyond])
        }
        _ => beyond,
    }
}

fn same(order: &OrderBy, value: &Value) -> Expr {
    if value.is_null() {
        return is_null(order, false);
    }
    compare(CompareOp::Eq, order, value)
}

fn later(order: &OrderBy, value: &Value) -> Expr {
    let descending = order.direction == Direction::Descending;
    let nulls_first = order.nulls_first.unwrap_or(descending);
    match (value.is_null(), nulls_first) {
        (true, true) => is_null(order, true),
        (true, false) => Expr::Or(Vec::new()),
        (false, _) => {
            let op = if descending { CompareOp::Lt } else { CompareOp::Gt };
            let beyond = compare(op, order, value);
            if order.nullable && !nulls_first {
                Expr::Or(vec![beyond, is_null(order, false)])
            } else {
                beyond
            }
        }
    }
}

fn compare(op: CompareOp, order: &OrderBy, value: &Value) -> Expr {
    Expr::Compare {
        op,
        ty: order.ty,
        lhs: Box::new(order.expr.clone()),
        rhs: Box::new(Expr::Value(value.clone())),
    }
}

fn is_null(order: &OrderBy, negated: bool) -> Expr {
    Expr::IsNull { expr: Box::new(order.expr.clone()), negated }
}
