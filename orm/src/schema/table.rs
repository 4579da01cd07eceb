//! A table, with everything that is known of it.

use super::{Check, Column, Field, ForeignKey, Index, Partitioning, Relation, Role, Unique};
use std::fmt;

/// A model's table: `Order::TABLE`.
#[derive(Debug)]
pub struct Table {
    /// The name of the model's struct.
    pub model: &'static str,
    /// The schema, if the model names one.
    pub schema: Option<&'static str>,
    /// The table's name.
    pub name: &'static str,
    /// Whether it is a view, which is only read.
    pub view: bool,
    /// The fields, in the order of the struct.
    pub fields: &'static [Field],
    /// The primary key's columns; empty for a view without one.
    pub primary_key: &'static [&'static str],
    /// The unique sets, without the primary key.
    pub uniques: &'static [Unique],
    /// The indexes.
    pub indexes: &'static [Index],
    /// The conditions that each row meets.
    pub checks: &'static [Check],
    /// The references to other tables.
    pub foreign_keys: &'static [ForeignKey],
    /// The relations that the model declares.
    pub relations: &'static [Relation],
    /// The column that names the row's tenant.
    pub tenant: Option<&'static str>,
    /// How its rows are spread over partitions, on PostgreSQL.
    pub partitioning: Option<Partitioning>,
    /// What the database says of it, where it keeps comments.
    pub comment: Option<&'static str>,
    /// The name that it had before, in the same schema.
    pub renamed_from: Option<&'static str>,
}

/// A column's whole name: an embedded struct's prefix and the column's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ColumnName {
    /// The prefix of an embedded struct, or nothing.
    pub prefix: &'static str,
    /// The column's name.
    pub name: &'static str,
}

impl ColumnName {
    /// The name of a column that is not in an embedded struct.
    pub const fn new(name: &'static str) -> Self {
        ColumnName { prefix: "", name }
    }
}

impl fmt::Display for ColumnName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.prefix)?;
        f.write_str(self.name)
    }
}

/// Tables are the same if they are the same in the database.
impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        (self.schema, self.name) == (other.schema, other.name)
    }
}

impl Table {
    /// A table without name and fields, of which nothing is said: what a literal does not say is as here.
    pub const PLAIN: Table = Table {
        model: "",
        schema: None,
        name: "",
        view: false,
        fields: &[],
        primary_key: &[],
        uniques: &[],
        indexes: &[],
        checks: &[],
        foreign_keys: &[],
        relations: &[],
        tenant: None,
        partitioning: None,
        comment: None,
        renamed_from: None,
    };

    /// The columns one by one, embedded structs taken apart, in the order of the struct.
    pub fn columns(&self) -> impl Iterator<Item = (ColumnName, &'static Column)> + use<> {
        let fields: &'static [Field] = self.fields;
        fields.iter().flat_map(|field| {
            let (prefix, columns): (&'static str, &'static [Column]) = match field {
                Field::Column(column) => ("", std::slice::from_ref(column)),
                Field::Embedded { prefix, columns, .. } => (*prefix, *columns),
            };
            columns.iter().map(move |column| (ColumnName { prefix, name: column.name }, column))
        })
    }

    /// The column with this whole name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns()
            .find(|(column, _)| {
                name.strip_prefix(column.prefix).is_some_and(|rest| rest == column.name)
            })
            .map(|(_, column)| column)
    }

    /// The columns by which a unique set tells rows apart: with tenants, the tenant's column comes
    /// first, so that no tenant meets another one's values.
    pub fn unique_within_tenant(&self, set: &'static [&'static str]) -> Vec<&'static str> {
        let tenant = self.tenant.filter(|tenant| !set.contains(tenant));
        tenant.into_iter().chain(set.iter().copied()).collect()
    }

    /// The column with this role, if there is one.
    pub fn role(&self, role: Role) -> Option<ColumnName> {
        self.columns().find(|(_, column)| column.role == role).map(|(name, _)| name)
    }
}
