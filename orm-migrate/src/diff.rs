//! The changes that lead from one schema to another.

mod column;
mod enums;
mod label;
mod names;
mod part;
mod question;
mod refusal;
mod rename;
mod table;
mod turn;

pub use question::{Answer, Answers, Question, Subject};
pub use refusal::Refusal;

pub(crate) use names::{default_name, named};
pub(crate) use table::is_indexed;

use crate::op::{EnumChange, Op};
use crate::schema::{ObjectName, Schema, Table};
use orm::Dialect;
use turn::{Turn, sequence};

/// What leads from one schema to another.
#[derive(Debug, Clone)]
pub struct Diff {
    /// The changes, in their order.
    pub ops: Vec<Op>,
    /// What has to be said before the changes are right. Until then, whatever might have been renamed is
    /// dropped and made anew.
    pub questions: Vec<Question>,
    /// What no change leads to. The plan of the others is not written as long as there is any.
    pub refusals: Vec<Refusal>,
    /// The schema that the changes lead to: the new one, without hints, and with what the answers left for
    /// later.
    pub target: Schema,
}

/// The changes that make the one schema the other. It is pure: neither a database nor a file is looked at.
///
/// Names are the identity of everything; another name is told by a hint (`renamed_from`) or by an answer,
/// and otherwise asked for, wherever something of the same type is gone. Constraints and indexes are an
/// exception: one that is the same but for its name is renamed, since nothing is lost. Columns have no order.
/// Expressions are compared as texts: see [`Schema`].
///
/// ```
/// use orm::Dialect;
/// use orm_migrate::schema::{Column, DataType, ObjectName, Schema, Table};
/// use orm_migrate::{Answer, Answers, Subject, diff};
///
/// let schema = |column: &str| {
///     let mut table = Table::new(ObjectName::plain("orders"));
///     table.columns.push(Column::new(column, DataType::named("numeric")));
///     Schema { tables: vec![table], ..Schema::empty(Dialect::Postgres) }
/// };
/// let (from, to) = (schema("sum"), schema("total"));
///
/// let asked = diff(&from, &to, &Answers::new());
/// assert_eq!(asked.questions[0].to_string(), "column orders.total is new: is it sum under another name?");
///
/// let total = Subject::Column(ObjectName::plain("orders"), "total".to_owned());
/// let answers = Answers::new().with(total, Answer::RenamedFrom("sum".to_owned()));
/// let told = diff(&from, &to, &answers);
/// assert_eq!(told.ops[0].to_string(), "rename column orders.sum to total");
/// ```
///
/// # Panics
/// If the two are for different databases.
pub fn diff(from: &Schema, to: &Schema, answers: &Answers) -> Diff {
    assert_eq!(from.dialect, to.dialect, "both schemas are for the same database");
    let target = target(to, answers);
    let with_hints =
        Schema { tables: to.tables.clone(), enums: to.enums.clone(), ..target.clone() };
    let mut renamed = rename::rename(&named(from.clone()), &with_hints, answers);
    let named = named(target.clone());
    let mut work = Work {
        retyped: table::retyped(&renamed.schema, &named),
        old: &renamed.schema,
        new: &named,
        hints: to,
        answers,
        ops: Vec::new(),
        kept: Schema::empty(from.dialect),
        questions: std::mem::take(&mut renamed.questions),
        refusals: Vec::new(),
    };
    work.enums();
    for new in &named.tables {
        match renamed.schema.table(&new.name) {
            Some(old) => work.table(old, new),
            None => work.create(new),
        }
    }
    for old in renamed.schema.tables.iter().filter(|old| named.table(&old.name).is_none()) {
        work.drop(old);
    }
    work.replace_enums();
    work.schemas();
    let create = named.schemas.iter().filter(|name| !from.schemas.contains(name));
    let mut ops: Vec<_> = create.map(|name| Op::CreateSchema(name.clone())).collect();
    ops.append(&mut renamed.ops);
    let questions = std::mem::take(&mut work.questions);
    let refusals = std::mem::take(&mut work.refusals);
    ops.extend(work.in_order());
    Diff { ops, questions, refusals, target }
}

/// The new schema without hints, and with the columns that may be `NULL` for now.
fn target(to: &Schema, answers: &Answers) -> Schema {
    let mut target = to.clone();
    for ty in &mut target.enums {
        ty.renamed_from = None;
        ty.renamed_labels.clear();
    }
    for table in &mut target.tables {
        table.renamed_from = None;
        for column in &mut table.columns {
            column.renamed_from = None;
            column.renamed_labels.clear();
            let is_it = |(of, name): (&ObjectName, &str)| *of == table.name && name == column.name;
            column.nullable |= answers.nullable().any(is_it);
        }
    }
    target
}

