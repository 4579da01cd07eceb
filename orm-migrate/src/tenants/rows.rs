//! A table whose rows are read and written as texts, whatever its columns are: a row is a JSON array with
//! the text of each value, or null.
//!
//! A text is what the database itself makes of a value and reads back as the same one: on PostgreSQL by its
//! casts from and to `text`. The tenant is not among the values, so that rows can be another tenant's.

use super::order::Ordered;
use crate::Error;
use orm::schema::{Role, Table, Type};
use orm::value::DbType;
use orm::{Dialect, Executor, Tenant, Writer, sql, unsafe_text};

/// About how many bytes are read, and sent, at once.
const BATCH_BYTES: usize = 1 << 20;

/// The most rows at once.
const BATCH_ROWS: usize = 1000;

/// A table in a place.
pub(super) struct RowTexts {
    pub(super) table: &'static Table,
    dialect: Dialect,
    /// Quoted, with its schema.
    pub(super) name: String,
    tenant: Option<Column>,
    columns: Vec<Column>,
    /// The columns of the key, by their numbers.
    key: Vec<usize>,
    /// Those that are written when all rows are there.
    late: Vec<usize>,
}

struct Column {
    name: String,
    quoted: String,
    ty: Type,
}

impl RowTexts {
    /// # Errors
    /// [`is_refused`](Error::is_refused) if the table has no key.
    pub(super) fn of<T>(
        ordered: &Ordered,
        dialect: Dialect,
        at: &Tenant<T>,
    ) -> Result<RowTexts, Error> {
        let table = ordered.table;
        if table.primary_key.is_empty() {
            let text = format!("the rows of `{}` have no key to be copied by", table.name);
            return Err(Error::refused(text));
        }
        let (mut tenant, mut columns) = (None, Vec::new());
        for (name, column) in table.columns() {
            let name = name.to_string();
            let quoted = dialect.quoted(&name);
            let is_tenant = table.tenant == Some(name.as_str());
            let one = Column { name, quoted, ty: column.ty };
            match column.role {
                _ if is_tenant => tenant = Some(one),
                Role::Generated(_) => {}
                _ => columns.push(one),
            }
        }
        let number = |name: &&str| columns.iter().position(|column| column.name == **name);
        let key = table.primary_key.iter().filter_map(number).collect();
        let late = ordered.late.iter().filter_map(number).collect();
        let name = at.table_name(table)?;
        Ok(RowTexts { table, dialect, name, tenant, columns, key, late })
    }

    /// The names of the columns, in the order of a row's values.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The names of the columns of the key, without the tenant.
    pub(super) fn key(&self) -> impl Iterator<Item = &str> {
        self.key.iter().map(|column| self.columns[*column].name.as_str())
    }

    pub(super) fn has_late(&self) -> bool {
        !self.late.is_empty()
    }

    /// The tenant's column, if it has one.
    pub(super) fn tenant(&self) -> Option<&str> {
        self.tenant.as_ref().map(|tenant| tenant.name.as_str())
    }

    /// The statement that reads a page of rows: `$1` is the tenant, `$2` the last row of the page before.
    fn select(&self, is_first: bool, late_only: bool, most: usize) -> String {
        let mut conditions = Vec::new();
        let mut place = 1;
        if let Some(tenant) = &self.tenant {
            conditions.push(format!("t.{} = $1", tenant.quoted));
            place = 2;
        }
        if !is_first {
            let own: Vec<_> = self.quoted(&self.key).collect();
            let last = self.json(&format!("${place}"));
            let last: Vec<_> = self.key.iter().map(|n| self.read(&last, *n, *n)).collect();
            conditions.push(format!("({}) > ({})", own.join(", "), last.join(", ")));
        }
        if late_only {
            let late: Vec<_> =
                self.quoted(&self.late).map(|name| format!("{name} IS NOT NULL")).collect();
            conditions.push(format!("({})", late.join(" OR ")));
        }
        let mut sql = format!("SELECT {} FROM {} t", self.row(), self.name);
        if !conditions.is_empty() {
            sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
        }
        if !self.key.is_empty() {
            let order: Vec<_> = self.quoted(&self.key).collect();
            sql.push_str(&format!(" ORDER BY {}", order.join(", ")));
        }
        format!("{sql} LIMIT {most}")
    }

