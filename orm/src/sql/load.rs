//! The rows of a relation for many parents, by their keys: one bound array a column, so that the text is
//! the same for any number of keys, but for one key of the first form.
//!
//! ```text
//! SELECT t0.* FROM "items" AS t0 WHERE t0."order_id" = ANY($1)      for one key: = $1
//! SELECT k."n", t0.* FROM unnest($1, $2) WITH ORDINALITY AS k("k0", "k1", "n") JOIN "items" AS t0 ON t0."a" = k."k0" AND ..
//! ```
//!
//! The first is for a key of one column that is a whole number, a UUID or a date. A table of keys would
//! cost more: PostgreSQL plans it for ten elements once it keeps the plan, and then looks each of a
//! thousand keys up on its own; SQLite scans the related table for each key where no index helps. The second, with the keys as a table, is for all
//! others: the database alone says which keys are equal, and each row comes with its key's number.
//!
//! With a limit for each parent, PostgreSQL looks the rows of each key up on their own (`LATERAL`;
//! PostgreSQL manual, 7.2.1.5), so that an index ends the search; SQLite, which has no such join,
//! numbers the rows of each key (SQLite, "Window Functions").

use super::from::paths;
use super::list::list_text;
use super::writer::{Scope, Source, Writer};
use super::{Begins, Dialect, list};
use crate::error::Error;
use crate::schema::{ColumnName, RelationKind, Role, Table, Type};
use crate::stmt::{Deleted, Hops, Load, Select};
use crate::value::Value;

/// How related rows are compared with the keys.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Tie {
    /// The keys are a table to which they are joined.
    Join,
    /// The keys are a table outside of the subquery, in whose `WHERE` they are compared.
    Outside,
    /// The keys are an array.
    Any,
}

/// The name of a row's number among its parent's.
const NUMBER: &str = "orm_number";

