//! The conditions that a column's type needs, where the database's own type says less.

use orm::Dialect;
use orm::schema::{Column, Size, Type};

/// The condition that a column holds only what its type can: SQLite's integers all have 64 bits, and
/// a sum that is too large for these becomes a float.
pub(crate) fn range(dialect: Dialect, name: &str, column: &Column) -> Option<String> {
    if dialect != Dialect::Sqlite {
        return None;
    }
    let integer = format!("typeof({name}) = 'integer'");
    let between =
        |least: i64, most: i64| format!("{integer} AND {name} BETWEEN {least} AND {most}");
    let (check, is_pair) = match column.ty {
        // `NULL IN (0, 1)` is `NULL`, which a check takes.
        Type::Bool => return Some(format!("{name} IN (0, 1)")),
        Type::SmallInt => (between(i16::MIN.into(), i16::MAX.into()), true),
        Type::Integer => (between(i32::MIN.into(), i32::MAX.into()), true),
        Type::BigInt => (integer, false),
        _ => return None,
    };
    Some(match (column.nullable, is_pair) {
        (false, _) => check,
        (true, false) => format!("{name} IS NULL OR {check}"),
        (true, true) => format!("{name} IS NULL OR ({check})"),
    })
}

/// The condition that a text is as long as SQLite's column can be: it minds no length in a type's name.
pub(crate) fn length(dialect: Dialect, name: &str, column: &Column) -> Option<String> {
    match (dialect, column.size) {
        (Dialect::Sqlite, Some(Size::Length(most))) => Some(format!("length({name}) <= {most}")),
        _ => None,
    }
}

/// The condition that a decimal has no more digits before the point and behind it than SQLite's column can,
/// where it is a text. Zeros at the ends count for nothing.
pub(crate) fn precision(dialect: Dialect, name: &str, column: &Column) -> Option<String> {
    let Some(Size::Precision { precision, scale }) = column.size else { return None };
    if dialect != Dialect::Sqlite || column.ty != Type::Decimal {
        return None;
    }
    let before = format!(
        "instr(ltrim({name}, '-0') || '.', '.') <= {}",
        precision.saturating_sub(scale) + 1
    );
    let behind = format!("rtrim(substr({name}, instr({name} || '.', '.') + 1), '0')");
    Some(format!("{before} AND length({behind}) <= {scale}"))
}

/// The condition that a column holds only the labels of its enum, where the database has no type for it.
pub(crate) fn labels(dialect: Dialect, column: &str, ty: Type) -> Option<String> {
    let list = |labels: &[&str]| {
        labels.iter().map(|label| dialect.literal(label)).collect::<Vec<_>>().join(", ")
    };
    match (ty, dialect) {
        (Type::Enum(labels), Dialect::Postgres) if labels.native => None,
        (Type::Enum(labels), _) => Some(format!("{column} IN ({})", list(labels.labels))),
        (Type::Array(Type::Enum(labels)), Dialect::Postgres) if !labels.native => {
            Some(format!("{column} <@ ARRAY[{}]::text[]", list(labels.labels)))
        }
        _ => None,
    }
}