    /// Adds rows, the late columns empty.
    pub(super) async fn insert<T: DbType>(
        &self,
        to: &(impl Writer + ?Sized),
        id: T,
        rows: &[String],
    ) -> Result<u64, orm::Error> {
        let values = self.element();
        let value = |number: usize| match self.late.contains(&number) {
            true => "NULL".to_owned(),
            false => self.read(&values, number, number),
        };
        let mut names: Vec<_> = self.columns.iter().map(|column| column.quoted.clone()).collect();
        let mut values: Vec<_> = (0..self.columns.len()).map(value).collect();
        if let Some(tenant) = &self.tenant {
            names.push(tenant.quoted.clone());
            // A parameter of a selection has the type that it is given.
            values.insert(0, self.typed("$1", tenant.ty));
            names.rotate_right(1);
        }
        let place = 1 + usize::from(self.tenant.is_some());
        let end = if self.tenant.is_none() { " ON CONFLICT DO NOTHING" } else { "" };
        let text = format!(
            "INSERT INTO {} ({}) SELECT {} FROM {} WHERE true{end}",
            self.name,
            names.join(", "),
            values.join(", "),
            self.elements(&format!("${place}")),
        );
        let mut insert = sql::<()>(unsafe_text(text));
        if self.tenant.is_some() {
            insert = insert.bind(id);
        }
        insert.bind(list(rows).as_str()).unscoped(REASON).exec(to).await
    }

    /// Writes the late columns of rows that are there.
    pub(super) async fn fill_in<T: DbType>(
        &self,
        to: &(impl Writer + ?Sized),
        id: T,
        rows: &[String],
    ) -> Result<u64, orm::Error> {
        let values = self.element();
        let set =
            |n: &usize| format!("{} = {}", self.columns[*n].quoted, self.read(&values, *n, *n));
        let set: Vec<_> = self.late.iter().map(set).collect();
        let text = format!(
            "UPDATE {} AS t SET {} FROM {} WHERE {}{}",
            self.name,
            set.join(", "),
            self.elements("$1"),
            self.same_key(|n| n),
            self.and_tenant("$2"),
        );
        let update = sql::<()>(unsafe_text(text)).bind(list(rows).as_str());
        let update = if self.tenant.is_some() { update.bind(id) } else { update };
        update.unscoped(REASON).exec(to).await
    }

    /// The rows with these keys, each an array of texts.
    pub(super) async fn with_keys<T: DbType>(
        &self,
        from: &(impl Executor + ?Sized),
        id: T,
        keys: &[String],
    ) -> Result<Vec<String>, orm::Error> {
        let text = format!(
            "SELECT {} FROM {} t, {} WHERE {}{}",
            self.row(),
            self.name,
            self.elements("$1"),
            self.same_key(|n| self.key.iter().position(|key| *key == n).unwrap_or(0)),
            self.and_tenant("$2"),
        );
        let select = sql::<String>(unsafe_text(text)).bind(list(keys).as_str());
        let select = if self.tenant.is_some() { select.bind(id) } else { select };
        select.unscoped(REASON).all(from).await
    }

    /// Deletes the rows with these keys.
    pub(super) async fn delete<T: DbType>(
        &self,
        to: &(impl Writer + ?Sized),
        id: T,
        keys: &[String],
    ) -> Result<u64, orm::Error> {
        let text = format!(
            "DELETE FROM {} t USING {} WHERE {}{}",
            self.name,
            self.elements("$1"),
            self.same_key(|n| self.key.iter().position(|key| *key == n).unwrap_or(0)),
            self.and_tenant("$2"),
        );
        let delete = sql::<()>(unsafe_text(text)).bind(list(keys).as_str());
        let delete = if self.tenant.is_some() { delete.bind(id) } else { delete };
        delete.unscoped(REASON).exec(to).await
    }

    fn quoted<'a>(&'a self, numbers: &'a [usize]) -> impl Iterator<Item = String> + 'a {
        numbers.iter().map(|n| format!("t.{}", self.columns[*n].quoted))
    }

    /// That a row of the table has the key of an element, whose values are at these places.
    fn same_key(&self, at: impl Fn(usize) -> usize) -> String {
        let values = self.element();
        let same = |n: &usize| {
            format!("t.{} = {}", self.columns[*n].quoted, self.read(&values, *n, at(*n)))
        };
        let same: Vec<_> = self.key.iter().map(same).collect();
        if same.is_empty() { "true".to_owned() } else { same.join(" AND ") }
    }

    fn and_tenant(&self, place: &str) -> String {
        match &self.tenant {
            Some(tenant) => format!(" AND t.{} = {place}", tenant.quoted),
            None => String::new(),
        }
    }

    /// A row as JSON.
    fn row(&self) -> String {
        let texts: Vec<_> = self.columns.iter().map(|column| self.write(column)).collect();
        match self.dialect {
            Dialect::Postgres => format!("to_json(ARRAY[{}])::text", texts.join(", ")),
            Dialect::Sqlite => format!("json_array({})", texts.join(", ")),
        }
    }

