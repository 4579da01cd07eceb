//! Columns of the catalog.

use super::text::{bare, short_type};
use super::{Places, Qualified, fetch};
use crate::error::Error;
use crate::schema::{Column, DataType, Generated, Identity};
use orm::Executor;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    oid: i64,
    name: String,
    #[serde(rename = "type")]
    ty: String,
    enum_type: Option<Qualified>,
    is_array: bool,
    nullable: bool,
    /// `a` always, `d` by default, or nothing (`pg_attribute.attidentity`).
    identity: String,
    /// `s` stored, `v` virtual, or nothing (`pg_attribute.attgenerated`).
    generated: String,
    default: Option<String>,
    collation: Option<String>,
    comment: Option<String>,
}

const COLUMNS: &str = "SELECT pg_catalog.to_jsonb(r) FROM ( \
     SELECT a.attrelid::bigint AS oid, a.attnum AS position, a.attname AS name, \
         pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, \
         CASE WHEN e.typtype = 'e' AND NOT EXISTS ( \
                 SELECT FROM pg_catalog.pg_depend x WHERE x.objid = e.oid AND x.deptype = 'e' \
                 AND x.classid = 'pg_catalog.pg_type'::regclass) \
             THEN pg_catalog.jsonb_build_object('schema', n.nspname, 'name', e.typname) \
         END AS enum_type, \
         t.typelem <> 0 AND t.typlen = -1 AS is_array, NOT a.attnotnull AS nullable, \
         a.attidentity AS identity, a.attgenerated AS generated, \
         pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS default, \
         CASE WHEN a.attcollation <> t.typcollation THEN o.collname END AS collation, \
         pg_catalog.col_description(a.attrelid, a.attnum) AS comment \
     FROM pg_catalog.pg_attribute a \
     JOIN pg_catalog.pg_type t ON t.oid = a.atttypid \
     JOIN pg_catalog.pg_type e \
         ON e.oid = CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN t.typelem ELSE t.oid END \
     JOIN pg_catalog.pg_namespace n ON n.oid = e.typnamespace \
     LEFT JOIN pg_catalog.pg_collation o ON o.oid = a.attcollation \
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
     WHERE a.attrelid = ANY($1::bigint[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped \
     ) AS r ORDER BY r.oid, r.position";

pub(super) async fn read<E: Executor>(
    tx: &E,
    places: &Places,
    oids: &[i64],
) -> Result<Vec<(i64, Column)>, Error> {
    let rows: Vec<Row> = fetch(tx, COLUMNS, oids.to_vec()).await?;
    Ok(rows.into_iter().map(|row| (row.oid, column(places, row))).collect())
}

fn column(places: &Places, row: Row) -> Column {
    let ty = match row.enum_type.map(|name| name.within(places)) {
        Some(name) if row.is_array => DataType::EnumArray(name),
        Some(name) => DataType::Enum(name),
        None => DataType::named(places.text(short_type(&row.ty))),
    };
    let mut column = Column::new(row.name, ty);
    column.collation = row.collation;
    column.nullable = row.nullable;
    column.comment = row.comment;
    column.identity = match row.identity.as_str() {
        "a" => Some(Identity::Always),
        "d" => Some(Identity::ByDefault),
        _ => None,
    };
    let Some(expression) = row.default else { return column };
    let expression = places.text(expression);
    if row.generated.is_empty() {
        if is_numbered(&column, &expression) {
            column.identity = Some(Identity::Implicit);
        } else {
            column.default = Some(expression);
        }
    } else {
        let expression = bare(&expression).to_owned();
        column.generated = Some(Generated { expression, stored: row.generated == "s" });
    }
    column
}

/// Whether the default takes the next number of a sequence, and nothing else.
fn is_numbered(column: &Column, default: &str) -> bool {
    let is_integer = ["smallint", "integer", "bigint"].map(DataType::named).contains(&column.ty);
    let sequence =
        default.strip_prefix("nextval('").and_then(|rest| rest.strip_suffix("'::regclass)"));
    // A quote inside would be another argument, or another call.
    is_integer && !column.nullable && sequence.is_some_and(|name| !name.contains("'::"))
}
