//! Enum types.

use super::{DIALECT, Level, Work};
use crate::diff::default_name;
use crate::op::{EnumChange, EnumUser, Op};
use crate::plan::{Lock, Options, Step};
use crate::schema::{DataType, ObjectName, Schema};
use crate::sql::{alter, drop, enums, rename, table};

impl<'a> Work<'a> {
    pub(super) fn enums(&mut self, op: &'a Op) {
        let step = |sql| vec![Step::new(sql, Lock::None)];
        // Before the labels, if there are any: their type has its new name by then.
        let has_labels = self.ops.iter().any(|op| matches!(op, Op::AddEnumLabels(_)));
        let early = if has_labels { Level::Labels } else { Level::Main };
        match op {
            Op::CreateEnum(ty) => {
                let create = step(table::create_enum(DIALECT, ty));
                self.add_shared(Level::Main, create, step(enums::drop(&ty.name)));
            }
            Op::DropEnum(ty) => {
                let create = step(table::create_enum(DIALECT, ty));
                self.add_shared(Level::Main, step(enums::drop(&ty.name)), create);
            }
            Op::RenameEnum { from, to } => {
                let steps = |from, to| {
                    let statements = rename::object(DIALECT, "TYPE", from, to).into_iter();
                    statements.map(|sql| Step::new(sql, Lock::None)).collect()
                };
                self.add_shared(early, steps(from, to), steps(to, from));
            }
            Op::RenameEnumLabel { name, from, to } => {
                let (up, down) =
                    (enums::rename_label(name, from, to), enums::rename_label(name, to, from));
                self.add_shared(early, step(up), step(down));
            }
            Op::AddEnumLabels(change) => {
                let up = enums::add_labels(&change.from, &change.to).into_iter();
                let up: Vec<_> = up.map(|sql| Step::new(sql, Lock::None)).collect();
                let back = op.reverse();
                let Op::ReplaceEnum(back) = &back else { return };
                let (down, dropped) = self.replace(back);
                self.add_shared(Level::Labels, up, [down, dropped].concat());
                if change.users.iter().any(|user| self.is_tenants(&user.table)) {
                    let lost = format!("the labels of `{}` without the new ones", change.from.name);
                    if let Some(part) = self.parts.last_mut() {
                        part.lost = Some(lost);
                    }
                }
            }
            Op::ReplaceEnum(change) => self.replace_enum(change),
            _ => unreachable!("other changes have files of their own"),
        }
    }

    fn replace_enum(&mut self, change: &EnumChange) {
        let back = Op::ReplaceEnum(change.clone()).reverse();
        let Op::ReplaceEnum(back) = &back else { return };
        let is_tenants =
            change.users.iter().find(|user| self.is_tenants(&user.table)).map(|user| &user.table);
        let (up, dropped_up) = self.replace(change);
        let (down, dropped_down) = self.replace(back);
        let Some(table) = is_tenants else {
            let (up, down) = ([up, dropped_up].concat(), [down, dropped_down].concat());
            return self.add_shared(Level::Main, up, down);
        };
        // The old type stays until every tenant's tables are cast.
        let lost = format!("the old labels of `{}`, which each tenant's tables use", back.to.name);
        self.add_shared(Level::Main, up, down);
        if let Some(part) = self.parts.last_mut() {
            part.lost = Some(lost);
        }
        let (up, down) = (self.casts(change, true), self.casts(back, true));
        self.add(Level::Main, table, up, down);
        self.add_shared(Level::Contract, dropped_up, Vec::new());
    }

    /// The steps that put a type in another one's place, for what all share, and the step that drops the
    /// one that went.
    fn replace(&self, change: &EnumChange) -> (Vec<Step>, Vec<Step>) {
        let exchange = enums::exchange(change).map(|sql| Step::new(sql, Lock::None));
        let steps = exchange.into_iter().chain(self.casts(change, false)).collect();
        let drop = enums::drop(&enums::replaced_name(&change.from.name));
        (steps, vec![Step::new(drop, Lock::None)])
    }

    /// The steps that cast columns, those of tenants' tables in schemas or the others.
    fn casts(&self, change: &EnumChange, of_tenants: bool) -> Vec<Step> {
        let is_here = |table: &ObjectName| {
            self.is_tenants(table) == of_tenants || (self.options.tenant_rows && !of_tenants)
        };
        let around = change.around.iter().filter(|op| op.table().is_some_and(is_here));
        let around: Vec<_> = around.cloned().collect();
        let users = change.users.iter().filter(|user| is_here(&user.table));
        let casts = users.flat_map(|user| {
            let cast = enums::cast(user, &change.values);
            let cast = Step::new(cast, Lock::AccessExclusive)
                .rewriting()
                .note("a type without some of its labels is another type: every row is cast to it");
            unused(change, user).into_iter().flatten().chain([cast])
        });
        let again: Vec<_> = around.iter().rev().map(Op::reverse).collect();
        let (before, after) = (self.plainly(&around), self.plainly(&again));
        before.into_iter().chain(casts).chain(after).collect()
    }

    /// Changes as they are, within the same transaction.
    pub(super) fn plainly(&self, ops: &[Op]) -> Vec<Step> {
        let options = Options { safe: false, tenant_schemas: false, ..self.options.clone() };
        let (from, to): (&Schema, &Schema) = (self.from, self.to);
        let is_shared = false;
        let mut work = Work { from, to, ops, options: &options, is_shared, parts: Vec::new() };
        ops.iter().for_each(|op| work.op(op));
        work.parts.into_iter().flat_map(|part| part.up).collect()
    }
}

/// What fails if a row holds a label that is gone and has none in its place. The cast itself would not say which
/// column that is.
fn unused(change: &EnumChange, user: &EnumUser) -> Option<[Step; 2]> {
    let is_unused = |label: &&String| {
        !change.to.labels.contains(label) && change.values.iter().all(|(from, _)| from != *label)
    };
    let labels: Vec<_> = change.from.labels.iter().filter(is_unused).collect();
    let (first, column) = (labels.first()?, &user.from.name);
    let name = default_name(&user.table.name, column, "unused");
    let (quoted, of) = (DIALECT.quoted(&name), DIALECT.quoted(column));
    let one = |label: &&String| match user.from.ty {
        DataType::EnumArray(_) => format!("{} <> ALL ({of})", DIALECT.literal(label)),
        _ => format!("{of} <> {}", DIALECT.literal(label)),
    };
    let each = labels.iter().map(one).collect::<Vec<_>>().join(" AND ");
    let add = format!("ADD CONSTRAINT {quoted} CHECK ({each})");
    let add = Step::new(alter::table(DIALECT, &user.table, &add), Lock::AccessExclusive).scanning();
    let more = if labels.len() > 1 { ", or another label that goes" } else { "" };
    let add = add.note(&format!("fails if a row holds {first}{more}"));
    let drop = Step::new(drop::constraint(&user.table, &name), Lock::AccessExclusive);
    Some([add, drop])
}
