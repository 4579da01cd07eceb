//! `FROM`: which tables a query joins, found by looking at everything that it names.

use super::writer::{Scope, Source, Writer, same};
use crate::error::Error;
use crate::schema::{ColumnName, Relation, RelationKind, Role, Table};
use crate::stmt::{Deleted, Expr, Hops, Select};

/// The paths that a query's expressions name, each with all paths on the way to it, in order; of its
/// columns, only these are asked for.
pub(super) fn paths(columns: &[Expr], select: &Select) -> Result<Vec<Hops>, Error> {
    let mut paths = Vec::new();
    let orders = select.order.iter().map(|order| &order.expr);
    for expr in columns.iter().chain(&select.filter).chain(orders) {
        check_depth(expr)?;
        collect(expr, 0, &mut paths);
    }
    Ok(paths)
}

/// The deepest expression that is written: what comes after works from the inside out and the outside
/// in by calling itself, and a condition that is made of somebody's input must not exhaust the stack.
const DEEPEST: usize = 250;

/// Refuses an expression that is nested too deeply.
pub(super) fn check_depth(expr: &Expr) -> Result<(), Error> {
    if let Expr::Column { .. } | Expr::Row { .. } | Expr::Value(_) = expr {
        return Ok(());
    }
    fn fits(expr: &Expr, left: usize) -> bool {
        let Some(left) = left.checked_sub(1) else { return false };
        let mut fit = true;
        expr.each_child(&mut |child| fit = fit && fits(child, left));
        let inside = expr.subquery();
        fit && inside.is_none_or(|query| {
            query.columns.iter().chain(&query.filter).all(|expr| fits(expr, left))
        })
    }
    if fits(expr, DEEPEST) {
        return Ok(());
    }
    Err(Error::unsupported(format!("an expression that is nested more than {DEEPEST} levels deep")))
}

