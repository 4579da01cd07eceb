//! `SELECT`.

use super::from::paths;
use super::writer::Writer;
use crate::error::Error;
use crate::schema::{ColumnName, Role, Type};
use crate::sql::Dialect;
use crate::stmt::{Deleted, Direction, Expr, Lock, LockWait, OrderBy, Select};
use crate::value::Value;

impl Writer<'_> {
    /// A whole query.
    pub(super) fn select(&mut self, select: &Select) -> Result<(), Error> {
        self.query(select, Columns::Asked)
    }

    /// `SELECT COUNT(*) ..`: of all rows, or where the rows are cut short or made distinct, of those.
    pub(super) fn count(&mut self, select: &Select) -> Result<(), Error> {
        let cut = is_cut(select);
        let select = &Select { order: order_of_cut(select), ..select.clone() };
        if !cut && !select.distinct {
            return self.query(select, Columns::Count);
        }
        self.push("SELECT COUNT(*) FROM (");
        self.query(select, if select.distinct { Columns::Asked } else { Columns::One })?;
        self.push(") AS counted");
        Ok(())
    }

    /// `EXISTS (SELECT 1 ..)`
    pub(super) fn exists(&mut self, select: &Select) -> Result<(), Error> {
        // Which rows are equal matters only where some of the others are left out. SQLite forgets
        // `DISTINCT` directly inside `EXISTS`, even then.
        let distinct = select.distinct && is_cut(select);
        let select = &Select { order: order_of_cut(select), distinct, ..select.clone() };
        if distinct {
            self.push("EXISTS (SELECT 1 FROM (");
            self.query(select, Columns::Asked)?;
            self.push(") AS found)");
        } else {
            self.push("EXISTS (");
            self.query(select, Columns::One)?;
            self.push(")");
        }
        Ok(())
    }

    fn query(&mut self, select: &Select, columns: Columns) -> Result<(), Error> {
        let paths = match columns {
            Columns::Asked => paths(&select.columns, select)?,
            // What is not asked for is not joined either.
            Columns::One | Columns::Count => paths(&[], select)?,
        };
        self.push("SELECT ");
        if select.distinct {
            self.push("DISTINCT ");
        }
        // The columns come first in the text, but name the tables that come after: where some are
        // joined, the text of `FROM` is written aside.
        let alias = self.root(select.table);
        let from = match paths[..] {
            [] => None,
            _ => Some(self.aside(|writer| writer.from(select, alias, &paths))?),
        };
        match columns {
            Columns::Asked if select.columns.is_empty() => self.push("1"),
            Columns::Asked => self.list(", ", &select.columns, Writer::expr)?,
            Columns::One => self.push("1"),
            Columns::Count => self.push("COUNT(*)"),
        }
        match from {
            Some(from) => self.resume(from),
            None => self.from(select, alias, &paths)?,
        }
        self.conditions(select)?;
        if !select.order.is_empty() {
            self.push(" ORDER BY ");
            let asked = if columns == Columns::Asked { select.columns.as_slice() } else { &[] };
            self.list(", ", &select.order, |writer, order| {
                if select.distinct && !is_asked(&order.expr, asked) {
                    return Err(Error::unsupported(
                        "`distinct` rows have no order by something that is not selected",
                    ));
                }
                writer.order(order, asked)
            })?;
        }
        self.limit(select);
        if let Some(lock) = select.lock {
            if select.distinct {
                return Err(Error::unsupported("a lock on `distinct` rows"));
            }
            self.lock(lock);
        }
        self.scopes.pop();
        Ok(())
    }

    /// ` WHERE ..`: the tenant, the tie to the enclosing query, the filters, and the soft delete.
    pub(super) fn conditions(&mut self, select: &Select) -> Result<(), Error> {
        self.more_conditions(select, true)
    }

    /// The same, where `WHERE` may be written already.
    pub(super) fn more_conditions(
        &mut self,
        select: &Select,
        mut first: bool,
    ) -> Result<(), Error> {
        let mut and = |writer: &mut Self| {
            writer.push(if first { " WHERE " } else { " AND " });
            first = false;
        };
        if let Some(column) = self.tenant_of(select.table)? {
            let alias = self.source(&[])?.alias;
            and(self);
            self.is_tenant(alias, column);
            if self.reach.is_strange(select.tenant.as_ref()) {
                // Asked for by a row of another tenant: the row of the same key here is not it.
                and(self);
                self.push("FALSE");
            }
        } else if let (Some(column), Some(tenant)) = (select.table.tenant, &select.tenant) {
            let alias = self.source(&[])?.alias;
            and(self);
            self.qualified(alias, ColumnName::new(column));
            self.push(" = ");
            self.bind_plain(tenant.clone());
        }
        if select.related.is_some() {
            and(self);
            self.correlate(select)?;
        }
        for condition in &select.filter {
            and(self);
            self.nested(condition)?;
        }
        if let Some(column) = select.table.role(Role::SoftDelete) {
            let sql = match select.deleted {
                Deleted::Hidden => " IS NULL",
                Deleted::Only => " IS NOT NULL",
                Deleted::Shown => return Ok(()),
            };
            let alias = self.source(&[])?.alias;
            and(self);
            self.qualified(alias, column);
            self.push(sql);
        }
        Ok(())
    }

    /// `t0."placed_at" DESC NULLS LAST`; by number if the expression is one that is asked for, so that
    /// the database computes it once.
    pub(super) fn order(&mut self, order: &OrderBy, asked: &[Expr]) -> Result<(), Error> {
        match number(order, asked)
            .filter(|_| order.ty != Type::Decimal || self.dialect == Dialect::Postgres)
        {
            Some(number) => self.push(&number.to_string()),
            None => self.collated(&order.expr, order.ty)?,
        }
        let descending = order.direction == Direction::Descending;
        if descending {
            self.push(" DESC");
        }
        if order.nullable {
            // PostgreSQL's rule, which SQLite has the other way round.
            let first = order.nulls_first.unwrap_or(descending);
            self.push(if first { " NULLS FIRST" } else { " NULLS LAST" });
        }
        Ok(())
    }

    pub(super) fn limit(&mut self, select: &Select) {
        let bigint = |rows: u64| Value::BigInt(i64::try_from(rows).unwrap_or(i64::MAX));
        if let Some(limit) = select.limit {
            self.push(" LIMIT ");
            self.bind_plain(bigint(limit));
        } else if select.offset.is_some() && self.dialect == Dialect::Sqlite {
            self.push(" LIMIT -1");
        }
        if let Some(offset) = select.offset {
            self.push(" OFFSET ");
            self.bind_plain(bigint(offset));
        }
    }

    /// ` FOR UPDATE OF t0 SKIP LOCKED`. SQLite's transactions that write hold the only write lock
    /// there is, so that nothing is left to lock.
    fn lock(&mut self, lock: Lock) {
        if !self.dialect.locks_rows() {
            return;
        }
        self.push(if lock.share { " FOR SHARE OF " } else { " FOR UPDATE OF " });
        let root = self.source(&[]).ok().and_then(|source| source.alias);
        self.alias(root.expect("a query's root has an alias"));
        self.push(match lock.wait {
            LockWait::Wait => "",
            LockWait::NoWait => " NOWAIT",
            LockWait::SkipLocked => " SKIP LOCKED",
        });
    }

    /// An expression that is ordered or compared: SQLite compares decimals by their own collation.
    pub(super) fn collated(&mut self, expr: &Expr, ty: Type) -> Result<(), Error> {
        self.nested(expr)?;
        if ty == Type::Decimal && self.dialect == Dialect::Sqlite {
            self.push(" COLLATE decimal");
        }
        Ok(())
    }
}

