//! The Rust types of columns.

use crate::schema::{Column, DataType, Schema};
use orm::Dialect;

/// A type that a field can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RustType {
    /// `String`, `Vec<i32>`; an enum by its name.
    pub(super) name: String,
    /// The type that a model says the column has, if it is not the column's own.
    pub(super) model_says: Option<String>,
}

/// The Rust type of a column, without the `Option`; `None` if there is none. `enum_name` gives the name of an
/// enum, `domain` the type that a domain stands for.
pub(super) fn of(
    schema: &Schema,
    column: &Column,
    enum_name: impl Fn(&crate::schema::ObjectName) -> Option<String>,
    domain: impl Fn(&str) -> Option<String>,
) -> Option<RustType> {
    match (&column.ty, schema.dialect) {
        (DataType::Enum(name), _) => Some(own(enum_name(name)?)),
        (DataType::EnumArray(name), _) => Some(own(format!("Vec<{}>", enum_name(name)?))),
        (DataType::Named(name), Dialect::Sqlite) => Some(sqlite(name)),
        (DataType::Named(name), Dialect::Postgres) => {
            let base = domain(name);
            let mut ty = postgres(base.as_deref().unwrap_or(name))?;
            if base.is_some() {
                ty.model_says.get_or_insert_with(|| base.unwrap_or_default());
            }
            Some(ty)
        }
    }
}

fn own(name: String) -> RustType {
    RustType { name, model_says: None }
}

fn postgres(name: &str) -> Option<RustType> {
    if let Some(element) = name.strip_suffix("[]") {
        let element = postgres(element).filter(|element| element.name != "serde_json::Value")?;
        let model_says = element.model_says.map(|says| format!("{says}[]"));
        return Some(RustType { name: format!("Vec<{}>", element.name), model_says });
    }
    // Without the length or precision.
    let word = &name[..name.find('(').unwrap_or(name.len())];
    let (rust, says) = match word {
        "boolean" => ("bool", "boolean"),
        "smallint" => ("i16", "smallint"),
        "integer" => ("i32", "integer"),
        "bigint" => ("i64", "bigint"),
        "real" => ("f32", "real"),
        "double precision" => ("f64", "double precision"),
        "text" | "varchar" | "char" | "name" | "citext" => ("String", "text"),
        "bytea" => ("Vec<u8>", "bytea"),
        "uuid" => ("Uuid", "uuid"),
        "date" => ("NaiveDate", "date"),
        "time" => ("NaiveTime", "time"),
        "timestamp" => ("NaiveDateTime", "timestamp"),
        "timestamptz" => ("DateTime<Utc>", "timestamptz"),
        "numeric" => ("Decimal", "numeric"),
        "jsonb" => ("serde_json::Value", "jsonb"),
        _ => return None,
    };
    Some(RustType { name: rust.to_owned(), model_says: (name != says).then(|| says.to_owned()) })
}

/// By the type's name, whose parts decide what SQLite makes of a value ("Datatypes In SQLite", 3.1).
fn sqlite(name: &str) -> RustType {
    let word = &name[..name.find('(').unwrap_or(name.len())];
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    let (rust, says) = match word {
        "BOOLEAN" | "BOOL" => ("bool", "INTEGER"),
        "DATE" => ("NaiveDate", "TEXT"),
        "TIME" => ("NaiveTime", "TEXT"),
        "DATETIME" | "TIMESTAMP" => ("NaiveDateTime", "TEXT"),
        "UUID" => ("Uuid", "TEXT"),
        "JSON" => ("serde_json::Value", "TEXT"),
        _ if has(&["INT"]) => ("i64", "INTEGER"),
        _ if has(&["CHAR", "CLOB", "TEXT"]) => ("String", "TEXT"),
        _ if word.is_empty() || has(&["BLOB"]) => ("Vec<u8>", "BLOB"),
        // `NUMERIC` and `DECIMAL` hold whole numbers and floats there.
        _ => ("f64", "REAL"),
    };
    RustType {
        name: rust.to_owned(),
        model_says: (DataType::named(name).affinity() != DataType::named(says).affinity())
            .then(|| says.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_postgres() {
        let check = |name: &str, expect: Option<(&str, Option<&str>)>| {
            let found = postgres(name);
            let found = found.as_ref().map(|ty| (ty.name.as_str(), ty.model_says.as_deref()));
            assert_eq!(found, expect, "{name}");
        };
        check("bigint", Some(("i64", None)));
        check("varchar(20)", Some(("String", Some("text"))));
        check("numeric(10,2)", Some(("Decimal", Some("numeric"))));
        check("text[]", Some(("Vec<String>", None)));
        check("varchar(3)[]", Some(("Vec<String>", Some("text[]"))));
        check("jsonb[]", None);
        check("tsvector", None);
        check("interval(3)", None);
    }

    #[test]
    fn types_of_sqlite() {
        let check = |name: &str, expect: &str| assert_eq!(sqlite(name).name, expect, "{name}");
        check("INTEGER", "i64");
        check("SMALLINT UNSIGNED", "i64");
        check("VARCHAR(20)", "String");
        check("DECIMAL(5,2)", "f64");
        check("", "Vec<u8>");
        check("BOOLEAN", "bool");
        check("DATETIME", "NaiveDateTime");
    }
}
