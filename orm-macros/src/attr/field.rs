//! The keys on a model's fields.

use super::{
    Action, Keyed, Reference, SizeAttrs, each_key, given_twice, identifier, put, put_name,
    put_value, value,
};
use crate::diag::{self, Errors};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, Lit, LitStr, Token};

/// The keys on a model's field.
#[derive(Default, Clone)]
pub(crate) struct FieldAttrs {
    /// Every key that was read, in the order of writing.
    pub(crate) keys: Vec<Ident>,
    pub(crate) references: Option<Keyed<Reference>>,
    pub(crate) relation: Option<Keyed<Ident>>,
    pub(crate) on_delete: Option<Keyed<Action>>,
    pub(crate) on_update: Option<Keyed<Action>>,
    pub(crate) default: Option<Keyed<Default>>,
    pub(crate) default_sql: Option<Keyed<LitStr>>,
    pub(crate) generated: Option<Keyed<LitStr>>,
    pub(crate) check: Option<Keyed<LitStr>>,
    pub(crate) column: Option<Keyed<LitStr>>,
    pub(crate) comment: Option<Keyed<LitStr>>,
    pub(crate) renamed_from: Option<Keyed<LitStr>>,
    pub(crate) size: SizeAttrs,
    /// The name of the foreign key.
    pub(crate) constraint: Option<Keyed<LitStr>>,
}

/// A default that is written as a literal.
#[derive(Clone)]
pub(crate) enum Default {
    Text(LitStr),
    Literal(String),
}

pub(super) const KEYS: &[&str] = &[
    "primary_key",
    "auto",
    "references",
    "relation",
    "on_delete",
    "on_update",
    "deferrable",
    "deferred",
    "constraint",
    "default",
    "default_sql",
    "created_at",
    "updated_at",
    "version",
    "soft_delete",
    "unique",
    "index",
    "column",
    "rename",
    "embed",
    "generated",
    "check",
    "comment",
    "renamed_from",
    "max_length",
    "precision",
    "scale",
];

impl FieldAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = FieldAttrs::default();
        each_key(attrs, "model", errors, |key, input| {
            keys.read(key, input)?;
            keys.keys.push(key.clone());
            Ok(())
        });
        keys
    }

    /// The key as it was written, if it was.
    pub(crate) fn get(&self, key: &str) -> Option<&Ident> {
        self.keys.iter().find(|written| *written == key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn read(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match key.to_string().as_str() {
            written if self.has(written) => Err(given_twice(key)),
            "primary_key" | "auto" | "created_at" | "updated_at" | "version" | "soft_delete"
            | "unique" | "index" | "embed" | "deferrable" | "deferred" => Ok(()),
            "references" => put_value(&mut self.references, key, input),
            "relation" => {
                let value = value(key, input, identifier)?;
                put(&mut self.relation, key, Keyed { key: key.clone(), value })
            }
            "on_delete" => put_value(&mut self.on_delete, key, input),
            "on_update" => put_value(&mut self.on_update, key, input),
            "default" => put_value(&mut self.default, key, input),
            "default_sql" => put_value(&mut self.default_sql, key, input),
            "generated" => put_value(&mut self.generated, key, input),
            "check" => put_value(&mut self.check, key, input),
            "comment" => put_value(&mut self.comment, key, input),
            "renamed_from" => put_name(&mut self.renamed_from, key, input),
            "constraint" => put_name(&mut self.constraint, key, input),
            "max_length" | "precision" | "scale" => self.size.read(key, input),
            "column" | "rename" => put_name(&mut self.column, key, input),
            "has_many" | "has_one" | "many_to_many" | "belongs_to" | "table" | "schema"
            | "view" | "unmanaged" | "tenant" | "partition_by" => {
                let message = format!("`{key}` is a key of the struct; write it above the struct");
                Err(syn::Error::new_spanned(key, message))
            }
            _ => Err(diag::unknown_key(key, KEYS)),
        }
    }
}

impl Parse for Default {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let minus: Option<Token![-]> = input.parse()?;
        let sign = if minus.is_some() { "-" } else { "" };
        match input.parse::<Lit>() {
            Ok(Lit::Str(text)) if minus.is_none() => Ok(Default::Text(text)),
            Ok(Lit::Bool(value)) if minus.is_none() => {
                Ok(Default::Literal(value.value.to_string()))
            }
            Ok(Lit::Int(value)) => Ok(Default::Literal(format!("{sign}{}", value.base10_digits()))),
            Ok(Lit::Float(value)) => {
                Ok(Default::Literal(format!("{sign}{}", value.base10_digits())))
            }
            Ok(other) => Err(syn::Error::new_spanned(other, NO_LITERAL)),
            Err(error) => Err(syn::Error::new(error.span(), NO_LITERAL)),
        }
    }
}

const NO_LITERAL: &str = "a default is a text, a number or a truth value; write `default_sql = \"..\"` for anything else";
