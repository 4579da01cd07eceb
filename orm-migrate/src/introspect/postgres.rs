//! PostgreSQL's catalog, as a description.

mod beside;
mod column;
mod constraint;
mod index;
mod places;
mod table;
mod text;

pub(crate) use places::Places;

use super::Found;
use crate::error::Error;
use crate::schema::{EnumType, ObjectName, Schema};
use orm::{Dialect, Executor, sql};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Reads what these schemas hold, in a transaction, whose search path is set for the rest of it: by it the
/// server decides which names it writes with their schema (`pg_get_expr`, `format_type`).
pub(crate) async fn read<E: Executor>(tx: &E, places: &Places) -> Result<Found, Error> {
    places.set_path(tx).await?;
    let rows = table::read(tx, places).await?;
    let oids: Vec<i64> = rows.tables.iter().map(|(oid, _)| *oid).collect();
    let columns = column::read(tx, places, &oids).await?;
    let constraints = constraint::read(tx, places, &oids).await?;
    let indexes = index::read(tx, places, &oids).await?;
    let enums = enums(tx, places).await?;
    let (domains, mut beside) = beside::read(tx, places).await?;
    let mut unfinished = Vec::new();
    let mut schema = Schema::empty(Dialect::Postgres);
    schema.schemas = places.named();
    schema.enums = enums;
    schema.tables = rows.tables.into_iter().map(|(_, table)| table).collect();
    let at = |oid: i64| oids.iter().position(|other| *other == oid);
    for (oid, column) in columns {
        if let Some(at) = at(oid) {
            schema.tables[at].columns.push(column);
        }
    }
    for (oid, constraint) in constraints {
        if let Some(at) = at(oid) {
            constraint.add_to(&mut schema.tables[at], &mut unfinished, &mut beside);
        }
    }
    for (oid, index) in indexes {
        if let Some(at) = at(oid) {
            index.add_to(&mut schema.tables[at], &mut unfinished, &mut beside);
        }
    }
    beside.extend(rows.beside);
    beside.sort();
    unfinished.sort();
    Ok(Found { schema, unfinished, beside, domains })
}

/// The enum types, but those that extensions brought.
async fn enums<E: Executor>(tx: &E, places: &Places) -> Result<Vec<EnumType>, Error> {
    #[derive(Deserialize)]
    struct Row {
        schema: String,
        name: String,
        labels: Vec<String>,
    }
    const ENUMS: &str = "SELECT pg_catalog.to_jsonb(r) FROM ( \
         SELECT n.nspname AS schema, t.typname AS name, ARRAY( \
             SELECT e.enumlabel::text FROM pg_catalog.pg_enum e \
             WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels \
         FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace \
         WHERE t.typtype = 'e' AND n.nspname = ANY($1::text[]::name[]) AND NOT EXISTS ( \
             SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_type'::regclass \
             AND d.objid = t.oid AND d.deptype = 'e') \
         ) AS r ORDER BY r.schema COLLATE \"C\", r.name COLLATE \"C\"";
    let rows: Vec<Row> = fetch(tx, ENUMS, places.real()).await?;
    let one = |row: Row| EnumType::new(places.name(row.schema, row.name), row.labels);
    Ok(rows.into_iter().map(one).collect())
}

/// The rows of a statement over what a list names, each of which is one document.
async fn fetch<T, V, E>(tx: &E, text: &'static str, list: V) -> Result<Vec<T>, Error>
where
    T: DeserializeOwned + Send + 'static,
    V: orm::query::Bind,
    E: Executor,
{
    let rows = sql::<serde_json::Value>(text).bind(list).all(tx).await?;
    let read = |row| serde_json::from_value(row).map_err(|e| Error::unreadable("the catalog", e));
    rows.into_iter().map(read).collect()
}

/// The name of a table or type, as the catalog gives it.
#[derive(Debug, Deserialize)]
struct Qualified {
    schema: String,
    name: String,
}

impl Qualified {
    fn within(self, places: &Places) -> ObjectName {
        places.name(self.schema, self.name)
    }
}
