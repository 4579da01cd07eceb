//! A plan's migrations, and their steps.

use crate::schema::ObjectName;
use std::fmt;

/// Migrations, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The migrations; none if there is nothing to do.
    pub migrations: Vec<PlannedMigration>,
}

/// A migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMigration {
    /// What follows its name: nothing for the first one of a plan, then `2_fill`, `3_validate`, ..
    pub suffix: String,
    /// Whether all its steps are one transaction. Otherwise each is by itself, and may be repeated.
    pub transactional: bool,
    /// The steps.
    pub up: Vec<Step>,
    /// The steps that lead back, or what they would not bring back.
    pub down: Result<Vec<Step>, Irreversible>,
    /// The steps in each tenant's schema, where each has one, for a transaction with that schema in its
    /// `search_path`; behind the others on the way up, before them on the way down.
    pub tenant: Option<Steps>,
    /// Whether the other steps change tables with tenants, too, where tenants share them.
    pub tenant_rows: bool,
    /// On SQLite: the tables that are made anew. The first statement for one is `CREATE TABLE
    /// "orm_new_<table>"`, and the last `ALTER TABLE "orm_new_<table>" RENAME TO "<table>"`; those of all
    /// tables stand together. Around these, views and triggers that name one of the tables have to be set
    /// aside, except those that the steps drop and make themselves.
    pub rebuilds: Vec<String>,
    /// On SQLite: whether foreign keys have to be off, which has to happen before the transaction begins, and
    /// to be checked (`PRAGMA foreign_key_check`) before it ends.
    pub foreign_keys_off: bool,
}

/// Steps there and back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steps {
    /// The steps.
    pub up: Vec<Step>,
    /// The steps that lead back, or what they would not bring back.
    pub down: Result<Vec<Step>, Irreversible>,
}

/// A statement, and what it means for a database in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The statement, without a semicolon at its end.
    pub sql: String,
    /// How it is run.
    pub kind: StepKind,
    /// Why it is as it is, for whoever reads the migration.
    pub note: Option<String>,
    /// The strongest lock that it takes on a table that was there before.
    pub lock: Lock,
    /// Whether it reads each row of such a table under that lock.
    pub scans: bool,
    /// Whether it writes each row of such a table under that lock.
    pub rewrites: bool,
    /// What rows lose by it, in words.
    pub destroys: Option<String>,
}

/// How a step is run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepKind {
    /// Inside the migration's transaction.
    Transactional,
    /// By itself: PostgreSQL refuses it in a transaction. Once more, it does no harm; an index of its name
    /// that an attempt before left invalid has to be dropped first.
    OutsideTransaction,
    /// An update of many rows, by itself; better in batches by the table's key, `UPDATE table SET set
    /// WHERE filter AND key ..`. It finds only rows that still need it.
    Backfill {
        /// The table.
        table: ObjectName,
        /// The columns of its primary key; none if it has none.
        key: Vec<String>,
        /// What is set.
        set: String,
        /// Which rows.
        filter: String,
    },
}

/// A lock on a table (PostgreSQL manual, 13.3.1), from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// None on a table that was there before.
    None,
    /// Neither reads nor writes wait.
    ShareUpdateExclusive,
    /// Writes wait.
    Share,
    /// Writes wait.
    ShareRowExclusive,
    /// Reads and writes wait.
    AccessExclusive,
}

/// What going back would not bring back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irreversible {
    /// What is lost, in words, one after another.
    pub lost: Vec<String>,
}

impl Step {
    /// A statement of a transaction with no other effect than on the catalog.
    pub(super) fn new(sql: String, lock: Lock) -> Step {
        Step {
            sql,
            kind: StepKind::Transactional,
            note: None,
            lock,
            scans: false,
            rewrites: false,
            destroys: None,
        }
    }

    pub(super) fn outside(mut self) -> Step {
        self.kind = StepKind::OutsideTransaction;
        self
    }

    pub(super) fn note(mut self, note: &str) -> Step {
        self.note = Some(note.to_owned());
        self
    }

    pub(super) fn scanning(mut self) -> Step {
        self.scans = true;
        self
    }

    pub(super) fn rewriting(mut self) -> Step {
        self.scans = true;
        self.rewrites = true;
        self
    }

    pub(super) fn destroying(mut self, what: Option<String>) -> Step {
        self.destroys = what;
        self
    }
}

/// `ACCESS EXCLUSIVE`
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lock::None => "no lock",
            Lock::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Lock::Share => "SHARE",
            Lock::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Lock::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

/// `the rows of orders, and the values of orders.note`
impl fmt::Display for Irreversible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it would not bring back {}", self.lost.join(", nor "))
    }
}
