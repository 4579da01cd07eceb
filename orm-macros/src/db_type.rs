//! A resolved struct of `#[derive(DbType)]`, and its rules.

use crate::attr::{EmbeddedFieldAttrs, Shape, SizeAttrs, has_no_generics, no_keys, shape};
use crate::check::check_size;
use crate::diag::Errors;
use crate::model::field::{docs, option_of};
use crate::name;
use proc_macro2::Span;
use std::collections::HashMap;
use syn::{Attribute, DeriveInput, FieldsNamed, Ident, Type, Visibility};

/// A struct with `#[derive(DbType)]`.
pub(crate) enum DbType {
    Newtype(Newtype),
    Embedded(Embedded),
}

/// `struct UserId(i64);`
pub(crate) struct Newtype {
    pub(crate) ident: Ident,
    pub(crate) inner: Type,
}

/// A struct whose fields are columns of a model.
pub(crate) struct Embedded {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// The module beside the struct.
    pub(crate) module: Ident,
    pub(crate) fields: Vec<EmbeddedField>,
}

/// A column of an embedded struct.
pub(crate) struct EmbeddedField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) column: String,
    pub(crate) size: SizeAttrs,
    /// What to blame for the column's name.
    pub(crate) written: Span,
}

impl DbType {
    /// The struct that the derive is on, unless the item is none.
    pub(crate) fn resolve(input: &DeriveInput, errors: &mut Errors) -> Option<Self> {
        no_keys(&input.attrs, errors);
        let plain = has_no_generics(input, "a column's type", errors);
        let ident = input.ident.clone();
        let item = match shape(input, errors)? {
            Shape::Newtype(inner) => DbType::Newtype(Newtype { ident, inner: inner.clone() }),
            Shape::Named(fields) => DbType::Embedded(Embedded {
                vis: input.vis.clone(),
                module: name::module(&ident),
                fields: embedded_fields(fields, errors),
                ident,
            }),
        };
        plain.then_some(item)
    }

    /// Reports what is wrong with the struct.
    pub(crate) fn check(&self, errors: &mut Errors) {
        match self {
            DbType::Newtype(item) if option_of(&item.inner).is_some() => {
                let message = "a newtype is never empty itself; write the type without `Option`, and `Option` where a field may be empty";
                errors.at(&item.inner, message);
            }
            DbType::Newtype(_) => {}
            DbType::Embedded(item) => item.check(errors),
        }
    }
}

impl Newtype {
    /// Whether a database or this library makes keys of the type inside, as far as its name tells.
    pub(crate) fn is_auto(&self) -> bool {
        let Type::Path(path) = &self.inner else { return false };
        let last = path.path.segments.last();
        last.is_some_and(|last| ["i16", "i32", "i64", "Uuid"].iter().any(|name| last.ident == name))
    }
}

impl Embedded {
    fn check(&self, errors: &mut Errors) {
        let mut taken: HashMap<&str, &Ident> = HashMap::new();
        for field in &self.fields {
            check_size(&field.size, errors);
            if let Some(first) = taken.insert(&field.column, &field.ident) {
                let message = format!(
                    "the column `{}` is that of the field `{first}` too; write `column = \"..\"` with another name",
                    field.column
                );
                errors.push(syn::Error::new(field.written, message));
            }
        }
    }
}

fn embedded_fields(fields: &FieldsNamed, errors: &mut Errors) -> Vec<EmbeddedField> {
    let field = |field: &syn::Field| {
        let attrs = EmbeddedFieldAttrs::parse(&field.attrs, errors);
        let ident = field.ident.clone()?;
        let (column, written) = match attrs.column {
            Some(column) => (column.value.value(), column.value.span()),
            None => (name::text(&ident), ident.span()),
        };
        let (ty, docs) = (field.ty.clone(), docs(&field.attrs));
        Some(EmbeddedField { ident, ty, docs, column, size: attrs.size, written })
    };
    fields.named.iter().filter_map(field).collect()
}
