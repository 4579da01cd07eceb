//! What a change of a column's type does to the values in it.

use crate::schema::DataType;

/// A type's name in SQL, taken apart: `numeric(10, 2)[]`.
struct Parts<'a> {
    family: Family,
    /// The name without its numbers, which tells types apart that have no family.
    base: &'a str,
    numbers: Vec<u32>,
    is_array: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// With its size in bytes.
    Integer(u8),
    Numeric,
    Float(u8),
    /// Texts of any length, and of a longest one.
    Text,
    Char,
    Bool,
    Date,
    Time,
    Timestamp,
    TimestampTz,
    Interval,
    Inet,
    Cidr,
    Bits,
    Json,
    Enum,
    Other,
}

impl DataType {
    /// Whether a value is the same thing after this conversion, or the conversion fails: nothing is rounded,
    /// cut off or forgotten in silence.
    pub(crate) fn is_kept_by(&self, to: &DataType) -> bool {
        let (from, to) = (parts(self), parts(to));
        if from.is_array != to.is_array {
            return to.family == Family::Text && !to.is_array;
        }
        let same = from.base == to.base && from.numbers == to.numbers;
        same || match (from.family, to.family) {
            // Too long a text is an error.
            (_, Family::Text) | (Family::Text, Family::Char | Family::Enum) => true,
            (Family::Integer(_), Family::Integer(_) | Family::Numeric) => true,
            (Family::Integer(2), Family::Float(_)) | (Family::Integer(4), Family::Float(8)) => true,
            (Family::Numeric, Family::Numeric) => match (&*from.numbers, &*to.numbers) {
                (_, []) => true,
                ([], _) => false,
                (from, to) => from.get(1).unwrap_or(&0) <= to.get(1).unwrap_or(&0),
            },
            (Family::Float(from), Family::Float(to)) => from <= to,
            (Family::Date, Family::Timestamp | Family::TimestampTz) => true,
            (Family::Timestamp, Family::TimestampTz) | (Family::TimestampTz, Family::Timestamp) => {
                grows(&from.numbers, &to.numbers)
            }
            (Family::Bool, Family::Integer(4)) => true,
            (Family::Cidr, Family::Inet) | (Family::Inet, Family::Cidr) => true,
            (Family::Json, Family::Json) | (Family::Enum, Family::Enum) => true,
            (from_family, to_family) => {
                from_family == to_family
                    && from.base == to.base
                    && grows(&from.numbers, &to.numbers)
            }
        }
    }

    /// Whether PostgreSQL changes the type in its catalog alone, without a look at the rows (table "Change
    /// type" of its manual's `ALTER TABLE`, "Notes": binary coercible, or a limit that grows).
    pub(crate) fn is_free(&self, to: &DataType) -> bool {
        let (from, to) = (parts(self), parts(to));
        if from.is_array || to.is_array {
            return from.is_array == to.is_array
                && from.base == to.base
                && from.numbers == to.numbers;
        }
        match (from.family, to.family) {
            (Family::Text, Family::Text) if is_plain_text(from.base) && is_plain_text(to.base) => {
                grows(&from.numbers, &to.numbers)
            }
            (Family::Numeric, Family::Numeric) => match (&*from.numbers, &*to.numbers) {
                (_, []) => true,
                ([], _) => false,
                (from, to) => from[0] <= to[0] && from.get(1) == to.get(1),
            },
            (Family::Cidr, Family::Inet) => true,
            (Family::Char | Family::Integer(_) | Family::Enum, _) => {
                from.base == to.base && from.numbers == to.numbers
            }
            (from_family, to_family) => {
                from_family == to_family
                    && from.base == to.base
                    && grows(&from.numbers, &to.numbers)
            }
        }
    }

    /// Whether columns of the two types may refer to each other.
    pub(crate) fn compares_with(&self, other: &DataType) -> bool {
        let (one, other) = (parts(self), parts(other));
        let is_number = |family| matches!(family, Family::Integer(_));
        let is_text = |parts: &Parts<'_>| parts.family == Family::Text && !parts.is_array;
        (is_number(one.family) && is_number(other.family) && one.is_array == other.is_array)
            || (is_text(&one) && is_text(&other))
            || (one.base == other.base && one.is_array == other.is_array)
    }

