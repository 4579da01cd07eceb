//! The text form of single values, and the way back: for the cursor of a page.

#[cfg(feature = "chrono")]
use super::time_text;
use super::{BoxError, DbType, Value};
use crate::row::{DecodeError, Row};
use crate::schema::Type;

/// The value's text; `None` for `NULL`, and for documents and lists, which have no order.
pub(crate) fn write(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null(_) | Value::Json(_) | Value::Array(..) => return None,
        Value::Bool(value) => value.to_string(),
        Value::SmallInt(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::BigInt(value) => value.to_string(),
        Value::Real(value) => value.to_string(),
        Value::Double(value) => value.to_string(),
        Value::Text(value) => value.to_string(),
        Value::Bytes(value) => value.iter().map(|byte| format!("{byte:02x}")).collect(),
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => value.to_string(),
        #[cfg(feature = "chrono")]
        Value::Date(value) => value.to_string(),
        #[cfg(feature = "chrono")]
        Value::Time(value) => value.to_string(),
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => value.to_string(),
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => value.naive_utc().to_string(),
        #[cfg(feature = "decimal")]
        Value::Decimal(value) => value.to_string(),
        Value::Enum(_, label) => (*label).to_owned(),
    })
}

/// The value of this type that has this text.
pub(crate) fn read(ty: Type, text: &str) -> Result<Value, BoxError> {
    Ok(match ty {
        Type::Bool => Value::Bool(text.parse()?),
        Type::SmallInt => Value::SmallInt(text.parse()?),
        Type::Integer => Value::Integer(text.parse()?),
        Type::BigInt => Value::BigInt(text.parse()?),
        Type::Real => Value::Real(text.parse()?),
        Type::Double => Value::Double(text.parse()?),
        Type::Text => Value::Text(text.to_owned().into()),
        Type::Bytes => Value::Bytes(
            (0..text.len())
                .step_by(2)
                .map(|at| Ok(u8::from_str_radix(text.get(at..at + 2).ok_or("half a byte")?, 16)?))
                .collect::<Result<_, BoxError>>()?,
        ),
        #[cfg(feature = "uuid")]
        Type::Uuid => Value::Uuid(text.parse()?),
        #[cfg(feature = "chrono")]
        Type::Date => Value::Date(time_text::date(text)?),
        #[cfg(feature = "chrono")]
        Type::Time => Value::Time(time_text::time(text)?),
        #[cfg(feature = "chrono")]
        Type::Timestamp => Value::Timestamp(time_text::timestamp(text)?),
        #[cfg(feature = "chrono")]
        Type::TimestampTz => Value::TimestampTz(time_text::timestamptz(text)?),
        #[cfg(feature = "decimal")]
        Type::Decimal => Value::Decimal(text.parse()?),
        Type::Enum(labels) => {
            let label = labels.labels.iter().find(|label| **label == text);
            Value::Enum(labels, label.ok_or("no label of the enum")?)
        }
        other => return Err(format!("{other:?} has no text form").into()),
    })
}

/// Reads the row's next column as a value of this type.
pub(crate) fn column(row: &mut Row<'_>, ty: Type) -> Result<Value, DecodeError> {
    fn get<T: DbType>(row: &mut Row<'_>) -> Result<Value, DecodeError> {
        Ok(row.take::<T>()?.map_or(Value::Null(T::TYPE), |value| value.to_value()))
    }
    match ty {
        Type::Bool => get::<bool>(row),
        Type::SmallInt => get::<i16>(row),
        Type::Integer => get::<i32>(row),
        Type::BigInt => get::<i64>(row),
        Type::Real => get::<f32>(row),
        Type::Double => get::<f64>(row),
        Type::Bytes => get::<Vec<u8>>(row),
        #[cfg(feature = "uuid")]
        Type::Uuid => get::<::uuid::Uuid>(row),
        #[cfg(feature = "chrono")]
        Type::Date => get::<::chrono::NaiveDate>(row),
        #[cfg(feature = "chrono")]
        Type::Time => get::<::chrono::NaiveTime>(row),
        #[cfg(feature = "chrono")]
        Type::Timestamp => get::<::chrono::NaiveDateTime>(row),
        #[cfg(feature = "chrono")]
        Type::TimestampTz => get::<::chrono::DateTime<::chrono::Utc>>(row),
        #[cfg(feature = "decimal")]
        Type::Decimal => get::<rust_decimal::Decimal>(row),
        Type::Enum(_) => Ok(match row.take::<String>()? {
            Some(label) => read(ty, &label).unwrap_or(Value::Null(ty)),
            None => Value::Null(ty),
        }),
        _ => get::<String>(row),
    }
}
