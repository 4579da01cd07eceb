//! Types and visibilities of the user, for use one module further inside.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{VisitMut, visit_path_mut};
use syn::{Ident, Path, PathSegment, Token, Type, Visibility};

/// Names that the module beside a struct defines, so that the user's own are found outside only.
const DEFINED: &[&str] =
    &["Fields", "New", "Patch", "Unique", "Constraint", "rel", "P", "Loaded", "Parts"];

/// The type as it is named in the module beside the struct.
pub(super) fn ty(ty: &Type) -> Type {
    let mut lifted = ty.clone();
    Lift.visit_type_mut(&mut lifted);
    lifted
}

struct Lift;

impl VisitMut for Lift {
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_path_mut(self, path);
        let Some(first) = path.segments.first_mut() else { return };
        if path.leading_colon.is_some() {
            return;
        }
        let span = first.ident.span();
        if first.ident == "self" {
            first.ident = Ident::new("super", span);
        } else if first.ident == "super" || DEFINED.iter().any(|name| first.ident == name) {
            let outside: PathSegment = Ident::from(Token![super](span)).into();
            path.segments.insert(0, outside);
        }
    }
}

/// The visibility that an item `depth` modules further inside has, to be seen where `vis` is.
pub(super) fn visibility(vis: &Visibility, depth: usize) -> TokenStream {
    let outside = |depth: usize| {
        let supers = std::iter::repeat_n(quote!(super), depth);
        quote!(#(#supers)::*)
    };
    let restricted = match vis {
        Visibility::Public(_) => return quote!(pub),
        Visibility::Inherited => None,
        Visibility::Restricted(restricted) => Some(restricted),
    };
    match restricted.map(|restricted| &restricted.path) {
        Some(path) if path.is_ident("self") => restrict(outside(depth), depth == 1),
        Some(path) if path.segments.first().is_some_and(|first| first.ident == "super") => {
            let outside = outside(depth);
            restrict(quote_spanned!(path.span()=> #outside::#path), false)
        }
        Some(path) if path.is_ident("crate") => restrict(quote!(crate), true),
        Some(path) => restrict(quote!(#path), false),
        None => restrict(outside(depth), depth == 1),
    }
}

/// `pub(super)` for a single word, `pub(in super::super)` for a path.
fn restrict(path: TokenStream, word: bool) -> TokenStream {
    if word { quote!(pub(#path)) } else { quote!(pub(in #path)) }
}
