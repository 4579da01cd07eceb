//! Which items a derive takes.

use crate::diag::Errors;
use syn::{Data, DeriveInput, Fields, FieldsNamed, Type};

/// The shape of an item that `#[derive(DbType)]` takes.
pub(crate) enum Shape<'a> {
    /// `struct UserId(i64);`
    Newtype(&'a Type),
    /// `struct Money { .. }`
    Named(&'a FieldsNamed),
}

/// The fields of a struct with named fields, which `what` must be.
pub(crate) fn named_fields<'a>(
    input: &'a DeriveInput,
    what: &str,
    errors: &mut Errors,
) -> Option<&'a FieldsNamed> {
    let found = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if fields.named.is_empty() => "a struct without fields",
            Fields::Named(fields) => return Some(fields),
            Fields::Unnamed(_) => "a tuple struct",
            Fields::Unit => "a unit struct",
        },
        Data::Enum(_) => "an enum",
        Data::Union(_) => "a union",
    };
    let message = format!("{what} cannot be {found}; write a struct with named fields");
    errors.at(&input.ident, message);
    None
}

/// A newtype, or a struct with named fields.
pub(crate) fn shape<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Option<Shape<'a>> {
    let message = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) if !fields.named.is_empty() => return Some(Shape::Named(fields)),
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                return Some(Shape::Newtype(&fields.unnamed[0].ty));
            }
            Fields::Unnamed(_) => {
                "a newtype has one field; write a struct with named fields for several columns"
            }
            Fields::Named(_) | Fields::Unit => {
                "there is no value to store; write `struct Name(Inner);` or a struct with named fields"
            }
        },
        Data::Enum(_) => "`DbType` is for structs; write `#[derive(DbEnum)]` for an enum",
        Data::Union(_) => "a union cannot be stored; write a struct",
    };
    errors.at(&input.ident, message);
    None
}

/// Whether the item is without type parameters and lifetimes, as `what` must be.
pub(crate) fn has_no_generics(input: &DeriveInput, what: &str, errors: &mut Errors) -> bool {
    let plain = input.generics.params.is_empty();
    if !plain {
        let message = format!(
            "{what} cannot have type parameters or lifetimes; write the types out, owned (`String`, not `&str`)"
        );
        errors.at(&input.generics.params, message);
    }
    plain
}
