//! Indexes of the catalog.

use super::text::bare;
use super::{Places, fetch};
use crate::error::Error;
use crate::introspect::Thing;
use crate::schema::{Index, IndexKey, IndexPart, Nulls, Table};
use orm::Executor;
use serde::Deserialize;

/// An index, as the catalog has it.
pub(super) struct IndexRow {
    index: Index,
    is_valid: bool,
    nulls_not_distinct: bool,
}

#[derive(Deserialize)]
struct Row {
    oid: i64,
    name: String,
    method: String,
    unique: bool,
    valid: bool,
    nulls_not_distinct: bool,
    predicate: Option<String>,
    parts: Vec<PartRow>,
}

#[derive(Deserialize)]
struct PartRow {
    column: Option<String>,
    expression: Option<String>,
    is_key: bool,
    /// Bits of `pg_index.indoption`: 1 descending, 2 `NULL` first.
    option: Option<i64>,
    class: Option<String>,
    collation: Option<String>,
}

// The indexes of constraints belong to these, and those of partitions to the table's. `indkey` and the like
// begin at 0, unlike arrays; 100 is the database's own collation.
const INDEXES: &str = "SELECT pg_catalog.to_jsonb(r) FROM ( \
     SELECT i.indrelid::bigint AS oid, c.relname AS name, m.amname AS method, \
         i.indisunique AS unique, i.indisvalid AS valid, \
         coalesce(pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct', 'false')::boolean \
             AS nulls_not_distinct, \
         pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS predicate, \
         ARRAY(SELECT pg_catalog.jsonb_build_object( \
                 'column', a.attname, \
                 'expression', CASE WHEN k.number = 0 \
                     THEN pg_catalog.pg_get_indexdef(i.indexrelid, k.at::int, false) END, \
                 'is_key', k.at <= i.indnkeyatts, \
                 'option', CASE WHEN k.at <= i.indnkeyatts THEN i.indoption[k.at - 1] END, \
                 'class', CASE WHEN o.oid IS NULL OR o.opcdefault THEN NULL \
                     WHEN pg_catalog.pg_opclass_is_visible(o.oid) THEN pg_catalog.quote_ident(o.opcname) \
                     ELSE pg_catalog.format('%I.%I', n.nspname, o.opcname) END, \
                 'collation', CASE WHEN l.oid NOT IN (coalesce(a.attcollation, 100), 100) \
                     THEN l.collname END) \
             FROM pg_catalog.unnest(i.indkey) WITH ORDINALITY k (number, at) \
             LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number \
                 AND k.number <> 0 \
             LEFT JOIN pg_catalog.pg_opclass o ON k.at <= i.indnkeyatts \
                 AND o.oid = i.indclass[k.at - 1] \
             LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace \
             LEFT JOIN pg_catalog.pg_collation l ON k.at <= i.indnkeyatts \
                 AND l.oid = i.indcollation[k.at - 1] \
             ORDER BY k.at) AS parts \
     FROM pg_catalog.pg_index i \
     JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid \
     JOIN pg_catalog.pg_am m ON m.oid = c.relam \
     WHERE i.indrelid = ANY($1::bigint[]::oid[]) AND NOT EXISTS ( \
         SELECT FROM pg_catalog.pg_constraint x \
         WHERE x.conindid = i.indexrelid AND x.contype IN ('p', 'u', 'x')) \
     ) AS r ORDER BY r.oid, r.name COLLATE \"C\"";

pub(super) async fn read<E: Executor>(
    tx: &E,
    places: &Places,
    oids: &[i64],
) -> Result<Vec<(i64, IndexRow)>, Error> {
    let rows: Vec<Row> = fetch(tx, INDEXES, oids.to_vec()).await?;
    Ok(rows.into_iter().map(|row| (row.oid, index(places, row))).collect())
}

fn index(places: &Places, row: Row) -> IndexRow {
    let text = |text: String| places.text(bare(&text).to_owned());
    let (keys, carried): (Vec<_>, Vec<_>) = row.parts.into_iter().partition(|part| part.is_key);
    let index = Index {
        name: row.name,
        method: (row.method != "btree").then_some(row.method),
        unique: row.unique,
        parts: keys.into_iter().map(|part| key(part, text)).collect(),
        include: carried.into_iter().filter_map(|part| part.column).collect(),
        predicate: row.predicate.map(text),
    };
    IndexRow { index, is_valid: row.valid, nulls_not_distinct: row.nulls_not_distinct }
}

fn key(row: PartRow, text: impl Fn(String) -> String) -> IndexPart {
    let option = row.option.unwrap_or_default();
    let (descending, nulls_first) = (option & 1 != 0, option & 2 != 0);
    let nulls = if nulls_first { Nulls::First } else { Nulls::Last };
    IndexPart {
        key: match (row.column, row.expression) {
            (Some(column), _) => IndexKey::Column(column),
            (None, expression) => IndexKey::Expression(text(expression.unwrap_or_default())),
        },
        descending,
        nulls: (nulls_first != descending).then_some(nulls),
        operator_class: row.class.map(text),
        collation: row.collation,
    }
}

impl IndexRow {
    /// Puts it where it belongs.
    pub(super) fn add_to(
        self,
        table: &mut Table,
        unfinished: &mut Vec<Thing>,
        beside: &mut Vec<Thing>,
    ) {
        let thing = |kind| {
            let name = Some(self.index.name.clone());
            Thing { kind, at: table.name.clone(), name }
        };
        if self.nulls_not_distinct {
            beside.push(thing("NULLS NOT DISTINCT of the index"));
        }
        if self.is_valid {
            table.indexes.push(self.index);
        } else {
            // It is kept up to date and helps nobody: a build that failed leaves it.
            unfinished.push(thing("index"));
        }
    }
}
