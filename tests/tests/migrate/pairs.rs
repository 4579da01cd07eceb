//! Random pairs of schemas: what is planned makes of a database of the first one a database of the second,
//! and back, and rows survive.

mod column;
mod edit;
mod random;
mod raw;
mod schema;

use column::{NUMBER, value};
use orm::{Db, Dialect};
use orm_migrate::schema::{Column, Schema, Table};
use orm_migrate::{
    Answer, Answers, Diff, Op, Options, Plan, Question, Subject, canonical, diff, plan,
};
use orm_tests::setup::{self, TestDb};
use random::Random;
use raw::Raw;
use std::time::Instant;

/// How many rows a table has.
const ROWS: usize = 3;

/// How many pairs are tried; `ORM_TEST_MIGRATIONS` says otherwise.
fn count() -> usize {
    let count = std::env::var("ORM_TEST_MIGRATIONS").ok().map(|count| count.parse().unwrap());
    count.unwrap_or(200)
}

/// The first seed; `ORM_TEST_SEED` says otherwise, to see one again.
fn first_seed() -> u64 {
    std::env::var("ORM_TEST_SEED").ok().map_or(1, |seed| seed.parse().unwrap())
}

struct Pair {
    from: Schema,
    to: Schema,
}

fn pair(random: &mut Random, dialect: Dialect) -> Pair {
    let from = schema::schema(random, dialect);
    let mut to = from.clone();
    match random.percent(30) {
        true => to = schema::schema(random, dialect),
        false => edit::edit(random, &mut to),
    }
    fit(&from, &mut to);
    Pair { from, to }
}

/// The table as it was.
fn before<'a>(from: &'a Schema, table: &Table) -> Option<&'a Table> {
    let by_hint = |old: &&Table| {
        let hint = table.renamed_from.as_ref();
        hint.is_some_and(|hint| *hint == old.name.name || *hint == old.name.to_string())
    };
    from.tables.iter().find(by_hint).or_else(|| from.table(&table.name))
}

/// The column as it was.
fn was<'a>(old: &'a Table, table: &Table, column: &Column) -> Option<&'a Column> {
    let hint = column.renamed_from.as_deref().filter(|_| old.column(&column.name).is_none());
    let is_taken = |name: &str| {
        let mut others = table.columns.iter().filter(|other| other.name != column.name);
        others.any(|other| other.renamed_from.as_deref() == Some(name))
    };
    let found = hint.and_then(|name| old.column(name));
    found.or_else(|| old.column(&column.name).filter(|column| !is_taken(&column.name)))
}

/// Whether a set of columns is unique twice: PostgreSQL makes one constraint of the two.
fn is_redundant(schema: &Schema) -> bool {
    schema.tables.iter().any(|table| {
        let keys = table.primary_key.iter().map(|key| &key.columns);
        let keys: Vec<_> = keys.chain(table.uniques.iter().map(|unique| &unique.columns)).collect();
        (0..keys.len()).any(|at| keys[..at].contains(&keys[at]))
    })
}

/// Whether a label has another name that no check knew by its old one: rows would not meet the new check.
fn is_unheard_of(from: &Schema, to: &Schema) -> bool {
    let has = |table: &Table, label: &str| {
        table.checks.iter().any(|check| check.expression.contains(label))
    };
    to.tables.iter().any(|table| {
        has(table, "'quiet'") && before(from, table).is_some_and(|old| !has(old, "IN ('calm'"))
    })
}

/// Takes out references that rows which are there cannot meet: to a table that is new and has no rows, or
/// to a key that a row may not have.
fn fit(from: &Schema, to: &mut Schema) {
    let all = to.clone();
    for table in &mut to.tables {
        table.foreign_keys.retain(|key| {
            let Some(target) = all.table(&key.target) else { return false };
            let keys = target.primary_key.iter().map(|key| &key.columns);
            let mut keys = keys.chain(target.uniques.iter().map(|unique| &unique.columns));
            let types = key.columns.iter().zip(&key.target_columns).all(|(own, other)| {
                let (own, other) =
                    (all.table(&table.name).unwrap().column(own), target.column(other));
                own.zip(other).is_some_and(|(own, other)| {
                    own.ty == other.ty && own.collation == other.collation && !other.nullable
                })
            });
            types
                && keys.any(|columns| *columns == key.target_columns)
                && before(from, target).is_some()
        });
    }
}