fn add(hops: &[&'static Relation], paths: &mut Vec<Hops>) {
    for end in 1..=hops.len() {
        if !paths.iter().any(|path| same(path, &hops[..end])) {
            paths.push(hops[..end].to_vec());
        }
    }
}

/// Looks for paths of the query that is `depth` levels out.
fn collect(expr: &Expr, depth: usize, paths: &mut Vec<Hops>) {
    match expr {
        Expr::Column { hops, .. } | Expr::Row { hops } if depth == 0 => {
            add(hops, paths);
            return;
        }
        Expr::Value(_) => return,
        Expr::Outer(expr) => {
            if let Some(depth) = depth.checked_sub(1) {
                collect(expr, depth, paths);
            }
            return;
        }
        _ => {}
    }
    expr.each_child(&mut |child| collect(child, depth, paths));
    if let Some(query) = expr.subquery() {
        collect_subquery(query, depth, paths);
    }
}

fn collect_subquery(query: &Select, depth: usize, paths: &mut Vec<Hops>) {
    if let (Some(related), 0) = (&query.related, depth) {
        add(&related.hops, paths);
    }
    let through = query.related.iter().flat_map(|related| &related.through);
    for expr in query.columns.iter().chain(&query.filter).chain(through) {
        collect(expr, depth + 1, paths);
    }
    for order in &query.order {
        collect(&order.expr, depth + 1, paths);
    }
}

impl Writer<'_> {
    /// Opens a query's scope, which the caller closes, and gives the alias of its table.
    pub(super) fn root(&mut self, table: &'static Table) -> usize {
        let alias = self.new_alias();
        let root = Source { hops: Hops::new(), table, alias: Some(alias), outer: false };
        self.scopes.push(Scope { tables: vec![root] });
        alias
    }

    /// ` FROM "orders" AS t0 JOIN ..`, in the query's scope.
    pub(super) fn from(
        &mut self,
        select: &Select,
        alias: usize,
        paths: &[Hops],
    ) -> Result<(), Error> {
        self.push(" FROM ");
        self.table(select.table)?;
        self.push(" AS ");
        self.alias(alias);
        for path in paths {
            self.join(path, select.deleted)?;
        }
        Ok(())
    }

    /// ` LEFT JOIN "customers" AS t1 ON t1."id" = t0."customer_id"`
    pub(super) fn join(&mut self, path: &Hops, deleted: Deleted) -> Result<(), Error> {
        let (relation, before) = path.split_last().expect("a path that is joined has a hop");
        let from = self.source(before)?;
        let (near, near_outer, near_table) = (from.alias, from.outer, from.table);
        let target = (relation.target)();
        let alias = self.new_alias();
        let (columns, optional): (Vec<_>, bool) = match relation.kind {
            RelationKind::ToOne { key, optional } => {
                (key.referenced().iter().zip(key.columns).collect(), optional)
            }
            RelationKind::HasOne { key } => {
                (key.columns.iter().zip(key.referenced()).collect(), true)
            }
            RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. } => {
                return Err(Error::unsupported("a to-many relation is never joined"));
            }
        };
        let outer = optional || near_outer;
        self.push(if outer { " LEFT JOIN " } else { " JOIN " });
        self.table(target)?;
        self.push(" AS ");
        self.alias(alias);
        self.push(" ON ");
        self.list(" AND ", columns, |writer, (far_column, near_column)| {
            writer.qualified(Some(alias), ColumnName::new(far_column));
            writer.push(" = ");
            writer.qualified(near, ColumnName::new(near_column));
            Ok(())
        })?;
        self.and_tenant((target, alias), (near_table, near))?;
        // A required row is always there, or the join would lose the row that refers to it.
        if let (true, Deleted::Hidden, Some(column)) =
            (optional, deleted, target.role(Role::SoftDelete))
        {
            self.push(" AND ");
            self.qualified(Some(alias), column);
            self.push(" IS NULL");
        }
        let source = Source { hops: path.clone(), table: target, alias: Some(alias), outer };
        self.scopes.last_mut().expect("a scope is open").tables.push(source);
        Ok(())
    }

    /// The condition that ties a subquery's rows to a row of the enclosing query.
    pub(super) fn correlate(&mut self, select: &Select) -> Result<(), Error> {
        let Some(related) = &select.related else { return Ok(()) };
        let inner = self.source(&[])?.alias;
        let mut near = None;
        let mut near_table = select.table;
        self.outside(|writer| {
            let source = writer.source(&related.hops)?;
            (near, near_table) = (source.alias, source.table);
            Ok(())
        })?;
        if let Some((column, near_column)) = self.shared_tenant(select.table, near_table) {
            self.qualified(inner, ColumnName::new(column));
            self.push(" = ");
            self.qualified(near, ColumnName::new(near_column));
            self.push(" AND ");
        }
        match related.relation.kind {
            RelationKind::HasMany { key } | RelationKind::HasOne { key } => {
                let pairs = key.columns.iter().zip(key.referenced());
                self.list(" AND ", pairs, |writer, (column, referenced)| {
                    writer.qualified(inner, ColumnName::new(column));
                    writer.push(" = ");
                    writer.qualified(near, ColumnName::new(referenced));
                    Ok(())
                })
            }
            RelationKind::ManyToMany { through, near: near_key, far, link: link_hop } => {
                // `IN` rather than another `EXISTS`: SQLite would scan the far table for that.
                let link = self.new_alias();
                self.push("(");
                let shared = self.shared_tenant(select.table, through());
                let (own, linked) = shared.unzip();
                self.list(", ", far.referenced().iter().copied().chain(own), |writer, column| {
                    writer.qualified(inner, ColumnName::new(column));
                    Ok(())
                })?;
                self.push(") IN (SELECT ");
                self.list(", ", far.columns.iter().copied().chain(linked), |writer, column| {
                    writer.qualified(Some(link), ColumnName::new(column));
                    Ok(())
                })?;
                self.push(" FROM ");
                self.table(through())?;
                self.push(" AS ");
                self.alias(link);
                self.push(" WHERE ");
                let pairs = near_key.columns.iter().zip(near_key.referenced());
                self.list(" AND ", pairs, |writer, (column, referenced)| {
                    writer.qualified(Some(link), ColumnName::new(column));
                    writer.push(" = ");
                    writer.qualified(near, ColumnName::new(referenced));
                    Ok(())
                })?;
                self.and_tenant((through(), link), (near_table, near))?;
                let deleted = through().role(Role::SoftDelete);
                if let Some(column) = deleted.filter(|_| select.deleted == Deleted::Hidden) {
                    self.push(" AND ");
                    self.qualified(Some(link), column);
                    self.push(" IS NULL");
                }
                if !related.through.is_empty() {
                    let hops = vec![link_hop];
                    let table = through();
                    let scope = self.scopes.last_mut().expect("a scope is open");
                    scope.tables.push(Source { hops, table, alias: Some(link), outer: false });
                    for condition in &related.through {
                        self.push(" AND ");
                        self.nested(condition)?;
                    }
                    self.scopes.last_mut().expect("a scope is open").tables.pop();
                }
                self.push(")");
                Ok(())
            }
            RelationKind::ToOne { .. } => Err(Error::unsupported("a to-one relation is joined")),
        }
    }
}
