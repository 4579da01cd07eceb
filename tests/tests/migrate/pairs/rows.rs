//! A database of a schema, its rows, and what they hold.

use super::column::{NUMBER, value};
use super::pair::{Pair, before, keeps_type, was};
use super::raw::Raw;
use orm::{Db, Dialect};
use orm_migrate::schema::{Schema, Table};
use orm_migrate::{Answers, Diff, Op, Options, Plan, diff, plan};

/// How many rows a table has.
const ROWS: usize = 3;

/// A database of the first schema, with rows. Those of an enum hold its first label, and one of them its last,
/// unless it will have to be a value of another type.
pub(super) async fn make(raw: &mut Raw, pair: &Pair) -> Result<(), String> {
    let schema = &pair.from;
    let mut last = schema.enums.clone();
    last.iter_mut().for_each(|ty| ty.labels.reverse());
    let whole = diff(&Schema::empty(schema.dialect), schema, &Answers::new());
    let plan = plan(&Schema::empty(schema.dialect), schema, &whole.ops, &Options::default());
    up(raw, &plan).await?;
    if schema.dialect == Dialect::Postgres {
        raw.run("SET session_replication_role = replica").await?;
    }
    for table in &schema.tables {
        for number in 1..=ROWS {
            let filled = table.columns.iter().filter(|column| {
                column.generated.is_none() && (column.identity.is_none() || column.name == NUMBER)
            });
            let filled: Vec<_> = filled.collect();
            let names = filled.iter().map(|column| schema.dialect.quoted(&column.name));
            let values = filled.iter().map(|column| match column.nullable && number == ROWS {
                true => "NULL".to_owned(),
                false if number == 2 && keeps_type(pair, table, column) => {
                    value(schema.dialect, column, &last)
                }
                false => value(schema.dialect, column, &schema.enums),
            });
            let sql = format!(
                "INSERT INTO {} ({}) SELECT {} FROM (SELECT {number} AS n0) AS numbers",
                table.name.quoted(schema.dialect),
                names.collect::<Vec<_>>().join(", "),
                values.collect::<Vec<_>>().join(", "),
            );
            raw.run(&sql).await?;
        }
    }
    if schema.dialect == Dialect::Postgres {
        raw.run("SET session_replication_role = DEFAULT").await?;
    }
    Ok(())
}

pub(super) async fn up(raw: &mut Raw, plan: &Plan) -> Result<(), String> {
    for migration in &plan.migrations {
        let off = migration.foreign_keys_off;
        raw.steps(&migration.up, migration.transactional, off).await?;
    }
    Ok(())
}

pub(super) async fn down(raw: &mut Raw, plan: &Plan) -> Result<(), String> {
    for migration in plan.migrations.iter().rev() {
        let steps = migration.down.as_ref().expect("what is lossy is written, too");
        raw.steps(steps, migration.transactional, migration.foreign_keys_off).await?;
    }
    Ok(())
}

/// Leaves nothing of a pair.
pub(super) async fn clear(raw: &mut Raw, db: &Db) {
    match raw {
        Raw::Postgres(_) => {
            let clear = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; \
                         DROP SCHEMA IF EXISTS \"Side\" CASCADE; \
                         DROP SCHEMA IF EXISTS other CASCADE; \
                         SET client_min_messages = error; SET TIME ZONE 'UTC'";
            raw.run(clear).await.unwrap();
        }
        Raw::Sqlite(_) => {
            raw.run("PRAGMA foreign_keys = OFF").await.unwrap();
            let tables = Schema::of_database(db).await.unwrap().tables;
            for table in tables {
                let name = table.name.quoted(Dialect::Sqlite);
                raw.run(&format!("DROP TABLE {name}")).await.unwrap();
            }
        }
    }
}

/// What the rows hold that have to be the same afterwards, one query a table, by either schema's names.
pub(super) fn kept(from: &Schema, to: &Schema, work: &Diff) -> Vec<[String; 2]> {
    let altered = |table: &Table, name: &str| {
        work.ops.iter().any(|op| match op {
            Op::AlterColumn { table: of, from, to, fill } => {
                *of == table.name && to.name == name && (from.ty != to.ty || fill.is_some())
            }
            Op::RenameValue { table: of, column, .. }
            | Op::ReplaceValues { table: of, column, .. } => {
                *of == table.name && column.name == name
            }
            _ => false,
        })
    };
    let mut queries = Vec::new();
    for table in &to.tables {
        let Some(old) = before(from, to, table) else { continue };
        let mut columns = vec![];
        for column in &table.columns {
            let was = was(old, table, column);
            let Some(was) = was.filter(|_| column.generated.is_none()) else {
                continue;
            };
            if !altered(table, &column.name) && was.ty.enum_name().is_none() {
                columns.push((was.name.clone(), column.name.clone()));
            }
        }
        let query = |table: &Table, columns: Vec<&String>| {
            let columns = columns
                .into_iter()
                .map(|name| format!("COALESCE(CAST({} AS text), '-')", from.dialect.quoted(name)));
            format!(
                "SELECT {} AS line FROM {} ORDER BY {NUMBER}",
                columns.collect::<Vec<_>>().join(" || '|' || "),
                table.name.quoted(from.dialect)
            )
        };
        queries.push([
            query(old, columns.iter().map(|(old, _)| old).collect()),
            query(table, columns.iter().map(|(_, new)| new).collect()),
        ]);
    }
    queries
}

/// Rows go: what was lost cannot come back into them.
pub(super) async fn empty(raw: &mut Raw, schema: &Schema) -> Result<(), String> {
    for table in &schema.tables {
        let name = table.name.quoted(schema.dialect);
        match schema.dialect {
            Dialect::Postgres => raw.run(&format!("TRUNCATE {name} CASCADE")).await?,
            Dialect::Sqlite => {
                raw.run("PRAGMA foreign_keys = OFF").await?;
                raw.run(&format!("DELETE FROM {name}")).await?;
            }
        }
    }
    Ok(())
}
