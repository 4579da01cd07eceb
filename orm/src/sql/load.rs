//! The rows of a relation for many parents: the keys are a table of one bound array a column, joined
//! to the related rows, so that the text is the same for any number of keys.
//!
//! ```text
//! SELECT k."n", t0.* FROM unnest($1) WITH ORDINALITY AS k("k0", "n") JOIN "items" AS t0 ON t0."order_id" = k."k0"
//! ```
//!
//! With a limit for each parent, PostgreSQL looks the rows of each key up on their own (`LATERAL`;
//! PostgreSQL manual, 7.2.1.5), so that an index ends the search; SQLite, which has no such join,
//! numbers the rows of each key (SQLite, "Window Functions").

use super::from::paths;
use super::list::list_text;
use super::writer::{Scope, Source, Writer};
use super::{Dialect, list};
use crate::error::Error;
use crate::schema::{ColumnName, RelationKind, Role};
use crate::stmt::{Deleted, Hops, Load, Select};
use crate::value::Value;

/// The name of a row's number among its parent's.
const NUMBER: &str = "orm_number";

impl Writer {
    pub(super) fn load(&mut self, load: &Load) -> Result<(), Error> {
        let is_cut = load.select.limit.is_some() || load.select.offset.is_some();
        match (is_cut, self.dialect) {
            (false, _) => self.load_whole(load),
            (true, Dialect::Postgres) => self.load_lateral(load),
            (true, Dialect::Sqlite) => self.load_numbered(load),
        }
    }

    fn load_whole(&mut self, load: &Load) -> Result<(), Error> {
        self.push("SELECT ");
        let from = self.aside(|writer| {
            writer.push(" FROM ");
            writer.keys(load)?;
            writer.related(load, true)
        })?;
        self.key_number();
        self.push(", ");
        self.list(", ", &load.select.columns, Writer::expr)?;
        self.resume(from);
        self.conditions(&load.select)?;
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
        let from = self.aside(|writer| writer.related(load, false))?;
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
            writer.related(load, true)
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
                    let ty = column.first().map_or(crate::schema::Type::BigInt, Value::ty);
                    writer.bind(Value::Array(ty, column.clone()));
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

    /// The related table and what is joined to it, and opens its scope. `keyed`: it is joined to the
    /// keys; else the keys are outside, and it is compared with them in `WHERE`.
    fn related(&mut self, load: &Load, keyed: bool) -> Result<(), Error> {
        let select = &load.select;
        let target = select.table;
        let root = self.new_alias();
        let mut tables =
            vec![Source { hops: Hops::new(), table: target, alias: Some(root), outer: false }];
        let (tie_alias, tie): (usize, &[&str]) = match load.relation.kind {
            RelationKind::ToOne { key, .. } => {
                self.open(keyed, target)?;
                self.alias(root);
                (root, key.referenced())
            }
            RelationKind::HasOne { key } | RelationKind::HasMany { key } => {
                self.open(keyed, target)?;
                self.alias(root);
                (root, key.columns)
            }
            RelationKind::ManyToMany { through, near, far, link: hop } => {
                let link = self.new_alias();
                self.open(keyed, through())?;
                self.alias(link);
                if keyed {
                    self.push(" ON ");
                    self.tie(load, link, near.columns)?;
                    self.link_deleted(select, link, through());
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
                tables.push(Source {
                    hops: vec![hop],
                    table: through(),
                    alias: Some(link),
                    outer: false,
                });
                (link, near.columns)
            }
        };
        let is_direct = tables.len() == 1;
        if keyed && is_direct {
            self.push(" ON ");
            self.tie(load, tie_alias, tie)?;
        }
        self.scopes.push(Scope { tables });
        for path in paths(select)? {
            if self.source(&path).is_err() {
                self.join(&path, select.deleted)?;
            }
        }
        if !keyed {
            self.push(" WHERE ");
            self.tie(load, tie_alias, tie)?;
            if let RelationKind::ManyToMany { through, .. } = load.relation.kind {
                self.link_deleted(select, tie_alias, through());
            }
        }
        Ok(())
    }

    /// The first table after the keys: ` JOIN "items" AS `, or ` FROM "items" AS `.
    fn open(&mut self, keyed: bool, table: &crate::schema::Table) -> Result<(), Error> {
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

    /// `t0."order_id" = k."k0"`. The column comes first: its collation is the one that counts.
    fn tie(&mut self, load: &Load, alias: usize, columns: &[&'static str]) -> Result<(), Error> {
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                self.push(" AND ");
            }
            self.qualified(Some(alias), ColumnName::new(column));
            self.push(" = ");
            let key = match self.dialect {
                Dialect::Postgres => format!("k.\"k{at}\""),
                Dialect::Sqlite => {
                    let ty = load.keys[at].first().map(Value::ty);
                    let value = if columns.len() == 1 {
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

    fn link_deleted(&mut self, select: &Select, link: usize, through: &crate::schema::Table) {
        let column = through.role(Role::SoftDelete);
        if let Some(column) = column.filter(|_| select.deleted == Deleted::Hidden) {
            self.push(" AND ");
            self.qualified(Some(link), column);
            self.push(" IS NULL");
        }
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
