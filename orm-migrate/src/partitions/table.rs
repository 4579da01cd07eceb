//! The partitions of a table, as the catalog has them.

use super::Span;
use super::due::Existing;
use super::name::base;
use crate::error::Error;
use crate::schema::ObjectName;
use crate::sql::partition::RULES;
use chrono::NaiveDateTime;
use orm::{Tx, sql, unsafe_text};
use serde::Deserialize;

/// A table in a schema of the database.
#[derive(Debug)]
pub(super) struct Found {
    /// With the schema that it is in.
    pub(super) name: ObjectName,
    /// What follows `PARTITION BY`; nothing for a table without partitions.
    pub(super) by: Option<String>,
    /// Whether it has row-level security.
    pub(super) is_secured: bool,
    pub(super) parts: Vec<Part>,
    /// The names in its schema that look like a partition's.
    pub(super) taken: Vec<String>,
    /// What was a partition, and is to be dropped: [`Mark`].
    pub(super) marked: Vec<(String, NaiveDateTime)>,
}

/// A partition.
#[derive(Debug)]
pub(super) struct Part {
    /// With the schema that it is in.
    pub(super) name: ObjectName,
    pub(super) existing: Existing,
    /// Whether it lacks the row-level security that its table has.
    pub(super) is_open: bool,
    /// By the server's statistics; none before the first `ANALYZE`.
    pub(super) rows: Option<i64>,
    /// With its indexes.
    pub(super) bytes: i64,
    /// Whether it takes space, apart from its indexes.
    pub(super) has_pages: bool,
}

/// Bounds are read as UTC by ISO 8601, whatever the session has.
const SETTINGS: &str =
    "SELECT set_config('TimeZone', 'UTC', true) || set_config('DateStyle', 'ISO, YMD', true)";

/// The table. `inhdetachpending` is there from PostgreSQL 14 on.
fn query() -> String {
    format!(
        "SELECT pg_catalog.to_jsonb(r) FROM ( \
         SELECT n.nspname AS schema, c.relname AS name, c.relrowsecurity AS is_secured, \
             CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS by, \
             ARRAY(SELECT pg_catalog.jsonb_build_object('schema', pn.nspname, 'name', p.relname, \
                     'bound', pg_catalog.pg_get_expr(p.relpartbound, p.oid), \
                     'is_detaching', \
                     coalesce((pg_catalog.to_jsonb(i) ->> 'inhdetachpending')::boolean, false), \
                     'is_open', c.relrowsecurity AND ((p.relrowsecurity, p.relforcerowsecurity) \
                         <> (c.relrowsecurity, c.relforcerowsecurity) \
                         OR ({RULES} p.oid) IS DISTINCT FROM ({RULES} c.oid)), \
                     'rows', CASE WHEN p.reltuples >= 0 THEN p.reltuples::bigint END, \
                     'bytes', pg_catalog.pg_total_relation_size(p.oid), \
                     'has_pages', pg_catalog.pg_relation_size(p.oid) > 0) \
                 FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhrelid \
                 JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace \
                 WHERE i.inhparent = c.oid ORDER BY p.relname COLLATE \"C\") AS parts, \
             ARRAY(SELECT o.relname FROM pg_catalog.pg_class o WHERE o.relnamespace = c.relnamespace \
                 AND pg_catalog.starts_with(o.relname::text, $3) \
                 ORDER BY o.relname COLLATE \"C\") AS taken, \
             ARRAY(SELECT pg_catalog.jsonb_build_object('name', o.relname, 'comment', d.description) \
                 FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class o ON o.oid = d.objoid \
                 WHERE d.classoid = 'pg_catalog.pg_class'::regclass AND d.objsubid = 0 \
                 AND o.relnamespace = c.relnamespace AND o.relkind IN ('r', 'p') \
                 AND NOT o.relispartition AND pg_catalog.starts_with(d.description, $4) \
                 ORDER BY o.relname COLLATE \"C\") AS marked \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relname = $1 AND n.nspname = coalesce($2, pg_catalog.current_schema()) \
             AND c.relkind IN ('r', 'p') \
         ) AS r"
    )
}

