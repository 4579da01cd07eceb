//! Unique sets, indexes and checks as attributes.

use super::model::{Model, Models};
use super::name;
use crate::schema::{Check, Index, IndexKey, IndexPart, Nulls, Unique};
use heck::{ToSnakeCase, ToUpperCamelCase};

impl Models<'_> {
    /// Adds what the rows of a table have to meet, and what finds them.
    pub(super) fn add_constraints(&mut self) {
        for model in self.list.iter_mut().filter(|model| !model.view) {
            let table = model.table;
            let mut said = Said::default();
            for unique in &table.uniques {
                said.unique(model, unique);
            }
            let types = model.checks_of_types.clone();
            for check in table.checks.iter().filter(|check| !types.contains(check)) {
                said.check(model, check);
            }
            for index in &table.indexes {
                said.index(model, index);
            }
        }
    }
}

/// What a model says already.
#[derive(Default)]
struct Said {
    uniques: Vec<Vec<usize>>,
    indexes: Vec<Shape>,
    /// The names of checks, in camel case.
    checks: Vec<String>,
}

/// What makes two indexes the same (`orm-macros`, `check::index`): their keys, without their order, the rows
/// and the method.
type Shape = (Vec<(IndexKey, Option<String>)>, Option<String>, Option<String>);

impl Said {
    fn unique(&mut self, model: &mut Model<'_>, unique: &Unique) {
        let columns = unique.columns.join("`, `");
        let Some(fields) = model.fields(&unique.columns) else {
            let text = format!("the unique set `{columns}` is left out with a column");
            return model.note_table(text);
        };
        let mut sorted = fields.clone();
        sorted.sort_unstable();
        let is_key = model.table.primary_key.as_ref().is_some_and(|key| {
            let has = |column| unique.columns.contains(column);
            key.columns.len() == fields.len() && key.columns.iter().all(has)
        });
        if is_key || self.uniques.contains(&sorted) {
            return model.note_table(format!("the unique set `{columns}` is there twice"));
        }
        self.uniques.push(sorted);
        let name = name::of_constraint(&model.table.name.name, &unique.columns.join("_"), "key");
        let mut parts = vec![model.named(&fields)];
        let own = unique.name.as_ref().filter(|own| **own != name);
        parts.extend(own.and_then(|own| named(model, own)));
        parts.extend(unique.nulls_not_distinct.then(|| "nulls_not_distinct".to_owned()));
        match fields[..] {
            [field] if parts.len() == 1 => model.fields[field].items.push("unique".to_owned()),
            _ => model.items.push(format!("unique({})", parts.join(", "))),
        }
    }

    fn index(&mut self, model: &mut Model<'_>, index: &Index) {
        let parts: Option<Vec<_>> = index.parts.iter().map(|part| written(model, part)).collect();
        let is_whole = model.fields(&index.include).is_some();
        let is_kept = is_whole && !(index.unique && index.method.is_some());
        let Some(mut parts) = parts.filter(|_| is_kept) else {
            let text = format!("the index `{}` has no place in a model", index.name);
            return model.note_table(text);
        };
        let keys = index.parts.iter().map(|part| (part.key.clone(), part.operator_class.clone()));
        let shape = (keys.collect(), index.predicate.clone(), index.method.clone());
        if self.indexes.contains(&shape) {
            let text = format!("the index `{}` is over the same as another", index.name);
            return model.note_table(text);
        }
        self.indexes.push(shape);
        let rest = options(model, index);
        if index.unique && rest.is_empty() && index.parts.iter().all(is_bare) {
            // Without an order it would be a constraint.
            parts[0].push_str(" asc");
        }
        let name = default_name(model, index);
        let is_plain = !index.unique && rest.is_empty() && index.parts.iter().all(is_bare);
        parts.extend(rest);
        let own = if name.as_ref() == Some(&index.name) { None } else { named(model, &index.name) };
        let is_named = own.is_none();
        parts.extend(own);
        let kind = if index.unique { "unique" } else { "index" };
        match (&index.parts[..], model.field_of(&index.parts[0])) {
            ([_], Some(field)) if is_plain && is_named => {
                model.fields[field].items.push("index".to_owned());
            }
            _ => model.items.push(format!("{kind}({})", parts.join(", "))),
        }
    }

