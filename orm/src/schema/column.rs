//! A column of a table.

use super::{Size, Type};

/// One field of a model: a column, or an embedded struct of several.
#[derive(Debug, Clone, Copy)]
pub enum Field {
    /// A column of its own.
    Column(Column),
    /// The columns of a struct with `#[derive(DbType)]`, each named with the prefix before it.
    Embedded {
        /// The field's name in the model.
        field: &'static str,
        /// What is put before each column's name, `price_` for a field `price`.
        prefix: &'static str,
        /// The struct's columns, without the prefix.
        columns: &'static [Column],
    },
}

/// A column: its name, type and what fills it.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The column's name, without an embedded struct's prefix.
    pub name: &'static str,
    /// The field's name in Rust.
    pub field: &'static str,
    /// The type of its values.
    pub ty: Type,
    /// How long or how exact its values are, if that is said.
    pub size: Option<Size>,
    /// Whether it may be `NULL`.
    pub nullable: bool,
    /// Who gives the column its value.
    pub role: Role,
    /// The value of a row that leaves the column out.
    pub default: Option<DefaultValue>,
    /// What the database says of it, where it keeps comments.
    pub comment: Option<&'static str>,
    /// The name that it had before.
    pub renamed_from: Option<&'static str>,
}

impl Column {
    /// A column without a name, of which nothing is said: what a literal does not say is as here.
    pub const PLAIN: Column = Column {
        name: "",
        field: "",
        ty: Type::Text,
        size: None,
        nullable: false,
        role: Role::Value,
        default: None,
        comment: None,
        renamed_from: None,
    };
}

/// Who gives a column its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The user, in `New` and `Patch`.
    Value,
    /// The user in `New`, nobody later: a key that the database does not make.
    Key,
    /// The database (integers) or this library (UUID version 7): `#[model(primary_key, auto)]`.
    AutoKey,
    /// This library, when the row is made.
    CreatedAt,
    /// This library, when the row is made and at each update.
    UpdatedAt,
    /// This library: 1, then one more at each update.
    Version,
    /// This library, when the row is deleted softly.
    SoftDelete,
    /// The scope of the executor through which the row is made: the column names the row's tenant.
    Tenant,
    /// The database, from an expression over the other columns.
    Generated(&'static str),
}

/// The default of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultValue {
    /// A value in its text form, written as a quoted literal: `default = "open"`.
    Text(&'static str),
    /// A number or a truth value, written as it is: `default = 0`.
    Literal(&'static str),
    /// An SQL expression, written as it is: `default_sql = "now()"`.
    Sql(&'static str),
}
