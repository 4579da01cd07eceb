//! The cases of the lint rules on real servers, and beside squawk's own rules.

use crate::lint_cases::{Case, cases};
use orm::{Dialect, Writer, sql, unsafe_text};
use orm_tests::setup::{self, TestDb};
use squawk_linter::{Linter, Rule};
use squawk_syntax::SourceFile;
use tokio_postgres::Client;

/// The statements of a case; none of them has a semicolon and a new line inside.
fn statements(sql: &str) -> Vec<String> {
    let is_said = |statement: &&str| {
        statement.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with("--"))
    };
    sql.split_inclusive(";\n").filter(is_said).map(str::to_owned).collect()
}

#[tokio::test]
async fn on_postgres_good_files_run_and_bad_ones_do_what_they_are_blamed_for() {
    let t = setup::postgres().await;
    let client = setup::client(&t.url).await;
    let version: String =
        client.query_one("SHOW server_version_num", &[]).await.expect("it is known").get(0);
    let version = version.parse::<u32>().expect("a number") / 10_000;
    for case in cases().iter().filter(|case| case.dialect == Dialect::Postgres) {
        let name = case.rule.name;
        if case.known.server.is_none_or(|least| least <= version) {
            run(&client, case, &case.good, case.known.transactional)
                .await
                .unwrap_or_else(|e| panic!("{name}, good: {e:?}"));
        }
        let ran = run(&client, case, &case.bad, case.known.transactional).await;
        assert_eq!(ran.is_err(), case.known.fails, "{name}, bad: {ran:?}");
        // What it says to write instead, a statement at a time, as its migrations would run it.
        let Some(first) = case.lint(&case.bad).into_iter().next() else { continue };
        let rewritten = case.rewritten(&first);
        if name != "syntax" && case.known.server.is_none_or(|least| least <= version) {
            let ran = run(&client, case, &rewritten, false).await;
            ran.unwrap_or_else(|e| panic!("{name}, rewritten: {e:?}\n{rewritten}"));
        }
    }
}

/// Runs a case's text in a schema of its own, which is gone afterwards.
async fn run(
    client: &Client,
    case: &Case,
    sql: &str,
    in_transaction: bool,
) -> Result<(), tokio_postgres::Error> {
    const FRESH: &str = "DROP SCHEMA IF EXISTS archive, sales, shop, later CASCADE; \
        DROP SCHEMA public CASCADE; CREATE SCHEMA public";
    client.batch_execute(FRESH).await.expect("the database is the test's own");
    client
        .batch_execute(&case.given)
        .await
        .unwrap_or_else(|e| panic!("{}, given: {e:?}", case.rule.name));
    let mut ran = Ok(());
    if in_transaction {
        client.batch_execute("BEGIN").await?;
    }
    for statement in statements(sql) {
        ran = client.batch_execute(&statement).await;
        if ran.is_err() {
            break;
        }
    }
    if in_transaction {
        let end = if ran.is_ok() { "COMMIT" } else { "ROLLBACK" };
        client.batch_execute(end).await?;
    }
    ran
}

#[tokio::test]
async fn on_sqlite_good_files_run_and_bad_ones_do_what_they_are_blamed_for() {
    for case in cases().iter().filter(|case| case.dialect == Dialect::Sqlite) {
        let name = case.rule.name;
        let ran = run_on_sqlite(case, &case.good).await;
        ran.unwrap_or_else(|e| panic!("{name}, good: {e:?}"));
        let ran = run_on_sqlite(case, &case.bad).await;
        assert_eq!(ran.is_err(), case.known.fails, "{name}, bad: {ran:?}");
    }
}

async fn run_on_sqlite(case: &Case, text: &str) -> Result<(), orm::Error> {
    let t: TestDb = setup::sqlite().await;
    t.db.transaction(async |tx| {
        all(tx, &case.given).await.unwrap_or_else(|e| panic!("{}, given: {e:?}", case.rule.name));
        all(tx, text).await
    })
    .await
}

async fn all(tx: &impl Writer, text: &str) -> Result<(), orm::Error> {
    for statement in statements(text) {
        let statement = statement.trim().trim_end_matches(';').to_owned();
        sql::<()>(unsafe_text(statement)).unscoped("a case").exec(tx).await?;
    }
    Ok(())
}

