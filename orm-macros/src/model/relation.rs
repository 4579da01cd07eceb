//! The foreign keys and relations of a model.

use super::Constraint;
use crate::attr::Rules;
use heck::ToUpperCamelCase;
use proc_macro2::Span;
use syn::{Attribute, Ident, Path};

/// A reference to a key of another model.
pub(crate) struct ForeignKey {
    /// The constraint's name in the database.
    pub(crate) name: String,
    pub(crate) fields: Vec<Ident>,
    pub(crate) target: Path,
    /// A unique field of the target; none for its primary key.
    pub(crate) target_field: Option<Ident>,
    pub(crate) rules: Rules,
    pub(crate) variant: Ident,
}

/// A relation, by the name of its method.
pub(crate) struct Relation {
    pub(crate) ident: Ident,
    pub(crate) target: Path,
    pub(crate) kind: RelationKind,
    pub(crate) docs: Vec<Attribute>,
}

/// Which keys make the relation.
pub(crate) enum RelationKind {
    /// This model's key over these fields.
    ToOne { fields: Vec<Ident> },
    /// A unique key of the target.
    HasOne { child: Vec<Ident> },
    /// A key of the target.
    HasMany { child: Vec<Ident> },
    /// Two keys of a model between.
    ManyToMany { through: Path },
}

impl ForeignKey {
    pub(crate) fn constraint(&self) -> Constraint {
        let fields = self.fields.iter().map(Ident::to_string).collect::<Vec<_>>().join("`, `");
        let doc = format!("`{fields}` must refer to a row that is there.");
        Constraint { variant: self.variant.clone(), name: self.name.clone(), doc }
    }

    /// The number by which another model finds the key.
    pub(crate) fn hash(&self) -> u64 {
        hash(&self.fields)
    }
}

/// Generated methods of models, of rows with relations and of to-one handles: a relation of such a
/// name would be hidden by them.
const METHODS: [&str; 18] = [
    "copy_in",
    "copy_in_stream",
    "create",
    "create_many",
    "delete",
    "filter",
    "find",
    "get",
    "get_or_create",
    "insert_many",
    "into_parts",
    "limit",
    "order_by",
    "prefetch_related",
    "query",
    "reload",
    "update",
    "with",
];

/// Whether a generated method has this name.
pub(crate) fn is_method(name: &str) -> bool {
    METHODS.contains(&name)
}

/// The type parameter of a relation in the model's `Loaded`: its name in camel case.
pub(crate) fn parameter(relation: &Relation) -> Ident {
    let mut name = crate::name::text(&relation.ident).to_upper_camel_case();
    // Those are types beside `Loaded`, and `_1` is a name of a relation, but `1` of no type.
    let taken = matches!(name.as_str(), "Loaded" | "Parts" | "Self");
    if taken || !name.starts_with(char::is_alphabetic) {
        name.insert(0, 'R');
    }
    Ident::new(&name, Span::mixed_site().located_at(relation.ident.span()))
}

impl Relation {
    pub(crate) fn is_to_many(&self) -> bool {
        matches!(self.kind, RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. })
    }
}

/// The number of a foreign key over these fields: of the field's name, or of the names with commas
/// between.
pub(crate) fn hash(fields: &[Ident]) -> u64 {
    let names: Vec<String> = fields.iter().map(crate::name::text).collect();
    crate::name::hash(&names.join(","))
}
