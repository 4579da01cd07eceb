//! The foreign keys of a model, which other models find by their fields.

use super::{Orm, column};
use crate::attr::{Action, Rules, Timing};
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
    let (ident, target, hash, name) = (&model.ident, &key.target, key.hash(), &key.name);
    let columns = model.columns(&key.fields);
    let rules = rules(&key.rules);
    let (target_columns, key_type) = match &key.target_field {
        Some(field) => {
            let hash = name::hash(&name::text(field));
            let unique = quote!(<#target as #orm::UniqueIn<#hash>>);
            let columns = quote!(target_columns: &[#unique::COLUMN],);
            (columns, quote!(<#unique::Type as #orm::Scalar>::Base))
        }
        None => (TokenStream::new(), quote!(<#target as #orm::Model>::Key)),
    };
    let key_type = column::located(quote!(type Key = #key_type;), column::at(target));
    quote! {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl #orm::ForeignKeyIn<#hash> for #ident {
            type To = #target;
            #key_type
            const KEY: &'static #orm::schema::ForeignKey = &#orm::schema::ForeignKey {
                name: #name,
                columns: &[#(#columns),*],
                target: #orm::table::<#target>,
                #target_columns
                #rules
                ..#orm::schema::ForeignKey::PLAIN
            };
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

/// What is said of the key, as fields of its data.
fn rules(rules: &Rules) -> TokenStream {
    let orm = Orm;
    let on_delete = rules.on_delete.map(action).map(|action| quote!(on_delete: #action,));
    let on_update = rules.on_update.map(action).map(|action| quote!(on_update: #action,));
    let timing = rules.timing.map(|timing| {
        let timing = match timing {
            Timing::Deferrable => quote!(Deferrable),
            Timing::Deferred => quote!(Deferred),
        };
        quote!(timing: #orm::schema::Timing::#timing,)
    });
    quote!(#on_delete #on_update #timing)
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
