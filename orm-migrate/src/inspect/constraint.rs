//! Unique sets, indexes and checks as attributes.

use super::model::{Model, Models};
use super::name;
use crate::schema::{Check, Index, IndexKey, Unique};
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
            for check in &table.checks {
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
    indexes: Vec<Vec<usize>>,
    /// The names of checks, in camel case.
    checks: Vec<String>,
}

impl Said {
    fn unique(&mut self, model: &mut Model<'_>, unique: &Unique) {
        let columns = unique.columns.join("`, `");
        let Some(fields) = model.fields(&unique.columns) else {
            return model
                .note_table(format!("the unique set `{columns}` is left out with a column"));
        };
        let mut sorted = fields.clone();
        sorted.sort_unstable();
        let is_key = model.table.primary_key.as_ref().is_some_and(|key| {
            key.columns.len() == fields.len()
                && key.columns.iter().all(|column| unique.columns.contains(column))
        });
        if is_key || self.uniques.contains(&sorted) {
            return model.note_table(format!("the unique set `{columns}` is there twice"));
        }
        self.uniques.push(sorted);
        let name = name::of_constraint(&model.table.name.name, &unique.columns.join("_"), "key");
        if let Some(own) = unique.name.as_ref().filter(|own| **own != name) {
            model.note_table(format!("the unique set `{columns}` is named `{own}`"));
        }
        if unique.nulls_not_distinct {
            model.note_table(format!("the unique set `{columns}` takes one row with NULL only"));
        }
        match fields[..] {
            [field] => model.fields[field].items.push("unique".to_owned()),
            _ => {
                let names = model.named(&fields);
                model.items.push(format!("unique({names})"));
            }
        }
    }

    fn index(&mut self, model: &mut Model<'_>, index: &Index) {
        let Some((fields, names)) = plain(model, index) else {
            return model.note_table(format!("the index `{}` has no place in a model", index.name));
        };
        if self.indexes.contains(&fields) {
            return model
                .note_table(format!("the index `{}` is over the columns of another", index.name));
        }
        let columns: Vec<_> =
            fields.iter().map(|at| model.fields[*at].column.name.as_str()).collect();
        let name = name::of_constraint(&model.table.name.name, &columns.join("_"), "idx");
        if index.name != name {
            model.note_table(format!(
                "the index over `{}` is named `{}`",
                columns.join("`, `"),
                index.name
            ));
        }
        match fields[..] {
            [field] if !index.parts[0].descending => {
                model.fields[field].items.push("index".to_owned())
            }
            _ => model.items.push(format!("index({})", names.join(", "))),
        }
        self.indexes.push(fields);
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
        if check.name.as_ref().is_some_and(|own| *own != name) {
            model.note_table(format!("the check `{word}` is named `{own}`"));
        }
        model.items.push(format!("check({} = {:?})", name::written(&word), check.expression));
    }
}

/// The fields of an index and how they are written, if a model can say it.
fn plain(model: &Model<'_>, index: &Index) -> Option<(Vec<usize>, Vec<String>)> {
    let has_more = index.unique
        || index.method.is_some()
        || index.predicate.is_some()
        || !index.include.is_empty();
    let part = |part: &crate::schema::IndexPart| {
        let IndexKey::Column(column) = &part.key else { return None };
        let is_plain =
            part.nulls.is_none() && part.operator_class.is_none() && part.collation.is_none();
        let at = model.field(column).filter(|_| is_plain)?;
        let order = if part.descending { " desc" } else { "" };
        Some((at, format!("{}{order}", name::written(&model.fields[at].name))))
    };
    if has_more {
        return None;
    }
    let parts: Option<Vec<_>> = index.parts.iter().map(part).collect();
    Some(parts?.into_iter().unzip())
}