/// Our rules, and those of squawk's that say the same (docs of squawk 2.68).
const SAME: &[(&str, Rule)] = &[
    ("drop-column", Rule::BanDropColumn),
    ("drop-table", Rule::BanDropTable),
    ("drop-database", Rule::BanDropDatabase),
    ("drop-schema", Rule::BanDropSchema),
    ("drop-not-null", Rule::BanDropNotNull),
    ("drop-constraint", Rule::BanDropConstraint),
    ("drop-object", Rule::BanDropView),
    ("rename-column", Rule::RenamingColumn),
    ("rename-table", Rule::RenamingTable),
    ("rename-schema", Rule::RenamingObject),
    ("rename-enum-label", Rule::RenamingObject),
    ("rename-object", Rule::RenamingObject),
    ("set-schema", Rule::BanSetSchema),
    ("change-default", Rule::BanSetDefault),
    ("change-generated-expression", Rule::BanDropGeneratedExpression),
    ("alter-identity", Rule::BanAlterIdentity),
    ("truncate", Rule::BanTruncateCascade),
    ("change-column-type", Rule::ChangingColumnType),
    ("add-required-column", Rule::AddingRequiredField),
    ("add-column-volatile-default", Rule::AddingFieldWithDefault),
    ("add-generated-column", Rule::AddingFieldWithDefault),
    ("add-primary-key", Rule::AddingSerialPrimaryKeyField),
    ("set-not-null", Rule::AddingNotNullableField),
    ("check-without-not-valid", Rule::ConstraintMissingNotValid),
    ("foreign-key-without-not-valid", Rule::AddingForeignKeyConstraint),
    ("validate-in-same-transaction", Rule::ConstraintMissingNotValid),
    ("unique-constraint", Rule::DisallowedUniqueConstraint),
    ("create-index-blocking", Rule::RequireConcurrentIndexCreation),
    ("drop-index-blocking", Rule::RequireConcurrentIndexDeletion),
    ("reindex-blocking", Rule::RequireConcurrentReindex),
    ("detach-partition-blocking", Rule::RequireConcurrentPartitionDetach),
    ("enum-value-unordered", Rule::RequireEnumValueOrdering),
    ("domain-constraint", Rule::BanCreateDomainWithConstraint),
    ("char-type", Rule::BanCharField),
    ("varchar-length", Rule::PreferTextField),
    ("timestamp-without-zone", Rule::PreferTimestampTz),
    ("narrow-key", Rule::PreferBigintOverInt),
    ("serial", Rule::PreferIdentity),
    ("identifier-too-long", Rule::IdentifierTooLong),
    ("not-rerunnable", Rule::PreferRobustStmts),
    ("no-lock-timeout", Rule::RequireLockTimeout),
    ("transaction-control", Rule::TransactionNesting),
    ("unqualified-table", Rule::RequireTableSchema),
    ("duplicate-assignment", Rule::BanDuplicateColumnAssignments),
];

/// Where squawk is against our good file, too: it does not know what was there before, who uses a new
/// column, that a view keeps the old name, what is virtual, what a column is for, or our comments.
const STRICTER: &[&str] = &[
    "add-column-volatile-default",
    "add-generated-column",
    "change-column-type",
    "change-default",
    "drop-column",
    "drop-constraint",
    "drop-not-null",
    "drop-table",
    "narrow-key",
    "rename-table",
    "set-not-null",
];

#[test]
fn squawk_agrees_where_it_has_the_rule() {
    for case in cases().iter().filter(|case| case.dialect == Dialect::Postgres) {
        let same = SAME.iter().filter(|(name, _)| *name == case.rule.name);
        for (name, rule) in same {
            let says = |sql: &str| {
                let mut linter = Linter::from([*rule]);
                linter.settings.assume_in_transaction = case.known.transactional;
                let found = linter.lint(&SourceFile::parse(sql), sql);
                found.iter().any(|violation| violation.code == *rule)
            };
            assert!(says(&case.bad), "squawk has nothing against the bad case of {name}");
            assert_eq!(says(&case.good), STRICTER.contains(name), "the good case of {name}");
        }
    }
}
