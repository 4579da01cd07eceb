//! The derives of `orm`: what they accept is described in `orm`, which re-exports them.
//!
//! ```text
//! tokens -> attr -> model -> check -> expand -> tokens
//!                              `----> fallback (a model in error)
//! ```

mod attr;
mod check;
mod db_enum;
mod db_type;
mod diag;
mod expand;
mod fallback;
mod model;
mod name;
mod projection;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct the rows of a table: its keys are written `#[model(..)]`.
#[proc_macro_derive(Model, attributes(model))]
pub fn model(input: TokenStream) -> TokenStream {
    expand::model(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes an enum without data a column's type: its keys are written `#[db_enum(..)]`.
#[proc_macro_derive(DbEnum, attributes(db_enum))]
pub fn db_enum(input: TokenStream) -> TokenStream {
    expand::db_enum(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a newtype a column's type, or a struct several columns of a model: its keys are written `#[db_type(..)]`.
#[proc_macro_derive(DbType, attributes(db_type))]
pub fn db_type(input: TokenStream) -> TokenStream {
    expand::db_type(&parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct what a query selects: its keys are written `#[projection(..)]`.
#[proc_macro_derive(Projection, attributes(projection))]
pub fn projection(input: TokenStream) -> TokenStream {
    expand::projection(&parse_macro_input!(input as DeriveInput)).into()
}
