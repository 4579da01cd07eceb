//! How indexes and unique sets are written: `index(customer_id, placed_at desc, where = "..")`.

use super::{Keyed, db_name, expected, identifier, items, put, value};
use crate::diag;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// What stands in `index(..)` or `unique(..)`.
#[derive(Clone, Default)]
pub(crate) struct IndexAttr {
    pub(crate) parts: Vec<IndexPart>,
    pub(crate) predicate: Option<Keyed<LitStr>>,
    pub(crate) method: Option<Keyed<Method>>,
    pub(crate) include: Option<Keyed<Vec<Ident>>>,
    pub(crate) name: Option<Keyed<LitStr>>,
    /// Of unique sets only.
    pub(crate) nulls_not_distinct: Option<Ident>,
}

/// `placed_at desc nulls last`, `title ops gin_trgm_ops` or `expr = "lower(title)"`.
#[derive(Clone)]
pub(crate) struct IndexPart {
    pub(crate) key: IndexKey,
    /// `asc` or `desc`.
    pub(crate) order: Option<Ident>,
    /// `first` or `last`.
    pub(crate) nulls: Option<Ident>,
    pub(crate) operator_class: Option<String>,
}

#[derive(Clone)]
pub(crate) enum IndexKey {
    Field(Ident),
    Expression(LitStr),
}

/// The access method, by its name in the database.
#[derive(Clone)]
pub(crate) struct Method(pub(crate) String);

enum Item {
    Part(IndexPart),
    Predicate(Keyed<LitStr>),
    Method(Keyed<Method>),
    Include(Keyed<Vec<Ident>>),
    Name(Keyed<LitStr>),
    NullsNotDistinct(Ident),
}

/// Those of the server itself; an extension's is written as a text.
const METHODS: &[&str] = &["btree", "hash", "gin", "gist", "spgist", "brin"];

const OPTIONS: &[&str] = &["expr", "where", "using", "include", "name"];

impl IndexAttr {
    /// Reads the list after `index` or `unique`.
    pub(super) fn parse(key: &Ident, input: ParseStream<'_>) -> syn::Result<Self> {
        let mut attr = IndexAttr::default();
        for item in items(key, input, item)? {
            attr.add(item)?;
        }
        if attr.parts.is_empty() {
            let message = format!("`{key}` is over fields; name at least one");
            return Err(syn::Error::new_spanned(key, message));
        }
        if let Some(word) = attr.nulls_not_distinct.as_ref().filter(|_| key == "index") {
            let message = "`nulls_not_distinct` is for unique sets; write it in `unique(..)`";
            return Err(syn::Error::new_spanned(word, message));
        }
        Ok(attr)
    }

    fn add(&mut self, item: Item) -> syn::Result<()> {
        match item {
            Item::Part(part) => self.parts.push(part),
            Item::Predicate(one) => put(&mut self.predicate, &one.key.clone(), one)?,
            Item::Method(one) => put(&mut self.method, &one.key.clone(), one)?,
            Item::Include(one) => put(&mut self.include, &one.key.clone(), one)?,
            Item::Name(one) => put(&mut self.name, &one.key.clone(), one)?,
            Item::NullsNotDistinct(one) => put(&mut self.nulls_not_distinct, &one.clone(), one)?,
        }
        Ok(())
    }
}

impl IndexPart {
    /// A field, ascending.
    pub(crate) fn field(ident: Ident) -> Self {
        IndexPart { key: IndexKey::Field(ident), order: None, nulls: None, operator_class: None }
    }

    pub(crate) fn is_descending(&self) -> bool {
        self.order.as_ref().is_some_and(|order| order == "desc")
    }

    /// The field, unless it is an expression.
    pub(crate) fn ident(&self) -> Option<&Ident> {
        match &self.key {
            IndexKey::Field(ident) => Some(ident),
            IndexKey::Expression(_) => None,
        }
    }
}

