//! SQLite's schema table, as a description: its definitions are kept as they were written, and read here.

mod column;
mod constraint;
mod index;
mod parse;
mod table;
mod text;

use super::{Found, Thing};
use crate::error::Error;
use crate::schema::{ObjectName, Schema, Trigger};
use orm::{Dialect, Executor, sql};
use std::collections::BTreeMap;

/// The definitions, and what the table is that each belongs to: those of virtual tables, and the tables in
/// which these keep what they hold, are no tables of ours. The triggers of a tenant that left are nobody's model's.
const OBJECTS: &str = "SELECT s.type, s.name, s.tbl_name, s.sql, coalesce(l.type, '') \
     FROM sqlite_schema s \
     LEFT JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.tbl_name \
     WHERE s.sql IS NOT NULL AND substr(s.name, 1, 7) <> 'sqlite_' \
     AND substr(s.name, 1, 18) <> 'orm_tenant_moving_' ORDER BY s.name";

/// Reads what the database holds.
pub(super) async fn read<E: Executor>(db: &E) -> Result<Found, Error> {
    let objects = sql::<(String, String, String, String, String)>(OBJECTS).all(db).await?;
    let mut schema = Schema::empty(Dialect::Sqlite);
    let (mut indexes, mut triggers) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
    let mut beside = Vec::new();
    for (kind, name, of, text, table) in objects {
        let thing = |kind, part| Thing { kind, at: ObjectName::plain(&of), name: part };
        match (kind.as_str(), table.as_str()) {
            (_, "shadow") => {}
            ("table", "virtual") => beside.push(thing("virtual table", None)),
            ("table", _) => schema.tables.push(table::read(&name, &text)?),
            ("view", _) => beside.push(thing("view", None)),
            ("trigger", "view") => beside.push(thing("trigger", Some(name))),
            ("trigger", _) => {
                triggers.entry(of).or_default().push(Trigger { name, sql: text });
            }
            _ => indexes.entry(of).or_default().push(index::read(&name, &text)?),
        }
    }
    for table in &mut schema.tables {
        table.indexes = indexes.remove(&table.name.name).unwrap_or_default();
    }
    for (of, trigger) in
        triggers.into_iter().flat_map(|(of, all)| all.into_iter().map(move |one| (of.clone(), one)))
    {
        if let Some(at) = owner(&schema, &of, &trigger.name) {
            schema.tables[at].triggers.push(trigger);
        }
    }
    constraint::resolve(&mut schema);
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    beside.sort();
    Ok(Found { schema, unfinished: Vec::new(), beside, domains: Vec::new() })
}

/// The table that a trigger serves: the one whose reference it keeps, by its name, else the one it stands at.
fn owner(schema: &Schema, of: &str, name: &str) -> Option<usize> {
    let key = ["_delete", "_update"].iter().find_map(|end| name.strip_suffix(end));
    let keeps = |table: &crate::schema::Table| {
        key.is_some() && table.foreign_keys.iter().any(|own| own.name.as_deref() == key)
    };
    let own = schema.tables.iter().position(keeps);
    own.or_else(|| schema.tables.iter().position(|table| table.name.name == of))
}
