//! A resolved struct of `#[derive(Projection)]`.

use crate::attr::{ProjectedFieldAttrs, ProjectionAttrs, has_no_generics, named_fields};
use crate::diag::Errors;
use syn::{DeriveInput, ExprClosure, Ident, Path, Type};

/// A struct that a query selects.
pub(crate) struct Projection {
    pub(crate) ident: Ident,
    /// The model; none only where an error says so.
    pub(crate) from: Option<Path>,
    pub(crate) fields: Vec<ProjectedField>,
}

/// A field and what is selected for it.
pub(crate) struct ProjectedField {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// The expression; none for the column of the same name.
    pub(crate) expr: Option<ExprClosure>,
}

impl Projection {
    /// The struct that the derive is on, unless the item is none.
    pub(crate) fn resolve(input: &DeriveInput, errors: &mut Errors) -> Option<Self> {
        let attrs = ProjectionAttrs::parse(&input.attrs, errors);
        let plain = has_no_generics(input, "a projection", errors);
        let fields = named_fields(input, "a projection", errors)?;
        if attrs.from.is_none() && errors.is_empty() {
            let message = "a projection is of a model; write `#[projection(from = Model)]`";
            errors.at(&input.ident, message);
        }
        let field = |field: &syn::Field| {
            let keys = ProjectedFieldAttrs::parse(&field.attrs, errors);
            let expr = keys.expr.map(|expr| expr.value);
            Some(ProjectedField { ident: field.ident.clone()?, ty: field.ty.clone(), expr })
        };
        let item = Projection {
            ident: input.ident.clone(),
            from: attrs.from.map(|from| from.value),
            fields: fields.named.iter().filter_map(field).collect(),
        };
        plain.then_some(item)
    }
}
