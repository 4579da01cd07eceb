//! What the catalog holds and no description says.

use super::{Places, fetch};
use crate::error::Error;
use crate::introspect::Thing;
use crate::schema::ObjectName;
use orm::Executor;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    kind: String,
    schema: String,
    name: String,
    part: Option<String>,
    base: Option<String>,
}

// Sequences of identity columns depend on them internally (`i`), those of `serial` automatically (`a`).
const OTHERS: &str = "SELECT pg_catalog.to_jsonb(r) FROM ( \
     SELECT c.relkind::text AS kind, n.nspname::text AS schema, c.relname::text AS name, \
         NULL::text AS part, NULL::text AS base \
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relkind IN ('v', 'm', 'f', 'S') AND c.relpersistence <> 't' \
         AND n.nspname = ANY($1::text[]::name[]) AND NOT EXISTS ( \
             SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass \
             AND d.objid = c.oid AND d.deptype IN ('e', 'i', 'a')) \
     UNION ALL \
     SELECT 'd', n.nspname::text, t.typname::text, NULL, \
         pg_catalog.format_type(t.typbasetype, t.typtypmod) \
     FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
     WHERE t.typtype = 'd' AND n.nspname = ANY($1::text[]::name[]) AND NOT EXISTS ( \
         SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_type'::regclass \
         AND d.objid = t.oid AND d.deptype = 'e') \
     UNION ALL \
     SELECT 't', n.nspname::text, c.relname::text, g.tgname::text, NULL \
     FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid \
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     WHERE NOT g.tgisinternal AND NOT c.relispartition AND n.nspname = ANY($1::text[]::name[]) \
     UNION ALL \
     SELECT 'p', n.nspname::text, p.proname::text, NULL, NULL \
     FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace \
     WHERE n.nspname = ANY($1::text[]::name[]) AND NOT EXISTS ( \
         SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass \
         AND d.objid = p.oid AND d.deptype = 'e') \
     ) AS r";

/// The types that domains stand for, and everything beside.
pub(super) async fn read<E: Executor>(
    tx: &E,
    places: &Places,
) -> Result<(Vec<(String, String)>, Vec<Thing>), Error> {
    let rows: Vec<Row> = fetch(tx, OTHERS, places.real()).await?;
    let (mut domains, mut beside) = (Vec::new(), Vec::new());
    for row in rows {
        let at = places.name(row.schema, row.name);
        if let Some(base) = row.base {
            domains.push((written(&at), super::text::short_type(&base)));
        }
        beside.push(Thing { kind: kind(&row.kind), at, name: row.part });
    }
    domains.sort();
    Ok((domains, beside))
}

/// The name as `format_type` writes it.
fn written(name: &ObjectName) -> String {
    let own = super::text::quoted_if_needed(&name.name);
    match &name.schema {
        Some(schema) => format!("{}.{own}", super::text::quoted_if_needed(schema)),
        None => own,
    }
}

/// The letters of `pg_class.relkind`, and three of our own.
fn kind(letter: &str) -> &'static str {
    match letter {
        "v" => "view",
        "m" => "materialized view",
        "f" => "foreign table",
        "S" => "sequence",
        "d" => "domain",
        "t" => "trigger",
        _ => "function",
    }
}