    fn check(&mut self, model: &mut Model<'_>, check: &Check) {
        let table = &model.table.name.name;
        let own = check.name.as_deref().unwrap_or_default();
        let stem = own.strip_prefix(&format!("{table}_")).unwrap_or(own);
        let stem = stem.strip_suffix("_check").unwrap_or(stem).to_snake_case();
        let begins = stem.starts_with(|first: char| first.is_ascii_alphabetic());
        let word = if begins { stem } else { "rule".to_owned() };
        let is_taken = |word: &str| self.checks.contains(&word.to_upper_camel_case());
        let word = name::free(word, "_", is_taken);
        self.checks.push(word.to_upper_camel_case());
        let name = name::of_constraint(table, &word, "check");
        let name = match &check.name {
            Some(own) if *own != name && name::fits(own) => format!("{own:?}"),
            _ => name::written(&word),
        };
        model.items.push(format!("check({name} = {:?})", check.expression));
    }
}

/// A name of a unique set or index that is not the one that the derive gives. SQLite has longer ones than a
/// model.
fn named(model: &mut Model<'_>, own: &str) -> Option<String> {
    if name::fits(own) {
        return Some(format!("name = {own:?}"));
    }
    model.note_table(format!("the name `{own}` is too long for a model"));
    None
}

impl Model<'_> {
    fn field_of(&self, part: &IndexPart) -> Option<usize> {
        match &part.key {
            IndexKey::Column(column) => self.field(column),
            IndexKey::Expression(_) => None,
        }
    }
}

/// A part of an index: `placed_at desc nulls last`; `None` if a model cannot say it.
fn written(model: &Model<'_>, part: &IndexPart) -> Option<String> {
    let mut text = match &part.key {
        IndexKey::Column(column) => name::written(&model.fields[model.field(column)?].name),
        IndexKey::Expression(expression) => format!("expr = {expression:?}"),
    };
    if part.collation.is_some() {
        return None;
    }
    if let Some(class) = &part.operator_class {
        let is_word = class.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
        let class = if is_word { class.clone() } else { format!("{class:?}") };
        text.push_str(&format!(" ops {class}"));
    }
    if part.descending {
        text.push_str(" desc");
    }
    text.push_str(match part.nulls {
        Some(Nulls::First) => " nulls first",
        Some(Nulls::Last) => " nulls last",
        None => "",
    });
    Some(text)
}

/// What stands behind the parts of an index.
fn options(model: &Model<'_>, index: &Index) -> Vec<String> {
    const METHODS: &[&str] = &["btree", "hash", "gin", "gist", "spgist", "brin"];
    let predicate = index.predicate.as_ref().map(|predicate| format!("where = {predicate:?}"));
    let method = index.method.as_ref().map(|method| match METHODS.contains(&method.as_str()) {
        true => format!("using = {method}"),
        false => format!("using = {method:?}"),
    });
    let include = model.fields(&index.include).filter(|fields| !fields.is_empty());
    let include = include.map(|fields| format!("include({})", model.named(&fields)));
    predicate.into_iter().chain(method).chain(include).collect()
}

/// Whether it is a column and nothing else.
fn is_bare(part: &IndexPart) -> bool {
    part.operator_class.is_none()
        && part.nulls.is_none()
        && !part.descending
        && matches!(part.key, IndexKey::Column(_))
}

/// The name that the derive gives an index over columns.
fn default_name(model: &Model<'_>, index: &Index) -> Option<String> {
    let columns = index.parts.iter().map(|part| match &part.key {
        IndexKey::Column(column) => Some(column.as_str()),
        IndexKey::Expression(_) => None,
    });
    let columns = columns.collect::<Option<Vec<_>>>()?.join("_");
    let kind = if index.unique { "key" } else { "idx" };
    Some(name::of_constraint(&model.table.name.name, &columns, kind))
}
