//! What a migration's SQL would lock, lose or break, said before it runs, with what to write instead.
//!
//! PostgreSQL is read by `squawk-syntax`, a whole parser that keeps comments and goes on behind a mistake, and
//! judged by `squawk-linter` first (Apache-2.0 or MIT; with SQLite's parser 22 crates and three quarters of a
//! minute to build): it knows about half of the rules here, and says some too often, so that what it finds
//! passes through ours. Its tree changes with each minor version: both are held at 2.68, the last for Rust
//! 1.95. `diesel-guard` brings 190 crates, and libclang for PostgreSQL's own parser. `sqlparser` says of itself
//! that it takes what servers reject, and that many of its nodes have no place or a wrong one. SQLite is read
//! by `sqlite3-parser` (Apache-2.0 or MIT), which is made from SQLite's own grammar.
//!
//! ```
//! use orm::Dialect;
//! use orm_migrate::lint::{Levels, LintInput, lint};
//!
//! let sql = "ALTER TABLE users ALTER COLUMN email SET NOT NULL;";
//! let input = LintInput::new(Dialect::Postgres, "up.sql", sql);
//! let findings = lint(&input, &Levels::default());
//! assert_eq!(findings[0].rule, "set-not-null");
//! assert!(findings[0].rewrite.contains("CHECK (email IS NOT NULL) NOT VALID"));
//! ```
#![doc = include_str!("../docs/lint.md")]

mod allow;
mod fact;
mod finding;
mod folder;
mod level;
mod model;
mod postgres;
mod rules;
mod script;
mod sqlite;

pub use finding::Finding;
pub use folder::lint_migrations;
pub use level::{Level, Levels};
pub use rules::{Group, Rule, rule, rules};

use crate::schema::{ObjectName, Schema};
use chrono::{NaiveDate, Utc};
use fact::{Fact, What};
use orm::Dialect;
use script::{Report, Script};
use std::collections::BTreeMap;

/// A file of a migration, and what is known around it; what is not known is not judged by.
#[derive(Debug, Clone)]
pub struct LintInput<'a> {
    /// The database that it is for.
    pub dialect: Dialect,
    /// The file's name, as findings give it.
    pub file: &'a str,
    /// What is in it.
    pub sql: &'a str,
    /// Whether it runs in one transaction. Default: it does.
    pub transactional: bool,
    /// The database before it.
    pub before: Option<&'a Schema>,
    /// The database that the models need.
    pub after: Option<&'a Schema>,
    /// Tables that earlier migrations of the same run make: nobody uses them yet.
    pub new_tables: &'a [ObjectName],
    /// The files that run before it and that `before` does not know, as it is with those of one
    /// [plan](crate::Plan): a check that they add and validate is there, and what they make for a while, nobody
    /// misses.
    pub earlier: &'a [String],
    /// PostgreSQL's major version. Default: 15, the oldest that is supported.
    pub server: u32,
    /// How many rows tables have, about.
    pub rows: Option<&'a BTreeMap<ObjectName, u64>>,
    /// How many tenants there are, if it runs in the schema of each.
    pub tenants: Option<u64>,
    /// The day by which comments expire. Default: today, in UTC.
    pub today: NaiveDate,
}

impl<'a> LintInput<'a> {
    /// A transactional file of which nothing else is known.
    pub fn new(dialect: Dialect, file: &'a str, sql: &'a str) -> LintInput<'a> {
        LintInput {
            dialect,
            file,
            sql,
            transactional: true,
            before: None,
            after: None,
            new_tables: &[],
            earlier: &[],
            server: 15,
            rows: None,
            tenants: None,
            today: Utc::now().date_naive(),
        }
    }
}

/// What is wrong with a file, in the order of its lines.
///
/// A finding is taken back by a comment at its statement: in front of it, in it, or behind it on its line.
/// The comment needs a reason and a last day; one that nothing needs is a finding itself.
///
/// ```sql
/// -- orm:allow drop-column until 2027-01-31: nothing has read it since 4.2
/// ALTER TABLE users DROP COLUMN nick;
/// ```
pub fn lint(input: &LintInput<'_>, levels: &Levels) -> Vec<Finding> {
    let mut script = read(input);
    model::judge(input, &mut script);
    let mut allows = allow::find(input, &mut script);
    let mut reports = std::mem::take(&mut script.reports);
    reports.retain(|report| {
        let is_said = level(input, &script, levels, report) != Level::Off;
        // Every comment sees it, so that two for one finding are both of use.
        let covering = allows.iter_mut().map(|allow| is_said && allow.covers(&script, report));
        is_said && covering.filter(|covers| *covers).count() == 0
    });
    reports.extend(allows.into_iter().filter_map(allow::Allow::complaint));
    let finding = |report: &Report| {
        let level = level(input, &script, levels, report);
        let rule = rule(report.rule).expect("a report is made by a rule of the list");
        (level != Level::Off).then(|| script.finding(input, rule, level, report))
    };
    let mut findings: Vec<_> = reports.iter().filter_map(finding).collect();
    findings.sort_by_key(|finding| (finding.line, finding.column, finding.rule));
    findings.dedup();
    findings
}

/// The tables that a file makes and leaves: for the [`new_tables`](LintInput::new_tables) of the files behind
/// it in the same run.
pub fn created_tables(dialect: Dialect, sql: &str) -> Vec<ObjectName> {
    let script = read(&LintInput::new(dialect, "", sql));
    fact::new_tables(&script.facts, &[], sql.len())
}

/// What the files before this one did.
fn earlier(input: &LintInput<'_>) -> Vec<Fact> {
    let facts = |sql: &String| read(&LintInput::new(input.dialect, "", sql)).facts;
    input.earlier.iter().flat_map(facts).collect()
}

fn read(input: &LintInput<'_>) -> Script {
    match input.dialect {
        Dialect::Postgres => postgres::read(input),
        Dialect::Sqlite => sqlite::read(input),
    }
}

/// The most rows of a table that is read or written anew in a few milliseconds.
const FEW_ROWS: u64 = 10_000;

/// How much a report weighs: nothing on a table of the same run, less on a small one.
fn level(input: &LintInput<'_>, script: &Script, levels: &Levels, report: &Report) -> Level {
    let level = levels.of(report.rule);
    let group = rule(report.rule).map(|rule| rule.group);
    let Some(table) = &report.table else { return level };
    if !matches!(group, Some(Group::Breaking | Group::Blocking)) {
        return level;
    }
    if is_new(input, script, table, report.at.start) && report.rule != "replace-table" {
        return Level::Off;
    }
    let rows = input.rows.and_then(|rows| rows.get(table));
    let is_small = rows.is_some_and(|rows| *rows <= FEW_ROWS);
    match (is_small && group == Some(Group::Blocking), level) {
        (true, Level::Error) => Level::Warning,
        (true, _) => Level::Off,
        (false, level) => level,
    }
}

/// Whether nobody uses a table yet when the run comes to this place.
fn is_new(input: &LintInput<'_>, script: &Script, table: &ObjectName, at: usize) -> bool {
    // `CREATE TABLE IF NOT EXISTS` makes nothing where there is one.
    let was_there = input.before.is_some_and(|before| before.table(table).is_some());
    let is_gone = script.facts.iter().take_while(|fact| fact.at.start < at).any(|fact| {
        matches!(&fact.what, What::DropTable { table: gone } | What::RenameTable { from: gone, .. }
            if gone == table)
    });
    let new = fact::new_tables(&script.earlier, input.new_tables, usize::MAX);
    let new = fact::new_tables(&script.facts, &new, at);
    new.contains(table) && (is_gone || !was_there)
}