    /// A value as text.
    fn write(&self, column: &Column) -> String {
        let name = format!("t.{}", column.quoted);
        match (self.dialect, column.ty) {
            (Dialect::Postgres, _) => format!("{name}::text"),
            (Dialect::Sqlite, Type::Bytes) => {
                format!("CASE WHEN {name} IS NULL THEN NULL ELSE hex({name}) END")
            }
            (Dialect::Sqlite, Type::Real | Type::Double) => {
                format!("CASE WHEN {name} IS NULL THEN NULL ELSE printf('%!.17g', {name}) END")
            }
            (Dialect::Sqlite, _) => format!("CAST({name} AS TEXT)"),
        }
    }

    /// A column's value of the text at a place in JSON.
    fn read(&self, json: &str, column: usize, at: usize) -> String {
        let ty = self.columns[column].ty;
        match self.dialect {
            Dialect::Postgres => format!("({json} ->> {at})::{}", self.dialect.type_name(ty)),
            Dialect::Sqlite => {
                let text = format!("json_extract({json}, '$[{at}]')");
                match ty {
                    Type::Bool | Type::SmallInt | Type::Integer | Type::BigInt => {
                        format!("CAST({text} AS INTEGER)")
                    }
                    Type::Real | Type::Double => format!(
                        "CASE {text} WHEN 'Inf' THEN 9e999 WHEN '-Inf' THEN -9e999 \
                         ELSE CAST({text} AS REAL) END"
                    ),
                    Type::Bytes => format!("unhex({text})"),
                    _ => text,
                }
            }
        }
    }

    fn typed(&self, place: &str, ty: Type) -> String {
        match self.dialect {
            Dialect::Postgres => format!("{place}::{}", self.dialect.type_name(ty)),
            Dialect::Sqlite => place.to_owned(),
        }
    }

    /// A parameter as JSON.
    fn json(&self, place: &str) -> String {
        match self.dialect {
            Dialect::Postgres => format!("{place}::text::jsonb"),
            Dialect::Sqlite => place.to_owned(),
        }
    }

    /// The rows of a parameter.
    fn elements(&self, place: &str) -> String {
        match self.dialect {
            Dialect::Postgres => format!("jsonb_array_elements({}) AS r(v)", self.json(place)),
            Dialect::Sqlite => format!("json_each({place}) AS r"),
        }
    }

    /// One of them.
    fn element(&self) -> String {
        match self.dialect {
            Dialect::Postgres => "r.v".to_owned(),
            Dialect::Sqlite => "r.value".to_owned(),
        }
    }
}

/// Why the statements may go through a tenant.
const REASON: &str = "it has the tenant's condition";

fn list(rows: &[String]) -> String {
    format!("[{}]", rows.join(","))
}

/// The rows of a table, page by page in the order of their keys.
pub(super) struct Pages<'a> {
    texts: &'a RowTexts,
    late_only: bool,
    last: Option<String>,
    most: usize,
    is_over: bool,
}

impl<'a> Pages<'a> {
    pub(super) fn all(texts: &'a RowTexts) -> Self {
        Pages { texts, late_only: false, last: None, most: 50, is_over: false }
    }

    /// Only rows whose late columns are not empty.
    pub(super) fn late(texts: &'a RowTexts) -> Self {
        Pages { late_only: true, is_over: !texts.has_late(), ..Pages::all(texts) }
    }

    /// The next rows; none if there are no more.
    pub(super) async fn next<T: DbType>(
        &mut self,
        from: &(impl Executor + ?Sized),
        id: T,
    ) -> Result<Vec<String>, orm::Error> {
        if self.is_over {
            return Ok(Vec::new());
        }
        let text = self.texts.select(self.last.is_none(), self.late_only, self.most);
        let mut select = sql::<String>(unsafe_text(text));
        if self.texts.tenant.is_some() {
            select = select.bind(id);
        }
        if let Some(last) = &self.last {
            select = select.bind(last.as_str());
        }
        let rows = select.unscoped(REASON).all(from).await?;
        self.is_over = rows.len() < self.most || self.texts.key.is_empty();
        self.last = rows.last().cloned();
        let bytes: usize = rows.iter().map(String::len).sum();
        // As many as have about the right size; a few statements' texts for a table.
        let fit = BATCH_BYTES / (bytes / rows.len().max(1)).max(1);
        self.most = [1, 10, 100, BATCH_ROWS].into_iter().filter(|n| *n <= fit).max().unwrap_or(1);
        Ok(rows)
    }
}