impl Writer<'_> {
    pub(super) fn load(&mut self, load: &Load) -> Result<(), Error> {
        match (Begins::of(load), self.dialect) {
            (Begins::Key(_), _) => self.load_by_key(load, true),
            (Begins::Row(..), _) => self.load_by_key(load, false),
            (Begins::Number, _) => self.load_whole(load),
            (Begins::Numbers, Dialect::Postgres) => self.load_lateral(load),
            (Begins::Numbers, Dialect::Sqlite) => self.load_numbered(load),
        }
    }

    fn load_by_key(&mut self, load: &Load, with_key: bool) -> Result<(), Error> {
        self.push("SELECT ");
        let mut key = None;
        let from = self.aside(|writer| {
            key = Some(writer.related(load, Tie::Any)?);
            Ok(())
        })?;
        let (alias, column) = key.expect("what was written aside has a key");
        if with_key {
            self.qualified(Some(alias), ColumnName::new(column));
            self.push(", ");
        }
        self.list(", ", &load.select.columns, Writer::expr)?;
        self.resume(from);
        self.rest(load, false)
    }

    fn load_whole(&mut self, load: &Load) -> Result<(), Error> {
        self.push("SELECT ");
        let from = self.aside(|writer| {
            writer.push(" FROM ");
            writer.keys(load)?;
            writer.related(load, Tie::Join).map(drop)
        })?;
        self.key_number();
        self.push(", ");
        self.list(", ", &load.select.columns, Writer::expr)?;
        self.resume(from);
        self.rest(load, true)
    }

    /// The conditions and the order, and the end of the scope.
    fn rest(&mut self, load: &Load, first: bool) -> Result<(), Error> {
        if matches!(load.relation.kind, RelationKind::ToOne { optional: false, .. }) {
            // A required row is always there, deleted or not; it has no filter either.
            if let Some(column) = self.tenant_of(load.select.table)? {
                let alias = self.source(&[])?.alias;
                self.push(if first { " WHERE " } else { " AND " });
                self.is_tenant(alias, column);
            }
        } else {
            self.more_conditions(&load.select, first)?;
        }
        if !load.select.order.is_empty() {
            self.push(" ORDER BY ");
            self.orders(&load.select)?;
        }
        self.scopes.pop();
        Ok(())
    }

    fn load_lateral(&mut self, load: &Load) -> Result<(), Error> {
        self.push("SELECT ");
        self.key_number();
        self.push(", l.* FROM ");
        self.keys(load)?;
        self.push(" CROSS JOIN LATERAL (SELECT ");
        let from = self.aside(|writer| writer.related(load, Tie::Outside).map(drop))?;
        self.row_number(&load.select, false)?;
        self.push(", ");
        self.list(", ", &load.select.columns, Writer::expr)?;
        self.resume(from);
        self.more_conditions(&load.select, false)?;
        if !load.select.order.is_empty() {
            self.push(" ORDER BY ");
            self.orders(&load.select)?;
        }
        self.limit(&load.select);
        self.push(") AS l ORDER BY ");
        self.key_number();
        self.push(", l.");
        self.name(NUMBER);
        self.scopes.pop();
        Ok(())
    }

    fn load_numbered(&mut self, load: &Load) -> Result<(), Error> {
        self.push("SELECT * FROM (SELECT ");
        let from = self.aside(|writer| {
            writer.push(" FROM ");
            writer.keys(load)?;
            writer.related(load, Tie::Join).map(drop)
        })?;
        self.key_number();
        self.push(" AS \"orm_key\", ");
        self.row_number(&load.select, true)?;
        self.push(", ");
        self.list(", ", &load.select.columns, Writer::expr)?;
        self.resume(from);
        self.conditions(&load.select)?;
        self.scopes.pop();
        self.push(") WHERE ");
        let offset = load.select.offset.unwrap_or(0);
        self.name(NUMBER);
        self.push(" > ");
        self.bind_plain(bigint(offset));
        if let Some(limit) = load.select.limit {
            self.push(" AND ");
            self.name(NUMBER);
            self.push(" <= ");
            self.bind_plain(bigint(offset.saturating_add(limit)));
        }
        self.push(" ORDER BY 1, 2");
        Ok(())
    }

    /// `k."n"`, from 1 on both databases.
    fn key_number(&mut self) {
        self.push(match self.dialect {
            Dialect::Postgres => "k.\"n\"",
            Dialect::Sqlite => "k.\"key\" + 1",
        });
    }

    /// `unnest($1, ..) WITH ORDINALITY AS k("k0", .., "n")`
    fn keys(&mut self, load: &Load) -> Result<(), Error> {
        match self.dialect {
            Dialect::Postgres => {
                self.push("unnest(");
                self.list(", ", &load.keys, |writer, column| {
                    writer.array(column);
                    Ok(())
                })?;
                self.push(") WITH ORDINALITY AS k(");
                for at in 0..load.keys.len() {
                    self.push(&format!("\"k{at}\", "));
                }
                self.push("\"n\")");
            }
            Dialect::Sqlite => {
                self.push("json_each(");
                self.bind(Value::Text(key_text(&load.keys)?.into()));
                self.push(") AS k");
            }
        }
        Ok(())
    }

    /// The related table and what is joined to it, and opens its scope. Gives the column that is
    /// compared with the first column of the keys.
    fn related(&mut self, load: &Load, by: Tie) -> Result<(usize, &'static str), Error> {
        let keyed = by == Tie::Join;
        let select = &load.select;
        let target = select.table;
        let root = self.new_alias();
        let mut tables =
            vec![Source { hops: Hops::new(), table: target, alias: Some(root), outer: false }];
        let (tie_alias, tied, tie): (usize, &Table, &'static [&'static str]) =
            match load.relation.kind {
                RelationKind::ToOne { key, .. } => {
                    self.open(keyed, target)?;
                    self.alias(root);
                    (root, target, key.referenced())
                }
                RelationKind::HasOne { key } | RelationKind::HasMany { key } => {
                    self.open(keyed, target)?;
                    self.alias(root);
                    (root, target, key.columns)
                }
                RelationKind::ManyToMany { through, near, far, link: hop } => {
                    let link = self.new_alias();
                    self.open(keyed, through())?;
                    self.alias(link);
                    if keyed {
                        self.push(" ON ");
                        self.tie(load, link, through(), near.columns)?;
                        self.link_conditions(select, link, through())?;
                    }
                    self.join_word();
                    self.table(target)?;
                    self.push(" AS ");
                    self.alias(root);
                    self.push(" ON ");
                    let pairs = far.referenced().iter().zip(far.columns);
                    self.list(" AND ", pairs, |writer, (column, reference)| {
                        writer.qualified(Some(root), ColumnName::new(column));
                        writer.push(" = ");
                        writer.qualified(Some(link), ColumnName::new(reference));
                        Ok(())
                    })?;
                    if let Some((column, reference)) = self.shared_tenant(target, through()) {
                        self.push(" AND ");
                        self.qualified(Some(root), ColumnName::new(column));
                        self.push(" = ");
                        self.qualified(Some(link), ColumnName::new(reference));
                    }
                    tables.push(Source {
                        hops: vec![hop],
                        table: through(),
                        alias: Some(link),
                        outer: false,
                    });
                    (link, through(), near.columns)
                }
            };
        let is_direct = tables.len() == 1;
        if keyed && is_direct {
            self.push(" ON ");
            self.tie(load, tie_alias, tied, tie)?;
        }
        self.scopes.push(Scope { tables });
        for path in paths(&select.columns, select)? {
            if self.source(&path).is_err() {
                self.join(&path, select.deleted)?;
            }
        }
        if !keyed {
            self.push(" WHERE ");
            match by {
                Tie::Any => self.any(load, tie_alias, tie)?,
                Tie::Join | Tie::Outside => self.tie(load, tie_alias, tied, tie)?,
            }
            if let RelationKind::ManyToMany { through, .. } = load.relation.kind {
                self.link_conditions(select, tie_alias, through())?;
            }
        }
        Ok((tie_alias, tie[0]))
    }

    /// `t0."order_id" = ANY($1)`, or `t0."order_id" = $1` for one key.
    fn any(&mut self, load: &Load, alias: usize, columns: &[&'static str]) -> Result<(), Error> {
        self.qualified(Some(alias), ColumnName::new(columns[0]));
        match (self.dialect, load.keys[0].as_slice()) {
            // PostgreSQL keeps no plan for an array: it takes ten elements for granted, finds the plan
            // for those that it got cheaper, and plans anew each time.
            (Dialect::Postgres, [key]) => {
                self.push(" = ");
                self.bind(key.clone());
            }
            (Dialect::Postgres, _) => {
                self.push(" = ANY(");
                self.array(&load.keys[0]);
                self.push(")");
            }
            (Dialect::Sqlite, _) => {
                self.push(" IN (SELECT value FROM json_each(");
                self.bind(Value::Text(key_text(&load.keys)?.into()));
                self.push("))");
            }
        }
        Ok(())
    }

    fn array(&mut self, column: &[Value]) {
        let ty = column.first().map_or(Type::BigInt, Value::ty);
        self.bind(Value::Array(ty, column.to_vec()));
    }

    /// The first table after the keys: ` JOIN "items" AS `, or ` FROM "items" AS `.
    fn open(&mut self, keyed: bool, table: &Table) -> Result<(), Error> {
        if keyed {
            self.join_word()
        } else {
            self.push(" FROM ")
        }
        self.table(table)?;
        self.push(" AS ");
        Ok(())
    }

    /// SQLite takes tables in the order of a `CROSS JOIN` (SQLite, "The Next-Generation Query
    /// Planner", 4.1): the keys come first, since no index finds a row among them.
    fn join_word(&mut self) {
        self.push(match self.dialect {
            Dialect::Postgres => " JOIN ",
            Dialect::Sqlite => " CROSS JOIN ",
        });
    }

    /// `t0."order_id" = k."k0"`. The column comes first: its collation is the one that counts. Over all
    /// tenants, the tenant is the last column of the keys.
    fn tie(
        &mut self,
        load: &Load,
        alias: usize,
        table: &Table,
        columns: &[&'static str],
    ) -> Result<(), Error> {
        let tenant = table.tenant.filter(|_| load.keys.len() > columns.len());
        for (at, column) in columns.iter().copied().chain(tenant).enumerate() {
            if at > 0 {
                self.push(" AND ");
            }
            self.qualified(Some(alias), ColumnName::new(column));
            self.push(" = ");
            let key = match self.dialect {
                Dialect::Postgres => format!("k.\"k{at}\""),
                Dialect::Sqlite => {
                    let ty = load.keys[at].first().map(Value::ty);
                    let value = if load.keys.len() == 1 {
                        "k.\"value\"".to_owned()
                    } else {
                        format!("json_extract(k.\"value\", '$[{at}]')")
                    };
                    ty.map_or(value.clone(), |ty| list::element(ty, &value))
                }
            };
            self.push(&key);
        }
        Ok(())
    }

    /// That a row between is reached and not deleted.
    fn link_conditions(
        &mut self,
        select: &Select,
        link: usize,
        through: &Table,
    ) -> Result<(), Error> {
        if let Some(column) = self.tenant_of(through)? {
            self.push(" AND ");
            self.is_tenant(Some(link), column);
        }
        let column = through.role(Role::SoftDelete);
        if let Some(column) = column.filter(|_| select.deleted == Deleted::Hidden) {
            self.push(" AND ");
            self.qualified(Some(link), column);
            self.push(" IS NULL");
        }
        Ok(())
    }

    /// `row_number() OVER (..) AS "orm_number"`
    fn row_number(&mut self, select: &Select, by_key: bool) -> Result<(), Error> {
        self.push("row_number() OVER (");
        if by_key {
            self.push("PARTITION BY k.\"key\"");
        }
        if !select.order.is_empty() {
            self.push(if by_key { " ORDER BY " } else { "ORDER BY " });
            self.orders(select)?;
        }
        self.push(") AS ");
        self.name(NUMBER);
        Ok(())
    }

    fn orders(&mut self, select: &Select) -> Result<(), Error> {
        self.list(", ", &select.order, |writer, order| writer.order(order, &[]))
    }
}

fn bigint(rows: u64) -> Value {
    Value::BigInt(i64::try_from(rows).unwrap_or(i64::MAX))
}

/// The keys as one JSON text: a list, or a list of lists.
fn key_text(keys: &[Vec<Value>]) -> Result<String, Error> {
    if let [column] = keys {
        return list_text(column);
    }
    let rows = (0..keys.first().map_or(0, Vec::len)).map(|row| {
        let key: Vec<Value> = keys.iter().map(|column| column[row].clone()).collect();
        list_text(&key)
    });
    Ok(format!("[{}]", rows.collect::<Result<Vec<_>, _>>()?.join(",")))
}
