//! What of a line of migrations its snapshots tell, and what has to stay as it is.

use crate::diff;
use crate::error::Error;
use crate::generate::statements;
use crate::op::Op;
use crate::plan::{Lock, Options, PlannedMigration, Step, StepKind, plan};
use crate::schema::{ObjectName, Schema};
use crate::source::{Kind, Migration, Migrations, Statement};
use crate::{Answers, Diff};

pub(super) enum Part<'a> {
    /// The way between two snapshots.
    Planned(Box<PlannedMigration>),
    /// As they are.
    Kept(Vec<&'a Migration>),
}

/// Migrations that lead from one snapshot to the next.
struct Group<'a> {
    migrations: Vec<&'a Migration>,
    from: Schema,
    to: Schema,
}

/// The parts of a line, in order.
pub(super) fn parts<'a>(
    migrations: &Migrations,
    line: &[&'a Migration],
) -> Result<Vec<Part<'a>>, Error> {
    let mut now = before(migrations, line[0])?;
    // Until something is kept, such a database has tables of the line only, and they have no rows.
    let mut is_empty = line[0].dependencies().is_empty();
    let work = Work { options: options(line)? };
    let (mut parts, mut run, mut waiting) = (Vec::new(), Vec::<Group<'a>>::new(), Vec::new());
    for migration in line {
        waiting.push(*migration);
        let Some(next) = migration.snapshot()? else { continue };
        let known = (0..waiting.len())
            .find(|at| work.is_told(&waiting[*at..], &now, &next, is_empty && *at == 0));
        let told = waiting.split_off(known.unwrap_or(waiting.len()));
        if !waiting.is_empty() {
            work.planned(&mut parts, std::mem::take(&mut run), is_empty);
            parts.push(Part::Kept(std::mem::take(&mut waiting)));
            is_empty = false;
        }
        if !told.is_empty() {
            run.push(Group { migrations: told, from: now, to: next.clone() });
        }
        now = next;
    }
    work.planned(&mut parts, run, is_empty);
    if !waiting.is_empty() {
        parts.push(Part::Kept(waiting));
    }
    Ok(parts)
}

/// The schema before a migration, as those tell it that it depends on.
pub(super) fn before(migrations: &Migrations, migration: &Migration) -> Result<Schema, Error> {
    let before = migrations.before(migration.id())?;
    Ok(before.unwrap_or_else(|| Schema::empty(migrations.dialect())))
}

/// How the migrations of a line are generated.
fn options(line: &[&Migration]) -> Result<[Options; 2], Error> {
    let has_tenants = |one: &&&Migration| one.tenant().0.is_some();
    let has_rows = |one: &&&Migration| one.manifest().tenant_rows;
    let options = match (line.iter().find(has_tenants), line.iter().find(has_rows)) {
        (None, None) => Options::default(),
        (Some(_), None) => Options::default().tenant_schemas(),
        (_, Some(_)) => Options::default().tenant_schemas_and_rows(),
    };
    // One migration has what both kinds of place need, or what schemas alone do.
    let alone = line.iter().find(|one| one.tenant().0.is_some() && !one.manifest().tenant_rows);
    if let (Some(alone), true) = (alone, options.tenant_rows) {
        return Err(Error::input(format!(
            "{} changes tenants' tables in schemas alone, and others change them where tenants share them, \
             too (`tenant_rows`); squash what is before those and what is behind it",
            alone.id()
        )));
    }
    Ok([options.clone(), options.plain()])
}

struct Work {
    /// How migrations are generated.
    options: [Options; 2],
}

