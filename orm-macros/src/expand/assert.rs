//! What only the compiler knows: calls that it refuses, located at the tokens that are to blame.

use super::model::scope;
use super::{Orm, column, size};
use crate::attr::Action;
use crate::model::{Field, ForeignKey, Model, Role};
use crate::name;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn asserts(model: &Model) -> TokenStream {
    let roles = model.fields.iter().map(role);
    let keys = model.foreign_keys.iter().map(|key| refers(model, key));
    let scopes = model.foreign_keys.iter().map(|key| within(model, key));
    let emptied = model.foreign_keys.iter().map(|key| emptied(model, key));
    let partitioning =
        model.partitioning.iter().filter_map(|of| Some((of.every.unit, model.field(&of.field)?)));
    let ranges = partitioning.map(|(unit, field)| range(unit, field));
    let calls: TokenStream = roles.chain(keys).chain(scopes).chain(emptied).chain(ranges).collect();
    let sizes = model.fields.iter().map(|field| size::asserts(&field.ty, &field.attrs.size));
    let sizes: TokenStream = sizes.collect();
    if calls.is_empty() {
        return sizes;
    }
    quote! {
        const _: () = {
            #calls
        };
        #sizes
    }
}

fn role(field: &Field) -> TokenStream {
    let orm = Orm;
    let ty =
        field.optional().filter(|_| matches!(field.role, Role::SoftDelete)).unwrap_or(&field.ty);
    match field.role {
        Role::AutoKey => quote!(#orm::assert_auto::<#ty>();),
        Role::CreatedAt | Role::UpdatedAt | Role::SoftDelete => {
            quote!(#orm::assert_clock::<#ty>();)
        }
        Role::Version => quote!(#orm::assert_version::<#ty>();),
        Role::Value | Role::Key | Role::Tenant | Role::Generated(_) => TokenStream::new(),
    }
}

/// That the column of a range of time is a time, with hours where partitions have them.
fn range(unit: &str, field: &Field) -> TokenStream {
    let (orm, ty) = (Orm, &field.ty);
    match unit {
        "Hour" => quote!(#orm::assert_hourly::<#ty>();),
        _ => quote!(#orm::assert_calendar::<#ty>();),
    }
}

/// That a row which belongs to nobody refers to no tenant's.
fn within(model: &Model, key: &ForeignKey) -> TokenStream {
    let orm = Orm;
    let (scope, target) = (scope(model), &key.target);
    let call = quote!(#orm::assert_within::<#scope, <#target as #orm::Model>::Scope>(););
    column::located(call, column::at(target))
}

/// That no new key of a tenant's row empties the tenant's column of those that refer to it: the reference has
/// that column in the database, and PostgreSQL's action is for all of its columns.
fn emptied(model: &Model, key: &ForeignKey) -> TokenStream {
    let orm = Orm;
    let names_tenant =
        |tenant: &Field| key.fields.iter().any(|field| name::text(field) == tenant.name);
    let is_emptied = matches!(key.rules.on_update, Some(Action::SetNull | Action::SetDefault));
    if !is_emptied || model.tenant_field().is_none_or(names_tenant) {
        return TokenStream::new();
    }
    let target = &key.target;
    let call = quote!(#orm::assert_may_empty::<<#target as #orm::Model>::Scope>(););
    column::located(call, column::at(target))
}

fn refers(model: &Model, key: &ForeignKey) -> TokenStream {
    let orm = Orm;
    let target = &key.target;
    let types: Vec<_> =
        key.fields.iter().filter_map(|field| model.field(field)).map(|field| &field.ty).collect();
    match (types.as_slice(), &key.target_field) {
        ([ty], Some(field)) => {
            let hash = name::hash(&name::text(field));
            quote!(#orm::assert_refers::<#ty, <#target as #orm::UniqueIn<#hash>>::Type>();)
        }
        ([ty], None) => quote!(#orm::assert_refers::<#ty, <#target as #orm::Model>::Key>();),
        (types, _) => {
            let call = quote! {
                #orm::assert_refers_together::<
                    (#(<#types as #orm::Scalar>::Base),*),
                    <#target as #orm::Model>::Key,
                >();
            };
            column::located(call, column::at(target))
        }
    }
}
