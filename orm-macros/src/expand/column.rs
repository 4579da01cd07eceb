//! What is asked of a field's type, each time in the same words and at its own tokens: so a wrong
//! type is reported once.

use super::Orm;
use super::literal::{Said, given, literal};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

/// `<Type as ColumnType>`.
pub(super) fn column_type(ty: &Type) -> TokenStream {
    let orm = Orm;
    located(quote!(<#ty as #orm::ColumnType>), at(ty))
}

/// `<Type as Embedded>`.
pub(super) fn embedded(ty: &Type) -> TokenStream {
    let orm = Orm;
    let span = at(ty);
    quote_spanned!(span=> <#ty as #orm::Embedded>)
}

/// The handle of a column at the path `P`, `Col` or `FixedCol`.
pub(super) fn handle(ty: &Type, fixed: bool) -> TokenStream {
    let orm = Orm;
    let alias = if fixed { quote!(FixedCol) } else { quote!(Col) };
    located(quote!(#orm::#alias<P, #ty>), at(ty))
}

/// The function that makes the handle; which type it has, the field says.
pub(super) fn constructor(fixed: bool) -> TokenStream {
    let orm = Orm;
    if fixed { quote!(#orm::fixed_column) } else { quote!(#orm::column) }
}

/// `schema::Column`, with what is said of it beyond its name and type.
pub(super) fn data(ty: &Type, [field, column]: [&String; 2], said: [Said; 5]) -> TokenStream {
    let ty = column_type(ty);
    let own = [
        given("name", column),
        given("field", field),
        given("ty", quote!(#ty::DATA)),
        given("nullable", quote!(#ty::NULL)),
    ];
    literal("Column", &own.into_iter().chain(said).collect::<Vec<_>>())
}

/// The place of a type. It is the user's own, not one of generated code, because the compiler takes
/// two errors for one only if they have that in common too.
pub(super) fn at(tokens: &impl Spanned) -> Span {
    tokens.span()
}

/// The tokens, all at one place; what is inside parentheses stays, because a local variable is found
/// by its place too.
pub(crate) fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.into_iter().map(place).collect()
}
