//! The keys of `#[derive(Projection)]`.

use super::{Keyed, each_key, put, value};
use crate::diag::{self, Errors};
use syn::parse::ParseStream;
use syn::{Attribute, Expr, ExprClosure, Path};

/// The keys on the struct.
#[derive(Default)]
pub(crate) struct ProjectionAttrs {
    pub(crate) from: Option<Keyed<Path>>,
}

/// The keys on a field.
#[derive(Default)]
pub(crate) struct ProjectedFieldAttrs {
    pub(crate) expr: Option<Keyed<ExprClosure>>,
}

impl ProjectionAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = ProjectionAttrs::default();
        each_key(attrs, "projection", errors, |key, input| match key.to_string().as_str() {
            "from" => {
                let value = value(key, input, Path::parse_mod_style)?;
                put(&mut keys.from, key, Keyed { key: key.clone(), value })
            }
            _ => Err(diag::unknown_key(key, &["from"])),
        });
        keys
    }
}

impl ProjectedFieldAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut keys = ProjectedFieldAttrs::default();
        each_key(attrs, "projection", errors, |key, input| match key.to_string().as_str() {
            "expr" => {
                let value = value(key, input, closure)?;
                put(&mut keys.expr, key, Keyed { key: key.clone(), value })
            }
            _ => Err(diag::unknown_key(key, &["expr"])),
        });
        keys
    }
}

fn closure(input: ParseStream<'_>) -> syn::Result<ExprClosure> {
    let expr: Expr = input.parse()?;
    match expr {
        Expr::Closure(closure) if closure.inputs.len() == 1 => Ok(closure),
        other => Err(syn::Error::new_spanned(
            other,
            "an expression is a closure over the model's columns; write `expr = |o| o.name`",
        )),
    }
}
