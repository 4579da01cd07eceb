//! Lists as JSON texts: the value of a column, and the one bound value of an `IN`.

use super::encode::{self, number};
use crate::error::{Error, Kind};
use crate::schema::Type;
#[cfg(feature = "chrono")]
use crate::value::time_text;
use crate::value::{BoxError, Value};
use serde_json::Value as Json;

/// The text of a column that holds a list. JSON has no form for bytes: they are hexadecimal digits.
pub(crate) fn text(values: &[Value]) -> Result<String, Error> {
    let values = values.iter().map(element).collect::<Result<Vec<_>, _>>()?;
    Ok(Json::Array(values).to_string())
}

/// The text for `IN (SELECT value FROM json_each(?))`: what `json_each` makes of an element is equal
/// to what a column holds.
///
/// Two types need a function in the statement: floats are the integers of the same bits, for
/// `double_from_bits(value)`, since SQLite does not always read a number back as it was; bytes are
/// hexadecimal digits, for `unhex(value)`.
pub(crate) fn list(values: &[Value]) -> Result<String, Error> {
    let values = values.iter().map(|value| {
        Ok(match value {
            Value::Real(value) => bits(f64::from(*value))?,
            Value::Double(value) => bits(*value)?,
            // A document is compared by its text.
            Value::Json(_) => encode::text(value)?.into(),
            value => element(value)?,
        })
    });
    Ok(Json::Array(values.collect::<Result<Vec<_>, Error>>()?).to_string())
}

fn bits(value: f64) -> Result<Json, Error> {
    Ok((number(value)?.to_bits() as i64).into())
}

fn element(value: &Value) -> Result<Json, Error> {
    Ok(match value {
        Value::Null(_) => Json::Null,
        Value::Bool(value) => (*value).into(),
        Value::SmallInt(value) => (*value).into(),
        Value::Integer(value) => (*value).into(),
        Value::BigInt(value) => (*value).into(),
        // Widened, so that the digits are those of the very number.
        Value::Real(value) => float(f64::from(*value))?,
        Value::Double(value) => float(*value)?,
        Value::Bytes(value) => {
            value.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
        }
        Value::Json(value) => value.clone(),
        Value::Array(..) => return Err(Error::unsupported("a list of lists")),
        value => encode::text(value)?.into(),
    })
}

fn float(value: f64) -> Result<Json, Error> {
    let number = serde_json::Number::from_f64(value);
    number
        .map(Json::Number)
        .ok_or_else(|| Error::new(Kind::Encode, "SQLite's lists cannot hold NaN or infinities"))
}

/// The elements of a column's list.
///
/// # Errors
/// If the text is no JSON array, or an element is not of the type.
pub(crate) fn read(text: &str, element: Type) -> Result<Vec<Value>, BoxError> {
    let values: Vec<Json> = serde_json::from_str(text)?;
    values.into_iter().map(|value| read_element(value, element)).collect()
}

fn read_element(value: Json, ty: Type) -> Result<Value, BoxError> {
    let read = match (ty, &value) {
        (Type::Json, _) => return Ok(Value::Json(value)),
        (_, Json::Null) => Some(Value::Null(ty)),
        (_, Json::Bool(value)) if ty == Type::Bool => Some(Value::Bool(*value)),
        (_, Json::Number(value)) => read_number(value, ty)?,
        (_, Json::String(value)) => read_text(value, ty)?,
        _ => None,
    };
    read.ok_or_else(|| format!("an element of the list is no {ty:?}").into())
}

fn read_number(value: &serde_json::Number, ty: Type) -> Result<Option<Value>, BoxError> {
    Ok(match ty {
        Type::SmallInt => value.as_i64().map(i16::try_from).transpose()?.map(Value::SmallInt),
        Type::Integer => value.as_i64().map(i32::try_from).transpose()?.map(Value::Integer),
        Type::BigInt => value.as_i64().map(Value::BigInt),
        Type::Real => value.as_f64().map(|value| Value::Real(value as f32)),
        Type::Double => value.as_f64().map(Value::Double),
        #[cfg(feature = "decimal")]
        Type::Decimal => {
            Some(Value::Decimal(rust_decimal::Decimal::from_str_exact(&value.to_string())?))
        }
        _ => None,
    })
}

fn read_text(text: &str, ty: Type) -> Result<Option<Value>, BoxError> {
    Ok(match ty {
        Type::Text => Some(Value::Text(text.to_owned().into())),
        Type::Bytes => bytes(text).map(Value::Bytes),
        Type::Enum(labels) => labels
            .labels
            .iter()
            .find(|label| **label == text)
            .map(|label| Value::Enum(labels, label)),
        #[cfg(feature = "uuid")]
        Type::Uuid => Some(Value::Uuid(uuid::Uuid::try_parse(text)?)),
        #[cfg(feature = "chrono")]
        Type::Date => Some(Value::Date(time_text::date(text)?)),
        #[cfg(feature = "chrono")]
        Type::Time => Some(Value::Time(time_text::time(text)?)),
        #[cfg(feature = "chrono")]
        Type::Timestamp => Some(Value::Timestamp(time_text::timestamp(text)?)),
        #[cfg(feature = "chrono")]
        Type::TimestampTz => Some(Value::TimestampTz(time_text::timestamptz(text)?)),
        #[cfg(feature = "decimal")]
        Type::Decimal => Some(Value::Decimal(rust_decimal::Decimal::from_str_exact(text)?)),
        _ => None,
    })
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let pairs = pairs.iter().map(|[high, low]| Some((digit(*high)? * 16 + digit(*low)?) as u8));
    if rest.is_empty() { pairs.collect() } else { None }
}