#[derive(Deserialize)]
struct Row {
    schema: String,
    name: String,
    by: Option<String>,
    is_secured: bool,
    parts: Vec<PartRow>,
    taken: Vec<String>,
    marked: Vec<MarkedRow>,
}

#[derive(Deserialize)]
struct PartRow {
    schema: String,
    name: String,
    bound: String,
    is_detaching: bool,
    is_open: bool,
    rows: Option<i64>,
    bytes: i64,
    has_pages: bool,
}

#[derive(Deserialize)]
struct MarkedRow {
    name: String,
    comment: String,
}

impl Found {
    /// The table with this name, in this schema or the default one; `None` if there is none.
    ///
    /// # Errors
    /// Those of a statement.
    pub(super) async fn read(
        tx: &Tx,
        schema: Option<&str>,
        table: &str,
    ) -> Result<Option<Found>, Error> {
        sql::<String>(SETTINGS).one(tx).await?;
        let base = base(table);
        let mark = Mark { table }.text();
        let find = sql::<serde_json::Value>(unsafe_text(query()))
            .bind(table)
            .bind(schema.map(str::to_owned));
        let Some(row) = find.bind(base).bind(mark).optional(tx).await? else { return Ok(None) };
        let row = serde_json::from_value(row).map_err(|error| Error::unreadable(table, error))?;
        Ok(Some(Found::of(row)))
    }

    fn of(row: Row) -> Found {
        let mark = Mark { table: &row.name };
        let marked =
            row.marked.iter().filter_map(|one| Some((one.name.clone(), mark.read(&one.comment)?)));
        Found {
            marked: marked.collect(),
            by: row.by,
            is_secured: row.is_secured,
            parts: row.parts.into_iter().map(Part::of).collect(),
            taken: row.taken,
            name: ObjectName::within(row.schema, row.name),
        }
    }

    /// What is in its schema.
    pub(super) fn beside(&self, name: &str) -> ObjectName {
        ObjectName { schema: self.name.schema.clone(), name: name.to_owned() }
    }

    pub(super) fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.existing.name == name)
    }

    pub(super) fn existing(&self) -> Vec<Existing> {
        self.parts.iter().map(|part| part.existing.clone()).collect()
    }

    /// Its partition for what no other one holds.
    pub(super) fn default(&self) -> Option<&Part> {
        self.parts.iter().find(|part| part.existing.bound == super::Bound::Default)
    }
}

impl Part {
    fn of(row: PartRow) -> Part {
        let PartRow { schema, name, bound, is_detaching, is_open, rows, bytes, has_pages } = row;
        let existing = Existing { name: name.clone(), bound: Span::read(&bound), is_detaching };
        Part { name: ObjectName::within(schema, name), existing, is_open, rows, bytes, has_pages }
    }
}

/// The comment that a partition has from before it is detached until it is dropped: whoever comes after a
/// process that ended in between finds by it what is left.
pub(super) struct Mark<'a> {
    pub(super) table: &'a str,
}

impl Mark<'_> {
    /// What all of a table have, in the table's schema.
    fn text(&self) -> String {
        format!("orm: expired partition of {:?}, to be dropped; it ended ", self.table)
    }

    /// The comment of a partition with this end.
    pub(super) fn write(&self, end: NaiveDateTime) -> String {
        format!("{}{}", self.text(), end.format(FORMAT))
    }

    fn read(&self, comment: &str) -> Option<NaiveDateTime> {
        let end = comment.strip_prefix(&self.text())?;
        NaiveDateTime::parse_from_str(end, FORMAT).ok()
    }
}

const FORMAT: &str = "%Y-%m-%d %H:%M:%S%.f";
