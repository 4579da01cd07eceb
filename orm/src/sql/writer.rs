//! The writer: text, values, and which table each alias stands for.

use super::{Context, Dialect};
use crate::backend::{Binds, Statement};
use crate::error::{Error, Kind};
use crate::schema::{ColumnName, Relation, Table, Type};
use crate::scope::Reach;
use crate::stmt::Hops;
use crate::value::Value;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Writes one statement.
pub(crate) struct Writer<'a> {
    pub(super) dialect: Dialect,
    pub(super) reach: &'a Reach,
    sql: String,
    binds: Vec<Value>,
    /// The queries that are being written, the innermost last.
    pub(super) scopes: Vec<Scope>,
    aliases: usize,
    /// The number of the placeholder that has the tenant, where placeholders have numbers.
    pub(super) tenant: Option<usize>,
    /// How many of the values are the tenant.
    pub(super) tenants: usize,
    /// The schema of the tenant's own, if a table is in it.
    own_schema: Option<&'a str>,
}

/// A query that is being written: the tables whose columns can be named.
pub(super) struct Scope {
    pub(super) tables: Vec<Source>,
}

/// A table of a query.
pub(super) struct Source {
    pub(super) hops: Hops,
    pub(super) table: &'static Table,
    /// The alias; none where columns are named alone (`RETURNING`).
    pub(super) alias: Option<usize>,
    /// Whether a row may be absent.
    pub(super) outer: bool,
}

/// A part of a statement that was written before its turn.
pub(super) struct Aside {
    sql: String,
    binds: Vec<Value>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(context: Context<'a>) -> Self {
        Writer {
            dialect: context.dialect,
            reach: context.reach,
            sql: String::with_capacity(256),
            binds: Vec::new(),
            scopes: Vec::new(),
            aliases: 0,
            tenant: None,
            tenants: 0,
            own_schema: None,
        }
    }

    pub(super) fn finish(self) -> Statement {
        let shape = self.own_schema.map(|schema| {
            let mut hasher = DefaultHasher::new();
            let name = self.dialect.quoted(schema);
            self.sql.split(&name).for_each(|part| part.hash(&mut hasher));
            hasher.finish()
        });
        Statement { sql: self.sql.into(), binds: Binds::Once(self.binds), shape }
    }

    pub(super) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(super) fn name(&mut self, name: &str) {
        if name.as_bytes().contains(&b'"') {
            let quoted = self.dialect.quoted(name);
            self.sql.push_str(&quoted);
        } else {
            self.sql.push('"');
            self.sql.push_str(name);
            self.sql.push('"');
        }
    }

    pub(super) fn column_name(&mut self, column: ColumnName) {
        if column.prefix.is_empty() {
            self.name(column.name);
        } else {
            let name = column.to_string();
            self.name(&name);
        }
    }

