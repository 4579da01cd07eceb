//! What only the whole file, the database before it, and the models know.

use super::LintInput;
use super::fact::{Fact, Key, KeyKind, What, new_tables};
use super::script::{Report, Script, Words};
use crate::schema::{Index, IndexKey, IndexPart, ObjectName, Table};
use orm::Dialect;
use std::ops::Range;

/// The most columns that an index has a use for, mostly.
const WIDE: usize = 3;

/// The most statements that all tenants together run without a word.
const FAN_OUT: u64 = 10_000;

/// Adds what the statements together do wrong, and takes away what they together do right.
pub(super) fn judge(input: &LintInput<'_>, script: &mut Script) {
    let facts = std::mem::take(&mut script.facts);
    let earlier = std::mem::take(&mut script.earlier);
    let judge = Judge { input, facts: &facts, earlier: &earlier };
    script.reports.retain(|report| !judge.is_right_after_all(report));
    let found: Vec<_> = facts.iter().flat_map(|fact| judge.fact(fact)).collect();
    script.reports.extend(found);
    script.reports.extend(judge.fan_out(script));
    script.facts = facts;
    script.earlier = earlier;
}

struct Judge<'a> {
    input: &'a LintInput<'a>,
    facts: &'a [Fact],
    /// Those of the files before it.
    earlier: &'a [Fact],
}

