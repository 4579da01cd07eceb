//! The keys on a model's struct.

use super::{
    DeclaredRelation, IndexAttr, Keyed, PartitionAttr, db_name, each_key, identifier, items, put,
    put_name, put_value, reference, value,
};
use crate::diag::{self, Errors};
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
    pub(crate) uniques: Vec<Keyed<IndexAttr>>,
    pub(crate) indexes: Vec<Keyed<IndexAttr>>,
    pub(crate) checks: Vec<Keyed<CheckAttr>>,
    pub(crate) partition_by: Option<Keyed<PartitionAttr>>,
    pub(crate) comment: Option<Keyed<LitStr>>,
    pub(crate) renamed_from: Option<Keyed<LitStr>>,
}

/// `"total >= 0"`, `total_not_negative = "total >= 0"` or `"orders_total_ok" = "total >= 0"`.
#[derive(Clone)]
pub(crate) struct CheckAttr {
    pub(crate) name: Option<CheckName>,
    pub(crate) sql: LitStr,
}

/// A word of the constraint's name, or the whole of it.
#[derive(Clone)]
pub(crate) enum CheckName {
    Word(Ident),
    Whole(LitStr),
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
    "partition_by",
    "comment",
    "renamed_from",
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
                let value = IndexAttr::parse(key, input)?;
                self.uniques.push(Keyed { key: key.clone(), value });
                Ok(())
            }
            "index" => {
                let value = IndexAttr::parse(key, input)?;
                self.indexes.push(Keyed { key: key.clone(), value });
                Ok(())
            }
            "check" => {
                let checks = items(key, input, check)?;
                self.checks
                    .extend(checks.into_iter().map(|value| Keyed { key: key.clone(), value }));
                Ok(())
            }
            "partition_by" => {
                let value = PartitionAttr::parse(key, input)?;
                put(&mut self.partition_by, key, Keyed { key: key.clone(), value })
            }
            "comment" => put_value(&mut self.comment, key, input),
            "renamed_from" => put_name(&mut self.renamed_from, key, input),
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

fn check(input: ParseStream<'_>) -> syn::Result<CheckAttr> {
    if !input.peek(LitStr) {
        let name = identifier(input)?;
        let sql = value(&name, input, |input| input.parse())?;
        return Ok(CheckAttr { name: Some(CheckName::Word(name)), sql });
    }
    if !input.peek2(Token![=]) {
        return Ok(CheckAttr { name: None, sql: input.parse()? });
    }
    let name = db_name(input)?;
    input.parse::<Token![=]>()?;
    Ok(CheckAttr { name: Some(CheckName::Whole(name)), sql: input.parse()? })
}