/// Each question's answer: what the rows' values are made of.
fn answers(from: &Schema, to: &Schema) -> Answers {
    let mut answers = Answers::new();
    for table in &to.tables {
        let Some(old) = before(from, table) else { continue };
        for column in table.columns.iter().filter(|column| column.generated.is_none()) {
            let old = was(old, table, column);
            let is_filled = match old {
                None => column.identity.is_none(),
                Some(old) => old.nullable && !column.nullable,
            };
            if is_filled {
                let subject = Subject::Column(table.name.clone(), column.name.clone());
                let value = value(to.dialect, column, &to.enums);
                answers.answer(subject, Answer::Value(value));
            }
        }
    }
    answers
}

/// A database of the first schema, with rows.
async fn make(raw: &mut Raw, schema: &Schema) -> Result<(), String> {
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

async fn up(raw: &mut Raw, plan: &Plan) -> Result<(), String> {
    for migration in &plan.migrations {
        let off = migration.foreign_keys_off;
        raw.steps(&migration.up, migration.transactional, off).await?;
    }
    Ok(())
}

async fn down(raw: &mut Raw, plan: &Plan) -> Result<(), String> {
    for migration in plan.migrations.iter().rev() {
        let steps = migration.down.as_ref().expect("what is lossy is written, too");
        raw.steps(steps, migration.transactional, migration.foreign_keys_off).await?;
    }
    Ok(())
}

/// Leaves nothing of a pair.
async fn clear(raw: &mut Raw, db: &Db) {
    match raw {
        Raw::Postgres(_) => {
            let clear = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; \
                         DROP SCHEMA IF EXISTS \"Side\" CASCADE; SET client_min_messages = error; \
                         SET TIME ZONE 'UTC'";
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
fn kept(from: &Schema, to: &Schema, work: &Diff) -> Vec<[String; 2]> {
    let altered = |table: &Table, name: &str| {
        work.ops.iter().any(|op| match op {
            Op::AlterColumn { table: of, from, to, fill } => {
                *of == table.name && to.name == name && (from.ty != to.ty || fill.is_some())
            }
            Op::RenameValue { table: of, column, .. } => *of == table.name && column.name == name,
            _ => false,
        })
    };
    let mut queries = Vec::new();
    for table in &to.tables {
        let Some(old) = before(from, table) else { continue };
        let mut columns = vec![];
        for column in &table.columns {
            let was = was(old, table, column);
            let Some(was) = was.filter(|was| was.generated.is_none() && column.generated.is_none())
            else {
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

async fn found(db: &Db, wanted: &Schema) -> Result<Schema, String> {
    let found = Schema::of_database(db).await.map_err(|error| chain(&error))?;
    Ok(found.with_hints_of(wanted).sorted())
}

fn chain(error: &dyn std::error::Error) -> String {
    let cause = error.source().map(|cause| format!(": {}", chain(cause)));
    format!("{error}{}", cause.unwrap_or_default())
}

/// Compares what was found; the first difference is told.
fn compare(found: &Schema, wanted: &Schema) -> Result<(), String> {
    if found == wanted {
        return Ok(());
    }
    // SQLite puts a new name in quotes wherever it replaces an old one.
    let text = |schema: &Schema| {
        let text = serde_json::to_string_pretty(schema).unwrap();
        if schema.dialect == Dialect::Sqlite { text.replace("\\\"", "") } else { text }
    };
    let (found, wanted) = (text(found), text(wanted));
    if found == wanted {
        return Ok(());
    }
    let lines: Vec<_> = found.lines().zip(wanted.lines()).collect();
    let at = lines.iter().position(|(found, wanted)| found != wanted).unwrap_or(lines.len() - 1);
    let around = |which: fn(&(&str, &str)) -> String| {
        lines[at.saturating_sub(12)..lines.len().min(at + 8)]
            .iter()
            .map(which)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (found, wanted) = (around(|line| line.0.to_owned()), around(|line| line.1.to_owned()));
    Err(format!("found\n{found}\nwanted\n{wanted}"))
}

async fn there_and_back(
    raw: &mut Raw,
    db: &Db,
    pair: &Pair,
    work: &Diff,
    plan: &Plan,
    [from, to]: &[Schema; 2],
) -> Result<(), String> {
    let kept = kept(&pair.from, &pair.to, work);
    let mut before = Vec::new();
    for [query, _] in &kept {
        before.push(raw.lines(query).await?);
    }
    up(raw, plan).await.map_err(|error| format!("up: {error}"))?;
    compare(&found(db, to).await?, to).map_err(|error| format!("after up: {error}"))?;
    for ([_, query], before) in kept.iter().zip(&before) {
        let after = raw.lines(query).await?;
        if after != *before {
            return Err(format!("rows: {before:?} became {after:?}"));
        }
    }
    let is_lossy = work.ops.iter().any(|op| op.destroys().is_some());
    if is_lossy {
        empty(raw, &work.target).await?;
    }
    down(raw, plan).await.map_err(|error| format!("down: {error}"))?;
    compare(&found(db, from).await?, from).map_err(|error| format!("after down: {error}"))?;
    if !is_lossy {
        for ([query, _], before) in kept.iter().zip(&before) {
            let after = raw.lines(query).await?;
            if after != *before {
                return Err(format!("rows back: {before:?} became {after:?}"));
            }
        }
    }
    Ok(())
}

/// Rows go: what was lost cannot come back into them.
async fn empty(raw: &mut Raw, schema: &Schema) -> Result<(), String> {
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

fn options(random: &mut Random) -> Options {
    let mut options = Options::default().lossy_down();
    if random.percent(30) {
        options = options.plain();
    }
    if random.percent(30) {
        options = options.rewrite_in_place();
    }
    options
}

/// What is wrong with a pair; `None` also for one that no database takes.
async fn check(t: &TestDb, raw: &mut Raw, seed: u64, tried: &mut usize) -> Option<String> {
    let random = &mut Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let pair = pair(random, t.db.dialect());
    let options = options(random);
    let is_odd = is_redundant(&pair.from) || is_redundant(&pair.to);
    if is_odd || is_unheard_of(&pair.from, &pair.to) {
        return None;
    }
    clear(raw, &t.db).await;
    let work = diff(&pair.from, &pair.to, &answers(&pair.from, &pair.to));
    let mut wanted = Vec::new();
    for schema in [&pair.from, &work.target] {
        match canonical(&t.db, schema).await {
            Ok(schema) => wanted.push(schema.sorted()),
            Err(_) => return None,
        }
    }
    let wanted = wanted.try_into().expect("there are two");
    let planned = plan(&pair.from, &work.target, &work.ops, &options);
    let told = |error: String| {
        let ops: Vec<_> = work.ops.iter().map(|op| format!("  {op}")).collect();
        let steps: Vec<_> = planned
            .migrations
            .iter()
            .flat_map(|migration| {
                let up = migration.up.iter().map(|step| format!("  {}", step.sql));
                let down =
                    migration.down.iter().flatten().map(|step| format!("    back {}", step.sql));
                [format!("migration {}", migration.suffix)].into_iter().chain(up).chain(down)
            })
            .collect();
        let keys = pair.from.tables.iter().flat_map(|table| {
            table
                .foreign_keys
                .iter()
                .map(|key| format!("  of {}: {}", table.name, serde_json::to_string(key).unwrap()))
        });
        let keys: Vec<_> = keys.collect();
        let (ops, steps) = (ops.join("\n"), steps.join("\n"));
        format!("seed {seed}: {error}\n{}\n{ops}\n{steps}", keys.join("\n"))
    };
    if let Err(error) = make(raw, &pair.from).await {
        return Some(told(format!("make: {error}")));
    }
    *tried += 1;
    let again = diff(&work.target, &pair.to, &Answers::new());
    if !again.ops.is_empty() || again.questions.iter().any(Question::is_required) {
        let ops: Vec<_> = again.ops.iter().map(ToString::to_string).collect();
        return Some(told(format!("it is not the same afterwards: {ops:?}")));
    }
    there_and_back(raw, &t.db, &pair, &work, &planned, &wanted).await.err().map(told)
}

async fn pairs(t: &TestDb) {
    let mut raw = Raw::new(t).await;
    let (mut tried, mut failed, start) = (0, Vec::new(), Instant::now());
    let mut seed = first_seed();
    while tried < count() {
        if let Some(error) = check(t, &mut raw, seed, &mut tried).await {
            failed.push(error);
            if matches!(raw, Raw::Postgres(_)) {
                raw.run("ROLLBACK").await.unwrap();
            }
        }
        seed += 1;
        assert!(failed.len() < 5, "of {tried} pairs:\n{}", failed.join("\n\n"));
    }
    println!("{tried} pairs of {} seeds in {:?}", seed - first_seed(), start.elapsed());
    assert!(failed.is_empty(), "of {tried} pairs:\n{}", failed.join("\n\n"));
}

#[tokio::test]
async fn pairs_lead_there_and_back_on_postgres() {
    pairs(&setup::postgres().await).await;
}

#[tokio::test]
async fn pairs_lead_there_and_back_on_sqlite() {
    pairs(&setup::sqlite().await).await;
}
