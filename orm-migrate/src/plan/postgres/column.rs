//! Columns: added, dropped, altered.

use super::constraint::validate;
use super::{DIALECT, Level, Work};
use crate::diff::default_name;
use crate::op::Op;
use crate::plan::{Lock, Step, StepKind};
use crate::schema::{Column, Identity, ObjectName, Table};
use crate::sql::words::{is_constant, same};
use crate::sql::{alter, column, comment, drop};
use orm::Dialect;

/// How a column gets its rows' values.
enum Fill<'a> {
    /// By its definition.
    None,
    /// One value, which the catalog keeps for rows that are there.
    Once(&'a str),
    /// An update of each row.
    Rows(&'a str),
}

impl<'a> Work<'a> {
    pub(super) fn add_column(&mut self, table: &ObjectName, column: &Column, fill: Option<&str>) {
        let drop = Step::new(drop::column(DIALECT, table, &column.name), Lock::AccessExclusive);
        let lost = Op::DropColumn { table: table.clone(), column: column.clone() }.destroys();
        let drop = vec![drop.destroying(lost)];
        let is_guarded = self.is_guarded(table);
        let fill = match (fill, &column.default) {
            // What is computed has its value from nowhere else.
            (Some(_), _) if column.generated.is_some() => Fill::None,
            (Some(value), _) if is_constant(value) && column.identity.is_none() => {
                Fill::Once(value)
            }
            (Some(value), _) => Fill::Rows(value),
            (None, Some(default)) if is_guarded && !is_constant(default) => Fill::Rows(default),
            (None, _) => Fill::None,
        };
        match fill {
            Fill::None => {
                let mut up = vec![self.add_plainly(table, column, column)];
                up.extend(comment(table, column));
                self.add(Level::Main, table, up, drop);
            }
            Fill::Once(value) => {
                let first = Column { default: Some(value.to_owned()), ..column.clone() };
                let mut up = vec![self.add_plainly(table, column, &first)];
                let default = match &column.default {
                    Some(default) => format!("SET DEFAULT {default}"),
                    None => "DROP DEFAULT".to_owned(),
                };
                let default = alter::column(table, &column.name, &[default]);
                up.push(Step::new(default, Lock::AccessExclusive));
                up.extend(comment(table, column));
                self.add(Level::Main, table, up, drop);
            }
            Fill::Rows(value) => {
                let first =
                    Column { default: None, nullable: true, identity: None, ..column.clone() };
                let mut up = vec![self.add_plainly(table, &first, &first)];
                if let Some(default) = &column.default {
                    let default = format!("SET DEFAULT {default}");
                    let default = alter::column(table, &column.name, &[default]);
                    up.push(Step::new(default, Lock::AccessExclusive));
                }
                up.extend(comment(table, column));
                self.add(Level::Main, table, up, drop);
                self.fill(table, &column.name, value);
                if !column.nullable {
                    let name = &column.name;
                    let numbers = self.numbers(table, &first, column);
                    self.require(table, [name, name], Level::Check, numbers);
                }
            }
        }
    }

    pub(super) fn add_plainly(&self, table: &ObjectName, column: &Column, first: &Column) -> Step {
        let definition = column::definition(DIALECT, &Table::new(table.clone()), first);
        let sql = alter::table(DIALECT, table, &format!("ADD COLUMN {definition}"));
        let step = Step::new(sql, self.lock(table, Lock::AccessExclusive));
        let is_stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
        let is_volatile = first.default.as_deref().is_some_and(|default| !is_constant(default));
        if is_stored || column.identity.is_some() || is_volatile {
            return step.rewriting().note("every row is written anew, and nobody reads meanwhile");
        }
        let has_value = first.default.is_some() || column.generated.is_some();
        if !first.nullable && !has_value {
            return step.note("fails if the table has rows: they would need a value");
        }
        step
    }

    pub(super) fn drop_column(&mut self, op: &Op, table: &ObjectName, column: &Column) {
        let drop = Step::new(drop::column(DIALECT, table, &column.name), Lock::AccessExclusive);
        let mut down = vec![self.add_plainly(table, column, column)];
        down.extend(comment(table, column));
        let up = vec![drop.destroying(op.destroys())];
        self.add_lossy(Level::Main, table, up, down, op.destroys());
    }

    pub(super) fn alter_column(
        &mut self,
        op: &'a Op,
        table: &ObjectName,
        from: &Column,
        to: &Column,
        fill: Option<&str>,
    ) {
        let is_retyped = from.ty != to.ty || from.collation != to.collation;
        if is_retyped && fill.is_none() && self.is_swapped(table, from, to) {
            return self.swap_column(op, table, from, to);
        }
        let is_required = from.nullable && !to.nullable;
        let is_guarded = self.is_guarded(table);
        // What makes it required comes at the end where it is taken apart.
        let until = Column { nullable: true, identity: from.identity, ..to.clone() };
        let value = fill.filter(|_| !is_retyped);
        let is_apart = is_required && (is_guarded || value.is_some());
        let goal = if is_apart { &until } else { to };
        let using = fill.filter(|_| is_retyped);
        let up = self.alter(table, from, goal, using, op.destroys());
        let back = op.reverse();
        let down = self.alter(table, goal, from, None, back.destroys());
        if !up.is_empty() {
            self.add_lossy(Level::Main, table, up, down, op.forgets());
        }
        if is_apart {
            if let Some(value) = value {
                self.fill(table, &to.name, value);
            }
            let identity = self.numbers(table, &until, to);
            // A row without a value could not be written at all if the check were there first.
            let level = if value.is_some() { Level::Check } else { Level::Main };
            self.require(table, [&to.name, &to.name], level, identity);
        }
    }

    /// How a column's rows are numbered, or numbered in another way, and what takes that back.
    fn numbers(&self, table: &ObjectName, from: &Column, to: &Column) -> [Vec<Step>; 2] {
        let way = |from: &Column, to: &Column| {
            let mut steps = self.unnumbered(table, from, to);
            steps.extend(self.numbered(table, from, to));
            steps
        };
        [way(from, to), way(to, from)]
    }

    /// The statements that alter a column in place.
    fn alter(
        &self,
        table: &ObjectName,
        from: &Column,
        to: &Column,
        using: Option<&str>,
        destroys: Option<String>,
    ) -> Vec<Step> {
        if from.generated.is_none() && to.generated.is_some() {
            return self.generate_again(table, to);
        }
        // By itself: a type that cannot be numbered is refused in the same statement.
        let mut steps = self.unnumbered(table, from, to);
        let mut changes = Vec::new();
        if from.generated.is_some() && to.generated.is_none() {
            changes.push("DROP EXPRESSION".to_owned());
        }
        let is_retyped = from.ty != to.ty || from.collation != to.collation;
        let same_default = match (&from.default, &to.default) {
            (Some(from), Some(to)) => same(from, to),
            (from, to) => from.is_none() && to.is_none(),
        };
        if from.default.is_some() && (is_retyped || to.default.is_none()) {
            changes.push("DROP DEFAULT".to_owned());
        }
        if is_retyped {
            let name = DIALECT.quoted(&to.name);
            let cast = from.ty.cast(&to.ty, &name, &to.ty.sql(DIALECT));
            changes.push(alter::set_type(to, using.or(cast.as_deref())));
        }
        if let Some(default) = to.default.as_ref().filter(|_| is_retyped || !same_default) {
            changes.push(format!("SET DEFAULT {default}"));
        }
        match (from.nullable, to.nullable) {
            (true, false) => changes.push("SET NOT NULL".to_owned()),
            (false, true) => changes.push("DROP NOT NULL".to_owned()),
            _ => {}
        }
        if !changes.is_empty() {
            let sql = alter::column(table, &to.name, &changes);
            let mut step = Step::new(sql, Lock::AccessExclusive).destroying(destroys);
            if is_retyped && !(from.ty.is_free(&to.ty) && from.collation == to.collation) {
                step =
                    step.rewriting().note("every row is written anew, and nobody reads meanwhile");
            } else if from.nullable && !to.nullable {
                step = step.scanning();
            }
            steps.push(step);
        }
        steps.extend(self.numbered(table, from, to));
        steps
    }

    /// The statement that ends a column's numbers.
    fn unnumbered(&self, table: &ObjectName, from: &Column, to: &Column) -> Vec<Step> {
        let change = alter::drop_identity(from.identity, to.identity);
        let sql = change.map(|change| alter::column(table, &to.name, &[change.to_owned()]));
        sql.map(|sql| Step::new(sql, Lock::AccessExclusive)).into_iter().collect()
    }

    /// The statements that number a column's rows, or number them in another way.
    fn numbered(&self, table: &ObjectName, from: &Column, to: &Column) -> Vec<Step> {
        let Some(change) = alter::identity(from.identity, to.identity) else { return Vec::new() };
        let sql = alter::column(table, &to.name, &[change]);
        let mut steps = vec![Step::new(sql, Lock::AccessExclusive)];
        if matches!(from.identity, None | Some(Identity::Implicit)) {
            let sql = alter::number_on(table, &to.name);
            steps.push(Step::new(sql, Lock::AccessExclusive).scanning());
        }
        steps
    }

    /// An update of the rows that have no value.
    pub(super) fn fill(&mut self, table: &ObjectName, column: &str, value: &str) {
        let name = DIALECT.quoted(column);
        self.backfill(table, format!("{name} = {value}"), format!("{name} IS NULL"));
    }

    pub(super) fn backfill(&mut self, table: &ObjectName, set: String, filter: String) {
        let (level, step) = self.update(table, set, filter);
        self.add(level, table, vec![step], Vec::new());
    }

    /// An update of many rows, and where it stands.
    pub(super) fn update(&self, table: &ObjectName, set: String, filter: String) -> (Level, Step) {
        let sql = format!("UPDATE {} SET {set} WHERE {filter}", table.quoted(DIALECT));
        let mut step = Step::new(sql, Lock::None);
        if !self.is_guarded(table) {
            return (Level::Main, step);
        }
        let key = self.table(table).and_then(|table| table.primary_key.as_ref());
        let key = key.map(|key| key.columns.clone()).unwrap_or_default();
        step.kind = StepKind::Backfill { table: table.clone(), key, set, filter };
        (Level::Fill, step)
    }

    /// Makes a column required, once its rows have values: a check is validated without keeping anybody
    /// waiting, and spares `SET NOT NULL` its scan (PostgreSQL manual, `ALTER TABLE`, "Notes"). The column
    /// may have another name by then; the steps are what follows, and what takes that back.
    pub(super) fn require(
        &mut self,
        table: &ObjectName,
        [column, later]: [&str; 2],
        level: Level,
        [then, before]: [Vec<Step>; 2],
    ) {
        let required = |word: &str| {
            let sql = alter::column(table, later, &[format!("{word} NOT NULL")]);
            Step::new(sql, Lock::AccessExclusive)
        };
        let (set, unset) = (required("SET"), required("DROP"));
        if !self.is_guarded(table) {
            let mut up = vec![set.scanning()];
            up.extend(then);
            return self.add(Level::Main, table, up, [before, vec![unset]].concat());
        }
        let name = default_name(&table.name, later, "present");
        let quoted = DIALECT.quoted(&name);
        let check = format!(
            "ADD CONSTRAINT {quoted} CHECK ({} IS NOT NULL) NOT VALID",
            DIALECT.quoted(column)
        );
        let check = Step::new(alter::table(DIALECT, table, &check), Lock::AccessExclusive).note(
            "for rows that are written from now on; those that are there are looked at later",
        );
        let undo = alter::table(DIALECT, table, &format!("DROP CONSTRAINT IF EXISTS {quoted}"));
        let undo = vec![Step::new(undo, Lock::AccessExclusive)];
        self.add(level, table, vec![check], undo);
        self.add(Level::Validate, table, vec![validate(table, &name)], Vec::new());
        let set = set.note("the check that was validated spares it the scan");
        let mut up = vec![set, Step::new(drop::constraint(table, &name), Lock::AccessExclusive)];
        up.extend(then);
        self.add(Level::Contract, table, up, [before, vec![unset]].concat());
    }
}

pub(super) fn comment(table: &ObjectName, column: &Column) -> Option<Step> {
    let text = column.comment.as_deref()?;
    let sql = comment::set(&table.quoted(Dialect::Postgres), Some(&column.name), Some(text));
    Some(Step::new(sql, Lock::ShareUpdateExclusive))
}
