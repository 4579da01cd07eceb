//! A resolved enum of `#[derive(DbEnum)]`, and its rules.

use crate::attr::{Case, EnumAttrs, Keyed, VariantAttrs, has_no_generics};
use crate::diag::Errors;
use crate::name;
use heck::ToSnakeCase;
use proc_macro2::Span;
use std::collections::HashMap;
use syn::{Data, DeriveInput, Fields, Ident, LitStr, Visibility};

/// An enum whose variants are the labels of a column.
pub(crate) struct DbEnum {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// The name of the type in the database.
    pub(crate) name: String,
    /// What was written on the enum.
    pub(crate) attrs: EnumAttrs,
    pub(crate) native: bool,
    pub(crate) variants: Vec<Variant>,
}

/// A variant and its label.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) label: String,
    pub(crate) renamed_from: Option<Keyed<LitStr>>,
    /// What to blame for the label.
    pub(crate) written: Span,
    pub(crate) unit: bool,
}

impl DbEnum {
    /// The enum that the derive is on, unless the item is none.
    pub(crate) fn resolve(input: &DeriveInput, errors: &mut Errors) -> Option<Self> {
        let attrs = EnumAttrs::parse(&input.attrs, errors);
        let plain = has_no_generics(input, "an enum of a column", errors);
        let Data::Enum(data) = &input.data else {
            errors
                .at(&input.ident, "`DbEnum` is for enums; write `#[derive(DbType)]` for a struct");
            return None;
        };
        let case = attrs.rename_all.as_ref().map_or(Case::SNAKE, |case| case.value);
        let variants = data.variants.iter().map(|variant| {
            let keys = VariantAttrs::parse(&variant.attrs, errors);
            let (label, written) = match keys.rename {
                Some(label) => (label.value.value(), label.value.span()),
                None => (case.apply(&name::text(&variant.ident)), variant.ident.span()),
            };
            let unit = matches!(variant.fields, Fields::Unit);
            let renamed_from = keys.renamed_from;
            Variant { ident: variant.ident.clone(), label, renamed_from, written, unit }
        });
        let item = DbEnum {
            variants: variants.collect(),
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            name: attrs.name.as_ref().map_or_else(
                || name::text(&input.ident).to_snake_case(),
                |name| name.value.value(),
            ),
            native: attrs.native.is_some(),
            attrs,
        };
        plain.then_some(item)
    }

    /// Reports what is wrong with the enum.
    pub(crate) fn check(&self, errors: &mut Errors) {
        if self.variants.is_empty() {
            errors.at(&self.ident, "an enum without variants has no labels; add a variant");
        }
        self.check_names(errors);
        let mut taken: HashMap<&str, &Ident> = HashMap::new();
        for variant in &self.variants {
            let mut report =
                |message: String| errors.push(syn::Error::new(variant.written, message));
            if !variant.unit {
                report(format!(
                    "`{}` holds data, which a label cannot; write it without, or keep the value in a `Json` column",
                    variant.ident
                ));
            }
            if let Some(first) = taken.insert(&variant.label, &variant.ident) {
                report(format!(
                    "the label {:?} is that of `{first}` too; write `#[db_enum(rename = \"..\")]` with another",
                    variant.label
                ));
            }
            if self.native && variant.label.len() > name::LONGEST {
                report(format!(
                    "a label of a native enum has at most {} bytes; write `#[db_enum(rename = \"..\")]` with a shorter one",
                    name::LONGEST
                ));
            }
        }
    }

    /// What is about a type of the database needs one, and an old name is not one of today.
    fn check_names(&self, errors: &mut Errors) {
        let EnumAttrs { schema, renamed_from, .. } = &self.attrs;
        for written in [schema, renamed_from].into_iter().flatten().filter(|_| !self.native) {
            let key = &written.key;
            errors.at(
                key,
                format!("`{key}` is about a type of the database; write `native` beside it"),
            );
        }
        if let Some(old) = renamed_from.as_ref().filter(|old| old.value.value() == self.name) {
            errors.at(&old.value, name::SAME);
        }
        for variant in &self.variants {
            let Some(old) = &variant.renamed_from else { continue };
            let text = old.value.value();
            let now = self.variants.iter().find(|other| other.label == text);
            match now {
                Some(other) if other.ident == variant.ident => errors.at(&old.value, name::SAME),
                Some(other) => {
                    let message = format!(
                        "{text:?} is the label of `{}` now; write the one that `{}` had",
                        other.ident, variant.ident
                    );
                    errors.at(&old.value, message);
                }
                None => {}
            }
        }
    }
}
