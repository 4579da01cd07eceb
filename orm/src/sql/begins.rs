//! What a row of a load begins with, by which its parent is found: the reader has to know what the text asks for.

use crate::schema::{ColumnName, RelationKind, Type};
use crate::stmt::{Expr, Load};
use crate::value::Value;

/// How a row of the result begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Begins {
    /// With its parent's key, of this type.
    Key(Type),
    /// With the related row, which has its parent's key, of this type, as the column at this place.
    Row(Type, usize),
    /// With the number of its parent's key, from 1.
    Number,
    /// With that, and its own number among its parent's.
    Numbers,
}

impl Begins {
    pub(crate) fn of(load: &Load) -> Begins {
        if load.select.limit.is_some() || load.select.offset.is_some() {
            return Begins::Numbers;
        }
        let ty = match load.keys.as_slice() {
            [column] => column.first().map(Value::ty),
            _ => None,
        };
        match ty {
            // Types whose values are equal in the program exactly where they are in the database; which
            // texts are equal, a collation says.
            Some(
                ty @ (Type::SmallInt | Type::Integer | Type::BigInt | Type::Uuid | Type::Date),
            ) => match key_in_row(load) {
                Some(at) => Begins::Row(ty, at),
                None => Begins::Key(ty),
            },
            _ => Begins::Number,
        }
    }
}

/// The place of the key's column in a related row that is asked for whole.
fn key_in_row(load: &Load) -> Option<usize> {
    let key = match load.relation.kind {
        RelationKind::ToOne { key, .. } => key.referenced(),
        RelationKind::HasOne { key } | RelationKind::HasMany { key } => key.columns,
        RelationKind::ManyToMany { .. } => return None,
    };
    match load.select.columns.first() {
        Some(Expr::Row { hops }) if hops.is_empty() => {
            load.select.table.columns().position(|(name, _)| name == ColumnName::new(key[0]))
        }
        _ => None,
    }
}
