//! Two schemas of which the second one is reached from the first one, and what has to be said for that.

use super::column::value;
use super::random::Random;
use super::schema::{NARROW, WIDE};
use super::{edit, schema};
use orm::Dialect;
use orm_migrate::schema::{Column, EnumType, ObjectName, Schema, Table};
use orm_migrate::{Answer, Answers, Op, Subject};

pub(super) struct Pair {
    pub(super) from: Schema,
    pub(super) to: Schema,
}

pub(super) fn pair(random: &mut Random, dialect: Dialect) -> Pair {
    let from = schema::schema(random, dialect);
    let mut to = from.clone();
    match random.percent(30) {
        true => to = schema::schema(random, dialect),
        false => edit::edit(random, &mut to),
    }
    fit(&from, &mut to);
    Pair { from, to }
}

/// The table as it was.
pub(super) fn before<'a>(from: &'a Schema, to: &Schema, table: &Table) -> Option<&'a Table> {
    let came_from = |table: &Table| {
        let hint = table.renamed_from.as_ref()?;
        let mut old = from.tables.iter();
        old.find(|old| *hint == old.name.name || *hint == old.name.to_string())
    };
    let is_taken = |old: &&Table| {
        let mut others = to.tables.iter().filter(|other| other.name != table.name);
        others.any(|other| came_from(other).is_some_and(|from| from.name == old.name))
    };
    came_from(table).or_else(|| from.table(&table.name).filter(|old| !is_taken(old)))
}

/// The column as it was.
pub(super) fn was<'a>(old: &'a Table, table: &Table, column: &Column) -> Option<&'a Column> {
    let hint = column.renamed_from.as_deref().filter(|_| old.column(&column.name).is_none());
    let is_taken = |name: &str| {
        let mut others = table.columns.iter().filter(|other| other.name != column.name);
        others.any(|other| other.renamed_from.as_deref() == Some(name))
    };
    let found = hint.and_then(|name| old.column(name));
    found.or_else(|| old.column(&column.name).filter(|column| !is_taken(&column.name)))
}

/// Whether a set of columns is unique twice: PostgreSQL makes one constraint of the two.
pub(super) fn is_redundant(schema: &Schema) -> bool {
    schema.tables.iter().any(|table| {
        let keys = table.primary_key.iter().map(|key| &key.columns);
        let keys: Vec<_> = keys.chain(table.uniques.iter().map(|unique| &unique.columns)).collect();
        (0..keys.len()).any(|at| keys[..at].contains(&keys[at]))
    })
}

/// Whether a label has another name that no check knew by its old one: rows would not meet the new check.
pub(super) fn is_unheard_of(from: &Schema, to: &Schema) -> bool {
    let has = |table: &Table, label: &str| {
        table.checks.iter().any(|check| check.expression.contains(label))
    };
    to.tables.iter().any(|table| {
        has(table, "'quiet'") && before(from, to, table).is_some_and(|old| !has(old, "IN ('calm'"))
    })
}

/// Whether a check has lost the label that rows hold, and no check of the column had it, or the label is what
/// rows get that have none.
pub(super) fn is_unmet(pair: &Pair) -> bool {
    let knows = |table: &Table, column: &Column, list: &str| {
        let text = format!("\"{}\" {list}", column.name);
        table.checks.iter().any(|check| check.expression == text)
    };
    pair.to.tables.iter().any(|table| {
        let Some(old) = before(&pair.from, &pair.to, table) else { return false };
        let mut narrow = table.columns.iter().filter(|column| knows(table, column, NARROW));
        narrow.any(|column| match was(old, table, column) {
            Some(was) => !knows(old, was, WIDE) || (was.nullable && !column.nullable),
            None => true,
        })
    })
}

/// What an enum type was.
fn type_before<'a>(from: &'a Schema, new: &EnumType) -> Option<&'a EnumType> {
    let hint = new.renamed_from.as_ref().and_then(|name| from.enum_type(&ObjectName::plain(name)));
    hint.or_else(|| from.enum_type(&new.name))
}

/// Whether a column is of the same type afterwards, as far as enums go, or is not there.
pub(super) fn keeps_type(pair: &Pair, table: &Table, column: &Column) -> bool {
    let Some(ty) = column.ty.enum_name() else { return true };
    pair.to.tables.iter().all(|new| {
        let Some(old) = before(&pair.from, &pair.to, new).filter(|old| old.name == table.name)
        else {
            return true;
        };
        new.columns.iter().all(|after| {
            let is_it = was(old, new, after).is_some_and(|was| was.name == column.name);
            let now = after.ty.enum_name().and_then(|name| pair.to.enum_type(name));
            let was = now.and_then(|now| type_before(&pair.from, now)).map(|was| &was.name);
            !is_it || was == Some(ty)
        })
    })
}

