//! `order::Loaded<..>`: a row with its relations, one type parameter for each.

use super::{Orm, lift};
use crate::model::field::made;
use crate::model::relation::parameter;
use crate::model::{Model, Relation};
use crate::name;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::Ident;

/// The names that the impls of a `Loaded` are written with.
struct Names<'a> {
    model: &'a Ident,
    /// The relations' markers, which are the slots' names, too.
    markers: Vec<Ident>,
    params: Vec<Ident>,
    /// A second set of parameters.
    others: Vec<Ident>,
}

/// The struct and its impls, inside the module beside the model.
pub(super) fn items(model: &Model) -> TokenStream {
    if model.relations.is_empty() {
        return TokenStream::new();
    }
    let names = Names {
        model: &model.ident,
        markers: model.relations.iter().map(|relation| made(&relation.ident)).collect(),
        params: model.relations.iter().map(parameter).collect(),
        others: (0..model.relations.len()).map(|at| format_ident!("__Other{at}")).collect(),
    };
    [
        definition(model, &names),
        access(model, &names),
        plan(&names),
        merge(&names),
        grown(&names),
        slots(&names),
        serialize(model, &names),
    ]
    .into_iter()
    .collect()
}

fn definition(model: &Model, names: &Names<'_>) -> TokenStream {
    let orm = Orm;
    let vis = lift::visibility(&model.vis, 1);
    let Names { model: ident, markers, params, .. } = names;
    let doc = format!(
        "A row of `{}` with relations: it derefs to [`{ident}`]; each loaded relation is a method, and \
         reading one that is not loaded does not compile.",
        model.table
    );
    quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::cmp::PartialEq)]
        #[allow(private_interfaces)]
        #vis struct Loaded<#(#params = #orm::Unloaded,)* __Row = super::#ident> {
            __row: __Row,
            #(#markers: #params,)*
        }
        #[automatically_derived]
        impl<#(#params),*> ::core::ops::Deref for Loaded<#(#params),*> {
            type Target = super::#ident;

            fn deref(&self) -> &super::#ident {
                &self.__row
            }
        }
        #[automatically_derived]
        impl<#(#params),*> ::core::borrow::Borrow<super::#ident> for Loaded<#(#params),*> {
            fn borrow(&self) -> &super::#ident {
                &self.__row
            }
        }
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl<#(#params),*> #orm::ModelRow for Loaded<#(#params),*> {
            type Model = super::#ident;
            type Slots = Self;
        }
    }
}

/// What users read and move out.
fn access(model: &Model, names: &Names<'_>) -> TokenStream {
    let orm = Orm;
    let vis = lift::visibility(&model.vis, 1);
    let Names { model: ident, markers, params, .. } = names;
    let methods =
        model.relations.iter().zip(markers).zip(params).map(|((relation, marker), param)| {
            let bound = loaded_trait(relation);
            let doc = format!("The relation `{marker}`, if it is loaded.");
            quote! {
                #[doc = #doc]
                #vis fn #marker<__X: rel::#bound>(&self) -> __X::Get<'_>
                where
                    #param: #orm::Same<__X>,
                {
                    rel::#bound::loaded(#orm::Same::<__X>::same(&self.#marker))
                }
            }
        });
    let row = if markers.iter().any(|marker| marker == "row") { "model" } else { "row" };
    let row = Ident::new(row, Span::mixed_site());
    let doc = format!(
        "A row of `{}` and its relations, apart: from [`Loaded::into_parts`].",
        model.table
    );
    quote! {
        #[automatically_derived]
        impl<#(#params),*> Loaded<#(#params),*> {
            #(#methods)*
            /// The row and its relations, to be moved apart.
            #vis fn into_parts(self) -> Parts<#(<#params as #orm::Held<rel::#markers>>::Owned),*>
            where
                #(#params: #orm::Held<rel::#markers>,)*
            {
                Parts {
                    #row: self.__row,
                    #(#markers: #orm::Held::<rel::#markers>::into_owned(self.#markers),)*
                }
            }
        }
        #[doc = #doc]
        #[allow(missing_debug_implementations, private_interfaces)]
        #vis struct Parts<#(#params),*> {
            /// The row.
            #vis #row: super::#ident,
            #(
                /// The relation: a row, an `Option` or a `Vec` of rows; `Unloaded` if it was not loaded.
                #vis #markers: #params,
            )*
        }
    }
}

/// How rows are read, and what is fetched for them.
fn plan(names: &Names<'_>) -> TokenStream {
    let orm = Orm;
    let Names { model: ident, markers, params, .. } = names;
    quote! {
        #[automatically_derived]
        impl<#(#params: #orm::Slot<rel::#markers>),*> #orm::Plan<super::#ident> for Loaded<#(#params),*> {
            type Row = Loaded<#(<#params as #orm::Slot<rel::#markers>>::Held),*>;
            const FETCHES: usize = 0 #(+ <#params as #orm::Slot<rel::#markers>>::FETCHES)*;
        }
        #[automatically_derived]
        impl<#(#params: #orm::Held<rel::#markers>),*> #orm::RowOf<super::#ident> for Loaded<#(#params),*> {
            fn read(
                row: &mut #orm::Row<'_>,
                loads: &#orm::Loads,
            ) -> #orm::Result<Self, #orm::DecodeError> {
                #orm::Result::Ok(Loaded {
                    __row: <super::#ident as #orm::Model>::decode(row)?,
                    #(#markers: <#params as #orm::Held<rel::#markers>>::read(row, loads)?,)*
                })
            }
            fn work(work: &mut #orm::Work<'_, '_, Self>) {
                #(work.slot::<rel::#markers>();)*
            }
        }
    }
}

