//! The foreign keys of a model, which other models find by their fields.

use super::literal::{given, list, literal};
use super::{Orm, column};
use crate::attr::{Action, Timing};
use crate::model::{ForeignKey, Model};
use crate::name;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(super) fn foreign_keys(model: &Model) -> TokenStream {
    let keys = model.foreign_keys.iter().map(|key| foreign_key(model, key));
    let links =
        model.foreign_keys.iter().filter(|key| is_only(model, key)).map(|key| link(model, key));
    keys.chain(links).collect()
}

fn foreign_key(model: &Model, key: &ForeignKey) -> TokenStream {
    let orm = Orm;
    let (ident, target, hash) = (&model.ident, &key.target, key.hash());
    let (target_columns, key_type) = match &key.target_field {
        Some(field) => {
            let hash = name::hash(&name::text(field));
            let unique = quote!(<#target as #orm::UniqueIn<#hash>>);
            let columns = quote!(&[#unique::COLUMN]);
            (Some(columns), quote!(<#unique::Type as #orm::Scalar>::Base))
        }
        None => (None, quote!(<#target as #orm::Model>::Key)),
    };
    let key_type = column::located(quote!(type Key = #key_type;), column::at(target));
    let rules = &key.rules;
    let data = [
        given("name", &key.name),
        list("columns", model.columns(&key.fields).iter()),
        given("target", quote!(#orm::table::<#target>)),
        ("target_columns", target_columns),
        ("on_delete", rules.on_delete.map(action)),
        ("on_update", rules.on_update.map(action)),
        ("timing", rules.timing.map(timing)),
    ];
    let data = literal("ForeignKey", &data);
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::ForeignKeyIn<#hash> for #ident {
            type To = #target;
            #key_type
            const KEY: &'static #orm::schema::ForeignKey = &#data;
        }
    }
}

/// That the model may stand between two others, if it is clear by which key.
fn link(model: &Model, key: &ForeignKey) -> TokenStream {
    let orm = Orm;
    let (ident, target, hash) = (&model.ident, &key.target, key.hash());
    let at = |tokens| column::located(tokens, column::at(target));
    let links_to = at(quote!(#orm::LinksTo<#target>));
    let own = quote!(<Self as #orm::ForeignKeyIn<#hash>>);
    let key_type = at(quote!(type Key = #own::Key;));
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #links_to for #ident {
            #key_type
            const KEY: &'static #orm::schema::ForeignKey = #own::KEY;
        }
    }
}

/// Whether no other key leads to the same model, as far as its written path tells.
fn is_only(model: &Model, key: &ForeignKey) -> bool {
    let target = |key: &ForeignKey| key.target.to_token_stream().to_string();
    model.foreign_keys.iter().filter(|other| target(other) == target(key)).count() == 1
}

fn timing(timing: Timing) -> TokenStream {
    let orm = Orm;
    match timing {
        Timing::Deferrable => quote!(#orm::schema::Timing::Deferrable),
        Timing::Deferred => quote!(#orm::schema::Timing::Deferred),
    }
}

fn action(action: Action) -> TokenStream {
    let orm = Orm;
    let action = match action {
        Action::NoAction => quote!(NoAction),
        Action::Restrict => quote!(Restrict),
        Action::Cascade => quote!(Cascade),
        Action::SetNull => quote!(SetNull),
        Action::SetDefault => quote!(SetDefault),
    };
    quote!(#orm::schema::Action::#action)
}
