//! The unique sets and checks of a model.

use super::field::made;
use crate::name;
use proc_macro2::Span;
use syn::{Ident, LitStr};

/// A set of fields of which no two rows have the same values.
pub(crate) struct Unique {
    /// The constraint's name in the database.
    pub(crate) name: String,
    pub(crate) fields: Vec<Ident>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) variant: Ident,
    /// Where it was written.
    pub(crate) key: Ident,
}

/// A condition that each row meets.
pub(crate) struct Check {
    /// The constraint's name in the database.
    pub(crate) name: String,
    pub(crate) sql: LitStr,
    pub(crate) variant: Ident,
}

/// A constraint that an error of the database can name.
pub(crate) struct Constraint {
    pub(crate) variant: Ident,
    /// Its name in the database.
    pub(crate) name: String,
    pub(crate) doc: String,
}

impl Unique {
    pub(crate) fn constraint(&self) -> Constraint {
        let fields = self.fields.iter().map(Ident::to_string).collect::<Vec<_>>().join("`, `");
        let doc = format!("`{fields}` must be unique.");
        Constraint { variant: self.variant.clone(), name: self.name.clone(), doc }
    }

    /// Whether both are about the same fields, in whatever order.
    pub(crate) fn same_fields(&self, fields: &[Ident]) -> bool {
        let own: Vec<String> = self.fields.iter().map(name::text).collect();
        own.len() == fields.len() && fields.iter().all(|field| own.contains(&name::text(field)))
    }
}

impl Check {
    pub(crate) fn constraint(&self) -> Constraint {
        let doc = format!("The check `{}`.", self.sql.value());
        Constraint { variant: self.variant.clone(), name: self.name.clone(), doc }
    }
}

/// The field of the generated `Unique` for these fields: their names, joined.
pub(crate) fn member(fields: &[Ident]) -> Ident {
    let [first, rest @ ..] = fields else { return Ident::new("none", Span::mixed_site()) };
    if rest.is_empty() {
        return made(first);
    }
    let names: Vec<String> = fields.iter().map(name::text).collect();
    Ident::new(&names.join("_"), at(first))
}

/// The identifier of a variant or member, of generated code, located at the user's tokens.
pub(super) fn at(key: &Ident) -> Span {
    Span::mixed_site().located_at(key.span())
}
