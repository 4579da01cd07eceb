//! The enum types that models need.

use super::owned;
use crate::schema::{EnumType, ObjectName};
use orm::schema as model;
use orm::schema::Type;

/// The enum that a column holds one or many of.
pub(super) fn of(ty: Type) -> Option<&'static model::Enum> {
    match ty {
        Type::Enum(labels) | Type::Array(&Type::Enum(labels)) => Some(labels),
        _ => None,
    }
}

/// The same, if it is a type of its own on PostgreSQL.
pub(super) fn native(ty: Type) -> Option<&'static model::Enum> {
    of(ty).filter(|labels| labels.native)
}

pub(super) fn enum_type(of: &model::Enum) -> EnumType {
    EnumType {
        name: name(of),
        labels: owned(of.labels),
        renamed_from: of.renamed_from.map(str::to_owned),
        renamed_labels: renamed_labels(of),
    }
}

/// The name of its type.
pub(super) fn name(of: &model::Enum) -> ObjectName {
    ObjectName { schema: of.schema.map(str::to_owned), name: of.name.to_owned() }
}

/// The labels that had another text, each with its old one.
pub(super) fn renamed_labels(of: &model::Enum) -> Vec<(String, String)> {
    of.renamed_labels.iter().map(|(label, old)| ((*label).to_owned(), (*old).to_owned())).collect()
}
