//! The schema that two lines of migrations, which have one beginning, make together.

mod stand;

use crate::plan::{Options, plan};
use crate::schema::{ObjectName, Schema, Table};
use crate::{Answers, diff};

/// What two lines made of one schema, and whether they may both have made the same.
pub(crate) struct Lines<'a> {
    pub(crate) base: &'a Schema,
    pub(crate) one: &'a Schema,
    pub(crate) other: &'a Schema,
    /// Whether what both did alike was done once: by the one line, with the other one's migrations at hand.
    pub(crate) alike: bool,
}

/// What both lines made. Schemas, types, tables, columns, constraints and the like are each as the line has it
/// that changed it; a table of SQLite's that one line makes anew is that line's alone.
///
/// # Errors
/// What cannot be as both lines have it, in words: `column posts.title`.
pub(crate) fn merge(lines: &Lines<'_>) -> Result<Schema, Vec<String>> {
    let mut work = Work { alike: lines.alike, conflicts: Vec::new() };
    let merged = work.schemas(lines);
    work.rebuilds(lines);
    work.conflicts.extend(stand::missing(lines, &merged));
    match work.conflicts.is_empty() {
        true => Ok(merged),
        false => Err(work.conflicts),
    }
}

struct Work {
    alike: bool,
    conflicts: Vec<String>,
}

impl Work {
    fn schemas(&mut self, Lines { base, one, other, .. }: &Lines<'_>) -> Schema {
        let three = [base, one, other];
        let name = |name: &String| format!("schema {name}");
        let schemas = self.list(three.map(|schema| &*schema.schemas), name, |_, _| None);
        let of_enum = |ty: &crate::schema::EnumType| format!("enum {}", ty.name);
        let enums = self.list(three.map(|schema| &*schema.enums), of_enum, |_, _| None);
        let of_table = |table: &Table| format!("table {}", table.name);
        let tables = self.list(three.map(|schema| &*schema.tables), of_table, |work, three| {
            Some(work.table(three))
        });
        Schema { dialect: base.dialect, schemas, enums, tables }
    }

    /// A table that both changed.
    fn table(&mut self, three: [&Table; 3]) -> Table {
        let name = &three[1].name;
        let part = |what: &str, part: &Option<String>, text: String| match part {
            Some(own) => format!("{what} {own} of {name}"),
            None => format!("{what} {text} of {name}"),
        };
        let columns = self.list(
            three.map(|table| &*table.columns),
            |column| format!("column {name}.{}", column.name),
            |_, _| None,
        );
        let uniques = self.list(
            three.map(|table| &*table.uniques),
            |unique| part("unique set", &unique.name, unique.columns.join(", ")),
            |_, _| None,
        );
        let checks = self.list(
            three.map(|table| &*table.checks),
            |check| part("check", &check.name, check.expression.clone()),
            |_, _| None,
        );
        let foreign_keys = self.list(
            three.map(|table| &*table.foreign_keys),
            |key| part("reference", &key.name, key.columns.join(", ")),
            |_, _| None,
        );
        let indexes = self.list(
            three.map(|table| &*table.indexes),
            |index| format!("index {} of {name}", index.name),
            |_, _| None,
        );
        let triggers = self.list(
            three.map(|table| &*table.triggers),
            |trigger| format!("trigger {} of {name}", trigger.name),
            |_, _| None,
        );
        let policies = self.list(
            three.map(|table| &*table.policies),
            |policy| format!("policy {} of {name}", policy.name),
            |_, _| None,
        );
        Table {
            name: name.clone(),
            columns,
            uniques,
            checks,
            foreign_keys,
            indexes,
            triggers,
            policies,
            tenant: self.one(three.map(|t| &t.tenant), || format!("tenant of {name}")),
            primary_key: self.one(three.map(|t| &t.primary_key), || format!("key of {name}")),
            row_security: self
                .one(three.map(|t| &t.row_security), || format!("row-level security of {name}")),
            partitioning: self
                .one(three.map(|t| &t.partitioning), || format!("partitioning of {name}")),
            strict: self.one(three.map(|t| &t.strict), || format!("STRICT of {name}")),
            without_rowid: self
                .one(three.map(|t| &t.without_rowid), || format!("WITHOUT ROWID of {name}")),
            comment: self.one(three.map(|t| &t.comment), || format!("comment of {name}")),
            renamed_from: None,
        }
    }

    /// A list whose parts have names: those of the one line, then what the other one added.
    fn list<T: Clone + PartialEq>(
        &mut self,
        [base, one, other]: [&[T]; 3],
        name: impl Fn(&T) -> String,
        mut both: impl FnMut(&mut Self, [&T; 3]) -> Option<T>,
    ) -> Vec<T> {
        let find = |list: &'_ [T], of: &str| list.iter().position(|part| name(part) == of);
        let mut names: Vec<_> = one.iter().chain(base).chain(other).map(&name).collect();
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let mut merged = Vec::new();
        for of in names {
            let at = |list: &'_ [T]| find(list, &of);
            let three = [
                at(base).map(|at| &base[at]),
                at(one).map(|at| &one[at]),
                at(other).map(|at| &other[at]),
            ];
            let part = match three {
                [base, one, other] if one == base => other.cloned(),
                [base, one, other] if other == base => one.cloned(),
                [_, one, other] if one == other && self.alike => one.cloned(),
                [Some(base), Some(one), Some(other)] => {
                    let part = both(self, [base, one, other]);
                    if part.is_none() {
                        self.conflicts.push(of);
                    }
                    part
                }
                _ => {
                    self.conflicts.push(of);
                    None
                }
            };
            merged.extend(part);
        }
        merged
    }

    fn one<T: Clone + PartialEq>(
        &mut self,
        [base, one, other]: [&T; 3],
        what: impl FnOnce() -> String,
    ) -> T {
        if one == base || (one == other && self.alike) {
            return other.clone();
        }
        if other != base {
            self.conflicts.push(what());
        }
        one.clone()
    }

    /// On SQLite a table that is made anew has the columns that its own line knows, and no others.
    fn rebuilds(&mut self, Lines { base, one, other, .. }: &Lines<'_>) {
        let rebuilt = |to: &Schema| {
            let changes = diff(base, to, &Answers::new());
            let plan = plan(base, &changes.target, &changes.ops, &Options::default());
            plan.migrations.into_iter().flat_map(|one| one.rebuilds).collect::<Vec<_>>()
        };
        let mut names = [rebuilt(one), rebuilt(other)].concat();
        names.sort();
        names.dedup();
        for name in names.into_iter().map(ObjectName::plain) {
            let [old, one, other] = [base, one, other].map(|schema| schema.table(&name));
            if one != old && other != old && !(self.alike && one == other) {
                self.conflicts.push(format!("table {name}, which is made anew"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
