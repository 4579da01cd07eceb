//! An independent judge of the tables that are made for tenants behind policies: `pgrls` finds nothing in them
//! but what is explained here, and does find what is missing once somebody takes it away.

use orm::schema::Table;
use orm_tests::cases::tenant::Named;
use orm_tests::models::TENANTS;
use orm_tests::setup::{self, TestDb, Walls, superuser};
use std::process::Command;

/// What it may find: by which rule, how its place ends, and why that is as it should be. An entry that is of
/// no use is an error, too. `pgrls explain RULE` tells what a rule is about.
const ALLOWED: [(&str, &str, &str); 5] = [
    ("SEC001", "public.lands", "the table has no tenants: what it holds is everybody's"),
    (
        "SEC016",
        "_all",
        "`across_role` has BYPASSRLS by its purpose, cannot log in, and is taken for single transactions",
    ),
    (
        "SEC029",
        "_app",
        "so the program's role is a member of it; without `across_role` it is of none",
    ),
    (
        "SEC019",
        "",
        "a tenant that was forgotten is meant to be an error: no rows at all would look like an answer",
    ),
    (
        "PERF001",
        "",
        "`current_setting` is stable: the server takes it for an index condition (`plan`), and calls it once",
    ),
];

/// What `pgrls` found: how grave it is, by which rule, and where.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    severity: String,
    rule: String,
    place: String,
}

impl Finding {
    fn is(&self, (rule, end, _): &(&str, &str, &str)) -> bool {
        self.rule == *rule && self.place.ends_with(end)
    }

    fn is_allowed(&self) -> bool {
        ALLOWED.iter().any(|allowed| self.is(allowed))
    }
}

async fn lint(t: &TestDb) -> Vec<Finding> {
    let program = std::env::var("ORM_TEST_PGRLS").expect("the tests run by `tests/run`");
    let mut lint = Command::new(program);
    // An argument would be in everybody's list of processes.
    lint.args(["lint", "--format", "json"]).env("DATABASE_URL", &t.url);
    let lint = tokio::task::spawn_blocking(move || lint.output());
    let output = lint.await.expect("nobody stops it").expect("pgrls can be run");
    let said = String::from_utf8_lossy(&output.stderr);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("a report, not {error}: {said}"));
    let findings = report["violations"].as_array().expect("a report has a list of findings");
    let text = |finding: &serde_json::Value, name| {
        finding[name].as_str().expect("each finding has its rule and place").to_owned()
    };
    let finding = |finding| Finding {
        severity: text(finding, "severity"),
        rule: text(finding, "rule_id"),
        place: text(finding, "location"),
    };
    findings.iter().map(finding).collect()
}

async fn walled() -> TestDb {
    let tables: Vec<&'static Table> = TENANTS.iter().copied().chain([Named::TABLE]).collect();
    setup::policies(&tables, Walls::Policies).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_found_that_is_not_explained() {
    let t = walled().await;
    let findings = lint(&t).await;
    let others: Vec<_> = findings.iter().filter(|finding| !finding.is_allowed()).collect();
    assert!(others.is_empty(), "{others:#?}");
    let errors: Vec<_> = findings.iter().filter(|finding| finding.severity == "error").collect();
    assert!(errors.iter().all(|finding| finding.place == "public.lands"), "{errors:#?}");
    for allowed in &ALLOWED {
        assert!(findings.iter().any(|finding| finding.is(allowed)), "nobody needs {allowed:?}");
    }
}

/// What is taken away, and what is found then.
const TAKEN: [(&str, &str, &str, &str); 8] = [
    ("DROP POLICY orm_tenant ON desks", "SEC007", "public.desks", "info"),
    ("DROP POLICY orm_rows ON people", "SEC012", "public.people", "warning"),
    (
        "DROP POLICY orm_tenant ON firms; DROP POLICY orm_rows ON firms",
        "SEC009",
        "public.firms",
        "warning",
    ),
    ("ALTER TABLE skills NO FORCE ROW LEVEL SECURITY", "SEC002", "public.skills", "error"),
    (
        "ALTER TABLE person_skills DISABLE ROW LEVEL SECURITY",
        "SEC032",
        "public.person_skills",
        "error",
    ),
    ("CREATE VIEW shown AS SELECT * FROM people", "VIEW001", "public.shown", "error"),
    ("CREATE UNIQUE INDEX alone ON people (email)", "SEC035", "public.people (alone)", "warning"),
    (
        "DROP POLICY orm_tenant ON named; DROP POLICY orm_rows ON named; \
         ALTER TABLE named DISABLE ROW LEVEL SECURITY",
        "SEC001",
        "public.named",
        "error",
    ),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taken_away_is_missed() {
    let t = walled().await;
    let admin = superuser(&t).await;
    for (text, ..) in TAKEN {
        admin.batch_execute(text).await.expect("a superuser may");
    }
    let findings = lint(&t).await;
    for (text, rule, place, severity) in TAKEN {
        let missing = Finding {
            severity: severity.to_owned(),
            rule: rule.to_owned(),
            place: place.to_owned(),
        };
        assert!(findings.contains(&missing), "{text}: {findings:#?}");
        assert!(!missing.is_allowed(), "{text}: nobody would notice");
    }
}
