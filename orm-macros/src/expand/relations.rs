//! The relations of a model: markers in `order::rel`, their data, and the methods of `order::Fields`.

use super::{Orm, column, lift, loaded};
use crate::model::relation::hash;
use crate::model::{Model, Relation, RelationKind};
use crate::name;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Ident;

/// The marker types.
pub(super) fn markers(model: &Model) -> TokenStream {
    let vis = lift::visibility(&model.vis, 1);
    let item_vis = lift::visibility(&model.vis, 2);
    let markers = model.relations.iter().map(|relation| {
        let (doc, ident) = (doc(model, relation), made(relation));
        quote! {
            #[doc = #doc]
            #[derive(::core::fmt::Debug)]
            #item_vis enum #ident {}
        }
    });
    let traits = loaded::loaded_traits(model);
    let doc = format!("The relations of `{}`, as types.", model.ident);
    quote! {
        #[doc = #doc]
        #[allow(non_camel_case_types)]
        #vis mod rel {
            #(#markers)*
            #traits
        }
    }
}

/// What each relation is, and the methods that lead over it.
pub(super) fn impls(model: &Model) -> TokenStream {
    let orm = Orm;
    if model.relations.is_empty() {
        return TokenStream::new();
    }
    let (ident, module) = (&model.ident, &model.module);
    let impls = model.relations.iter().map(|relation| marker_impls(model, relation));
    let methods = model.relations.iter().map(|relation| method(model, relation));
    let unloaded = model.relations.iter().map(|relation| unloaded(model, relation));
    quote! {
        #(#impls)*
        #[automatically_derived]
        impl #ident {
            #(#unloaded)*
        }
        #[automatically_derived]
        impl<P: #orm::Path<Target = #ident>> #module::Fields<P> {
            #(#methods)*
        }
    }
}

fn marker_impls(model: &Model, relation: &Relation) -> TokenStream {
    let orm = Orm;
    let (ident, module, marker, target) =
        (&model.ident, &model.module, made(relation), &relation.target);
    let data = data(model, relation);
    let kind = match presence(model, relation) {
        Some(presence) => quote! {
            #[diagnostic::do_not_recommend]
            impl #orm::ToOneRelation for #module::rel::#marker {
                type Presence = #presence;
            }
        },
        None => quote! {
            #[diagnostic::do_not_recommend]
            impl #orm::ToManyRelation for #module::rel::#marker {}
        },
    };
    let slot = if relation.is_to_many() { quote!(Many) } else { quote!(One) };
    let row = model.relations.iter().map(|other| {
        let is_this = name::text(&other.ident) == name::text(&relation.ident);
        if is_this { quote!(S) } else { quote!(#orm::Unloaded) }
    });
    let name_hash = name::hash(&name::text(&relation.ident));
    let through = match &relation.kind {
        RelationKind::ManyToMany { through } => {
            let key = quote!(<#through as #orm::LinksTo<#target>>::Key);
            let key = column::located(key, column::at(through));
            quote! {
                #[automatically_derived]
                #[diagnostic::do_not_recommend]
                impl #orm::ThroughRelation for #module::rel::#marker {
                    type Through = #through;
                    type FarKey = #key;
                }
            }
        }
        RelationKind::HasMany { child } => {
            let hash = hash(child);
            let key = at(quote!(<#target as #orm::ForeignKeyIn<#hash>>::Key), child);
            quote! {
                #[automatically_derived]
                impl #orm::HasManyRelation for #module::rel::#marker {
                    type Key = #key;
                }
            }
        }
        _ => TokenStream::new(),
    };
    quote! {
        #[automatically_derived]
        impl #orm::Relation for #module::rel::#marker {
            type From = #ident;
            type To = #target;
            type Row<S> = #module::Loaded<#(#row),*>;
            type Slot<T> = #orm::#slot<T>;
            const DATA: &'static #orm::schema::Relation = &#data;
        }
        #[automatically_derived]
        #kind
        #through
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::RelationIn<#name_hash> for #ident {
            type Relation = #module::rel::#marker;
        }
    }
}

