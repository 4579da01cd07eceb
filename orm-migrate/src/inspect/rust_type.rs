//! The Rust types of columns.

use super::size;
use crate::schema::{Column, DataType, Schema};
use orm::Dialect;

/// A type that a field can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RustType {
    /// `String`, `Vec<i32>`; an enum by its name.
    pub(super) name: String,
    /// The keys that say how long or how exact its values are: `max_length = 20`.
    pub(super) size: Vec<String>,
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
    RustType { name, size: Vec::new(), model_says: None }
}

fn postgres(name: &str) -> Option<RustType> {
    if let Some(element) = name.strip_suffix("[]") {
        // A list's elements have no length or precision in a model.
        let bare = postgres(word(element)).filter(|bare| bare.name != "serde_json::Value")?;
        let says = bare.model_says.unwrap_or_else(|| word(element).to_owned());
        let model_says = (says != element).then(|| format!("{says}[]"));
        return Some(RustType { model_says, ..own(format!("Vec<{}>", bare.name)) });
    }
    let (rust, says) = match word(name) {
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
    let size = size::of(name);
    let is_said = name == says || !size.is_empty();
    Some(RustType { size, model_says: (!is_said).then(|| says.to_owned()), ..own(rust.to_owned()) })
}

/// The name without the length or precision.
fn word(name: &str) -> &str {
    &name[..name.find('(').unwrap_or(name.len())]
}

/// By the type's name, whose parts decide what SQLite makes of a value ("Datatypes In SQLite", 3.1).
fn sqlite(name: &str) -> RustType {
    let word = word(name);
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
    let is_same = DataType::named(name).is_stored_as(&DataType::named(says));
    RustType { model_says: (!is_same).then(|| says.to_owned()), ..own(rust.to_owned()) }
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
        check("varchar(20)", Some(("String", None)));
        check("varchar", Some(("String", Some("text"))));
        check("char(3)", Some(("String", Some("text"))));
        check("numeric(10,2)", Some(("Decimal", None)));
        check("numeric(2,3)", Some(("Decimal", Some("numeric"))));
        check("timestamptz(3)", Some(("DateTime<Utc>", None)));
        check("text[]", Some(("Vec<String>", None)));
        check("varchar(3)[]", Some(("Vec<String>", Some("text[]"))));
        check("numeric(3,1)[]", Some(("Vec<Decimal>", Some("numeric[]"))));
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
