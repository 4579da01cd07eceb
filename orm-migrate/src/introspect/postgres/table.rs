//! Tables of the catalog, their partitions and policies.

use super::text::bare;
use super::{Places, Qualified, fetch};
use crate::error::Error;
use crate::introspect::Thing;
use crate::schema::{Command, Partition, Partitioning, Policy, RowSecurity, Table};
use orm::Executor;
use serde::Deserialize;

/// The tables with their numbers in the catalog, and what is beside.
pub(super) struct Tables {
    pub(super) tables: Vec<(i64, Table)>,
    pub(super) beside: Vec<Thing>,
}

#[derive(Deserialize)]
struct Row {
    oid: i64,
    schema: String,
    name: String,
    comment: Option<String>,
    enabled: bool,
    forced: bool,
    by: Option<String>,
    partitions: Vec<PartitionRow>,
    policies: Vec<PolicyRow>,
}

#[derive(Deserialize)]
struct PartitionRow {
    #[serde(flatten)]
    name: Qualified,
    bound: String,
    is_parted: bool,
}

#[derive(Deserialize)]
struct PolicyRow {
    name: String,
    command: String,
    permissive: bool,
    roles: Vec<String>,
    using: Option<String>,
    check: Option<String>,
}

// A partition is a part of its table. What a policy is for is one letter (`pg_policy.polcmd`), and the role
// 0 is everybody.
const TABLES: &str = "SELECT pg_catalog.to_jsonb(r) FROM ( \
     SELECT c.oid::bigint AS oid, n.nspname AS schema, c.relname AS name, \
         pg_catalog.obj_description(c.oid, 'pg_class') AS comment, \
         c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced, \
         CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS by, \
         ARRAY(SELECT pg_catalog.jsonb_build_object('schema', pn.nspname, 'name', p.relname, \
                 'bound', pg_catalog.pg_get_expr(p.relpartbound, p.oid), \
                 'is_parted', p.relkind = 'p') \
             FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhrelid \
             JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace \
             WHERE i.inhparent = c.oid AND p.relispartition \
             ORDER BY pn.nspname COLLATE \"C\", p.relname COLLATE \"C\") AS partitions, \
         ARRAY(SELECT pg_catalog.jsonb_build_object('name', p.polname, 'command', p.polcmd::text, \
                 'permissive', p.polpermissive, \
                 'roles', ARRAY(SELECT o.rolname FROM pg_catalog.pg_roles o \
                     WHERE o.oid = ANY(p.polroles) ORDER BY o.rolname COLLATE \"C\"), \
                 'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid), \
                 'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) \
             FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid \
             ORDER BY p.polname COLLATE \"C\") AS policies \
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't' \
         AND n.nspname = ANY($1::text[]::name[]) AND NOT EXISTS ( \
             SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass \
             AND d.objid = c.oid AND d.deptype = 'e') \
     ) AS r";

pub(super) async fn read<E: Executor>(tx: &E, places: &Places) -> Result<Tables, Error> {
    let rows: Vec<Row> = fetch(tx, TABLES, places.real()).await?;
    let (mut tables, mut beside) = (Vec::new(), Vec::new());
    for row in rows {
        let mut table = Table::new(places.name(row.schema, row.name));
        table.comment = row.comment;
        table.row_security = RowSecurity { enabled: row.enabled, forced: row.forced };
        table.policies = row.policies.into_iter().map(|row| policy(places, row)).collect();
        for partition in row.partitions.iter().filter(|partition| partition.is_parted) {
            let kind = "partitions of the partition";
            let name = Some(partition.name.name.clone());
            beside.push(Thing { kind, at: table.name.clone(), name });
        }
        let one = |row: PartitionRow| Partition { name: row.name.within(places), bound: row.bound };
        table.partitioning = row.by.map(|by| Partitioning {
            by: places.text(by),
            first: None,
            partitions: row.partitions.into_iter().map(one).collect(),
        });
        tables.push((row.oid, table));
    }
    tables.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
    Ok(Tables { tables, beside })
}

fn policy(places: &Places, row: PolicyRow) -> Policy {
    let expression = |text: Option<String>| text.map(|text| places.text(bare(&text).to_owned()));
    Policy {
        name: row.name,
        restrictive: !row.permissive,
        command: match row.command.as_str() {
            "r" => Command::Select,
            "a" => Command::Insert,
            "w" => Command::Update,
            "d" => Command::Delete,
            _ => Command::All,
        },
        roles: row.roles,
        using: expression(row.using),
        check: expression(row.check),
    }
}