fn merge(names: &Names<'_>) -> TokenStream {
    let orm = Orm;
    let Names { model: ident, markers, params, others } = names;
    quote! {
        #[automatically_derived]
        impl<#(#params,)* #(#others),*> #orm::MergeSlots<Loaded<#(#others),*>> for Loaded<#(#params),*>
        where
            #(rel::#markers: #orm::MergeSlot<#params, #others>,)*
        {
            type Out = Loaded<#(<rel::#markers as #orm::MergeSlot<#params, #others>>::Out),*>;
        }
        #[automatically_derived]
        impl<#(#params),*> #orm::MergeSlots<super::#ident> for Loaded<#(#params),*> {
            type Out = Self;
        }
    }
}

fn grown(names: &Names<'_>) -> TokenStream {
    let orm = Orm;
    let Names { model: ident, markers, params, others } = names;
    quote! {
        #[automatically_derived]
        impl<#(#params: #orm::Held<rel::#markers>),*> #orm::Grown<super::#ident> for Loaded<#(#params),*> {
            fn grow(from: super::#ident) -> Self {
                Loaded { __row: from, #(#markers: #orm::Held::<rel::#markers>::empty(),)* }
            }
        }
        #[automatically_derived]
        impl<#(#params,)* #(#others),*> #orm::Grown<Loaded<#(#others),*>> for Loaded<#(#params),*>
        where
            #(#params: #orm::GrownSlot<rel::#markers, #others>,)*
        {
            fn grow(from: Loaded<#(#others),*>) -> Self {
                Loaded {
                    __row: from.__row,
                    #(#markers: #orm::GrownSlot::<rel::#markers, _>::grow(from.#markers),)*
                }
            }
            fn mark(loads: &mut #orm::Loads) {
                #(<#params as #orm::GrownSlot<rel::#markers, #others>>::mark(loads);)*
            }
        }
    }
}

fn slots(names: &Names<'_>) -> TokenStream {
    let orm = Orm;
    let Names { markers, params, .. } = names;
    let impls = markers.iter().zip(params).map(|(marker, param)| {
        quote! {
            #[automatically_derived]
            impl<#(#params: ::core::marker::Send + 'static),*> #orm::HasSlot<rel::#marker>
                for Loaded<#(#params),*>
            {
                type Slot = #param;

                fn slot(&self) -> &#param {
                    &self.#marker
                }
                fn slot_mut(&mut self) -> &mut #param {
                    &mut self.#marker
                }
            }
        }
    });
    impls.collect()
}

fn serialize(model: &Model, names: &Names<'_>) -> TokenStream {
    let orm = Orm;
    let Names { markers, params, .. } = names;
    let relations =
        model.relations.iter().zip(markers).rev().fold(quote!(()), |rest, (relation, marker)| {
            let text = name::text(&relation.ident);
            quote!(((#text, &self.#marker), #rest))
        });
    quote! {
        #[automatically_derived]
        impl<#(#params: #orm::SlotEntry,)* __Row: #orm::Serialize> #orm::Serialize for Loaded<#(#params,)* __Row> {
            fn serialize<__S: #orm::Serializer>(
                &self,
                serializer: __S,
            ) -> #orm::Result<__S::Ok, __S::Error> {
                #orm::serialize(&self.__row, #relations, serializer)
            }
        }
    }
}

/// The trait whose message says that the relation is not loaded.
pub(super) fn loaded_trait(relation: &Relation) -> Ident {
    format_ident!("{}Loaded", parameter(relation))
}

/// The traits of that name, beside the markers.
pub(super) fn loaded_traits(model: &Model) -> TokenStream {
    let orm = Orm;
    let vis = lift::visibility(&model.vis, 2);
    let letter = name::text(&model.module).chars().next().unwrap_or('r');
    let traits = model.relations.iter().map(|relation| {
        let (marker, bound) = (made(&relation.ident), loaded_trait(relation));
        let name = name::text(&relation.ident);
        let method = if relation.is_to_many() { "prefetch_related" } else { "select_related" };
        let message = format!("`{name}` is not loaded on this `{}`", model.ident);
        let label = format!("add `.{method}(|{letter}| {letter}.{name}())` to the query that the row comes from");
        let note = format!(
            "rows that are fetched already: `load_related(&db, rows, |{letter}| {letter}.{name}()).await?`"
        );
        let doc = format!("The relation `{name}` is loaded.");
        quote! {
            #[doc = #doc]
            #[diagnostic::on_unimplemented(message = #message, label = #label, note = #note)]
            #vis trait #bound {
                /// What is read.
                type Get<'a>
                where
                    Self: 'a;

                /// Reads it.
                fn loaded(&self) -> Self::Get<'_>;
            }
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl<__T: #orm::IsLoaded<#marker>> #bound for __T {
                type Get<'a>
                    = <__T as #orm::IsLoaded<#marker>>::Get<'a>
                where
                    Self: 'a;

                fn loaded(&self) -> Self::Get<'_> {
                    #orm::IsLoaded::loaded(self)
                }
            }
        }
    });
    traits.collect()
}
