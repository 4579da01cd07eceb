//! Random pairs of schemas: what is planned makes of a database of the first one a database of the second,
//! and back, and rows survive.

mod column;
mod compare;
mod edit;
mod pair;
mod random;
mod raw;
mod rows;
mod schema;

use compare::{compare, found};
use orm::Db;
use orm_migrate::schema::Schema;
use orm_migrate::{Answers, Diff, Options, Plan, Question, canonical, diff, plan};
use orm_tests::setup::{self, TestDb};
use pair::{Pair, answers, is_between_labels, is_redundant, is_unheard_of, is_unmet, pair};
use random::Random;
use raw::Raw;
use rows::{clear, down, empty, kept, make, up};
use std::time::Instant;

/// How many pairs are tried; `ORM_TEST_MIGRATIONS` says otherwise.
fn count() -> usize {
    let count = std::env::var("ORM_TEST_MIGRATIONS").ok().map(|count| count.parse().unwrap());
    count.unwrap_or(200)
}

/// The first seed; `ORM_TEST_SEED` says otherwise, to see one again.
fn first_seed() -> u64 {
    std::env::var("ORM_TEST_SEED").ok().map_or(1, |seed| seed.parse().unwrap())
}

async fn there_and_back(
    raw: &mut Raw,
    db: &Db,
    pair: &Pair,
    work: &Diff,
    plan: &Plan,
    [from, to]: &[Schema; 2],
    is_lossy: bool,
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
    let is_odd = is_redundant(&pair.from) || is_redundant(&pair.to) || is_unmet(&pair);
    if is_odd || is_unheard_of(&pair.from, &pair.to) {
        return None;
    }
    clear(raw, &t.db).await;
    let work = diff(&pair.from, &pair.to, &answers(&pair.from, &pair.to));
    if is_between_labels(&work.ops) {
        return None;
    }
    let mut wanted = Vec::new();
    for schema in [&pair.from, &work.target] {
        match canonical(&t.db, schema).await {
            Ok(schema) => wanted.push(schema.sorted()),
            Err(_) => return None,
        }
    }
    let wanted = wanted.try_into().expect("there are two");
    let planned = plan(&pair.from, &work.target, &work.ops, &options);
    let mut lossless = options.clone();
    lossless.lossy_down = false;
    let lossless = plan(&pair.from, &work.target, &work.ops, &lossless);
    let is_lossy = lossless.migrations.iter().any(|migration| migration.down.is_err());
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
    if let Err(error) = make(raw, &pair).await {
        return Some(told(format!("make: {error}")));
    }
    *tried += 1;
    let again = diff(&work.target, &pair.to, &Answers::new());
    if !again.ops.is_empty() || again.questions.iter().any(Question::is_required) {
        let ops: Vec<_> = again.ops.iter().map(ToString::to_string).collect();
        return Some(told(format!("it is not the same afterwards: {ops:?}")));
    }
    there_and_back(raw, &t.db, &pair, &work, &planned, &wanted, is_lossy).await.err().map(told)
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
