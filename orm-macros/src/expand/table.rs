//! `Order::TABLE`: everything that is known of the table.

use super::literal::{flag, given, list, literal, some, text};
use super::{Orm, column, fields, index, size};
use crate::attr::{Expiry, PartitionAttr, Period};
use crate::model::{Check, DefaultValue, Field, Model, Role};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Ident;

pub(super) fn table(model: &Model) -> TokenStream {
    let orm = Orm;
    let module = &model.module;
    let foreign_keys = model.foreign_keys.iter().map(|key| {
        let hash = key.hash();
        quote!(*<Self as #orm::ForeignKeyIn<#hash>>::KEY)
    });
    let relations = model.relations.iter().map(|relation| {
        let ident = &relation.ident;
        quote!(*<#module::rel::#ident as #orm::Relation>::DATA)
    });
    let data = [
        given("model", model.ident.to_string()),
        some("schema", model.schema.as_ref()),
        given("name", &model.table),
        flag("view", model.view),
        list("fields", model.fields.iter().map(field)),
        list("primary_key", model.columns(&model.key).iter()),
        list("uniques", model.uniques.iter().map(|unique| index::unique(model, unique))),
        list("indexes", model.indexes.iter().map(|one| index::index(model, one))),
        list("checks", model.checks.iter().map(check)),
        list("foreign_keys", foreign_keys),
        list("relations", relations),
        some("tenant", model.tenant_field().map(|field| &field.column)),
        some("partitioning", model.partitioning.as_ref().map(|of| partitioning(model, of))),
        text("comment", &model.attrs.comment),
        text("renamed_from", &model.attrs.renamed_from),
    ];
    let table = literal("Table", &data);
    quote!(&#table)
}

fn check(check: &Check) -> TokenStream {
    let orm = Orm;
    let (name, sql) = (&check.name, &check.sql);
    quote!(#orm::schema::Check { name: #name, sql: #sql })
}

fn partitioning(model: &Model, of: &PartitionAttr) -> TokenStream {
    let orm = Orm;
    let column = model.columns(std::slice::from_ref(&of.field)).concat();
    let (every, ahead) = (period(of.every), of.ahead);
    let keep = option(of.keep.map(period));
    let expiry = match of.expiry {
        Expiry::Detach => quote!(Detach),
        Expiry::Drop => quote!(Drop),
    };
    quote! {
        #orm::schema::Partitioning {
            column: #column,
            every: #every,
            keep: #keep,
            on_expiry: #orm::schema::Expiry::#expiry,
            ahead: #ahead,
        }
    }
}

fn period(period: Period) -> TokenStream {
    let orm = Orm;
    let (count, unit) = (period.count, Ident::new(period.unit, Span::mixed_site()));
    quote!(#orm::schema::Period { count: #count, unit: #orm::schema::PeriodUnit::#unit })
}

fn field(field: &Field) -> TokenStream {
    let orm = Orm;
    if field.embed {
        let (name, prefix, ty) = (&field.name, fields::prefix(field), column::embedded(&field.ty));
        return quote! {
            #orm::schema::Field::Embedded { field: #name, prefix: #prefix, columns: #ty::COLUMNS }
        };
    }
    let is_plain = matches!(field.role, Role::Value);
    let said = [
        size::said(&field.attrs.size),
        ("role", (!is_plain).then(|| role(&field.role))),
        some("default", field.default.as_ref().map(default)),
        text("comment", &field.attrs.comment),
        text("renamed_from", &field.attrs.renamed_from),
    ];
    let column = column::data(&field.ty, [&field.name, &field.column], said);
    quote!(#orm::schema::Field::Column(#column))
}

fn role(role: &Role) -> TokenStream {
    let orm = Orm;
    let role = match role {
        Role::Value => quote!(Value),
        Role::Key => quote!(Key),
        Role::AutoKey => quote!(AutoKey),
        Role::CreatedAt => quote!(CreatedAt),
        Role::UpdatedAt => quote!(UpdatedAt),
        Role::Version => quote!(Version),
        Role::SoftDelete => quote!(SoftDelete),
        Role::Tenant => quote!(Tenant),
        Role::Generated(sql) => quote!(Generated(#sql)),
    };
    quote!(#orm::schema::Role::#role)
}

fn default(default: &DefaultValue) -> TokenStream {
    let orm = Orm;
    let default = match default {
        DefaultValue::Text(text) => quote!(Text(#text)),
        DefaultValue::Literal(literal) => quote!(Literal(#literal)),
        DefaultValue::Sql(sql) => quote!(Sql(#sql)),
    };
    quote!(#orm::schema::DefaultValue::#default)
}

/// `Some(..)` or `None`.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    let orm = Orm;
    match value {
        Some(value) => quote!(#orm::Option::Some(#value)),
        None => quote!(#orm::Option::None),
    }
}
