//! `Order::TABLE`: everything that is known of the table.

use super::{Orm, column, fields};
use crate::model::{DefaultValue, Field, Model, Role};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(super) fn table(model: &Model) -> TokenStream {
    let orm = Orm;
    let (name, table, view) = (model.ident.to_string(), &model.table, model.view);
    let schema = option(model.schema.as_ref().map(|schema| quote!(#schema)));
    let tenant = option(model.tenant_field().map(|field| field.column.to_token_stream()));
    let fields = model.fields.iter().map(field);
    let key = model.columns(&model.key);
    let uniques = uniques(model);
    let indexes = indexes(model);
    let checks = checks(model);
    let foreign_keys = model.foreign_keys.iter().map(|key| key.hash());
    let relations = model.relations.iter().map(|relation| &relation.ident);
    let module = &model.module;
    quote! {
        &#orm::schema::Table {
            model: #name,
            schema: #schema,
            name: #table,
            view: #view,
            fields: &[#(#fields),*],
            primary_key: &[#(#key),*],
            uniques: &[#uniques],
            indexes: &[#indexes],
            checks: &[#checks],
            foreign_keys: &[#(*<Self as #orm::ForeignKeyIn<#foreign_keys>>::KEY),*],
            relations: &[#(*<#module::rel::#relations as #orm::Relation>::DATA),*],
            tenant: #tenant,
        }
    }
}

fn field(field: &Field) -> TokenStream {
    let orm = Orm;
    if field.embed {
        let (name, prefix, ty) = (&field.name, fields::prefix(field), column::embedded(&field.ty));
        return quote! {
            #orm::schema::Field::Embedded { field: #name, prefix: #prefix, columns: #ty::COLUMNS }
        };
    }
    let (role, default) = (role(&field.role), option(field.default.as_ref().map(default)));
    let column = column::data(&field.ty, [&field.name, &field.column], &role, &default);
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

fn uniques(model: &Model) -> TokenStream {
    let orm = Orm;
    let all = model.uniques.iter().map(|unique| {
        let (name, columns) = (&unique.name, model.columns(&unique.fields));
        quote!(#orm::schema::Unique { name: #name, columns: &[#(#columns),*] },)
    });
    all.collect()
}

fn indexes(model: &Model) -> TokenStream {
    let orm = Orm;
    let all = model.indexes.iter().map(|index| {
        let name = &index.name;
        let fields: Vec<_> = index.parts.iter().map(|part| part.field.clone()).collect();
        let columns = model.columns(&fields);
        let descending = index.parts.iter().map(|part| part.descending);
        quote! {
            #orm::schema::Index {
                name: #name,
                parts: &[#(#orm::schema::IndexPart { column: #columns, descending: #descending }),*],
            },
        }
    });
    all.collect()
}

fn checks(model: &Model) -> TokenStream {
    let orm = Orm;
    let all = model.checks.iter().map(|check| {
        let (name, sql) = (&check.name, &check.sql);
        quote!(#orm::schema::Check { name: #name, sql: #sql },)
    });
    all.collect()
}

/// `Some(..)` or `None`.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    let orm = Orm;
    match value {
        Some(value) => quote!(#orm::Option::Some(#value)),
        None => quote!(#orm::Option::None),
    }
}