/// The method on the struct itself, which has no relations loaded: a query where it is to-many.
fn unloaded(model: &Model, relation: &Relation) -> TokenStream {
    let orm = Orm;
    let (vis, module) = (&model.vis, &model.module);
    let doc = doc(model, relation);
    if relation.is_to_many() {
        let marker = made(relation);
        return quote! {
            #[doc = #doc]
            #[doc = ""]
            #[doc = "A query for them: `.all(&db)`; on a row that was loaded with them, they themselves."]
            #vis fn #marker(&self) -> #orm::Related<#module::rel::#marker> {
                #orm::Related::of(self)
            }
        };
    }
    let bound = loaded::loaded_trait(relation);
    let name = made(relation);
    quote! {
        #[doc = #doc]
        #[doc = ""]
        #[doc = "It is there on a row that was loaded with it; here it does not compile."]
        #vis fn #name<__X: #module::rel::#bound>(&self) -> __X::Get<'_>
        where
            #orm::Unloaded: #orm::Same<__X>,
        {
            #module::rel::#bound::loaded(#orm::Same::<__X>::same(&#orm::Unloaded))
        }
    }
}

/// Whether a row may be absent behind a to-one relation: if one of the key's columns may be empty.
fn presence(model: &Model, relation: &Relation) -> Option<TokenStream> {
    let orm = Orm;
    match &relation.kind {
        RelationKind::ToOne { fields } => {
            let types = fields
                .iter()
                .filter_map(|field| model.field(field))
                .map(|field| column::column_type(&field.ty));
            let all = types.map(|ty| quote!(#ty::IfAbsent));
            all.reduce(|all, next| quote!(<#all as #orm::Presence>::Then<#next>))
        }
        RelationKind::HasOne { .. } => Some(quote!(#orm::Optional)),
        RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. } => None,
    }
}

fn data(model: &Model, relation: &Relation) -> TokenStream {
    let orm = Orm;
    let (ident, target) = (&model.ident, &relation.target);
    let name = name::text(&relation.ident);
    match &relation.kind {
        RelationKind::ToOne { fields } => {
            let hash = hash(fields);
            let types = fields
                .iter()
                .filter_map(|field| model.field(field))
                .map(|field| column::column_type(&field.ty));
            quote!(#orm::to_one_data::<#ident, #hash>(#name, #(#types::NULL)||*))
        }
        RelationKind::HasOne { child } => {
            let hash = hash(child);
            at(quote!(#orm::has_one_data::<#target, #ident, #hash>(#name)), child)
        }
        RelationKind::HasMany { child } => {
            let hash = hash(child);
            at(quote!(#orm::has_many_data::<#target, #ident, #hash>(#name)), child)
        }
        RelationKind::ManyToMany { through } => {
            let call = quote!(#orm::many_to_many_data::<#through, #ident, #target>(#name));
            column::located(call, column::at(through))
        }
    }
}

/// A call, placed on the child's field, which is what an error about the key is about.
fn at(call: TokenStream, fields: &[Ident]) -> TokenStream {
    let span = fields.first().map_or_else(Span::mixed_site, Ident::span);
    column::located(call, span)
}

fn method(model: &Model, relation: &Relation) -> TokenStream {
    let orm = Orm;
    let (vis, module, ident) = (&model.vis, &model.module, made(relation));
    let docs = if relation.docs.is_empty() {
        let doc = doc(model, relation);
        quote!(#[doc = #doc])
    } else {
        relation.docs.iter().map(ToTokens::to_token_stream).collect()
    };
    let (handle, call) = if relation.is_to_many() {
        (quote!(ToMany), quote!(to_many))
    } else {
        (quote!(ToOne), quote!(to_one))
    };
    let handle = quote!(#orm::#handle<P, #module::rel::#ident>);
    let handle = column::located(handle, column::at(&relation.target));
    quote! {
        #docs
        #vis fn #ident(self) -> #handle {
            #orm::#call()
        }
    }
}

fn doc(model: &Model, relation: &Relation) -> String {
    let target = relation.target.to_token_stream().to_string().replace(' ', "");
    let what = match &relation.kind {
        RelationKind::ToOne { .. } | RelationKind::HasOne { .. } => format!("The `{target}`"),
        RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. } => {
            format!("The rows of `{target}`")
        }
    };
    format!("{what} of a row of `{}`.", model.table)
}

fn made(relation: &Relation) -> Ident {
    crate::model::field::made(&relation.ident)
}
