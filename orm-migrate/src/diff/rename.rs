//! What was renamed: by declaration, or by an answer; never by a guess.

mod apply;
mod names;

use super::{Answers, Question, Subject, enums};
use crate::op::{EnumChange, Op};
use crate::schema::{Column, EnumType, ObjectName, Schema, Table};
use names::{Names, sequence};

/// What the old schema is once everything has its new name.
pub(super) struct Renamed {
    pub(super) schema: Schema,
    pub(super) ops: Vec<Op>,
    pub(super) questions: Vec<Question>,
}

/// Renames of tables, columns, enum types and labels from the old schema to the new one.
pub(super) fn rename(from: &Schema, to: &Schema, answers: &Answers) -> Renamed {
    let mut renamed = Renamed { schema: from.clone(), ops: Vec::new(), questions: Vec::new() };
    renamed.enums(to, answers);
    renamed.tables(to, answers);
    for table in &to.tables {
        renamed.columns(table, answers);
    }
    renamed
}

impl Renamed {
    fn enums(&mut self, to: &Schema, answers: &Answers) {
        let old: Vec<_> = self.schema.enums.iter().map(|ty| ty.name.clone()).collect();
        let hint = |new: &EnumType| {
            told(answers, &Subject::Enum(new.name.clone()), new.renamed_from.as_deref())
                .and_then(|name| find(&old, &new.name, name))
        };
        let new = to.enums.iter().map(|ty| (ty.name.clone(), hint(ty))).collect();
        let names = Names { old: old.clone(), new };
        let pairs = names.pairs();
        let (gone, fresh) = names.left(&pairs);
        for new in fresh {
            let labels = |ty: Option<&EnumType>| ty.map(|ty| ty.labels.clone()).unwrap_or_default();
            let is_like = |gone: &&&ObjectName| {
                is_half(&labels(self.schema.enum_type(gone)), &labels(to.enum_type(new)))
            };
            let gone = gone.iter().filter(is_like).map(ToString::to_string).collect();
            self.ask(answers, Subject::Enum(new.clone()), gone);
        }
        for (from, to) in sequence(pairs, between) {
            self.schema.rename_enum(&from, &to);
            self.ops.push(Op::RenameEnum { from, to });
        }
        for ty in &to.enums {
            self.labels(ty, answers);
        }
    }

    fn labels(&mut self, new: &EnumType, answers: &Answers) {
        let Some(old) = self.schema.enum_type(&new.name).map(|ty| ty.labels.clone()) else {
            return;
        };
        let subject = |label: &String| Subject::Label(new.name.clone(), label.clone());
        let hint = |label: &String| {
            let hint = new.renamed_labels.iter().find(|(to, _)| to == label);
            let hint = hint.map(|(_, from)| from.as_str());
            told(answers, &subject(label), hint).map(str::to_owned)
        };
        let names = Names {
            old,
            new: new.labels.iter().map(|label| (label.clone(), hint(label))).collect(),
        };
        let pairs = names.pairs();
        let (gone, fresh) = names.left(&pairs);
        for label in fresh {
            let gone = gone.iter().map(|label| (*label).clone()).collect();
            self.ask(answers, subject(label), gone);
        }
        for (from, to) in sequence(pairs, |label| format!("orm_{label}")) {
            self.schema.rename_label(&new.name, &from, &to);
            self.ops.push(Op::RenameEnumLabel { name: new.name.clone(), from, to });
        }
        self.more_labels(new);
    }

    /// Labels are added before anything else: no statement of the same transaction could use them.
    fn more_labels(&mut self, new: &EnumType) {
        let Some(old) = self.schema.enum_type(&new.name).cloned() else { return };
        if old.labels == new.labels || !enums::is_extension(&old.labels, &new.labels) {
            return;
        }
        let to = EnumType::new(new.name.clone(), new.labels.clone());
        let (users, around) =
            (enums::users(&self.schema, &old.name), enums::around(&self.schema, &old.name));
        for ty in self.schema.enums.iter_mut().filter(|ty| ty.name == old.name) {
            ty.labels.clone_from(&new.labels);
        }
        self.ops.push(Op::AddEnumLabels(EnumChange {
            from: old,
            to,
            users,
            around,
            values: Vec::new(),
        }));
    }