impl Judge<'_> {
    fn fact(&self, fact: &Fact) -> Vec<Report> {
        let at = &fact.at;
        let found = match &fact.what {
            What::CreateTable { table, needs_key: true } if !self.gets_key(table) => {
                Some(self.report("table-without-primary-key", at, table))
            }
            What::DropTable { table } => self.drop_table(table, at),
            What::DropColumn { table, column } => {
                let is_used = self.after(table).is_some_and(|table| table.column(column).is_some());
                let is_used = is_used && !self.is_replaced(table, column);
                is_used.then(|| self.report("drop-used-by-models", at, table))
            }
            What::DropIndex { index } => self.drop_index(index, at),
            What::DropConstraint { table, name } => {
                let uniques = self.after(table).map(|table| table.uniques.as_slice());
                let uses = uniques.unwrap_or_default();
                let is_used = uses.iter().any(|unique| unique.name.as_ref() == Some(name));
                is_used.then(|| self.report("drop-needed-index", at, table))
            }
            What::EnableRowSecurity { table } => {
                let has = |table: Option<&Table>| table.is_some_and(|t| !t.policies.is_empty());
                let makes = |fact: &Fact| matches!(&fact.what, What::CreatePolicy { table: other } if other == table);
                let known = self.input.before.and_then(|before| before.table(table));
                let is_kept = has(known) || self.facts.iter().any(makes);
                (!is_kept).then(|| self.report("row-security-without-policy", at, table))
            }
            What::RenameTable { from, .. } if self.makes_room(fact) => {
                Some(self.report("sqlite-rename-away", at, from))
            }
            What::Reference { table, columns, target } => {
                let tenant = self.tenant(table).zip(self.tenant(target)).map(|(own, _)| own);
                let tenant = tenant.filter(|tenant| !columns.contains(tenant));
                tenant.map(|tenant| {
                    self.about("reference-without-tenant", at, table, &tenant, columns)
                })
            }
            What::Key(key) => return self.key(key, at),
            _ => None,
        };
        found.into_iter().collect()
    }

    fn key(&self, key: &Key, at: &Range<usize>) -> Vec<Report> {
        let mut found = Vec::new();
        let is_unique = matches!(key.kind, KeyKind::Primary | KeyKind::Unique);
        if is_unique
            && !key.columns.is_empty()
            && let Some(tenant) = self.tenant(&key.table)
            && !key.columns.contains(&tenant)
        {
            found.push(self.about("key-without-tenant", at, &key.table, &tenant, &key.columns));
        }
        if key.kind == KeyKind::Index && key.columns.len() > WIDE {
            found.push(self.report("wide-index", at, &key.table));
        }
        found
    }

    /// A table that goes, if its name comes back, others need it, or the models do.
    fn drop_table(&self, table: &ObjectName, at: &Range<usize>) -> Option<Report> {
        let later = || self.facts.iter().filter(|fact| fact.at.start > at.start);
        let is_rebuilt = later().any(|fact| self.is_rebuild(fact, table));
        if is_rebuilt {
            // On SQLite, that is how most changes are made.
            let is_sqlite = self.input.dialect == Dialect::Sqlite;
            return is_sqlite.then(|| self.report("sqlite-rebuild-cost", at, table));
        }
        let is_made_again = later()
            .any(|fact| matches!(&fact.what, What::CreateTable { table: new, .. } if new == table));
        if is_made_again {
            return Some(self.report("replace-table", at, table));
        }
        if self.after(table).is_some() {
            return Some(self.report("drop-used-by-models", at, table));
        }
        let before = self.input.before.filter(|before| before.dialect == Dialect::Sqlite)?;
        let is_gone = |other: &Table| {
            let drops = |fact: &&Fact| matches!(&fact.what, What::DropTable { table } if *table == other.name);
            self.facts.iter().take_while(|fact| fact.at.start < at.start).any(|fact| drops(&fact))
        };
        let refers = |other: &&Table| {
            other.name != *table && other.foreign_keys.iter().any(|key| key.target == *table)
        };
        let is_needed = before.tables.iter().filter(refers).any(|other| !is_gone(other));
        is_needed.then(|| self.report("sqlite-drop-referenced-table", at, table))
    }

    /// Whether a table that this file made takes this name.
    fn is_rebuild(&self, fact: &Fact, table: &ObjectName) -> bool {
        let What::RenameTable { from, to } = &fact.what else { return false };
        to == table && new_tables(self.facts, &[], fact.at.start).contains(from)
    }

    /// Whether a table is renamed on SQLite so that a new one can have its name.
    fn makes_room(&self, rename: &Fact) -> bool {
        let What::RenameTable { from, .. } = &rename.what else { return false };
        let makes = |fact: &Fact| {
            fact.at.start > rename.at.start
                && matches!(&fact.what, What::CreateTable { table, .. } if table == from)
        };
        self.input.dialect == Dialect::Sqlite && self.facts.iter().any(makes)
    }

    /// An index that goes, if a model has it, or a reference is looked up by it.
    fn drop_index(&self, index: &ObjectName, at: &Range<usize>) -> Option<Report> {
        let has = |table: &&Table| {
            table.indexes.iter().any(|other| other.name == index.name)
                || table.uniques.iter().any(|other| other.name.as_ref() == Some(&index.name))
        };
        let is_modeled = self.input.after.and_then(|after| after.tables.iter().find(has));
        if let Some(table) = is_modeled {
            return Some(self.report("drop-needed-index", at, &table.name));
        }
        let table = self.input.before?.tables.iter().find(has)?;
        let columns = |index: &Index| {
            let column = |part: &IndexPart| match &part.key {
                IndexKey::Column(name) => name.clone(),
                IndexKey::Expression(_) => String::new(),
            };
            index.parts.iter().map(column).collect::<Vec<_>>()
        };
        let (gone, stay): (Vec<_>, Vec<_>) =
            table.indexes.iter().partition(|other| other.name == index.name);
        let gone = gone.first().map(|index| columns(index))?;
        let mut stay: Vec<_> = stay.into_iter().map(columns).collect();
        stay.extend(table.primary_key.iter().map(|key| key.columns.clone()));
        stay.extend(table.uniques.iter().map(|unique| unique.columns.clone()));
        let keys = self.after(&table.name).unwrap_or(table).foreign_keys.iter();
        let needs = |key: &[String]| {
            gone.starts_with(key) && !stay.iter().any(|other| other.starts_with(key))
        };
        let is_needed = keys.into_iter().any(|key| needs(&key.columns));
        is_needed.then(|| self.report("drop-needed-index", at, &table.name))
    }

    /// What a report blames a statement for that another one makes good, or says better.
    fn is_right_after_all(&self, report: &Report) -> bool {
        let Some(table) = &report.table else { return false };
        let here = |fact: &&Fact| {
            report.at.start <= fact.at.start
                && fact.at.start < report.at.end.max(report.at.start + 1)
        };
        match report.rule {
            // Said better, or a rebuild.
            "drop-table" => self.facts.iter().filter(here).any(|fact| match &fact.what {
                What::DropTable { table } => self.drop_table(table, &fact.at).is_some(),
                _ => false,
            }),
            "drop-column" => {
                let used =
                    |fact: &Fact| self.fact(fact).iter().any(|r| r.rule == "drop-used-by-models");
                let replaced = |fact: &Fact| match &fact.what {
                    What::DropColumn { table, column } => self.is_replaced(table, column),
                    _ => false,
                };
                self.facts.iter().filter(here).any(|fact| used(fact) || replaced(fact))
            }
            // What was there for a while.
            "drop-constraint" | "drop-object" => {
                self.facts.iter().filter(here).any(|fact| self.is_passing(fact))
            }
            // A model asks for it: `max_length`.
            "varchar-length" => {
                let after = self.after(table).zip(report.column.as_ref());
                let column = after.and_then(|(table, column)| table.column(column));
                column
                    .is_some_and(|column| column.ty.sql(self.input.dialect).starts_with("varchar("))
            }
            // The old name stays as a view, or is wanted for a new table.
            "rename-table" => {
                let views = self.facts.iter().any(|fact| {
                    fact.at.start > report.at.start
                        && matches!(&fact.what, What::CreateView { view } if view == table)
                });
                let makes_room = self.facts.iter().filter(here).any(|fact| self.makes_room(fact));
                views && self.input.transactional || makes_room
            }
            // Nobody relies on the default of a column that was not there.
            "change-default" | "drop-not-null" | "alter-identity" | "rename-column" => {
                report.column.as_ref().is_some_and(|column| self.is_added(table, column))
            }
            _ => false,
        }
    }

    /// Whether this file, or one before it in the plan, adds the column.
    fn is_added(&self, table: &ObjectName, column: &str) -> bool {
        self.earlier.iter().chain(self.facts).any(|fact| match &fact.what {
            What::AddColumn { table: other, column: added } => other == table && added == column,
            _ => false,
        })
    }

    /// Whether a column that the plan added, and filled from this one, gets this one's name.
    fn is_replaced(&self, table: &ObjectName, column: &str) -> bool {
        self.facts.iter().any(|fact| match &fact.what {
            What::RenameColumn { table: other, from, to } => {
                other == table && to == column && self.is_added(table, from)
            }
            _ => false,
        })
    }

    /// Whether something goes that the plan itself made.
    fn is_passing(&self, fact: &Fact) -> bool {
        self.earlier.iter().any(|made| match (&fact.what, &made.what) {
            (
                What::DropConstraint { table, name },
                What::AddConstraint { table: other, name: made },
            ) => table == other && name == made,
            (What::DropObject { name }, What::CreateObject { name: made }) => name == made,
            _ => false,
        })
    }

    /// Many statements, since every tenant has its own.
    fn fan_out(&self, script: &Script) -> Option<Report> {
        let tenants = self.input.tenants?;
        let count = tenants.saturating_mul(script.statements.len() as u64);
        let at = script.statements.first()?;
        let mut words = Words::default();
        words.set("tenants", tenants.to_string());
        words.set("count", count.to_string());
        let (table, column) = (None, None);
        let report = Report { rule: "tenant-fan-out", at: at.clone(), table, column, words };
        (count > FAN_OUT).then_some(report)
    }

    fn gets_key(&self, table: &ObjectName) -> bool {
        self.facts.iter().any(|fact| match &fact.what {
            What::Key(key) => {
                key.table == *table && matches!(key.kind, KeyKind::Primary | KeyKind::RowId)
            }
            _ => false,
        })
    }

    fn after(&self, table: &ObjectName) -> Option<&Table> {
        self.input.after?.table(table)
    }

    /// The column with a row's tenant; none where each tenant has a schema of its own.
    fn tenant(&self, table: &ObjectName) -> Option<String> {
        if self.input.tenants.is_some() {
            return None;
        }
        let schemas = [self.input.after, self.input.before];
        let table = schemas.into_iter().flatten().find_map(|schema| schema.table(table))?;
        table.tenant.clone()
    }

    fn report(&self, rule: &'static str, at: &Range<usize>, table: &ObjectName) -> Report {
        let mut words = Words::default();
        words.set("table", table.quoted(self.input.dialect));
        words.set("bare", table.name.clone());
        Report { rule, at: at.clone(), table: Some(table.clone()), column: None, words }
    }

    /// The same, about columns that should have the tenant among them.
    fn about(
        &self,
        rule: &'static str,
        at: &Range<usize>,
        table: &ObjectName,
        tenant: &str,
        columns: &[String],
    ) -> Report {
        let mut report = self.report(rule, at, table);
        report.words.set("tenant", tenant);
        report.words.set("columns", columns.join(", "));
        report
    }
}
