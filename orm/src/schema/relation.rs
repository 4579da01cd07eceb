//! How the rows of two tables belong together.

use super::{ForeignKey, Table};

/// A relation of a model, by the name of its method.
#[derive(Debug, Clone, Copy)]
pub struct Relation {
    /// The method's name.
    pub name: &'static str,
    /// The table that it leads to.
    pub target: fn() -> &'static Table,
    /// Which keys make it.
    pub kind: RelationKind,
}

/// Relations are the same if they have the same name and lead to the same table: constants may have
/// several addresses.
impl PartialEq for Relation {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && (self.target)() == (other.target)()
    }
}

impl Relation {
    /// Whether it leads to any number of rows.
    pub fn is_to_many(&self) -> bool {
        matches!(self.kind, RelationKind::HasMany { .. } | RelationKind::ManyToMany { .. })
    }
}

/// Which foreign keys make a relation.
#[derive(Debug, Clone, Copy)]
pub enum RelationKind {
    /// This table's foreign key: at most one row.
    ToOne {
        /// The key, in this table.
        key: &'static ForeignKey,
        /// Whether the key may be `NULL`.
        optional: bool,
    },
    /// Another table's foreign key that is unique there: at most one row.
    HasOne {
        /// The key, in the other table.
        key: &'static ForeignKey,
    },
    /// Another table's foreign key: any number of rows.
    HasMany {
        /// The key, in the other table.
        key: &'static ForeignKey,
    },
    /// Two foreign keys of a table between: any number of rows.
    ManyToMany {
        /// The table between.
        through: fn() -> &'static Table,
        /// Its key to this table.
        near: &'static ForeignKey,
        /// Its key to the other table.
        far: &'static ForeignKey,
        /// The way from a related row to the row between, inside a query for the related rows of one
        /// parent. No model declares it.
        link: &'static Relation,
    },
}