impl Parse for Method {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.peek(LitStr) {
            return Ok(Method(db_name(input)?.value()));
        }
        let word = input.call(Ident::parse_any)?;
        if METHODS.iter().any(|method| word == method) {
            return Ok(Method(word.to_string()));
        }
        let message = format!(
            "there is no access method `{word}`; write {}, or one of an extension as a text",
            diag::list(METHODS)
        );
        Err(syn::Error::new_spanned(word, message))
    }
}

fn item(input: ParseStream<'_>) -> syn::Result<Item> {
    if input.peek(LitStr) {
        return Err(expected(input, "expected a field; write an expression as `expr = \"..\"`"));
    }
    let ahead = input.fork();
    let word = ahead.call(Ident::parse_any)?;
    let is_alone = ahead.is_empty() || ahead.peek(Token![,]);
    if word == "include" && ahead.peek(syn::token::Paren) {
        let key = input.call(Ident::parse_any)?;
        return Ok(Item::Include(Keyed { value: items(&key, input, identifier)?, key }));
    }
    if word == "nulls_not_distinct" && is_alone {
        return Ok(Item::NullsNotDistinct(input.call(Ident::parse_any)?));
    }
    if ahead.peek(Token![=]) {
        return option(input);
    }
    let field = identifier(input)?;
    Ok(Item::Part(words(IndexPart::field(field), input)?))
}

fn option(input: ParseStream<'_>) -> syn::Result<Item> {
    let key = input.call(Ident::parse_any)?;
    Ok(match key.to_string().as_str() {
        "expr" => {
            let key = IndexKey::Expression(value(&key, input, |input| input.parse())?);
            let part = IndexPart { key, order: None, nulls: None, operator_class: None };
            Item::Part(words(part, input)?)
        }
        "where" => {
            Item::Predicate(Keyed { value: value(&key, input, |input| input.parse())?, key })
        }
        "using" => Item::Method(Keyed { value: value(&key, input, Method::parse)?, key }),
        "name" => Item::Name(Keyed { value: value(&key, input, db_name)?, key }),
        "include" => {
            let message = "`include` needs a list; write `include(..)`";
            return Err(syn::Error::new_spanned(key, message));
        }
        _ => return Err(diag::unknown_key(&key, OPTIONS)),
    })
}

/// What follows a field or an expression.
fn words(mut part: IndexPart, input: ParseStream<'_>) -> syn::Result<IndexPart> {
    while !input.is_empty() && !input.peek(Token![,]) {
        let Ok(word) = input.call(Ident::parse_any) else {
            return Err(expected(input, EXPECTED));
        };
        match word.to_string().as_str() {
            "asc" | "desc" => put(&mut part.order, &word.clone(), word)?,
            "nulls" => put(&mut part.nulls, &word, first_or_last(input)?)?,
            "ops" => put(&mut part.operator_class, &word, operator_class(input)?)?,
            _ => return Err(syn::Error::new_spanned(word, EXPECTED)),
        }
    }
    Ok(part)
}

const EXPECTED: &str = "expected `asc`, `desc`, `nulls first`, `nulls last`, `ops ..`, or a comma";

fn first_or_last(input: ParseStream<'_>) -> syn::Result<Ident> {
    let ahead = input.fork();
    match ahead.call(Ident::parse_any) {
        Ok(word) if word == "first" || word == "last" => input.call(Ident::parse_any),
        _ => Err(expected(input, "expected `first` or `last`")),
    }
}

/// `gin_trgm_ops`, or a text for one in a schema: `"extensions.gin_trgm_ops"`.
fn operator_class(input: ParseStream<'_>) -> syn::Result<String> {
    if input.peek(LitStr) {
        return Ok(input.parse::<LitStr>()?.value());
    }
    match input.call(Ident::parse_any) {
        Ok(word) => Ok(word.to_string()),
        Err(_) => Err(expected(input, "expected the name of an operator class")),
    }
}
