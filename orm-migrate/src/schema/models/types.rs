//! The types of models' columns, in the words of a database.

use super::enums;
use crate::schema::DataType;
use orm::Dialect;
use orm::schema::{Column, Size, Type};

/// The type of a column, and its collation.
pub(super) fn of(dialect: Dialect, column: &Column) -> (DataType, Option<String>) {
    match (dialect, column.ty) {
        (Dialect::Postgres, Type::Enum(labels)) if labels.native => {
            return (DataType::Enum(enums::name(labels)), None);
        }
        (Dialect::Postgres, Type::Array(&Type::Enum(labels))) if labels.native => {
            return (DataType::EnumArray(enums::name(labels)), None);
        }
        _ => {}
    }
    let name = dialect.type_name(column.ty);
    match (dialect, column.size) {
        (Dialect::Postgres, Some(size)) => (DataType::named(sized(&name, column.ty, size)), None),
        _ => match name.split_once(" COLLATE ") {
            Some((name, collation)) => (DataType::named(name), Some(collation.to_owned())),
            None => (DataType::named(name), None),
        },
    }
}

/// `varchar(40)`, `numeric(12,2)`, `timestamptz(3)`: as the server itself writes them, in short.
fn sized(name: &str, ty: Type, size: Size) -> String {
    match size {
        Size::Length(length) => format!("varchar({length})"),
        Size::Precision { precision, scale } if ty == Type::Decimal => {
            format!("{name}({precision},{scale})")
        }
        Size::Precision { precision, .. } => format!("{name}({precision})"),
    }
}
