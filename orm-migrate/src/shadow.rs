//! The canonical text of expressions: what a database makes of a description.

use crate::error::Error;
use crate::introspect::{Places, ReadOptions, introspect, read_postgres};
use crate::run::run;
use crate::schema::{ForeignKey, ObjectName, Schema, Table};
use crate::sql::Place;
use orm::{Db, Dialect, Tx, sql};

/// The description with its expressions as the database gives them back: defaults, checks, generated columns,
/// parts and conditions of indexes, policies. What was read from a database and what models say are alike in
/// that form, if they mean the same.
///
/// It is made, read and undone. On PostgreSQL, in one transaction that is rolled back, in schemas that nobody
/// else sees, whose names begin with `orm_shadow_`; the functions, domains and extensions that expressions
/// name are the database's own, and no lock on anything of it is taken that somebody waits for. On SQLite, in
/// a database in memory.
///
/// The server writes few expressions differently when it reads its own text again (`IN` over `varchar`). To
/// compare models that were written after such a database with it, pass both through here.
///
/// ```no_run
/// # async fn run(db: &orm::Db, tables: &[&'static orm::schema::Table]) -> Result<(), orm_migrate::Error> {
/// use orm_migrate::{canonical, schema::Schema};
///
/// let wanted = canonical(db, &Schema::of_models(db.dialect(), tables)).await?;
/// let found = Schema::of_database(db).await?.with_hints_of(&wanted);
/// assert_eq!(found.sorted(), wanted.sorted());
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`is_database`](Error::is_database): an expression is wrong, names something that is not there, or, on
/// PostgreSQL, the role may not make schemas ([`is_permission_denied`](orm::Error::is_permission_denied) of
/// the cause).
pub async fn canonical(db: &Db, schema: &Schema) -> Result<Schema, Error> {
    let made = match schema.dialect {
        Dialect::Postgres => {
            let tx = db.begin().await?;
            let made = on_postgres(&tx, schema).await;
            // Also after an error: nothing of it may stay.
            tx.rollback().await?;
            made?
        }
        Dialect::Sqlite => on_sqlite(schema).await?,
    };
    Ok(made.with_hints_of(schema))
}

async fn on_sqlite(schema: &Schema) -> Result<Schema, Error> {
    let memory = Db::connect("sqlite::memory:").await?;
    let tx = memory.begin().await?;
    run(&tx, schema.create_tables(Place::default(), |_| true)).await?;
    tx.commit().await?;
    let found = introspect(&memory, &ReadOptions::new()).await?;
    Ok(found.schema)
}

async fn on_postgres(tx: &Tx, schema: &Schema) -> Result<Schema, Error> {
    const SESSION: &str =
        "SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_schemas(false)::text[]";
    let (backend, path) = sql::<(i32, Vec<String>)>(SESSION).one(tx).await?;
    let places = names(backend, schema);
    let shadow = shadow(schema, &places);
    let quoted = |name: &str| Dialect::Postgres.quoted(name);
    let schemas = places.iter().map(|(real, _)| format!("CREATE SCHEMA {}", quoted(real)));
    run(tx, schemas.collect()).await?;
    let places = Places::shadow(places, path);
    places.set_path(tx).await?;
    let mut statements: Vec<_> = shadow.create_enums().collect();
    statements.extend(shadow.create_tables(Place::default(), |_| true));
    run(tx, statements).await?;
    let mut made = read_postgres(tx, &places).await?.schema;
    for table in &mut made.tables {
        restore(table, schema);
    }
    Ok(made)
}

/// The shadows' names, that of the default schema first. The transaction is the only one of its backend.
fn names(backend: i32, schema: &Schema) -> Vec<(String, Option<String>)> {
    let named = schema.tables.iter().map(|table| &table.name);
    let named =
        named.chain(schema.enums.iter().map(|ty| &ty.name)).filter_map(|name| name.schema.clone());
    let mut all = vec![None];
    for name in schema.schemas.iter().cloned().chain(named).map(Some) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    // With an underscore at the end, none begins as another one does.
    let shadow = |(at, name)| (format!("orm_shadow_{backend}_{at}_"), name);
    all.into_iter().enumerate().map(shadow).collect()
}

/// The description with the shadows' names.
fn shadow(schema: &Schema, places: &[(String, Option<String>)]) -> Schema {
    let rename = |name: &mut ObjectName| {
        if let Some((real, _)) = places.iter().find(|(_, of)| of.is_some() && *of == name.schema) {
            name.schema = Some(real.clone());
        }
    };
    let mut shadow = schema.clone();
    shadow.enums.iter_mut().for_each(|ty| rename(&mut ty.name));
    for table in &mut shadow.tables {
        // A reference out of the description would lock somebody's table.
        table.foreign_keys.retain(|key| schema.table(&key.target).is_some());
        if let Some(partitioning) = &mut table.partitioning {
            partitioning.first = None;
        }
        rename(&mut table.name);
        table.foreign_keys.iter_mut().for_each(|key| rename(&mut key.target));
        for column in &mut table.columns {
            use crate::schema::DataType::{Enum, EnumArray};
            if let Enum(name) | EnumArray(name) = &mut column.ty {
                rename(name);
            }
        }
    }
    shadow
}

/// Puts back what was not made: references out of the description, and partitions.
fn restore(table: &mut Table, schema: &Schema) {
    let Some(of) = schema.table(&table.name) else { return };
    let outside = |key: &&ForeignKey| schema.table(&key.target).is_none();
    table.foreign_keys.extend(of.foreign_keys.iter().filter(outside).cloned());
    if let (Some(made), Some(of)) = (&mut table.partitioning, &of.partitioning) {
        made.partitions.clone_from(&of.partitions);
    }
}
