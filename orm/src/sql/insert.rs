//! `INSERT`.

use super::Dialect;
use super::from::check_depth;
use super::writer::{Scope, Source, Writer};
use crate::error::Error;
use crate::schema::{ColumnName, Table, Type};
use crate::stmt::{
    Assignment, Conflict, Expr, Hops, Insert, InsertColumn, Lock, LockWait, OnConflict,
};
use crate::value::Value;

/// A column of an insert, and in which rows it has a value.
struct Given {
    column: InsertColumn,
    /// Whether rows may leave it out, so that a flag says which do.
    optional: bool,
}

impl Writer<'_> {
    /// The insert; on SQLite in bulk, the values of each row.
    pub(super) fn insert(&mut self, mut insert: Insert) -> Result<Option<Vec<Vec<Value>>>, Error> {
        let many = insert.many;
        // In bulk, a column with a default is always there with its flag, whether or not any row leaves
        // it out: the text must not depend on the rows.
        let mut given: Vec<Given> = std::mem::take(&mut insert.columns)
            .into_iter()
            .filter(|column| many || column.values[0].is_some())
            .map(|column| Given { optional: many && column.default.is_some(), column })
            .collect();
        let tenant = match insert.table.tenant {
            Some(column) => {
                self.reach.of_new(insert.table)?;
                Some(ColumnName::new(column))
            }
            None => None,
        };
        let alias = self.new_alias();
        self.push("INSERT INTO ");
        self.table(insert.table)?;
        self.push(" AS ");
        self.alias(alias);
        self.push(" ");
        let is_empty = given.is_empty() && tenant.is_none();
        if !is_empty {
            self.push("(");
            let names = given.iter().map(|given| given.column.name).chain(tenant);
            self.list(", ", names, |writer, name| {
                writer.column_name(name);
                Ok(())
            })?;
            self.push(") ");
        }
        let mut each = None;
        match (insert.many, self.dialect) {
            _ if is_empty && !(many && self.dialect == Dialect::Postgres) => {
                self.push("DEFAULT VALUES");
                let rows = (0..insert.rows).map(|_| Vec::new());
                each = many.then(|| rows.collect());
            }
            (true, Dialect::Postgres) => self.unnest(&mut given, &insert)?,
            (true, Dialect::Sqlite) => {
                self.row_template(&given, tenant.is_some())?;
                each = Some((0..insert.rows).map(|row| row_values(&mut given, row)).collect());
            }
            (false, _) => self.values(&mut given, tenant.is_some())?,
        }
        // A row that the database makes alone meets nobody.
        if let (Some(on_conflict), false) = (&insert.on_conflict, is_empty) {
            self.on_conflict(insert.table, alias, on_conflict)?;
        }
        self.returning(insert.table, &insert.returning)?;
        Ok(each)
    }

    /// `VALUES ($1, $2)`, of the only row.
    fn values(&mut self, given: &mut [Given], with_tenant: bool) -> Result<(), Error> {
        self.push("VALUES (");
        self.list(", ", &mut *given, |writer, given| {
            let value = given.column.values[0].take();
            writer
                .bind(value.expect("a column with a value in one row of one has it in the first"));
            Ok(())
        })?;
        self.tenant_value(given, with_tenant);
        self.push(")");
        Ok(())
    }

    /// The tenant after the columns that are given.
    fn tenant_value(&mut self, given: &[Given], with_tenant: bool) {
        if with_tenant {
            self.push(if given.is_empty() { "" } else { ", " });
            self.bind_tenant();
        }
    }

    /// `SELECT c0, c1 FROM unnest($1, $2) WITH ORDINALITY AS rows(c0, c1, n) ORDER BY n`: one array a
    /// column, so that the text does not depend on the number of rows, in the order of the input.
    fn unnest(&mut self, given: &mut [Given], insert: &Insert) -> Result<(), Error> {
        self.push("SELECT ");
        self.list(", ", given.iter().enumerate(), |writer, (at, given)| {
            if given.optional {
                writer.push(&format!("CASE WHEN rows.g{at} THEN "));
            }
            writer.push(&format!("rows.c{at}"));
            let ty = given.column.ty;
            if let Type::Array(_) = ty {
                writer.push("::");
                let name = writer.dialect.type_name(ty);
                writer.push(&name);
            } else if let Some(cast) = writer.cast(ty) {
                writer.push("::");
                writer.push(&cast);
            }
            if given.optional {
                writer.push(" ELSE ");
                writer.default(&given.column);
                writer.push(" END");
            }
            Ok(())
        })?;
        if let Some(name) = insert.table.tenant {
            self.tenant_value(given, true);
            // The type of a value in a query's list is not taken from where the value goes.
            let column = insert.table.column(name).expect("the tenant's column is the table's");
            self.push("::");
            let ty = self.dialect.type_name(column.ty);
            self.push(&ty);
        }
        if given.is_empty() {
            // No column has a value: as many rows of defaults as asked for.
            self.push(if insert.table.tenant.is_some() { " " } else { "" });
            self.push("FROM generate_series(1, ");
            self.bind(Value::BigInt(insert.rows as i64));
            self.push(")");
            return Ok(());
        }
        self.push(" FROM unnest(");
        self.list(", ", given.iter_mut(), |writer, Given { column, optional }| {
            let given = std::mem::take(&mut column.values);
            let flags = optional.then(|| {
                let flags = given.iter().map(|value| Value::Bool(value.is_some()));
                Value::Array(Type::Bool, flags.collect())
            });
            let values = given.into_iter().map(|value| value.unwrap_or(Value::Null(column.ty)));
            writer.bind_plain(Value::Array(column.ty, values.collect()));
            if let Some(flags) = flags {
                writer.push(", ");
                writer.bind_plain(flags);
            }
            Ok(())
        })?;
        self.push(") WITH ORDINALITY AS rows(");
        self.list(", ", given.iter().enumerate(), |writer, (at, given)| {
            writer.push(&format!("c{at}"));
            if given.optional {
                writer.push(&format!(", g{at}"));
            }
            Ok(())
        })?;
        self.push(", n) ORDER BY rows.n");
        Ok(())
    }

    /// `VALUES (?, CASE WHEN ? THEN ? ELSE 'open' END)`, run once a row.
    fn row_template(&mut self, given: &[Given], with_tenant: bool) -> Result<(), Error> {
        self.push("VALUES (");
        self.list(", ", given, |writer, given| {
            if given.optional {
                writer.push("CASE WHEN ? THEN ? ELSE ");
                writer.default(&given.column);
                writer.push(" END");
            } else {
                writer.push("?");
            }
            Ok(())
        })?;
        // Bound once, behind each row's own values.
        self.tenant_value(given, with_tenant);
        self.push(")");
        Ok(())
    }

    fn default(&mut self, column: &InsertColumn) {
        match column.default {
            Some(default) => {
                let default = self.dialect.default(default);
                let cast = self.dialect == Dialect::Postgres;
                self.push(if cast { "CAST(" } else { "" });
                self.push(&default);
                if cast {
                    self.push(" AS ");
                    let name = self.dialect.type_name(column.ty);
                    self.push(&name);
                    self.push(")");
                }
            }
            None => self.push("NULL"),
        }
    }

    fn on_conflict(
        &mut self,
        table: &'static Table,
        alias: usize,
        on_conflict: &OnConflict,
    ) -> Result<(), Error> {
        self.push(" ON CONFLICT ");
        if let Some(target) = on_conflict.target {
            self.push("(");
            self.list(", ", table.unique_within_tenant(target), |writer, column| {
                writer.name(column);
                Ok(())
            })?;
            self.push(") ");
        }
        match &on_conflict.action {
            Conflict::Nothing => self.push("DO NOTHING"),
            Conflict::Update { set, filter } => {
                self.push("DO UPDATE SET ");
                let root = Source { hops: Hops::new(), table, alias: Some(alias), outer: false };
                self.scopes.push(Scope { tables: vec![root] });
                self.assignments(set)?;
                if !filter.is_empty() {
                    self.push(" WHERE ");
                    self.list(" AND ", filter, Writer::nested)?;
                }
                self.scopes.pop();
            }
        }
        Ok(())
    }

    /// `"status" = $1, "total" = t0."total" * 2`
    pub(super) fn assignments(&mut self, set: &[Assignment]) -> Result<(), Error> {
        for (at, one) in set.iter().enumerate() {
            if set[..at].iter().any(|other| other.column == one.column) {
                return Err(Error::unsupported(format!(
                    "the column `{}` is set twice",
                    one.column
                )));
            }
        }
        self.list(", ", set, |writer, Assignment { column, value }| {
            check_depth(value)?;
            writer.column_name(*column);
            writer.push(" = ");
            writer.expr(value)
        })
    }

    /// ` RETURNING "id", ..`, of the only table, whose columns are named alone.
    pub(super) fn returning(
        &mut self,
        table: &'static Table,
        columns: &[Expr],
    ) -> Result<(), Error> {
        if columns.is_empty() {
            return Ok(());
        }
        self.push(" RETURNING ");
        let root = Source { hops: Hops::new(), table, alias: None, outer: false };
        self.scopes.push(Scope { tables: vec![root] });
        self.list(", ", columns, Writer::expr)?;
        self.scopes.pop();
        Ok(())
    }

    /// `WHERE` of an update or delete: the conditions themselves, or where the rows are found over
    /// joins, in an order or up to a limit, the keys of a query.
    pub(super) fn found_rows(&mut self, rows: &crate::stmt::Select) -> Result<(), Error> {
        let table = rows.table;
        let direct = super::from::paths(&[], rows)?.is_empty()
            && rows.limit.is_none()
            && rows.offset.is_none();
        if direct {
            return self.conditions(rows);
        }
        // Locked where they are found: otherwise two that find the same row both change it, one after
        // the other, though the condition holds for the first only (PostgreSQL manual, 13.2.1).
        let lock = Some(Lock { share: false, wait: LockWait::Wait });
        let key = || table.unique_within_tenant(table.primary_key).into_iter();
        self.push(" WHERE (");
        self.list(", ", key(), |writer, column| writer.root_column(column))?;
        self.push(") IN (");
        let columns = key()
            .map(|column| Expr::Column { hops: Hops::new(), column: ColumnName::new(column) })
            .collect();
        self.select(&crate::stmt::Select { columns, lock, distinct: false, ..rows.clone() })?;
        self.push(")");
        Ok(())
    }
}

fn row_values(given: &mut [Given], row: usize) -> Vec<Value> {
    let mut values = Vec::with_capacity(given.len());
    for Given { column, optional } in given {
        let value = column.values[row].take();
        if *optional {
            values.push(Value::Bool(value.is_some()));
        }
        values.push(value.unwrap_or(Value::Null(column.ty)));
    }
    values
}
