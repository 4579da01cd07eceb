//! How long or how exact a column's values are: as data, and what the compiler is asked about it.

use super::literal::{Said, some};
use super::{Orm, column};
use crate::attr::SizeAttrs;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

/// `size: Some(Size::Length(40))`, if it is said.
pub(super) fn said(size: &SizeAttrs) -> Said {
    let orm = Orm;
    let value = match (&size.max_length, &size.precision) {
        (Some(length), _) => {
            let length = length.value.value;
            Some(quote!(#orm::schema::Size::Length(#length)))
        }
        (None, Some(precision)) => {
            let precision = precision.value.value;
            let scale = size.scale.as_ref().map_or(0, |scale| scale.value.value);
            Some(quote!(#orm::schema::Size::Precision { precision: #precision, scale: #scale }))
        }
        (None, None) => None,
    };
    some("size", value)
}

/// That the field's type has what is said of it. Each is a constant of its own, so that one does not hide
/// another.
pub(super) fn asserts(ty: &Type, size: &SizeAttrs) -> TokenStream {
    let orm = Orm;
    let ty = column::column_type(ty);
    let length = size.max_length.as_ref().map(|length| {
        column::located(quote!(#orm::assert_length(#ty::DATA)), column::at(&length.key))
    });
    let precision = size.precision.as_ref().map(|precision| {
        let number = precision.value.value;
        let call = quote!(#orm::assert_precision(#ty::DATA, #number));
        column::located(call, column::at(&precision.value.literal))
    });
    let scale = size.scale.as_ref().map(|scale| {
        column::located(quote!(#orm::assert_scale(#ty::DATA)), column::at(&scale.key))
    });
    let calls = length.into_iter().chain(precision).chain(scale);
    calls.map(|call| quote!(const _: () = #call;)).collect()
}
