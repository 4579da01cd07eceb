//! Any tree of conditions finds the same rows on PostgreSQL, on SQLite and in a filter in plain Rust,
//! and any order puts them alike.
//!
//! `ORM_TEST_TREES=100000` looks for longer, `ORM_TEST_SEED=7` elsewhere. A failure prints its seed
//! and the smallest tree that fails.

pub mod conditions {
    pub mod build;
    pub mod eval;
    pub mod generate;
    pub mod kind;
    pub mod model;
    pub mod tree;
}

use conditions::build::{cond, orderings};
use conditions::eval::found;
use conditions::generate::{self, DEPTH};
use conditions::model::*;
use conditions::tree::{Sorted, Tree};
use orm::{Error, Query};
use orm_tests::{TestDb, setup};
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::collections::BTreeSet;
use std::fmt::Debug;
use tokio::runtime::Runtime;

/// How many trees there are for the same rows.
const ROUND: u32 = 200;

/// How many trees there are in all.
fn trees() -> u32 {
    number("ORM_TEST_TREES", 600)
}

fn number(variable: &str, default: u32) -> u32 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
        Err(_) => default,
    }
}

/// The two databases, with the same rows.
struct Both {
    runtime: Runtime,
    databases: [TestDb; 2],
}

impl Both {
    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let databases =
            runtime.block_on(async { [setup::postgres().await, setup::sqlite().await] });
        Both { runtime, databases }
    }

    async fn fill(&self, data: &Data) -> Result<(), Error> {
        const TABLES: &[&orm::schema::Table] =
            &[Region::TABLE, Group::TABLE, Record::TABLE, Part::TABLE];
        for TestDb { db, .. } in &self.databases {
            orm_migrate::drop_tables(db, TABLES).await?;
            orm_migrate::create_tables(db, TABLES).await?;
            let d = data.clone();
            let regions = d.regions.into_iter().map(|Region { id, name }| region::New { id, name });
            Region::insert_many(regions).exec(db).await?;
            let groups = d.groups.into_iter().map(|g| group::New {
                id: g.id,
                region_id: g.region_id,
                size: g.size,
                motto: g.motto,
            });
            Group::insert_many(groups).exec(db).await?;
            Record::insert_many(d.records.into_iter().map(new_record)).exec(db).await?;
            let parts = d.parts.into_iter().map(|p| part::New {
                id: p.id,
                record_id: p.record_id,
                qty: p.qty,
                note: p.note,
            });
            Part::insert_many(parts).exec(db).await?;
        }
        Ok(())
    }

    /// What the query finds, by each database.
    fn found(&self, query: impl Fn() -> Query<Record>) -> Result<[Vec<i64>; 2], Error> {
        let ids = async |t: &TestDb| query().select(|r| r.id).all(&t.db).await;
        let [postgres, sqlite] = &self.databases;
        self.runtime.block_on(async { Ok([ids(postgres).await?, ids(sqlite).await?]) })
    }
}

#[rustfmt::skip]
fn new_record(record: Record) -> record::New {
    let Record {
        id, group_id, flag, flag_n, small, small_n, big, big_n, real, real_n, text, text_n,
        exact, exact_n, day, day_n, moment, moment_n, colour, colour_n, code, code_n,
    } = record;
    record::New {
        id, group_id, flag, flag_n, small, small_n, big, big_n, real, real_n, text, text_n,
        exact, exact_n, day, day_n, moment, moment_n, colour, colour_n, code, code_n,
    }
}

/// Runs `check` on rounds of random cases, each over random rows, and panics with the smallest case
/// that fails. Every number that it draws comes from the seed.
fn for_all<T: Debug>(
    cases: BoxedStrategy<T>,
    mut check: impl FnMut(&Both, &Data, &T) -> Result<(), String>,
    simpler: impl Fn(&T) -> Vec<T>,
) {
    let both = Both::new();
    let seed = number("ORM_TEST_SEED", 1);
    let mut left = trees();
    for round in 0.. {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_le_bytes());
        bytes[4..8].copy_from_slice(&u32::to_le_bytes(round));
        let config = Config {
            cases: left.min(ROUND),
            failure_persistence: None,
            max_shrink_iters: 200,
            ..Config::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(config, rng);
        let data = generate::data().new_tree(&mut runner).unwrap().current();
        both.runtime.block_on(both.fill(&data)).expect("the rows are inserted");
        let checked = std::cell::RefCell::new(&mut check);
        let result = runner.run(&cases, |case| {
            let mut check = checked.borrow_mut();
            check(&both, &data, &case).map_err(TestCaseError::fail)
        });
        match result {
            Ok(()) => {}
            Err(TestError::Fail(why, case)) => {
                let (mut why, mut case) = (why.message().to_owned(), case);
                while let Some((next, still)) = simpler(&case)
                    .into_iter()
                    .find_map(|case| check(&both, &data, &case).err().map(|why| (case, why)))
                {
                    (case, why) = (next, still);
                }
                panic!("ORM_TEST_SEED={seed}, round {round}: {why}\nthe smallest case: {case:#?}")
            }
            Err(TestError::Abort(why)) => panic!("ORM_TEST_SEED={seed}, round {round}: {why}"),
        }
        left = left.saturating_sub(ROUND);
        if left == 0 {
            return;
        }
    }
}

/// What differs between the three, for a person to read.
fn compare(both: &Both, data: &Data, sorted: &Sorted) -> Result<(), String> {
    let expected = found(sorted, data);
    let query = || {
        let mut query = Record::query()
            .filter(|r| cond(&sorted.filter, r))
            .order_by(|r| orderings(&sorted.order, r));
        if let Some(limit) = sorted.limit {
            query = query.limit(limit);
        }
        if let Some(offset) = sorted.offset {
            query = query.offset(offset);
        }
        query
    };
    let found = both.found(query).map_err(|error| format!("{error:?}"))?;
    for (t, found) in both.databases.iter().zip(found) {
        if found != expected {
            let sql = query().to_sql(&t.db).unwrap_or_default();
            let set = |ids: &[i64]| ids.iter().copied().collect::<BTreeSet<_>>();
            let (more, less) = (&set(&found) - &set(&expected), &set(&expected) - &set(&found));
            let example = more.iter().chain(&less).next();
            let record = example.and_then(|id| data.records.iter().find(|record| record.id == *id));
            return Err(format!(
                "{} found {found:?}, expected {expected:?}\ntoo many: {more:?}, missing: {less:?}\n\
                 {sql}\none of them: {record:?}",
                t.db.dialect().name()
            ));
        }
    }
    Ok(())
}

#[test]
fn any_tree_of_conditions_finds_the_same_rows() {
    let (mut cases, mut some) = (0, 0);
    for_all(
        generate::tree(DEPTH),
        |both, data, tree: &Tree| {
            let sorted =
                Sorted { filter: tree.clone(), order: Vec::new(), limit: None, offset: None };
            cases += 1;
            let rows = found(&sorted, data).len();
            some += u32::from(rows > 0 && rows < data.records.len());
            compare(both, data, &sorted)
        },
        Tree::simpler,
    );
    assert!(cases >= 500 || cases >= trees());
    assert!(some * 3 > cases, "conditions hit too seldom: {some} of {cases} find some rows");
}

#[test]
fn any_order_is_the_same() {
    for_all(generate::sorted(), compare, |_| Vec::new());
}
