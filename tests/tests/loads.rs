//! Any tree of loads gives what a slow join in plain Rust gives, by as many statements as there are
//! relations to fetch, on PostgreSQL and on SQLite.
//!
//! `ORM_TEST_LOADS=1000` looks for longer, `ORM_TEST_SEED=7` elsewhere. A failure prints its seed and
//! the smallest choices that fail.

pub mod loads {
    pub mod ask;
    pub mod data;
    pub mod fill;
    pub mod generate;
    pub mod links;
    pub mod model;
    pub mod oracle;
    pub mod row;
    pub mod search;
    #[macro_use]
    pub mod typed;
    pub mod cases;
    pub mod tree;
}

use loads::ask::Case;
use loads::cases::cases;
use loads::data::{Data, data};
use loads::fill::fill;
use loads::generate::choose;
use loads::oracle::Tables;
use loads::row::Row;
use loads::tree::*;
use orm_tests::{TestDb, setup};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;
use std::cell::Cell;
use std::collections::BTreeSet;

/// How many times there are new rows, and new choices in every tree.
fn rounds() -> u32 {
    number("ORM_TEST_LOADS", 4)
}

fn number(variable: &str, default: u32) -> u32 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
        Err(_) => default,
    }
}

/// A database and all that is in it.
struct Place {
    t: TestDb,
    tables: Tables,
}

impl Place {
    async fn new(t: TestDb, data: Data) -> Place {
        fill(&t.db, data).await.expect("the rows are inserted");
        let tables = Tables::load(&t.db).await.expect("the tables are read");
        assert!(tables.lost() > 0, "every optional reference leads to a row");
        Place { t, tables }
    }

    /// What a tree loads, and by how many statements after the query's own.
    fn expected(&self, tree: &Tree) -> (Vec<Value>, usize) {
        let roots = self.tables.roots(tree.table, &tree.cut);
        self.loaded(tree, &roots)
    }

    fn loaded(&self, tree: &Tree, roots: &[&Row]) -> (Vec<Value>, usize) {
        self.tables.loaded(tree.table, roots, &tree.loads, tree.cut.deleted)
    }
}

type Checked = Result<(), String>;

/// Checks every tree on both databases, over random rows and with random choices, and panics with the
/// smallest choices that fail.
async fn for_all(check: impl AsyncFn(&Place, &Case, &Tree) -> Checked) {
    let seed = number("ORM_TEST_SEED", 1);
    for round in 0..rounds() {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_le_bytes());
        bytes[4..8].copy_from_slice(&round.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let data = data().new_tree(&mut runner).unwrap().current();
        let postgres = Place::new(setup::postgres().await, data.clone()).await;
        let sqlite = Place::new(setup::sqlite().await, data).await;
        for case in cases() {
            let mut tree = (case.shape)();
            choose(&mut tree, &mut runner);
            for place in [&postgres, &sqlite] {
                let Err(mut why) = check(place, &case, &tree).await else { continue };
                'simpler: loop {
                    for simpler in tree.simpler() {
                        if let Err(still) = check(place, &case, &simpler).await {
                            (tree, why) = (simpler, still);
                            continue 'simpler;
                        }
                    }
                    break;
                }
                panic!(
                    "ORM_TEST_SEED={seed}, round {round}, `{}` on {}: {why}\nthe smallest choices: {tree:#?}",
                    case.name,
                    place.t.db.dialect().name(),
                )
            }
        }
    }
}

/// The difference between rows, for a person to read.
fn compare(what: &str, found: &[Value], expected: &[Value]) -> Checked {
    if found == expected {
        return Ok(());
    }
    let different = found.iter().zip(expected).find(|(found, expected)| found != expected);
    Err(match different {
        Some((found, expected)) => format!("{what} found\n{found}\nexpected\n{expected}"),
        None => format!("{what} found {} rows, expected {}", found.len(), expected.len()),
    })
}

fn compare_count(what: &str, sent: &[orm::RecordedStatement], expected: usize) -> Checked {
    if sent.len() == expected {
        return Ok(());
    }
    Err(format!("{what} sent {} statements, expected {expected}: {sent:#?}", sent.len()))
}

#[tokio::test]
async fn any_tree_of_loads_is_the_slow_join() {
    let (all, full, less) = (Cell::new(0), Cell::new(0), Cell::new(0));
    for_all(async |place, case, tree| {
        let (expected, fetches) = place.expected(tree);
        all.set(all.get() + 1);
        full.set(full.get() + u32::from(!expected.is_empty() && fetches == fetched(&tree.loads)));
        less.set(less.get() + u32::from(fetches < fetched(&tree.loads)));
        let db = &place.t.db;
        for (query, what) in (case.queries)(tree).into_iter().zip(["the query", "one by one"]) {
            if query.most() != 1 + fetched(&tree.loads) {
                return Err(format!("{what} has MAX_STATEMENTS {}", query.most()));
            }
            let recorded = db.record(async || query.all(db, &tree.loads).await).await;
            let found = recorded.value.map_err(|error| format!("{what}: {error:?}"))?;
            compare(what, &found, &expected)?;
            compare_count(what, &recorded.statements, 1 + fetches)?;
        }
        Ok(())
    })
    .await;
    let (all, full, less) = (all.get(), full.get(), less.get());
    assert!(full * 2 > all, "too seldom is everything there: {full} of {all}");
    assert!(less * 20 > all, "too seldom is nothing to fetch: {less} of {all}");
}