/// The work on one difference.
struct Work<'a> {
    /// The old schema, in which everything has its new name.
    old: &'a Schema,
    new: &'a Schema,
    /// The new schema as it was given, with its hints.
    hints: &'a Schema,
    answers: &'a Answers,
    /// The columns of a table whose type is another one.
    retyped: Vec<(ObjectName, String)>,
    ops: Vec<(Turn, Op)>,
    /// What is neither dropped nor made, under its new name.
    kept: Schema,
    questions: Vec<Question>,
    refusals: Vec<Refusal>,
}

impl Work<'_> {
    fn push(&mut self, op: Op) {
        self.ops.push((Turn::of(&op), op));
    }

    fn is_postgres(&self) -> bool {
        self.new.dialect == Dialect::Postgres
    }

    fn enums(&mut self) {
        for new in self.new.enums.iter().filter(|new| self.old.enum_type(&new.name).is_none()) {
            self.push(Op::CreateEnum(new.clone()));
        }
        for old in self.old.enums.iter().filter(|old| self.new.enum_type(&old.name).is_none()) {
            self.push(Op::DropEnum(old.clone()));
        }
    }

    /// Whether the type's labels cannot be reached by adding some.
    fn is_replaced(&self, name: &ObjectName) -> bool {
        let labels = |schema: &Schema| schema.enum_type(name).map(|ty| ty.labels.clone());
        matches!((labels(self.old), labels(self.new)), (Some(old), Some(new)) if old != new)
    }

    fn replace_enums(&mut self) {
        let (old, new) = (self.old, self.new);
        let mut ops = Vec::new();
        for old in &old.enums {
            let new = new.enum_type(&old.name).filter(|_| self.is_replaced(&old.name));
            let Some(new) = new else { continue };
            let mut users = enums::users(&self.kept, &old.name);
            for user in &mut users {
                let column = |schema: &Schema| {
                    schema.table(&user.table).and_then(|table| table.column(&user.to.name)).cloned()
                };
                if let (Some(old), Some(new)) = (column(self.old), column(self.new)) {
                    user.from.default = old.default;
                    user.to.default = new.default;
                }
            }
            let values = match users.is_empty() {
                true => Vec::new(),
                false => self.replaced_labels(old, new),
            };
            let around = enums::around(&self.kept, &old.name);
            let (from, to) = (old.clone(), new.clone());
            let op = Op::ReplaceEnum(EnumChange { from, to, users, around, values });
            let is_left = self.ops.iter().any(|(turn, op)| match op {
                Op::AlterColumn { from, .. } => {
                    *turn == Turn::ChangeEnum && from.ty.enum_name() == Some(&old.name)
                }
                _ => false,
            });
            ops.push((if is_left { Turn::ReplaceLeftEnum } else { Turn::ReplaceEnum }, op));
        }
        self.ops.extend(ops);
    }

    fn schemas(&mut self) {
        for name in self.old.schemas.iter().filter(|name| !self.new.schemas.contains(name)) {
            self.push(Op::DropSchema(name.clone()));
        }
    }

    /// A new table. On PostgreSQL its references are added once all tables are there.
    fn create(&mut self, new: &Table) {
        let (table, rest) = self.parts(new);
        self.push(Op::CreateTable(table));
        rest.into_iter().for_each(|op| self.push(op));
    }

    fn drop(&mut self, old: &Table) {
        let (table, rest) = self.parts(old);
        for op in rest.iter().map(Op::reverse) {
            let turn = match op {
                Op::SetRowSecurity { .. } => Turn::DropPolicy,
                _ => Turn::of(&op),
            };
            self.ops.push((turn, op));
        }
        self.push(Op::DropTable(table));
    }

    /// What makes a table with all that belongs to it.
    fn parts(&self, table: &Table) -> (Table, Vec<Op>) {
        let (mut bare, name) = (table.clone(), &table.name);
        let mut rest = Vec::new();
        for trigger in std::mem::take(&mut bare.triggers) {
            rest.push(Op::CreateTrigger { table: name.clone(), trigger });
        }
        if self.is_postgres() {
            for key in std::mem::take(&mut bare.foreign_keys) {
                rest.push(Op::AddForeignKey { table: name.clone(), key });
            }
            let to = std::mem::take(&mut bare.row_security);
            if !to.is_off() {
                let from = Default::default();
                rest.push(Op::SetRowSecurity { table: name.clone(), from, to });
            }
            for policy in std::mem::take(&mut bare.policies) {
                rest.push(Op::CreatePolicy { table: name.clone(), policy });
            }
        }
        (bare, rest)
    }

    fn in_order(mut self) -> Vec<Op> {
        self.ops.sort_by_key(|(turn, _)| *turn);
        let (before, others): (Vec<_>, Vec<_>) =
            self.ops.into_iter().partition(|(turn, _)| *turn < Turn::RenameConstraint);
        let (renames, behind): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|(turn, _)| *turn == Turn::RenameConstraint);
        let renames = sequence(renames.into_iter().map(|(_, op)| op).collect());
        let ops = |list: Vec<(Turn, Op)>| list.into_iter().map(|(_, op)| op);
        ops(before).chain(renames).chain(ops(behind)).collect()
    }
}

#[cfg(test)]
mod tests;
