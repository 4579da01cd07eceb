//! The macros of `orm`: what each accepts and what it makes. `orm` re-exports them.
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
mod embed;
mod expand;
mod fallback;
mod loaded;
mod model;
mod name;
mod projection;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{DeriveInput, LitStr, parse_macro_input};

#[doc = include_str!("../docs/model.md")]
#[proc_macro_derive(Model, attributes(model))]
pub fn model(input: TokenStream) -> TokenStream {
    expand::model(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/db_enum.md")]
#[proc_macro_derive(DbEnum, attributes(db_enum))]
pub fn db_enum(input: TokenStream) -> TokenStream {
    expand::db_enum(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/db_type.md")]
#[proc_macro_derive(DbType, attributes(db_type))]
pub fn db_type(input: TokenStream) -> TokenStream {
    expand::db_type(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/projection.md")]
#[proc_macro_derive(Projection, attributes(projection))]
pub fn projection(input: TokenStream) -> TokenStream {
    expand::projection(&parse_macro_input!(input as DeriveInput)).into()
}

#[doc = include_str!("../docs/loaded.md")]
#[proc_macro]
#[allow(non_snake_case, reason = "it stands where a type's name would stand")]
pub fn Loaded(input: TokenStream) -> TokenStream {
    loaded::expand(&parse_macro_input!(input as loaded::Loaded)).into()
}

/// The migrations of a folder, compiled into the program: an `&'static orm_migrate::Embedded`, for
/// `orm_migrate::Source::embedded`. The path is from the folder of the package's `Cargo.toml` on.
///
/// ```ignore
/// let migrations = Source::embedded(embed_migrations!("migrations")).load(db.dialect())?;
/// ```
///
/// A change of a file builds the program anew, and so does a new migration that is listed in
/// `migrations.sum`, as `generate` does it.
#[proc_macro]
pub fn embed_migrations(input: TokenStream) -> TokenStream {
    embed::expand(&parse_macro_input!(input as LitStr)).into()
}
