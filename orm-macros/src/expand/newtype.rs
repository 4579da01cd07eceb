//! The column type of a newtype.

use super::{Orm, column};
use crate::db_type::Newtype;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn newtype(item: &Newtype) -> TokenStream {
    let orm = Orm;
    let (ident, inner) = (&item.ident, &item.inner);
    let family = column::located(quote!(<#inner as #orm::DbType>::Family), column::at(inner));
    let auto = item.is_auto().then(|| {
        quote! {
            #[automatically_derived]
            #[diagnostic::do_not_recommend]
            impl #orm::AutoKey for #ident {}
        }
    });
    quote! {
        #orm::newtype!(#ident, #inner, #family);
        #auto
    }
}
