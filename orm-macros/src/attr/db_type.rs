//! The keys of `#[derive(DbType)]`.

use super::{Keyed, SizeAttrs, each_key, put_name};
use crate::diag::{self, Errors};
use syn::{Attribute, LitStr};

const KEYS: &[&str] = &["column", "rename", "max_length", "precision", "scale"];

/// The keys on a field of an embedded struct.
#[derive(Default)]
pub(crate) struct EmbeddedFieldAttrs {
    pub(crate) column: Option<Keyed<LitStr>>,
    pub(crate) size: SizeAttrs,
}

impl EmbeddedFieldAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = EmbeddedFieldAttrs::default();
        each_key(attrs, "db_type", errors, |key, input| match key.to_string().as_str() {
            "column" | "rename" => put_name(&mut keys.column, key, input),
            "max_length" | "precision" | "scale" => keys.size.read(key, input),
            _ => Err(diag::unknown_key(key, KEYS)),
        });
        keys
    }
}

/// Reports keys where `#[derive(DbType)]` has none: on the item itself, and in a newtype.
pub(crate) fn no_keys(attrs: &[Attribute], errors: &mut Errors) {
    each_key(attrs, "db_type", errors, |key, _| {
        let message = format!(
            "there is no key `{key}` here; the fields of a struct with names have `column = \"..\"`"
        );
        Err(syn::Error::new_spanned(key, message))
    });
}
