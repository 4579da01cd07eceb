//! The keys on a model's struct.

use super::{
    DeclaredRelation, Keyed, each_key, identifier, items, put, put_name, reference, value,
};
use crate::diag::{self, Errors};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, LitStr, Token};

/// The keys on a model's struct.
#[derive(Default)]
pub(crate) struct ModelAttrs {
    pub(crate) table: Option<Keyed<LitStr>>,
    pub(crate) schema: Option<Keyed<LitStr>>,
    pub(crate) view: Option<Ident>,
    pub(crate) unmanaged: Option<Ident>,
    pub(crate) tenant: Option<Keyed<Ident>>,
    pub(crate) primary_key: Option<Keyed<Vec<Ident>>>,
    pub(crate) relations: Vec<DeclaredRelation>,
    pub(crate) uniques: Vec<Keyed<Vec<Ident>>>,
    pub(crate) indexes: Vec<Keyed<Vec<IndexPart>>>,
    pub(crate) checks: Vec<Keyed<CheckAttr>>,
}

/// `placed_at desc`, in an index.
#[derive(Clone)]
pub(crate) struct IndexPart {
    pub(crate) field: Ident,
    pub(crate) descending: bool,
}

/// `"total >= 0"` or `total_not_negative = "total >= 0"`.
#[derive(Clone)]
pub(crate) struct CheckAttr {
    pub(crate) name: Option<Ident>,
    pub(crate) sql: LitStr,
}

const KEYS: &[&str] = &[
    "table",
    "schema",
    "view",
    "unmanaged",
    "tenant",
    "primary_key",
    "has_many",
    "has_one",
    "many_to_many",
    "belongs_to",
    "unique",
    "index",
    "check",
];

impl ModelAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = ModelAttrs::default();
        each_key(attrs, "model", errors, |key, input| keys.read(key, input));
        keys
    }

    fn read(&mut self, key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
        match key.to_string().as_str() {
            "table" => put_name(&mut self.table, key, input),
            "schema" => put_name(&mut self.schema, key, input),
            "view" => put(&mut self.view, key, key.clone()),
            "unmanaged" => put(&mut self.unmanaged, key, key.clone()),
            "tenant" => {
                let value = value(key, input, identifier)?;
                put(&mut self.tenant, key, Keyed { key: key.clone(), value })
            }
            "primary_key" => {
                let value = items(key, input, identifier)?;
                put(&mut self.primary_key, key, Keyed { key: key.clone(), value })
            }
            "unique" => {
                let value = items(key, input, identifier)?;
                self.uniques.push(Keyed { key: key.clone(), value });
                Ok(())
            }
            "index" => {
                let value = items(key, input, index_part)?;
                self.indexes.push(Keyed { key: key.clone(), value });
                Ok(())
            }
            "check" => {
                let checks = items(key, input, check)?;
                self.checks
                    .extend(checks.into_iter().map(|value| Keyed { key: key.clone(), value }));
                Ok(())
            }
            "has_many" => self.relate(items(key, input, reference::has_many)?),
            "has_one" => self.relate(items(key, input, reference::has_one)?),
            "many_to_many" => self.relate(items(key, input, reference::many_to_many)?),
            "belongs_to" => self.relate(items(key, input, reference::belongs_to)?),
            other if super::field::KEYS.contains(&other) => {
                let message = format!("`{other}` is a key of a field; write it on the field");
                Err(syn::Error::new_spanned(key, message))
            }
            _ => Err(diag::unknown_key(key, KEYS)),
        }
    }

    fn relate(&mut self, relations: Vec<DeclaredRelation>) -> syn::Result<()> {
        self.relations.extend(relations);
        Ok(())
    }
}

fn index_part(input: ParseStream<'_>) -> syn::Result<IndexPart> {
    let field = identifier(input)?;
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(IndexPart { field, descending: false });
    }
    let order = input.call(Ident::parse_any)?;
    match order.to_string().as_str() {
        "asc" => Ok(IndexPart { field, descending: false }),
        "desc" => Ok(IndexPart { field, descending: true }),
        _ => Err(syn::Error::new_spanned(order, "expected `asc` or `desc`, or a comma")),
    }
}

fn check(input: ParseStream<'_>) -> syn::Result<CheckAttr> {
    if input.peek(LitStr) {
        return Ok(CheckAttr { name: None, sql: input.parse()? });
    }
    let name = identifier(input)?;
    let sql = value(&name, input, |input| input.parse())?;
    Ok(CheckAttr { name: Some(name), sql })
}