    fn tables(&mut self, to: &Schema, answers: &Answers) {
        let old: Vec<_> = self.schema.tables.iter().map(|table| table.name.clone()).collect();
        let hint = |new: &Table| {
            told(answers, &Subject::Table(new.name.clone()), new.renamed_from.as_deref())
                .and_then(|name| find(&old, &new.name, name))
        };
        let new = to.tables.iter().map(|table| (table.name.clone(), hint(table))).collect();
        let names = Names { old: old.clone(), new };
        let pairs = names.pairs();
        let (gone, fresh) = names.left(&pairs);
        for new in fresh {
            let columns = |table: Option<&Table>| {
                let columns = table.into_iter().flat_map(|table| &table.columns);
                columns.map(|column| (column.name.clone(), column.ty.clone())).collect::<Vec<_>>()
            };
            let is_like = |gone: &&&ObjectName| {
                is_half(&columns(self.schema.table(gone)), &columns(to.table(new)))
            };
            let gone = gone.iter().filter(is_like).map(ToString::to_string).collect();
            self.ask(answers, Subject::Table(new.clone()), gone);
        }
        for (from, to) in sequence(pairs, between) {
            self.schema.rename_table(&from, &to);
            self.ops.push(Op::RenameTable { from, to });
        }
    }

    fn columns(&mut self, new: &Table, answers: &Answers) {
        let Some(old) = self.schema.table(&new.name) else { return };
        let subject = |name: &String| Subject::Column(new.name.clone(), name.clone());
        let hint = |column: &Column| {
            let hint = column.renamed_from.as_deref();
            told(answers, &subject(&column.name), hint).map(str::to_owned)
        };
        let names = Names {
            old: old.columns.iter().map(|column| column.name.clone()).collect(),
            new: new.columns.iter().map(|column| (column.name.clone(), hint(column))).collect(),
        };
        let pairs = names.pairs();
        let (gone, fresh) = names.left(&pairs);
        let mut questions = Vec::new();
        for name in fresh {
            let is_like = |gone: &&&String| match (old.column(gone), new.column(name)) {
                (Some(old), Some(new)) => {
                    old.ty == new.ty && old.generated.is_none() && new.generated.is_none()
                }
                _ => false,
            };
            let gone = gone.iter().filter(is_like).map(|name| (*name).clone()).collect();
            questions.push((subject(name), gone));
        }
        for (subject, gone) in questions {
            self.ask(answers, subject, gone);
        }
        for (from, to) in sequence(pairs, |name| format!("orm_{name}")) {
            self.schema.rename_column(&new.name, &from, &to);
            self.ops.push(Op::RenameColumn { table: new.name.clone(), from, to });
        }
    }

    fn ask(&mut self, answers: &Answers, new: Subject, gone: Vec<String>) {
        if !gone.is_empty() && answers.renamed(&new).is_none() {
            self.questions.push(Question::Renamed { new, gone });
        }
    }
}

/// The old name, by answer or else by declaration.
fn told<'a>(answers: &'a Answers, subject: &Subject, declared: Option<&'a str>) -> Option<&'a str> {
    answers.renamed(subject).unwrap_or(declared)
}

/// The one that is called so: with its schema, or in the same one.
fn find(old: &[ObjectName], new: &ObjectName, name: &str) -> Option<ObjectName> {
    let in_same = |old: &&ObjectName| old.schema == new.schema && old.name == name;
    let found = old.iter().find(in_same);
    found.or_else(|| old.iter().find(|old| old.to_string() == name)).cloned()
}

fn between(name: &ObjectName) -> ObjectName {
    ObjectName { schema: name.schema.clone(), name: format!("orm_{}", name.name) }
}

/// Whether the two have half of the smaller one in common.
fn is_half<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    let common = one.iter().filter(|item| other.contains(item)).count();
    common > 0 && 2 * common >= one.len().min(other.len())
}