/// Whether a column leaves an enum for another one while a label of the old one gets another name, which
/// the new one does not have.
pub(super) fn is_between_labels(ops: &[Op]) -> bool {
    let is_renamed = |wanted: &ObjectName| {
        ops.iter().any(|op| matches!(op, Op::RenameEnumLabel { name, .. } if name == wanted))
    };
    ops.iter().any(|op| match op {
        Op::AlterColumn { from, to, .. } => match (from.ty.enum_name(), to.ty.enum_name()) {
            (Some(from), Some(to)) => from != to && (is_renamed(from) || is_renamed(to)),
            _ => false,
        },
        _ => false,
    })
}

/// Takes out references that rows which are there cannot meet: to a table that is new and has no rows, or
/// to a key that a row may not have.
fn fit(from: &Schema, to: &mut Schema) {
    let all = to.clone();
    // What is or was computed is no row's number.
    let is_computed = |table: &Table, name: &String| {
        let column = table.column(name);
        let was = column.and_then(|column| was(before(from, &all, table)?, table, column));
        [column, was].iter().flatten().any(|column| column.generated.is_some())
    };
    for table in &mut to.tables {
        let own = all.table(&table.name).unwrap();
        table.foreign_keys.retain(|key| {
            let Some(target) = all.table(&key.target) else { return false };
            let keys = target.primary_key.iter().map(|key| &key.columns);
            let mut keys = keys.chain(target.uniques.iter().map(|unique| &unique.columns));
            let types = key.columns.iter().zip(&key.target_columns).all(|(column, other)| {
                let is_computed = is_computed(own, column) || is_computed(target, other);
                let (own, other) = (own.column(column), target.column(other));
                !is_computed
                    && own.zip(other).is_some_and(|(own, other)| {
                        own.ty == other.ty && own.collation == other.collation && !other.nullable
                    })
            });
            types
                && keys.any(|columns| *columns == key.target_columns)
                && before(from, &all, target).is_some()
        });
    }
}

/// Whether what rows hold of an enum is no label of the type that the column becomes.
fn is_unknown(from: &Schema, to: &Schema, old: &Column, new: &Column) -> bool {
    if old.ty == new.ty {
        return false;
    }
    let Some(ty) = new.ty.enum_name().and_then(|name| to.enum_type(name)) else { return false };
    let held = old.ty.enum_name().and_then(|name| from.enum_type(name));
    let held = held.map_or("calm", |ty| &ty.labels[0]);
    !ty.labels.iter().any(|label| label == held)
}

/// The value, or a label that the checks know where they do not know that one.
fn known(table: &Table, column: &Column, value: String) -> String {
    let list = format!("\"{}\" IN (", column.name);
    let lists = table.checks.iter().filter(|check| check.expression.starts_with(&list));
    let lists: Vec<_> = lists.collect();
    let is_known = |label: &&str| lists.iter().all(|list| list.expression.contains(*label));
    let labels = if value == "'calm'" { &["'calm'", "'quiet'", "'wild'"][..] } else { &[] };
    labels.iter().copied().find(is_known).map_or(value, str::to_owned)
}

/// Each question's answer: what the rows' values are made of.
pub(super) fn answers(from: &Schema, to: &Schema) -> Answers {
    let mut answers = Answers::new();
    for new in &to.enums {
        let Some(old) = type_before(from, new) else { continue };
        let is_named = |label: &String| new.renamed_labels.iter().any(|(to, _)| to == label);
        let is_old = |label: &String| new.renamed_labels.iter().any(|(_, from)| from == label);
        let subject = |label: &String| Subject::Label(new.name.clone(), label.clone());
        for label in new.labels.iter().filter(|label| !is_named(label)) {
            answers.answer(subject(label), Answer::New);
        }
        // Rows hold the first one and the last one.
        let gone = old.labels.iter().filter(|label| !new.labels.contains(label) && !is_old(label));
        for label in gone {
            let is_held = [old.labels.first(), old.labels.last()].contains(&Some(label));
            let answer = match is_held {
                true => Answer::Label(new.labels[0].clone()),
                false => Answer::Unused,
            };
            answers.answer(subject(label), answer);
        }
    }
    for table in &to.tables {
        let Some(old) = before(from, to, table) else { continue };
        for column in table.columns.iter().filter(|column| column.generated.is_none()) {
            let old = was(old, table, column);
            let label = Subject::Value(table.name.clone(), column.name.clone(), "calm".to_owned());
            answers.answer(label, Answer::Label("wild".to_owned()));
            let is_filled = match old {
                None => column.identity.is_none(),
                Some(old) => {
                    (old.nullable && !column.nullable) || is_unknown(from, to, old, column)
                }
            };
            if is_filled {
                let subject = Subject::Column(table.name.clone(), column.name.clone());
                let value = value(to.dialect, column, &to.enums);
                answers.answer(subject, Answer::Value(known(table, column, value)));
            }
        }
    }
    answers
}
