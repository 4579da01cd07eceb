//! Another type by a second column, which takes the first one's place.

use super::{DIALECT, Level, Work};
use crate::diff::{default_name, is_indexed};
use crate::op::Op;
use crate::plan::{Lock, Step};
use crate::schema::{Column, ObjectName, Table};
use crate::sql::words::mentions;
use crate::sql::{alter, column, comment, drop, rename};
use orm::Dialect;

impl<'a> Work<'a> {
    /// Whether a type is changed so: if every row is written anew, and nothing stands on the column that
    /// would have to be made again.
    pub(super) fn is_swapped(&self, table: &ObjectName, from: &Column, to: &Column) -> bool {
        let is_free = from.ty.is_free(&to.ty) && from.collation == to.collation;
        let is_plain = |column: &Column| {
            column.identity.is_none()
                && column.generated.is_none()
                && column.ty.enum_name().is_none()
        };
        let is_used = self.ops.iter().any(|op| op.table() == Some(table) && names(op, &to.name));
        let stands = self.table(table).is_some_and(|table| stands_on(table, &to.name));
        let tables = self.to.tables.iter().chain(&self.from.tables);
        let is_target = tables
            .flat_map(|table| &table.foreign_keys)
            .any(|key| key.target == *table && key.target_columns.contains(&to.name));
        self.is_guarded(table)
            && !self.options.rewrite_in_place
            && !is_free
            && is_plain(from)
            && is_plain(to)
            && !is_used
            && !stands
            && !is_target
    }

    pub(super) fn swap_column(
        &mut self,
        op: &'a Op,
        table: &ObjectName,
        from: &Column,
        to: &Column,
    ) {
        let (old, new) = (DIALECT.quoted(&to.name), default_name("orm_new", &to.name, "v"));
        let quoted = DIALECT.quoted(&new);
        let copy = default_name("orm_copy", &format!("{}_{}", table.name, to.name), "v");
        let function = drop::beside(table, &copy).quoted(DIALECT);
        let (trigger, name) = (DIALECT.quoted(&copy), table.quoted(DIALECT));
        let exclusive = |sql: String| Step::new(sql, Lock::AccessExclusive);
        let value = |column: &str| {
            let cast = from.ty.cast(&to.ty, column, &to.ty.sql(DIALECT));
            cast.unwrap_or_else(|| column.to_owned())
        };
        let make_copy = [
            Step::new(
                format!(
                    "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $orm$ \
                     BEGIN NEW.{quoted} := {}; RETURN NEW; END $orm$",
                    value(&format!("NEW.{old}"))
                ),
                Lock::None,
            ),
            Step::new(
                format!(
                    "CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {name} FOR EACH ROW \
                     EXECUTE FUNCTION {function}()"
                ),
                Lock::ShareRowExclusive,
            ),
        ];
        let drop_copy = [
            exclusive(format!("DROP TRIGGER {trigger} ON {name}")),
            Step::new(format!("DROP FUNCTION {function}()"), Lock::None),
        ];
        let second = Column { name: new.clone(), nullable: true, default: None, ..to.clone() };
        let definition = column::definition(DIALECT, &Table::new(table.clone()), &second);
        let add = exclusive(alter::table(DIALECT, table, &format!("ADD COLUMN {definition}")))
            .note("has the new type; a trigger fills it in rows that are written, and later it takes the other one's place");
        let mut up = vec![add];
        up.extend(make_copy.clone());
        let mut down = drop_copy.to_vec();
        down.push(exclusive(drop::column(DIALECT, table, &new)));
        self.add(Level::Main, table, up, down);

        let filter = format!("{quoted} IS NULL AND {old} IS NOT NULL");
        self.backfill(table, format!("{quoted} = {}", value(&old)), filter);

        let drop_old = exclusive(drop::column(DIALECT, table, &to.name)).destroying(op.destroys());
        let mut up = drop_copy.to_vec();
        up.push(drop_old);
        up.push(exclusive(rename::column(DIALECT, table, &new, &to.name)));
        up.extend(settled(table, to));
        // Back: the first column again, from what the second one has, and the trigger.
        let again = Column { nullable: true, default: None, ..from.clone() };
        let definition = column::definition(DIALECT, &Table::new(table.clone()), &again);
        let mut down = Vec::new();
        if to.default.is_some() {
            let sql = alter::column(table, &to.name, &["DROP DEFAULT".to_owned()]);
            down.push(exclusive(sql));
        }
        down.push(exclusive(rename::column(DIALECT, table, &to.name, &new)));
        down.push(exclusive(alter::table(DIALECT, table, &format!("ADD COLUMN {definition}"))));
        let value = to.ty.cast(&from.ty, &quoted, &from.ty.sql(DIALECT));
        let value = value.unwrap_or_else(|| quoted.clone());
        let update = format!("UPDATE {name} SET {old} = {value}");
        down.push(Step::new(update, Lock::AccessExclusive).rewriting());
        down.extend(settled(table, from));
        if !from.nullable {
            let required = alter::column(table, &from.name, &["SET NOT NULL".to_owned()]);
            down.push(exclusive(required).scanning());
        }
        down.extend(make_copy);
        self.add_lossy(Level::Contract, table, up, down, op.destroys());
        if !to.nullable {
            // Whoever writes a row has its value from the trigger.
            self.require(table, [&new, &to.name], Level::Main, Default::default());
        }
    }
}

/// The default and the comment that a column gets when it has its place.
fn settled(table: &ObjectName, column: &Column) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some(default) = &column.default {
        let sql = alter::column(table, &column.name, &[format!("SET DEFAULT {default}")]);
        steps.push(Step::new(sql, Lock::AccessExclusive));
    }
    if let Some(comment) = &column.comment {
        let sql = comment::set(&table.quoted(Dialect::Postgres), Some(&column.name), Some(comment));
        steps.push(Step::new(sql, Lock::ShareUpdateExclusive));
    }
    steps
}

/// Whether a key, constraint, index, policy or another column of the table has this column in it.
fn stands_on(table: &Table, name: &str) -> bool {
    let is = |columns: &[String]| columns.iter().any(|column| column == name);
    let is_in = |text: &String| mentions(text, name);
    table.tenant.as_deref() == Some(name)
        || table.primary_key.iter().any(|key| is(&key.columns))
        || table.uniques.iter().any(|unique| is(&unique.columns))
        || table.foreign_keys.iter().any(|key| is(&key.columns))
        || table.checks.iter().any(|check| is_in(&check.expression))
        || table.indexes.iter().any(|index| is_indexed(index, name))
        || table.policies.iter().any(|p| p.using.iter().chain(&p.check).any(is_in))
        || table.columns.iter().filter_map(|c| c.generated.as_ref()).any(|g| is_in(&g.expression))
}

/// Whether another change of the same table has to do with the column.
fn names(op: &Op, name: &str) -> bool {
    let is = |columns: &[String]| columns.iter().any(|column| column == name);
    match op {
        Op::DropPrimaryKey { key, .. } => is(&key.columns),
        Op::DropUnique { unique, .. } => is(&unique.columns),
        Op::DropCheck { check, .. } => mentions(&check.expression, name),
        Op::DropForeignKey { key, .. } => is(&key.columns),
        Op::DropIndex { index, .. } => is_indexed(index, name),
        Op::DropPolicy { policy, .. } => {
            policy.using.iter().chain(&policy.check).any(|text| mentions(text, name))
        }
        Op::DropColumn { column, .. } => {
            column.generated.as_ref().is_some_and(|g| mentions(&g.expression, name))
        }
        _ => false,
    }
}