#[tokio::test]
async fn loads_onto_rows_are_the_slow_join() {
    for_all(async |place, case, tree| {
        let db = &place.t.db;
        let expected = {
            let roots = place.tables.roots(tree.table, &tree.cut);
            place.tables.loaded(tree.table, &roots, &tree.loads, false).0
        };
        let [first, second] = (case.steps)();
        let (first, second) = (merged(first), merged(second));
        let steps = [onto(&first, &[]), onto(&second, &first)];
        let roots = place.tables.roots(tree.table, &tree.cut);
        let fetches: usize = steps
            .iter()
            .map(|step| {
                let step = chosen_as(step, &tree.loads);
                place.tables.loaded(tree.table, &roots, &step, false).1
            })
            .sum();
        let recorded = db.record(async || (case.onto)(db, tree).await).await;
        let found = recorded.value.map_err(|error| format!("{error:?}"))?;
        compare("load_related", &found, &expected)?;
        compare_count("load_related", &recorded.statements, 1 + fetches)
    })
    .await;
}

/// The nodes of a step with the choices of the whole tree.
fn chosen_as(step: &[Node], whole: &[Node]) -> Vec<Node> {
    let chosen = step.iter().map(|node| {
        let chosen = child(whole, node.relation);
        Node {
            cut: chosen.cut.clone(),
            below: chosen_as(&node.below, &chosen.below),
            ..node.clone()
        }
    });
    chosen.collect()
}

#[tokio::test]
async fn a_stream_is_the_slow_join() {
    for_all(async |place, case, tree| {
        let (expected, fetches) = place.expected(tree);
        let db = &place.t.db;
        let [query, _] = (case.queries)(tree);
        let recorded = db.record(async || query.stream(db, &tree.loads).await).await;
        let found = recorded.value.map_err(|error| format!("{error:?}"))?;
        compare("the stream", &found, &expected)?;
        // Nothing is asked where the limit leaves no rows.
        let is_empty = tree.cut.limit == Some(0) && fetched(&tree.loads) > 0;
        compare_count("the stream", &recorded.statements, usize::from(!is_empty) + fetches)
    })
    .await;
}

#[tokio::test]
async fn pages_are_the_slow_join() {
    for_all(async |place, case, tree| {
        let mut tree = tree.clone();
        let size = 1 + tree.cut.limit.unwrap_or(2);
        (tree.cut.limit, tree.cut.offset) = (None, None);
        let roots = place.tables.roots(tree.table, &tree.cut);
        let db = &place.t.db;
        let [query, _] = (case.queries)(&tree);
        let mut chunks = roots.chunks(size as usize);
        let mut after = None;
        loop {
            let (expected, fetches) = place.loaded(&tree, chunks.next().unwrap_or_default());
            let page = async || query.page(db, &tree.loads, size as u32, after.as_ref()).await;
            let recorded = db.record(page).await;
            let (found, next) = recorded.value.map_err(|error| format!("{error:?}"))?;
            compare("a page", &found, &expected)?;
            compare_count("a page", &recorded.statements, 1 + fetches)?;
            after = next;
            if after.is_none() {
                let left = chunks.len();
                return if left == 0 { Ok(()) } else { Err(format!("{left} pages are missing")) };
            }
        }
    })
    .await;
}

/// The trees are worth something: every relation, in every way, at every depth.
#[test]
fn the_trees_cover_every_relation() {
    fn collect<'a>(nodes: &'a [Node], level: usize, out: &mut BTreeSet<(&'a str, bool, usize)>) {
        for node in nodes {
            out.insert((node.relation, node.way == Way::Joined, level));
            collect(&node.below, level + 1, out);
        }
    }
    let cases = cases();
    assert!(cases.len() >= 40);
    let trees: Vec<_> = cases.iter().map(|case| (case.shape)()).collect();
    assert!(trees.iter().any(|tree| depth(&tree.loads) >= 4));
    let mut seen = BTreeSet::new();
    trees.iter().for_each(|tree| collect(&tree.loads, 1, &mut seen));
    let ways = |relation: &str, joined| {
        seen.iter().any(|(name, is_joined, _)| *name == relation && *is_joined == joined)
    };
    let to_one = [
        "land",
        "place",
        "home",
        "mentor",
        "portrait",
        "author",
        "editor",
        "publisher",
        "rate",
        "book",
        "keeper",
        "broader",
        "subject",
    ];
    for relation in to_one {
        assert!(ways(relation, true), "`{relation}` is never joined");
        assert!(ways(relation, false), "`{relation}` is never fetched");
    }
    let to_many = [
        "places",
        "archives",
        "publishers",
        "authors",
        "books",
        "edited",
        "pupils",
        "volumes",
        "narrower",
        "subjects",
        "fans",
        "interests",
    ];
    for relation in to_many {
        assert!(ways(relation, false), "`{relation}` is never fetched");
    }
    for level in 1..=4 {
        for joined in [true, false] {
            assert!(seen.iter().any(|place| (place.1, place.2) == (joined, level)));
        }
    }
}
