//! The methods on the struct itself: `Order::query()`, `Order::get(..)`, `order.update(..)`.

use super::Orm;
use super::model::{key_type, scope};
use crate::model::Model;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn methods(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let query = query(model);
    let by_key = if model.key.is_empty() { TokenStream::new() } else { by_key(model) };
    let (create, change) = if model.view {
        (TokenStream::new(), TokenStream::new())
    } else {
        (create(model), change(model))
    };
    quote! {
        #[automatically_derived]
        impl #ident {
            #query
            #by_key
            #create
            #change
        }
    }
}

fn query(model: &Model) -> TokenStream {
    let orm = Orm;
    let vis = &model.vis;
    let doc = format!("A query over the rows of `{}`.", model.table);
    quote! {
        /// The table, with its columns, keys and relations.
        #vis const TABLE: &'static #orm::schema::Table = <Self as #orm::Model>::TABLE;
        #[doc = #doc]
        #vis fn query() -> #orm::Query<Self> {
            #orm::Query::new()
        }
    }
}

fn by_key(model: &Model) -> TokenStream {
    let orm = Orm;
    let (vis, key, scope) = (&model.vis, key_type(model), scope(model));
    quote! {
        /// The row with this primary key.
        ///
        /// # Errors
        /// If there is no such row, or the database cannot be asked.
        #vis async fn get<E: #orm::Reaches<#scope> + ?::core::marker::Sized>(
            db: &E,
            key: impl #orm::IntoKey<#key>,
        ) -> #orm::Result<Self, #orm::Error> {
            #orm::get(db, #orm::IntoKey::into_key(key)).await
        }
        /// The row with this primary key, `None` if there is no such row.
        ///
        /// # Errors
        /// If the database cannot be asked.
        #vis async fn find<E: #orm::Reaches<#scope> + ?::core::marker::Sized>(
            db: &E,
            key: impl #orm::IntoKey<#key>,
        ) -> #orm::Result<#orm::Option<Self>, #orm::Error> {
            #orm::find(db, #orm::IntoKey::into_key(key)).await
        }
        /// The row as it is in the database now.
        ///
        /// # Errors
        /// If the row is gone, or the database cannot be asked.
        #vis async fn reload<E: #orm::Reaches<#scope> + ?::core::marker::Sized>(&self, db: &E) -> #orm::Result<Self, #orm::Error> {
            #orm::reload(db, self).await
        }
    }
}

fn create(model: &Model) -> TokenStream {
    let orm = Orm;
    let (vis, module, scope) = (&model.vis, &model.module, scope(model));
    quote! {
        /// Inserts a row and returns it, with what the database filled in.
        ///
        /// # Errors
        /// If a constraint refuses the row, or the database cannot be asked.
        #vis async fn create<E: #orm::Writer + #orm::Reaches<#scope> + ?::core::marker::Sized>(
            db: &E,
            new: #module::New,
        ) -> #orm::Result<Self, #orm::Error> {
            #orm::insert(db, new).await
        }
        /// Inserts a row unless one with the same unique set is there; returns the row that is
        /// there then, and whether it is new.
        ///
        /// # Errors
        /// If another constraint refuses the row, or the database cannot be asked.
        #vis async fn get_or_create<E: #orm::Writer + #orm::Reaches<#scope> + ?::core::marker::Sized>(
            db: &E,
            target: impl ::core::ops::FnOnce(#module::Unique) -> #orm::UniqueTarget<Self>,
            new: #module::New,
        ) -> #orm::Result<(Self, bool), #orm::Error> {
            let target = target(<Self as #orm::Writable>::UNIQUE);
            #orm::get_or_create(db, target, new).await
        }
        /// Inserts rows, all or none, and returns them in their order.
        ///
        /// # Errors
        /// If a constraint refuses a row, or the database cannot be asked.
        #vis async fn create_many<E: #orm::Writer + #orm::Reaches<#scope> + ?::core::marker::Sized>(
            db: &E,
            rows: impl ::core::iter::IntoIterator<Item = #module::New>,
        ) -> #orm::Result<#orm::Vec<Self>, #orm::Error> {
            #orm::insert_many::<Self>(rows).returning(db).await
        }
        /// An insert of rows, all or none, that can say what happens on a conflict.
        #vis fn insert_many(
            rows: impl ::core::iter::IntoIterator<Item = #module::New>,
        ) -> #orm::InsertMany<Self> {
            #orm::insert_many(rows)
        }
        /// A copy of many rows into the table, all or none, by PostgreSQL's COPY: rows are taken as
        /// they are sent.
        #vis fn copy_in<'a, I>(rows: I) -> #orm::CopyIn<'a, Self>
        where
            I: ::core::iter::IntoIterator<Item = #module::New>,
            I::IntoIter: ::core::marker::Send + 'a,
        {
            #orm::copy_in(rows)
        }
        /// The same of a stream of rows; an error of the stream leaves no row.
        #vis fn copy_in_stream<'a, S, E>(rows: S) -> #orm::CopyIn<'a, Self>
        where
            S: #orm::Stream<Item = ::core::result::Result<#module::New, E>>
                + ::core::marker::Send
                + 'a,
            E: ::core::convert::Into<#orm::BoxError> + 'a,
        {
            #orm::copy_in_stream(rows)
        }
    }
}

fn change(model: &Model) -> TokenStream {
    let orm = Orm;
    let (vis, module, scope) = (&model.vis, &model.module, scope(model));
    quote! {
        /// Changes the row in the database and returns it as it is then; `self` stays as it was.
        ///
        /// # Errors
        /// If the row is gone or has another version, a constraint refuses the change, or the
        /// database cannot be asked.
        #vis async fn update<E: #orm::Writer + #orm::Reaches<#scope> + ?::core::marker::Sized>(
            &self,
            db: &E,
            patch: #module::Patch,
        ) -> #orm::Result<Self, #orm::Error> {
            #orm::update_row(db, self, patch).await
        }
        /// Deletes the row, softly where the model says so.
        ///
        /// # Errors
        /// If the row is gone or has another version, another row still refers to it, or the
        /// database cannot be asked.
        #vis async fn delete<E: #orm::Writer + #orm::Reaches<#scope> + ?::core::marker::Sized>(&self, db: &E) -> #orm::Result<(), #orm::Error> {
            #orm::delete_row(db, self).await
        }
    }
}