/// Whether a query leaves out rows by their number.
fn is_cut(select: &Select) -> bool {
    select.limit.is_some() || select.offset.is_some()
}

/// The order of a query whose rows are not read: it matters only where it says which are left out.
fn order_of_cut(select: &Select) -> Vec<OrderBy> {
    if is_cut(select) { select.order.clone() } else { Vec::new() }
}

/// What stands between `SELECT` and `FROM`.
#[derive(Clone, Copy, PartialEq)]
enum Columns {
    /// What the query asks for.
    Asked,
    /// `1`.
    One,
    /// `COUNT(*)`.
    Count,
}

/// The number of the column that is the same computed expression, from 1.
fn number(order: &OrderBy, asked: &[Expr]) -> Option<usize> {
    if matches!(order.expr, Expr::Column { .. }) {
        return None;
    }
    let at = asked.iter().position(|column| *column == order.expr)?;
    // A row is as many columns as its table has.
    let before = asked[..at].iter().any(|column| matches!(column, Expr::Row { .. }));
    (!before).then_some(at + 1)
}

/// Whether an expression is one of those asked for, or a column of a row that is.
fn is_asked(expr: &Expr, asked: &[Expr]) -> bool {
    asked.iter().any(|column| match (column, expr) {
        (Expr::Row { hops: row }, Expr::Column { hops, .. }) => row == hops,
        (column, expr) => column == expr,
    })
}
