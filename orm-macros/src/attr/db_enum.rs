//! The keys of `#[derive(DbEnum)]`.

use super::{Keyed, each_key, put, put_name, put_value, value};
use crate::diag::{self, Errors};
use heck::{
    ToKebabCase, ToLowerCamelCase, ToShoutyKebabCase, ToShoutySnakeCase, ToSnakeCase,
    ToUpperCamelCase,
};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr};

/// The keys on the enum.
#[derive(Default)]
pub(crate) struct EnumAttrs {
    pub(crate) rename_all: Option<Keyed<Case>>,
    pub(crate) native: Option<Ident>,
    pub(crate) name: Option<Keyed<LitStr>>,
    pub(crate) schema: Option<Keyed<LitStr>>,
    pub(crate) renamed_from: Option<Keyed<LitStr>>,
}

const KEYS: &[&str] = &["rename_all", "native", "name", "schema", "renamed_from"];

/// The keys on a variant.
#[derive(Default)]
pub(crate) struct VariantAttrs {
    pub(crate) rename: Option<Keyed<LitStr>>,
    pub(crate) renamed_from: Option<Keyed<LitStr>>,
}

/// How labels are made of variants.
#[derive(Clone, Copy)]
pub(crate) struct Case(fn(&str) -> String);

impl Case {
    pub(crate) const SNAKE: Case = Case(|name| name.to_snake_case());

    pub(crate) fn apply(self, name: &str) -> String {
        (self.0)(name)
    }
}

impl Parse for Case {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let written: LitStr = input.parse()?;
        Ok(match written.value().as_str() {
            "snake_case" => Case::SNAKE,
            "SCREAMING_SNAKE_CASE" => Case(|name| name.to_shouty_snake_case()),
            "kebab-case" => Case(|name| name.to_kebab_case()),
            "SCREAMING-KEBAB-CASE" => Case(|name| name.to_shouty_kebab_case()),
            "camelCase" => Case(|name| name.to_lower_camel_case()),
            "PascalCase" => Case(|name| name.to_upper_camel_case()),
            "lowercase" => Case(|name| name.to_lowercase()),
            "UPPERCASE" => Case(|name| name.to_uppercase()),
            other => {
                return Err(syn::Error::new_spanned(
                    &written,
                    format!(
                        "there is no case {other:?}; write \"snake_case\", \"SCREAMING_SNAKE_CASE\", \"kebab-case\", \
                         \"SCREAMING-KEBAB-CASE\", \"camelCase\", \"PascalCase\", \"lowercase\" or \"UPPERCASE\""
                    ),
                ));
            }
        })
    }
}

impl EnumAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = EnumAttrs::default();
        each_key(attrs, "db_enum", errors, |key, input| keys.read(key, input));
        keys
    }

    fn read(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match key.to_string().as_str() {
            "rename_all" => {
                let value = value(key, input, Case::parse)?;
                put(&mut self.rename_all, key, Keyed { key: key.clone(), value })
            }
            "native" => put(&mut self.native, key, key.clone()),
            "name" => put_name(&mut self.name, key, input),
            "schema" => put_name(&mut self.schema, key, input),
            "renamed_from" => put_name(&mut self.renamed_from, key, input),
            _ => Err(diag::unknown_key(key, KEYS)),
        }
    }
}

impl VariantAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = VariantAttrs::default();
        each_key(attrs, "db_enum", errors, |key, input| match key.to_string().as_str() {
            "rename" => put_value(&mut keys.rename, key, input),
            "renamed_from" => put_value(&mut keys.renamed_from, key, input),
            _ => Err(diag::unknown_key(key, &["rename", "renamed_from"])),
        });
        keys
    }
}