    /// The expression that converts this column's values, where an assignment would not (PostgreSQL
    /// manual, 10.4). Texts are assigned, since a cast would cut them off.
    pub(crate) fn cast(&self, to: &DataType, column: &str, to_sql: &str) -> Option<String> {
        if let (Some(_), Some(_)) = (self.enum_name(), to.enum_name()) {
            let text = if matches!(to, DataType::EnumArray(_)) { "text[]" } else { "text" };
            return Some(format!("{column}::{text}::{to_sql}"));
        }
        let (from, to) = (parts(self), parts(to));
        let is_number =
            |family| matches!(family, Family::Integer(_) | Family::Numeric | Family::Float(_));
        let is_assigned = matches!(to.family, Family::Text | Family::Char)
            || (is_number(from.family) && is_number(to.family))
            || from.base == to.base;
        (!is_assigned).then(|| format!("{column}::{to_sql}"))
    }
}

/// Whether the limits of the second type take all that the first one's do. None is no limit.
fn grows(from: &[u32], to: &[u32]) -> bool {
    match (from.first(), to.first()) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => from <= to,
    }
}

fn is_plain_text(base: &str) -> bool {
    matches!(base, "text" | "varchar" | "character varying")
}

fn parts(ty: &DataType) -> Parts<'_> {
    let name = match ty {
        DataType::Named(name) => name.as_str(),
        DataType::Enum(name) | DataType::EnumArray(name) => {
            let is_array = matches!(ty, DataType::EnumArray(_));
            return Parts { family: Family::Enum, base: &name.name, numbers: Vec::new(), is_array };
        }
    };
    let (name, is_array) = match name.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (name, false),
    };
    let (base, numbers) = match name.split_once('(') {
        Some((base, rest)) => {
            let (numbers, _) = rest.split_once(')').unwrap_or((rest, ""));
            (base.trim(), numbers.split(',').filter_map(|n| n.trim().parse().ok()).collect())
        }
        None => (name, Vec::new()),
    };
    Parts { family: family(base, name), base, numbers, is_array }
}

fn family(base: &str, name: &str) -> Family {
    let is_zoned = name.ends_with("with time zone");
    match base.to_ascii_lowercase().as_str() {
        "smallint" | "int2" => Family::Integer(2),
        "integer" | "int" | "int4" => Family::Integer(4),
        "bigint" | "int8" => Family::Integer(8),
        "numeric" | "decimal" => Family::Numeric,
        "real" | "float4" => Family::Float(4),
        "double precision" | "float8" => Family::Float(8),
        "text" | "varchar" | "character varying" | "citext" => Family::Text,
        "char" | "character" | "bpchar" => Family::Char,
        "boolean" | "bool" => Family::Bool,
        "date" => Family::Date,
        "time" => Family::Time,
        "timestamptz" | "timestamp with time zone" => Family::TimestampTz,
        "timestamp" if is_zoned => Family::TimestampTz,
        "timestamp" | "timestamp without time zone" => Family::Timestamp,
        "interval" => Family::Interval,
        "inet" => Family::Inet,
        "cidr" => Family::Cidr,
        "varbit" | "bit varying" => Family::Bits,
        "json" | "jsonb" => Family::Json,
        _ => Family::Other,
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::DataType;

    #[test]
    fn conversions() {
        let check = |from, to, is_kept, is_free| {
            let (one, other) = (DataType::named(from), DataType::named(to));
            assert_eq!(one.is_kept_by(&other), is_kept, "{from} kept by {to}");
            assert_eq!(one.is_free(&other), is_free, "{from} to {to} is free");
        };
        check("varchar(10)", "varchar(20)", true, true);
        check("varchar(20)", "varchar(10)", true, false);
        check("varchar(20)", "text", true, true);
        check("text", "varchar", true, true);
        check("text", "varchar(10)", true, false);
        check("char(3)", "text", true, false);
        check("integer", "bigint", true, false);
        check("bigint", "integer", true, false);
        check("integer", "text", true, false);
        check("text", "integer", false, false);
        check("numeric(10, 2)", "numeric(12, 2)", true, true);
        check("numeric(10, 2)", "numeric(12, 3)", true, false);
        check("numeric(10, 2)", "numeric(10, 1)", false, false);
        check("numeric(10, 2)", "numeric", true, true);
        check("numeric", "bigint", false, false);
        check("timestamp", "timestamptz", true, false);
        check("timestamp(3)", "timestamp", true, true);
        check("timestamptz", "date", false, false);
        check("cidr", "inet", true, true);
        check("json", "jsonb", true, false);
        check("integer[]", "bigint[]", true, false);
        check("text[]", "text", true, false);
        check("uuid", "uuid", true, true);
        check("uuid", "bytea", false, false);
    }
}
