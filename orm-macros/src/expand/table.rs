//! `Order::TABLE`: everything that is known of the table.

use super::{Orm, column, fields, index};
use crate::attr::{Keyed, PartitionAttr, Period};
use crate::model::{DefaultValue, Field, Model, Role};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Ident, LitStr};

pub(super) fn table(model: &Model) -> TokenStream {
    let orm = Orm;
    let (name, table) = (model.ident.to_string(), &model.table);
    let fields = model.fields.iter().map(field);
    let key = model.columns(&model.key);
    let said = [said(model), lists(model)];
    quote! {
        &#orm::schema::Table {
            model: #name,
            name: #table,
            fields: &[#(#fields),*],
            primary_key: &[#(#key),*],
            #(#said)*
            ..#orm::schema::Table::PLAIN
        }
    }
}

/// What is said of the table itself.
fn said(model: &Model) -> TokenStream {
    let view = model.view.then(|| quote!(view: true,));
    let tenant = model.tenant_field().map(|field| field.column.to_token_stream());
    let partitioning = model.partitioning.as_ref().map(|of| partitioning(model, of));
    let options = [
        some("schema", model.schema.as_ref().map(ToTokens::to_token_stream)),
        some("tenant", tenant),
        some("partitioning", partitioning),
        some("comment", text(&model.attrs.comment)),
        some("renamed_from", text(&model.attrs.renamed_from)),
    ];
    quote!(#view #(#options)*)
}

/// Its sets, keys and relations.
fn lists(model: &Model) -> TokenStream {
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
    let checks = model.checks.iter().map(|check| {
        let (name, sql) = (&check.name, &check.sql);
        quote!(#orm::schema::Check { name: #name, sql: #sql })
    });
    let lists = [
        list("uniques", model.uniques.iter().map(|unique| index::unique(model, unique))),
        list("indexes", model.indexes.iter().map(|one| index::index(model, one))),
        list("checks", checks),
        list("foreign_keys", foreign_keys),
        list("relations", relations),
    ];
    lists.into_iter().collect()
}

fn partitioning(model: &Model, of: &PartitionAttr) -> TokenStream {
    let orm = Orm;
    let column = model.columns(std::slice::from_ref(&of.field)).concat();
    let (every, ahead) = (period(of.every), of.ahead);
    let keep = option(of.keep.map(period));
    quote! {
        #orm::schema::Partitioning {
            column: #column,
            every: #every,
            keep: #keep,
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
    let role = match &field.role {
        Role::Value => TokenStream::new(),
        kept => {
            let role = role(kept);
            quote!(role: #role,)
        }
    };
    let options = [
        some("default", field.default.as_ref().map(default)),
        some("comment", text(&field.attrs.comment)),
        some("renamed_from", text(&field.attrs.renamed_from)),
    ];
    let said = quote!(#role #(#options)*);
    let column = column::data(&field.ty, [&field.name, &field.column], &said);
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

fn text(key: &Option<Keyed<LitStr>>) -> Option<TokenStream> {
    key.as_ref().map(|one| one.value.to_token_stream())
}

/// `key: &[..],`, unless the list is empty.
fn list(key: &str, items: impl Iterator<Item = TokenStream>) -> TokenStream {
    let items: Vec<_> = items.collect();
    if items.is_empty() {
        return TokenStream::new();
    }
    let key = Ident::new(key, Span::mixed_site());
    quote!(#key: &[#(#items),*],)
}

/// `key: Some(..),`, if there is a value.
pub(super) fn some(key: &str, value: Option<TokenStream>) -> TokenStream {
    let orm = Orm;
    let key = Ident::new(key, Span::mixed_site());
    value.map(|value| quote!(#key: #orm::Option::Some(#value),)).unwrap_or_default()
}

/// `Some(..)` or `None`.
pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    let orm = Orm;
    match value {
        Some(value) => quote!(#orm::Option::Some(#value)),
        None => quote!(#orm::Option::None),
    }
}