    /// `"orders"`, `"sales"."orders"`; with tenants that have schemas, `"tenant_7"."orders"`: in full,
    /// so that nothing in the session says whose rows they are.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), Error> {
        let own = self.reach.schema_with(table)?;
        self.own_schema = self.own_schema.or(own);
        if let Some(schema) = own.or(table.schema) {
            if self.dialect == Dialect::Sqlite {
                return Err(Error::unsupported(format!(
                    "SQLite has no schemas: `{}` is in the schema `{schema}`",
                    table.model
                )));
            }
            self.name(schema);
            self.sql.push('.');
        }
        self.name(table.name);
        Ok(())
    }

    pub(super) fn new_alias(&mut self) -> usize {
        self.aliases += 1;
        self.aliases - 1
    }

    pub(super) fn alias(&mut self, alias: usize) {
        self.sql.push('t');
        self.number(alias);
    }

    /// `t1."name"`
    pub(super) fn qualified(&mut self, alias: Option<usize>, column: ColumnName) {
        if let Some(alias) = alias {
            self.alias(alias);
            self.sql.push('.');
        }
        self.column_name(column);
    }

    /// A bound value, with the cast that its type needs.
    pub(super) fn bind(&mut self, value: Value) {
        let cast = match &value {
            Value::Array(element, _) => self.cast(*element).map(|element| format!("{element}[]")),
            value => self.cast(value.ty()),
        };
        self.binds.push(value);
        self.placeholder();
        if let Some(cast) = cast {
            self.sql.push_str("::");
            self.sql.push_str(&cast);
        }
    }

    pub(super) fn placeholder(&mut self) {
        match self.dialect {
            Dialect::Postgres => self.numbered(self.binds.len()),
            Dialect::Sqlite => self.sql.push('?'),
        }
    }

    /// `$1`: the placeholder with this number.
    pub(super) fn numbered(&mut self, number: usize) {
        self.sql.push('$');
        self.number(number);
    }

    /// How many values are bound so far.
    pub(super) fn bound(&self) -> usize {
        self.binds.len()
    }

    /// Nearly always of one digit, for which formatting would take longer than all else.
    fn number(&mut self, number: usize) {
        match u8::try_from(number) {
            Ok(digit @ 0..=9) => self.sql.push(char::from(b'0' + digit)),
            _ => write!(self.sql, "{number}").expect("writing to a string does not fail"),
        }
    }

    /// The cast of a value that is sent as text: enums that are a type of the database.
    pub(super) fn cast(&self, ty: Type) -> Option<String> {
        let native = match ty {
            Type::Enum(labels) => labels.native,
            Type::Array(Type::Enum(labels)) => labels.native,
            _ => false,
        };
        (native && self.dialect == Dialect::Postgres)
            .then(|| self.dialect.type_name(ty).into_owned())
    }

    /// A value that is bound as it is, without a cast.
    pub(super) fn bind_plain(&mut self, value: Value) {
        self.binds.push(value);
        self.placeholder();
    }

    /// What `each` writes, apart from the text so far: for a part that names what comes before it.
    pub(super) fn aside(
        &mut self,
        each: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<Aside, Error> {
        let text = std::mem::replace(&mut self.sql, String::with_capacity(128));
        let bound = self.binds.len();
        each(self)?;
        let binds = match self.dialect {
            // Placeholders have numbers.
            Dialect::Postgres => Vec::new(),
            // Values are bound in the order of the text.
            Dialect::Sqlite => self.binds.split_off(bound),
        };
        Ok(Aside { sql: std::mem::replace(&mut self.sql, text), binds })
    }

    /// Puts what was written aside in its place.
    pub(super) fn resume(&mut self, aside: Aside) {
        self.sql.push_str(&aside.sql);
        self.binds.extend(aside.binds);
    }

    /// The list's parts, with a separator between.
    pub(super) fn list<T>(
        &mut self,
        separator: &str,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.push(separator);
            }
            each(self, item)?;
        }
        Ok(())
    }

    /// The table that the hops lead to, in the innermost query.
    pub(super) fn source(&self, hops: &[&'static Relation]) -> Result<&Source, Error> {
        self.scopes
            .last()
            .and_then(|scope| scope.tables.iter().find(|source| same(&source.hops, hops)))
            .ok_or_else(|| {
                let path: Vec<_> = hops.iter().map(|hop| hop.name).collect();
                Error::unsupported(format!(
                    "a related row's column (through `{}`) cannot stand in this part of a statement",
                    path.join(".")
                ))
            })
    }

    /// Runs `each` with the enclosing query as the innermost.
    pub(super) fn outside(
        &mut self,
        each: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Some(inner) = self.scopes.pop() else {
            return Err(Error::new(Kind::Unsupported, "`outer` outside a subquery"));
        };
        let result = each(self);
        self.scopes.push(inner);
        result
    }
}

/// Whether two paths are the same: relations are told apart by their names, which are unique in a model.
pub(super) fn same(one: &[&Relation], other: &[&Relation]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.name == b.name)
}
