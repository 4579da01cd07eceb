//! Attribute syntax: tokens to keys, each kept with the identifier that the user wrote.

mod db_enum;
mod db_type;
mod field;
mod index;
mod model;
mod partition;
mod projection;
mod reference;
mod shape;
mod size;

pub(crate) use db_enum::{Case, EnumAttrs, VariantAttrs};
pub(crate) use db_type::{EmbeddedFieldAttrs, no_keys};
pub(crate) use field::{Default, FieldAttrs};
pub(crate) use index::{IndexAttr, IndexKey, IndexPart};
pub(crate) use model::{CheckName, ModelAttrs};
pub(crate) use partition::{Expiry, PartitionAttr, Period};
pub(crate) use projection::{ProjectedFieldAttrs, ProjectionAttrs};
pub(crate) use reference::{Action, DeclaredRelation, Reference, RelationSyntax, Rules, Timing};
pub(crate) use shape::{Shape, has_no_generics, named_fields, shape};
pub(crate) use size::SizeAttrs;

use crate::diag::Errors;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, LitStr, Token, parenthesized};

/// A key and its value.
#[derive(Clone)]
pub(crate) struct Keyed<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// Reads every key of the attributes called `name`, going on after one that is wrong.
fn each_key(
    attrs: &[Attribute],
    name: &str,
    errors: &mut Errors,
    mut read: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        let keys = |input: ParseStream<'_>| keys(input, errors, &mut read);
        if let Err(error) = attr.parse_args_with(keys) {
            errors.push(error);
        }
    }
}

fn keys(
    input: ParseStream<'_>,
    errors: &mut Errors,
    read: &mut impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    while !input.is_empty() {
        let key = input.call(Ident::parse_any)?;
        // A fork, because an error inside parentheses would else be reported a second time, as
        // tokens that nobody read.
        let ahead = input.fork();
        match read(&key, &ahead).and_then(|()| end_of_key(&key, &ahead)) {
            Ok(()) => input.advance_to(&ahead),
            Err(error) => {
                errors.push(error);
                skip_to_comma(input)?;
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(())
}

fn end_of_key(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(expected(input, format!("unexpected after `{key}`; the next key comes after a comma")))
}

/// An error at the next token; at the closing parenthesis if there is none.
fn expected(input: ParseStream<'_>, message: impl std::fmt::Display) -> syn::Error {
    syn::Error::new(input.span(), message)
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// Fills a slot that may be filled once.
fn put<T>(slot: &mut Option<T>, key: &Ident, value: T) -> syn::Result<()> {
    if slot.is_some() {
        return Err(given_twice(key));
    }
    *slot = Some(value);
    Ok(())
}

fn given_twice(key: &Ident) -> syn::Error {
    syn::Error::new_spanned(key, format!("`{key}` is given twice; keep one"))
}

/// Fills a slot with `key = value`.
fn put_value<T: Parse>(
    slot: &mut Option<Keyed<T>>,
    key: &Ident,
    input: ParseStream<'_>,
) -> syn::Result<()> {
    let value = value(key, input, T::parse)?;
    put(slot, key, Keyed { key: key.clone(), value })
}

/// Reads `= value`.
fn value<T>(
    key: &Ident,
    input: ParseStream<'_>,
    read: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    if !input.peek(Token![=]) {
        let message = format!("`{key}` needs a value; write `{key} = ..`");
        return Err(syn::Error::new_spanned(key, message));
    }
    input.parse::<Token![=]>()?;
    read(input)
}

/// Reads `(item, item)`, at least one.
fn items<T>(
    key: &Ident,
    input: ParseStream<'_>,
    read: fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<Vec<T>> {
    if !input.peek(syn::token::Paren) {
        let message = format!("`{key}` needs a list; write `{key}(..)`");
        return Err(syn::Error::new_spanned(key, message));
    }
    let content;
    parenthesized!(content in input);
    let items = Punctuated::<T, Token![,]>::parse_terminated_with(&content, read)?;
    if items.is_empty() {
        let message = format!("`{key}()` is empty; name at least one");
        return Err(syn::Error::new_spanned(key, message));
    }
    Ok(items.into_iter().collect())
}

/// The name of a field or a relation, raw where that is the only way to write it.
fn identifier(input: ParseStream<'_>) -> syn::Result<Ident> {
    let written = input.call(Ident::parse_any)?;
    Ok(crate::name::ident(&crate::name::text(&written), written.span()).unwrap_or(written))
}

/// A name in a database, which has to be of a length that it keeps.
fn db_name(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let name: LitStr = input.parse()?;
    let length = name.value().len();
    if length == 0 || length > crate::name::LONGEST {
        let message = format!(
            "a name in a database has 1 to {} bytes, this one {length}; write another",
            crate::name::LONGEST
        );
        return Err(syn::Error::new_spanned(name, message));
    }
    Ok(name)
}

/// Fills a slot with `key = "name"`.
fn put_name(
    slot: &mut Option<Keyed<LitStr>>,
    key: &Ident,
    input: ParseStream<'_>,
) -> syn::Result<()> {
    let value = value(key, input, db_name)?;
    put(slot, key, Keyed { key: key.clone(), value })
}
