//! The cases of the lint rules: for each rule and database a bad file and a good one, in `lint/`.
//!
//! `rule.bad.sql` gives findings of this rule alone, which `rule.bad.txt` shows; `rule.good.sql` does the same
//! thing well and gives none. `rule.given.sql` is what the database has before, `rule.json` what is known of
//! it. `ORM_TEST_BLESS=1 tests/run -p orm-tests --test migrate lint` writes what is shown anew.

use orm::Dialect;
use orm_migrate::lint::{Finding, Level, Levels, LintInput, Rule, lint, rules};
use orm_migrate::schema::Schema;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

/// A rule's files for a database.
pub(crate) struct Case {
    pub(crate) rule: &'static Rule,
    pub(crate) dialect: Dialect,
    pub(crate) bad: String,
    pub(crate) good: String,
    pub(crate) given: String,
    pub(crate) known: Known,
}

/// What is known around a file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    #[serde(default = "yes")]
    pub(crate) transactional: bool,
    /// Whether the database refuses the bad file.
    #[serde(default)]
    pub(crate) fails: bool,
    /// The first version of PostgreSQL that takes the good file.
    pub(crate) server: Option<u32>,
    pub(crate) tenants: Option<u64>,
    pub(crate) before: Option<Schema>,
    pub(crate) after: Option<Schema>,
}

fn yes() -> bool {
    true
}

impl Case {
    /// The path of one of the case's files: `lint/postgres/drop-column.bad.sql`.
    pub(crate) fn path(&self, end: &str) -> PathBuf {
        folder(self.dialect).join(format!("{}.{end}", self.rule.name))
    }

    /// What the rules have against a text, as the case knows the database.
    pub(crate) fn lint(&self, sql: &str) -> Vec<Finding> {
        let mut input = LintInput::new(self.dialect, "up.sql", sql);
        input.transactional = self.known.transactional;
        input.server = self.known.server.unwrap_or(input.server);
        input.tenants = self.known.tenants;
        input.before = self.known.before.as_ref();
        input.after = self.known.after.as_ref();
        input.today = "2026-11-21".parse().expect("a date");
        let mut levels = Levels::default();
        if self.rule.level == Level::Off {
            levels = levels.with(self.rule, Level::Warning);
        }
        lint(&input, &levels)
    }

    /// The bad file with a finding's rewrite in its statement's place.
    pub(crate) fn rewritten(&self, finding: &Finding) -> String {
        let statement = format!("{};", finding.statement);
        let statement = if self.bad.contains(&statement) { &statement } else { &finding.statement };
        self.bad.replacen(statement, &finding.rewrite, 1)
    }
}

/// Every rule for every database that it is for.
pub(crate) fn cases() -> Vec<Case> {
    let dialects = [Dialect::Postgres, Dialect::Sqlite];
    let rules = || rules().flat_map(|rule| rule.databases.iter().map(move |on| (rule, *on)));
    dialects
        .into_iter()
        .flat_map(|dialect| {
            rules().filter(move |(_, on)| *on == dialect).map(|(rule, dialect)| case(rule, dialect))
        })
        .collect()
}

fn case(rule: &'static Rule, dialect: Dialect) -> Case {
    let path = |end: &str| folder(dialect).join(format!("{}.{end}", rule.name));
    let read = |end: &str| fs::read_to_string(path(end)).ok();
    let must = |end| read(end).unwrap_or_else(|| panic!("{} is missing", path(end).display()));
    let known = read("json").map_or_else(
        || Known { transactional: true, ..Known::default() },
        |json| serde_json::from_str(&json).unwrap_or_else(|e| panic!("{}: {e}", rule.name)),
    );
    let (bad, good) = (must("bad.sql"), must("good.sql"));
    Case { rule, dialect, bad, good, given: read("given.sql").unwrap_or_default(), known }
}

/// The folder with a database's cases.
pub(crate) fn folder(dialect: Dialect) -> PathBuf {
    let name = match dialect {
        Dialect::Postgres => "postgres",
        Dialect::Sqlite => "sqlite",
    };
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate/lint").join(name)
}

/// Fails unless a file has this text; writes it instead if asked.
#[track_caller]
pub(crate) fn expect_file(path: &Path, text: &str) {
    if std::env::var_os("ORM_TEST_BLESS").is_some() {
        return fs::write(path, text).expect("the file can be written");
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, text, "{} differs", path.display());
}