impl Work {
    /// Whether two snapshots tell all that these migrations do.
    fn is_told(&self, all: &[&Migration], from: &Schema, to: &Schema, is_empty: bool) -> bool {
        let changes = diff(from, to, &Answers::new());
        let is_same = |options: &Options| {
            let plan = plan(from, &changes.target, &changes.ops, options);
            plan.migrations.len() == all.len()
                && all.iter().zip(&plan.migrations).all(|(migration, planned)| {
                    let tenant = planned.tenant.as_ref().map(|steps| steps.up.as_slice());
                    let planned = [Some(planned.up.as_slice()), tenant];
                    let found = [migration.up(), migration.tenant().0];
                    planned.into_iter().zip(found).all(|(planned, found)| {
                        let planned = statements(from.dialect, planned.unwrap_or_default());
                        let found = found.map(|script| script.statements()).into_iter().flatten();
                        found.eq(planned.iter().map(|text| &**text))
                    })
                })
        };
        let is_same = changes.questions.is_empty() && self.options.iter().any(is_same);
        // Names and values that somebody was asked for matter to rows only.
        is_same || is_empty && from != to && all.iter().all(|one| is_generated(one))
    }

    /// Adds the way from the first snapshot of a run to its last, or the migrations themselves where that
    /// is not the same for rows.
    fn planned<'a>(&self, parts: &mut Vec<Part<'a>>, run: Vec<Group<'a>>, is_empty: bool) {
        let ([first, ..], Some(last)) = (&run[..], run.last()) else { return };
        let whole = diff(&first.from, &last.to, &Answers::new());
        if is_empty || is_sum(&whole, &run) {
            let options = &self.options[1];
            let mut plan = plan(&first.from, &whole.target, &whole.ops, options).migrations;
            match plan.len() {
                0 => return,
                1 => return parts.push(Part::Planned(Box::new(plan.remove(0)))),
                // Labels of an enum type are used by no statement of their own transaction.
                _ => {}
            }
        }
        parts.push(Part::Kept(run.into_iter().flat_map(|group| group.migrations).collect()));
    }
}

/// Whether tables that were there before are changed in the same way by all steps as by one.
fn is_sum(whole: &Diff, run: &[Group<'_>]) -> bool {
    let steps = run.iter().map(|group| diff(&group.from, &group.to, &Answers::new()));
    let mut left: Vec<Op> = steps.flat_map(|step| step.ops).collect();
    let new = left.iter().filter_map(|op| match op {
        Op::CreateTable(table) => Some(table.name.clone()),
        _ => None,
    });
    let new: Vec<ObjectName> = new.collect();
    let is_old = |op: &Op| op.table().is_none_or(|table| !new.contains(table));
    left.retain(is_old);
    for op in whole.ops.iter().filter(|op| is_old(op)) {
        match left.iter().position(|other| other == op) {
            Some(at) => drop(left.remove(at)),
            None => return false,
        }
    }
    left.is_empty() && whole.questions.is_empty()
}

/// Whether a migration says that it was generated, and has no statement that is never.
fn is_generated(migration: &Migration) -> bool {
    let scripts = [migration.up(), migration.tenant().0];
    let statements = || scripts.iter().flatten().flat_map(|script| &script.statements);
    let is_said = statements()
        .next()
        .is_some_and(|first| first.comments.iter().any(|text| text.contains(": generated,")));
    is_said && statements().all(is_of_schema)
}

/// Whether a statement is one that changes what a snapshot tells, or rows of its tables.
fn is_of_schema(statement: &Statement) -> bool {
    const OBJECTS: [&str; 6] = ["TABLE", "INDEX", "TYPE", "SCHEMA", "POLICY", "UNIQUE"];
    let text = statement.sql.as_str();
    let mut words = text.split_whitespace();
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match first {
        "CREATE" | "ALTER" | "DROP" if OBJECTS.contains(&second) => true,
        // A second column that takes the first one's place, or a table that does.
        "CREATE" | "DROP" => text.contains("\"orm_copy_"),
        "INSERT" => text.starts_with("INSERT INTO \"orm_new_"),
        "COMMENT" => second == "ON",
        "UPDATE" => true,
        _ => matches!(statement.kind, Kind::Backfill(_)),
    }
}

/// A statement as it stands in its file, behind its comments.
pub(super) fn step(statement: &Statement) -> Step {
    let comments: String = statement.comments.iter().map(|text| format!("{text}\n")).collect();
    Step {
        sql: comments + &statement.sql,
        kind: StepKind::Transactional,
        note: None,
        lock: Lock::AccessExclusive,
        scans: false,
        rewrites: false,
        destroys: None,
    }
}
