//! How the databases' SQL differs, and what each can do.

use crate::schema::{DefaultValue, Type};
use std::borrow::Cow;

/// A database's SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// PostgreSQL, 12 or newer.
    Postgres,
    /// SQLite, 3.39 or newer.
    Sqlite,
}

impl Dialect {
    /// The name, as people write it.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Postgres => "PostgreSQL",
            Dialect::Sqlite => "SQLite",
        }
    }

    /// The name of a column's type, without a length or precision.
    pub fn type_name(self, ty: Type) -> Cow<'static, str> {
        match self {
            Dialect::Postgres => postgres_type(ty),
            Dialect::Sqlite => Cow::Borrowed(match ty {
                Type::Bool | Type::SmallInt | Type::Integer | Type::BigInt => "INTEGER",
                Type::Real | Type::Double => "REAL",
                Type::Bytes => "BLOB",
                Type::Decimal => "TEXT COLLATE decimal",
                _ => "TEXT",
            }),
        }
    }

    /// A name in quotes, so that any name can be one (PostgreSQL manual, 4.1.1; SQLite, "Keywords").
    pub fn quoted(self, name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    /// A text as a literal, for what a program's author wrote: a default, a label. Never for a value.
    pub fn literal(self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "''"))
    }

    /// A column's default, as it stands in a statement.
    pub fn default(self, default: DefaultValue) -> Cow<'static, str> {
        match default {
            DefaultValue::Text(text) => Cow::Owned(self.literal(text)),
            DefaultValue::Literal(text) => Cow::Borrowed(text),
            DefaultValue::Sql(sql) => Cow::Owned(format!("({sql})")),
        }
    }

    /// Whether a query can say what becomes of locked rows; SQLite has one writer at a time instead.
    pub(crate) fn locks_rows(self) -> bool {
        self == Dialect::Postgres
    }
}

fn postgres_type(ty: Type) -> Cow<'static, str> {
    Cow::Borrowed(match ty {
        Type::Bool => "boolean",
        Type::SmallInt => "smallint",
        Type::Integer => "integer",
        Type::BigInt => "bigint",
        Type::Real => "real",
        Type::Double => "double precision",
        Type::Text => "text",
        Type::Bytes => "bytea",
        Type::Uuid => "uuid",
        Type::Date => "date",
        Type::Time => "time",
        Type::Timestamp => "timestamp",
        Type::TimestampTz => "timestamptz",
        Type::Decimal => "numeric",
        Type::Json => "jsonb",
        Type::Enum(labels) if labels.native => {
            let name = Dialect::Postgres.quoted(labels.name);
            return Cow::Owned(match labels.schema {
                Some(schema) => format!("{}.{name}", Dialect::Postgres.quoted(schema)),
                None => name,
            });
        }
        Type::Enum(_) => "text",
        Type::Array(element) => return Cow::Owned(format!("{}[]", postgres_type(*element))),
    })
}
