//! Fifty tenants that name everything alike, random statements of every kind, and an oracle in plain Rust
//! that knows what each tenant has: no row of another one is ever read, changed, counted, locked, referred
//! to or told of by an error.
//!
//! `ORM_TEST_ISOLATION_ROUNDS` says how many operations a tenant or task does (default 40), and
//! `ORM_TEST_ISOLATION_SEED` with which dice. The tenants of [`Strategy`] are asked for nothing but a
//! handle, so that each way to keep tenants apart goes through the same: rows, rows behind policies, schemas, fifty
//! databases of a directory, and a directory with some tenants in each kind of place, of whom another process moves
//! a dozen meanwhile. The models of [`families`] are random, too.
//!
//! What leaks in other libraries, by its number in the list of known leaks, and what shows that it does not here:
//!
//! | leak | by |
//! |---|---|
//! | L1, a scope undone by a savepoint's rollback | [`Run::one_after_the_other`]: nested transactions that are rolled back, then more of the same tenant; `scope::after_a_savepoint` |
//! | L2, L3, L12, a session that keeps the scope of whoever had it before | [`Run::all_at_once`]: 64 tasks over 5 connections; `scope::a_connection_keeps_no_tenant` |
//! | L4, another tenant's rows from a cache | the library keeps no rows; `scope::one_statement_for_all_tenants` for what it keeps |
//! | L5, L9, a query that keeps the tenant it was made with | `scope::a_query_has_no_tenant_of_its_own` |
//! | L6, no id, no condition | `tenant::without_a_tenant` of the cases; `ui/tenant/id_is_optional` |
//! | L7, writes without the condition | [`write`], [`strangers`] |
//! | L8, relations by their id alone | [`load`], [`read`]: on PostgreSQL every id is there fifty times |
//! | L10, SQL by hand | [`read`], `tenant::sql_by_hand` |
//! | L11, a switch for the whole process | `scope::all_tenants_beside_one`, [`over_all`] between the others' turns |
//! | L13, statements prepared for another tenant | `scope::one_statement_for_all_tenants` |
//! | L14, plans with another role's policies | `connect` refuses the servers that have it (`rls::start`) |
//! | L15, another tenant's ids in a new row | [`write`]: half of all ids that are written are somebody else's |

mod ask;
mod corners;
#[path = "../fuzz/dice.rs"]
mod dice;
mod everywhere;
mod families;
mod ground;
mod load;
mod over_all;
mod places;
mod read;
mod run;
mod scope;
mod state;
mod strangers;
mod turn;
mod write;

use dice::Dice;
use ground::{Policies, Rows, Schemas};
use orm::{Db, DbBuilder, Tenancy};
use orm_tests::models::TENANTS;
use orm_tests::setup::{Roles, Walls};
use orm_tests::{TestDb, setup};
use places::{Kind, Places, every_kind};
use run::Run;
use std::time::Duration;

/// A number from the environment.
fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} is a number, not `{text}`")))
}

fn seed() -> Dice {
    let seed = number("ORM_TEST_ISOLATION_SEED").unwrap_or_else(dice::any_seed);
    // Shown if the test fails.
    println!("ORM_TEST_ISOLATION_SEED={seed}");
    Dice::new(seed)
}

fn rounds() -> u64 {
    number("ORM_TEST_ISOLATION_ROUNDS").unwrap_or(40)
}

async fn pool(t: &TestDb, settings: impl FnOnce(DbBuilder) -> DbBuilder) -> Db {
    let db = Db::builder(&t.url).max_connections(5).acquire_timeout(Duration::from_secs(60));
    settings(db).connect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    let t = setup::sqlite().await;
    let db = pool(&t, |builder| builder).await;
    Run::of(Rows, &db, &t.db, seed()).await.one_after_the_other(rounds()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    let t = setup::postgres().await;
    let db = pool(&t, |builder| builder).await;
    Run::of(Rows, &db, &t.db, seed()).await.one_after_the_other(rounds()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_all_at_once() {
    let t = setup::postgres().await;
    let db = pool(&t, |builder| builder).await;
    Run::of(Rows, &db, &t.db, seed()).await.all_at_once(rounds()).await;
}

/// Statements without names, which are sent in another way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_without_a_cache() {
    let t = setup::postgres().await;
    let db = pool(&t, |builder| builder.statement_cache(0)).await;
    Run::of(Rows, &db, &t.db, seed()).await.all_at_once(rounds() / 2).await;
}

/// A pool behind policies, and one of the superuser, whom they do not hold.
async fn behind_policies() -> (TestDb, Db, Db) {
    let t = setup::policies(TENANTS, Walls::Both).await;
    let outside = Db::connect(&t.url).await.unwrap();
    let builder = Roles::known(&t).builder().max_connections(5);
    let db = builder.acquire_timeout(Duration::from_secs(60)).connect().await.unwrap();
    (t, db, outside)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn policies_alone() {
    let (_t, db, outside) = behind_policies().await;
    let alone = Policies { alone: true };
    Run::of(alone, &db, &outside, seed()).await.one_after_the_other(rounds() / 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn policies_alone_all_at_once() {
    let (_t, db, outside) = behind_policies().await;
    let alone = Policies { alone: true };
    Run::of(alone, &db, &outside, seed()).await.all_at_once(rounds() / 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn policies_and_condition_all_at_once() {
    let (_t, db, outside) = behind_policies().await;
    let both = Policies { alone: false };
    Run::of(both, &db, &outside, seed()).await.all_at_once(rounds() / 2).await;
}

/// A pool whose tenants have schemas of their own.
async fn with_schemas(t: &TestDb) -> Db {
    pool(t, |builder| builder.tenancy(Tenancy::schemas())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemas() {
    let t = setup::postgres().await;
    let db = with_schemas(&t).await;
    Run::of(Schemas, &db, &db, seed()).await.one_after_the_other(rounds() / 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schemas_all_at_once() {
    let t = setup::postgres().await;
    let db = with_schemas(&t).await;
    Run::of(Schemas, &db, &db, seed()).await.all_at_once(rounds() / 2).await;
}

/// A program whose directory has its tenants in these kinds of places.
async fn run_of(t: &TestDb, kinds: &'static [Kind], roles: Option<Roles>) -> Run<Places> {
    let places = Places::of(t, kinds, roles).await;
    let program = places.program().clone();
    Run::of(places, &program, &t.db, seed()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_databases() {
    let t = setup::sqlite().await;
    run_of(&t, &[Kind::Database], None).await.one_after_the_other(rounds() / 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_places() {
    let t = setup::sqlite().await;
    run_of(&t, every_kind(&t), None).await.one_after_the_other(rounds() / 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_databases_all_at_once() {
    let t = setup::postgres().await;
    run_of(&t, &[Kind::Database], None).await.all_at_once(rounds() / 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_places() {
    let t = setup::postgres().await;
    run_of(&t, every_kind(&t), None).await.one_after_the_other(rounds() / 8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_places_all_at_once() {
    let t = setup::postgres().await;
    run_of(&t, every_kind(&t), None).await.all_at_once(rounds() / 2).await;
}

/// Where tenants share tables, policies alone keep them apart; where one has its own, nothing else has to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_places_behind_policies_alone_all_at_once() {
    let t = setup::postgres().await;
    let roles = Roles::of(&t).await;
    run_of(&t, every_kind(&t), Some(roles)).await.all_at_once(rounds() / 2).await;
}
