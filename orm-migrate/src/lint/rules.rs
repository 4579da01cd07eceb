//! The rules: names that stay, reasons, risks, and what to write instead.

mod blocking;
mod breaking;
mod comments;
mod design;
mod running;
mod sqlite;
mod tenants;

use super::Level;
use orm::Dialect;

/// Something that a migration should not do, or not in that way.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which stays.
    pub name: &'static str,
    /// What a finding weighs, if a project does not say otherwise.
    pub level: Level,
    /// What is at stake.
    pub group: Group,
    /// The databases that it is for.
    pub databases: &'static [Dialect],
    /// What the statement does.
    pub why: &'static str,
    /// What becomes of the program and its data.
    pub risk: &'static str,
    /// What to write instead: SQL, with placeholders such as `{table}`.
    pub rewrite: &'static str,
}

/// What is at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Data, or a program that runs while the migration does. Tables of the same run are spared.
    Breaking,
    /// Time: requests wait for as long as the statement takes. Tables of the same run are spared, and small
    /// ones are worth a warning.
    Blocking,
    /// What is hard to change later.
    Design,
    /// Whether the migration can run, and run again.
    Running,
    /// Rows of tenants.
    Tenants,
    /// The comments that allow findings.
    Comments,
}

/// Every rule, a group at a time.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let groups = [
        breaking::RULES,
        blocking::RULES,
        design::RULES,
        running::RULES,
        tenants::RULES,
        sqlite::RULES,
        comments::RULES,
    ];
    groups.into_iter().flatten()
}

/// The rule with this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.name == name)
}

const BOTH: &[Dialect] = &[Dialect::Postgres, Dialect::Sqlite];
const POSTGRES: &[Dialect] = &[Dialect::Postgres];
const SQLITE: &[Dialect] = &[Dialect::Sqlite];

impl Rule {
    /// A rule whose findings are errors.
    const fn error(
        group: Group,
        databases: &'static [Dialect],
        name: &'static str,
        [why, risk, rewrite]: [&'static str; 3],
    ) -> Rule {
        Rule { name, level: Level::Error, group, databases, why, risk, rewrite }
    }

    /// A rule whose findings are warnings.
    const fn warning(
        group: Group,
        databases: &'static [Dialect],
        name: &'static str,
        texts: [&'static str; 3],
    ) -> Rule {
        Rule { level: Level::Warning, ..Rule::error(group, databases, name, texts) }
    }

    /// A rule that has to be switched on.
    const fn off(
        group: Group,
        databases: &'static [Dialect],
        name: &'static str,
        texts: [&'static str; 3],
    ) -> Rule {
        Rule { level: Level::Off, ..Rule::error(group, databases, name, texts) }
    }
}
