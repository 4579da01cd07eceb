//! Constraints of the catalog.

use super::text::bare;
use super::{Places, Qualified, fetch};
use crate::error::Error;
use crate::introspect::Thing;
use crate::schema::{Action, Check, ForeignKey, ObjectName, PrimaryKey, Table, Unique};
use orm::Executor;
use serde::Deserialize;

/// A constraint, as the catalog has it.
pub(super) struct Constraint {
    row: Row,
    target: Option<ObjectName>,
}

#[derive(Deserialize)]
struct Row {
    oid: i64,
    name: String,
    /// The letter of `pg_constraint.contype`.
    kind: String,
    deferrable: bool,
    deferred: bool,
    validated: bool,
    columns: Vec<String>,
    target: Option<Qualified>,
    target_columns: Vec<String>,
    on_delete: String,
    on_update: String,
    on_delete_columns: Vec<String>,
    expression: Option<String>,
    nulls_not_distinct: bool,
    /// Whether its index carries columns along.
    includes: bool,
    /// Whether partitions and inheriting tables are free of it.
    no_inherit: bool,
}

// What only later versions have is read out of the whole row: `confdelsetcols` and `indnullsnotdistinct` are
// there since 15. A row with a parent belongs to a partition.
const CONSTRAINTS: &str = "SELECT pg_catalog.to_jsonb(r) FROM ( \
     SELECT c.conrelid::bigint AS oid, c.conname AS name, c.contype AS kind, \
         c.condeferrable AS deferrable, c.condeferred AS deferred, c.convalidated AS validated, \
         c.connoinherit AND c.contype = 'c' AS no_inherit, \
         ARRAY(SELECT a.attname FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY k (number, at) \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number \
             ORDER BY k.at) AS columns, \
         CASE WHEN c.contype = 'f' \
             THEN pg_catalog.jsonb_build_object('schema', n.nspname, 'name', t.relname) END AS target, \
         ARRAY(SELECT a.attname FROM pg_catalog.unnest(c.confkey) WITH ORDINALITY k (number, at) \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number \
             ORDER BY k.at) AS target_columns, \
         c.confdeltype AS on_delete, c.confupdtype AS on_update, \
         ARRAY(SELECT a.attname \
             FROM pg_catalog.jsonb_array_elements_text(CASE \
                 WHEN pg_catalog.jsonb_typeof(j.whole -> 'confdelsetcols') = 'array' \
                 THEN j.whole -> 'confdelsetcols' ELSE '[]' END) WITH ORDINALITY k (number, at) \
             JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number::int \
             ORDER BY k.at) AS on_delete_columns, \
         pg_catalog.pg_get_expr(c.conbin, c.conrelid) AS expression, \
         coalesce(j.index ->> 'indnullsnotdistinct', 'false')::boolean AS nulls_not_distinct, \
         coalesce((j.index ->> 'indnatts')::int > (j.index ->> 'indnkeyatts')::int, false) AS includes \
     FROM pg_catalog.pg_constraint c \
     LEFT JOIN pg_catalog.pg_class t ON t.oid = c.confrelid \
     LEFT JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace \
     LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u') \
     CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(c) - 'conbin' AS whole, \
         pg_catalog.to_jsonb(i) AS index) j \
     WHERE c.conrelid = ANY($1::bigint[]::oid[]) AND c.conparentid = 0 \
         AND c.contype IN ('p', 'u', 'c', 'f', 'x') \
     ) AS r ORDER BY r.oid, r.name COLLATE \"C\"";

pub(super) async fn read<E: Executor>(
    tx: &E,
    places: &Places,
    oids: &[i64],
) -> Result<Vec<(i64, Constraint)>, Error> {
    let rows: Vec<Row> = fetch(tx, CONSTRAINTS, oids.to_vec()).await?;
    let one = |mut row: Row| {
        let target = row.target.take().map(|target| target.within(places));
        row.expression = row.expression.map(|text| places.text(bare(&text).to_owned()));
        (row.oid, Constraint { row, target })
    };
    Ok(rows.into_iter().map(one).collect())
}

impl Constraint {
    /// Puts it where it belongs.
    pub(super) fn add_to(
        self,
        table: &mut Table,
        unfinished: &mut Vec<Thing>,
        beside: &mut Vec<Thing>,
    ) {
        let Constraint { row, target } = self;
        let thing = |kind| Thing { kind, at: table.name.clone(), name: Some(row.name.clone()) };
        if !row.validated {
            unfinished.push(thing("constraint"));
        }
        if row.includes {
            beside.push(thing("columns carried along by the constraint"));
        }
        if row.no_inherit {
            beside.push(thing("NO INHERIT of the constraint"));
        }
        if row.deferrable && row.kind != "f" {
            beside.push(thing("deferral of the constraint"));
        }
        match (row.kind.as_str(), target) {
            ("p", _) => {
                let name = (row.name != default_key(&table.name.name)).then_some(row.name);
                table.primary_key = Some(PrimaryKey { name, columns: row.columns });
            }
            ("u", _) => table.uniques.push(Unique {
                name: Some(row.name),
                columns: row.columns,
                nulls_not_distinct: row.nulls_not_distinct,
            }),
            ("c", _) => table.checks.push(Check {
                name: Some(row.name),
                expression: row.expression.unwrap_or_default(),
            }),
            ("f", Some(target)) => table.foreign_keys.push(ForeignKey {
                name: Some(row.name),
                columns: row.columns,
                target,
                target_columns: row.target_columns,
                on_delete: action(&row.on_delete),
                on_update: action(&row.on_update),
                on_delete_columns: row.on_delete_columns,
                deferrable: row.deferrable.then_some(row.deferred),
            }),
            _ => beside.push(thing("exclusion constraint")),
        }
    }
}

/// The letters of `pg_constraint.confdeltype`.
fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}

/// The name that the server gives a primary key: the table's, cut so that all fits into 63 bytes
/// (`makeObjectName` in `src/backend/commands/indexcmds.c`).
fn default_key(table: &str) -> String {
    const END: &str = "_pkey";
    let mut end = table.len().min(63 - END.len());
    while !table.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{END}", &table[..end])
}
