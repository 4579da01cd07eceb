//! Processes that migrate the same tenants at once, and that are killed.

use super::ground::{Ground, Place, added};
use orm::sql;
use orm_migrate::schema::{Column, DataType, Schema};
use orm_tests::setup;
use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const TENANTS: i64 = 30;

/// How often it is done: more by this variable.
fn rounds(usually: u32) -> u32 {
    let rounds = std::env::var("ORM_TEST_MIGRATION_ROUNDS");
    rounds.map_or(usually, |text| text.parse().expect("it is a number"))
}

/// A change of what tenants share, and of their own tables.
fn changed(schema: &mut Schema, round: u32) {
    added(schema, &format!("color{round}"));
    let plans = schema.tables.iter_mut().find(|table| table.name.name == "plans");
    let mut column = Column::new(format!("color{round}"), DataType::named("text"));
    column.nullable = true;
    plans.expect("it is there").columns.push(column);
}

/// As replicas of a program do when they are deployed.
#[tokio::test]
async fn each_migration_is_applied_once_by_processes_that_start_together() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=TENANTS).await;
    let mut expect = vec!["baselined".to_owned()];
    for round in 1..=rounds(4) {
        g.generate(&format!("round {round}"), |schema| changed(schema, round)).await;
        expect.push("applied".to_owned());
        let up = || g.command(&["up", "--all-tenants", "--workers", "3", "--json"]).spawn();
        let processes = [up(), up(), up()].map(|process| process.expect("it was built"));
        let (mut done, mut shared) = (0, 0);
        for process in processes {
            let output = process.wait_with_output().expect("it ends");
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{told}");
            let json: serde_json::Value =
                serde_json::from_slice(&output.stdout).expect("it is JSON");
            assert_eq!(json["failures"], 0, "{json}");
            done += json["done"].as_i64().expect("it is a number");
            shared += json["shared"]["done"].as_array().expect("it is a list").len();
        }
        // One that was found behind may have been done by then: its second turn does nothing.
        assert!(shared == 1 && done >= TENANTS, "{shared} and {done}");
        for tenant in 1..=TENANTS {
            assert_eq!(g.states(tenant).await, expect, "{tenant}");
        }
        let head = g.migrations().version();
        let entries = g.directory.list().await.unwrap();
        assert!(entries.iter().all(|entry| entry.version == head && entry.error.is_none()));
    }
}

/// Schemas, which are done or not, and a database, whose steps outside of transactions go on.
#[tokio::test]
async fn a_killed_process_leaves_no_tenant_half_way() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=12).await;
    g.create_at(13, Place::Database).await;
    let own = g.directory.connections().database("own13").await.unwrap();
    let mut midway = 0;
    for round in 1..=rounds(4) {
        let shared = format!("CREATE INDEX CONCURRENTLY plans_{round} ON plans (name)");
        let up = format!(
            "ALTER TABLE notes ADD a{round} text; SELECT pg_sleep(0.03); \
             CREATE UNIQUE INDEX notes_{round} ON notes (id, tenant_id); ALTER TABLE notes ADD b{round} text"
        );
        let id = g.by_hand(
            &format!("round {round}"),
            &[
                ("migration.toml", "transactional = false\n"),
                ("up.sql", &shared),
                ("down.sql", "SELECT 1"),
                ("tenant/up.sql", &up),
                ("tenant/down.sql", "SELECT 1"),
            ],
        );
        let mut process = g.command(&["up", "--all-tenants", "--workers", "2"]).spawn().unwrap();
        if round % 2 == 0 {
            tokio::time::sleep(Duration::from_millis(random() % 1200)).await;
        } else {
            let some = 1 + i64::try_from(random() % 10).expect("it is small");
            let count = "SELECT count(*) FROM information_schema.columns WHERE column_name = $1";
            let is_done = async || {
                let count = sql::<i64>(count).bind(format!("a{round}"));
                count.one(&g.db).await.unwrap() >= some
            };
            setup::wait_until(Duration::from_secs(60), "some have it", is_done).await;
        }
        process.kill().expect("it is there");
        process.wait().expect("it has ended");
        let (a, b) = (format!("a{round}"), format!("b{round}"));
        let mut done = 0;
        for tenant in 1..=12 {
            let (a, b) = (g.has_column(tenant, &a).await, g.has_column(tenant, &b).await);
            assert_eq!(a, b, "all of it, or nothing, of {tenant}");
            done += u32::from(a);
        }
        midway += u32::from(done > 0 && done < 12);

        let (code, text) = g.manage(&["up", "--all-tenants", "--workers", "2"]);
        assert_eq!(code, 0, "after {done} were done: {text}");
        for entry in g.directory.list().await.unwrap() {
            assert_eq!((entry.version.as_deref(), entry.error), (Some(&*id), None), "{}", entry.id);
        }
        for tenant in 1..=12 {
            assert!(g.has_column(tenant, &b).await);
            let states = counted(g.states(tenant).await);
            assert_eq!(states["applied"], round, "{tenant}: {states:?}");
        }
        let columns =
            format!("SELECT count(*) FROM (SELECT a{round}, b{round}, id FROM notes) AS t");
        sql::<i64>(orm::unsafe_text(columns)).one(&own).await.expect("both columns are there");
        let states = "SELECT state FROM orm_migration WHERE state <> 'baselined'";
        let states = counted(sql::<String>(states).all(&own).await.unwrap());
        assert_eq!((states["applied"], states.len()), (round, 1), "{states:?}");
    }
    println!("{midway} of {} were killed between the first and the last tenant", rounds(4));
}

fn counted(states: Vec<String>) -> BTreeMap<String, u32> {
    states.into_iter().fold(BTreeMap::new(), |mut counts, state| {
        *counts.entry(state).or_default() += 1;
        counts
    })
}

fn random() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is right");
    // The last digits of a time are as good as any here.
    u64::from(now.subsec_micros()) * 7919
}
