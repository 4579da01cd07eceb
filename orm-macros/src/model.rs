//! A model, with every default filled in: what `check` judges and `expand` writes out.

mod constraint;
pub(crate) mod field;
mod index;
pub(crate) mod relation;
pub(crate) mod resolve;

pub(crate) use constraint::{Check, Constraint, Unique, member};
pub(crate) use field::{DefaultValue, Field, Role};
pub(crate) use index::Index;
pub(crate) use relation::{ForeignKey, Relation, RelationKind};

use crate::attr::{Keyed, ModelAttrs, PartitionAttr};
use crate::name;
use proc_macro2::Span;
use syn::{Ident, Visibility};

/// A struct with `#[derive(Model)]`.
pub(crate) struct Model {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// The module beside the struct.
    pub(crate) module: Ident,
    pub(crate) schema: Option<String>,
    pub(crate) table: String,
    pub(crate) view: bool,
    pub(crate) fields: Vec<Field>,
    /// The fields of the primary key, in the order of the key.
    pub(crate) key: Vec<Ident>,
    pub(crate) tenant: Option<Keyed<Ident>>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) checks: Vec<Check>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    pub(crate) relations: Vec<Relation>,
    pub(crate) partitioning: Option<PartitionAttr>,
    /// What was written on the struct.
    pub(crate) attrs: ModelAttrs,
    /// Whether every attribute could be read: else something that seems to be left out may be there.
    pub(crate) complete: bool,
}

impl Model {
    /// The field with this name.
    pub(crate) fn field(&self, ident: &Ident) -> Option<&Field> {
        let name = name::text(ident);
        self.fields.iter().find(|field| field.name == name)
    }

    /// The columns of these fields; `check` has found that there are such fields.
    pub(crate) fn columns(&self, fields: &[Ident]) -> Vec<String> {
        fields
            .iter()
            .map(|ident| self.field(ident).map_or(name::text(ident), |field| field.column.clone()))
            .collect()
    }

    /// The fields of the primary key that there are.
    pub(crate) fn key_fields(&self) -> Vec<&Field> {
        self.key.iter().filter_map(|ident| self.field(ident)).collect()
    }

    /// The column that names the row's tenant, if it can.
    pub(crate) fn tenant_field(&self) -> Option<&Field> {
        self.fields.iter().find(|field| matches!(field.role, Role::Tenant))
    }

    /// The constraints that an error of the database can name.
    pub(crate) fn constraints(&self) -> Vec<Constraint> {
        let mut all = Vec::new();
        if self.view {
            return all;
        }
        if !self.key.is_empty() {
            let variant = name::variant("PrimaryKey", &[], Span::mixed_site());
            let name = name::fit(format!("{}_pkey", self.table));
            all.push(Constraint { variant, name, doc: "The primary key.".to_owned() });
        }
        all.extend(self.uniques.iter().map(Unique::constraint));
        all.extend(self.indexes.iter().filter_map(Index::constraint));
        all.extend(self.foreign_keys.iter().map(ForeignKey::constraint));
        all.extend(self.checks.iter().map(Check::constraint));
        all
    }
}
