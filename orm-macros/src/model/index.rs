//! The unique sets and indexes of a model.

use super::constraint::at;
use super::{Constraint, Model, Unique};
use crate::attr::{IndexAttr, IndexKey, IndexPart, Keyed};
use crate::name;
use proc_macro2::Span;
use syn::Ident;

/// An index that no constraint makes.
pub(crate) struct Index {
    /// Its name in the database.
    pub(crate) name: String,
    /// Of one that is unique, the variant of `Constraint`.
    pub(crate) unique: Option<Ident>,
    pub(crate) attr: IndexAttr,
    /// Where it was written.
    pub(crate) key: Ident,
}

impl Index {
    pub(crate) fn constraint(&self) -> Option<Constraint> {
        let variant = self.unique.clone()?;
        let mut parts = self.attr.parts.iter().map(|part| match &part.key {
            IndexKey::Field(field) => name::text(field),
            IndexKey::Expression(sql) => sql.value(),
        });
        let first = parts.next().unwrap_or_default();
        let parts = parts.fold(first, |list, part| format!("{list}`, `{part}"));
        let doc = match &self.attr.predicate {
            Some(sql) => {
                format!("`{parts}` must be unique among rows with `{}`.", sql.value.value())
            }
            None => format!("`{parts}` must be unique."),
        };
        Some(Constraint { variant, name: self.name.clone(), doc })
    }

    /// The fields that it orders by.
    pub(crate) fn fields(&self) -> Vec<Ident> {
        self.attr.parts.iter().filter_map(IndexPart::ident).cloned().collect()
    }

    /// The fields that it carries along.
    pub(crate) fn included(&self) -> &[Ident] {
        self.attr.include.as_ref().map_or(&[], |include| &include.value)
    }

    /// The access method, if it is another one than `btree`.
    pub(crate) fn method(&self) -> Option<&str> {
        let written = self.attr.method.as_ref().map(|method| method.value.0.as_str());
        written.filter(|method| *method != "btree")
    }
}

/// Whether a set can be a constraint, which is over columns and all rows.
fn is_constraint(attr: &IndexAttr) -> bool {
    let is_plain = |part: &IndexPart| {
        part.ident().is_some()
            && part.order.is_none()
            && part.nulls.is_none()
            && part.operator_class.is_none()
    };
    let is_bare = attr.predicate.is_none() && attr.method.is_none() && attr.include.is_none();
    is_bare && attr.parts.iter().all(is_plain)
}

impl Model {
    pub(super) fn add_sets(&mut self) {
        let on_fields = |word: &'static str| {
            self.fields.iter().filter_map(move |field| {
                let key = field.attrs.get(word)?.clone();
                let parts = vec![IndexPart::field(field.ident.clone())];
                Some(Keyed { key, value: IndexAttr { parts, ..IndexAttr::default() } })
            })
        };
        let uniques: Vec<_> =
            on_fields("unique").chain(self.attrs.uniques.iter().cloned()).collect();
        let indexes: Vec<_> =
            on_fields("index").chain(self.attrs.indexes.iter().cloned()).collect();
        let (sets, unique_indexes): (Vec<_>, Vec<_>) =
            uniques.into_iter().partition(|set| is_constraint(&set.value));
        self.uniques = sets.into_iter().map(|set| self.unique(set)).collect();
        let plain = indexes.into_iter().map(|index| self.index(index, false));
        let unique = unique_indexes.into_iter().map(|index| self.index(index, true));
        self.indexes = plain.chain(unique).collect();
    }

    fn unique(&self, set: Keyed<IndexAttr>) -> Unique {
        let Keyed { key, value: attr } = set;
        let fields: Vec<Ident> = attr.parts.iter().filter_map(IndexPart::ident).cloned().collect();
        let names: Vec<String> = fields.iter().map(name::text).collect();
        Unique {
            name: self.set_name(&attr, "key"),
            variant: name::variant("Unique", &names, at(&key)),
            nulls_not_distinct: attr.nulls_not_distinct.is_some(),
            fields,
            key,
        }
    }

    fn index(&self, index: Keyed<IndexAttr>, is_unique: bool) -> Index {
        let Keyed { key, value: attr } = index;
        let name = self.set_name(&attr, if is_unique { "key" } else { "idx" });
        let unique = is_unique.then(|| self.index_variant(&attr, at(&key)));
        Index { name, unique, attr, key }
    }

    fn set_name(&self, attr: &IndexAttr, kind: &str) -> String {
        if let Some(name) = &attr.name {
            return name.value.value();
        }
        let words = attr.parts.iter().map(|part| match &part.key {
            IndexKey::Field(field) => self.columns(std::slice::from_ref(field)).concat(),
            IndexKey::Expression(sql) => name::words(&sql.value()),
        });
        self.named(&words.collect::<Vec<_>>().join("_"), kind)
    }

    /// Of the fields, or of the name where one is given: several may be over the same fields.
    fn index_variant(&self, attr: &IndexAttr, span: Span) -> Ident {
        let words: Vec<String> = match &attr.name {
            Some(name) => vec![name::words(self.own_part(&name.value.value()))],
            None => {
                let words = attr.parts.iter().map(|part| match &part.key {
                    IndexKey::Field(field) => name::text(field),
                    IndexKey::Expression(sql) => name::words(&sql.value()),
                });
                words.collect()
            }
        };
        name::variant("Unique", &words, span)
    }

    /// What a constraint's name says beside the table's.
    pub(super) fn own_part<'a>(&self, name: &'a str) -> &'a str {
        let rest = name.strip_prefix(self.table.as_str()).and_then(|rest| rest.strip_prefix('_'));
        rest.filter(|rest| !rest.is_empty()).unwrap_or(name)
    }
}
