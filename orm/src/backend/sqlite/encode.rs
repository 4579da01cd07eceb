//! Values in the five forms that SQLite has.

use super::array;
use crate::error::{Error, Kind};
use crate::value::Value;
use std::borrow::Cow;

/// A value as SQLite keeps it.
#[derive(Clone)]
pub(super) enum Bind {
    Null,
    Integer(i64),
    Real(f64),
    Text(Cow<'static, str>),
    Blob(Vec<u8>),
}

pub(super) fn binds(values: &[Value]) -> Result<Vec<Bind>, Error> {
    values.iter().map(bind).collect()
}

fn bind(value: &Value) -> Result<Bind, Error> {
    Ok(match value {
        Value::Null(_) => Bind::Null,
        Value::Bool(value) => Bind::Integer(i64::from(*value)),
        Value::SmallInt(value) => Bind::Integer(i64::from(*value)),
        Value::Integer(value) => Bind::Integer(i64::from(*value)),
        Value::BigInt(value) => Bind::Integer(*value),
        Value::Real(value) => Bind::Real(number(f64::from(*value))?),
        Value::Double(value) => Bind::Real(number(*value)?),
        Value::Bytes(value) => Bind::Blob(value.clone()),
        Value::Array(_, values) => Bind::Text(array::text(values)?.into()),
        value => Bind::Text(text(value)?),
    })
}

/// A NaN becomes `NULL` in SQLite, without a word.
pub(super) fn number(value: f64) -> Result<f64, Error> {
    if value.is_nan() {
        return Err(Error::new(Kind::Encode, "SQLite cannot hold NaN"));
    }
    Ok(value)
}

/// The text of a value that is kept as one. Equal values have equal texts, except for decimals,
/// which have a collation; texts of dates and times sort as they do.
pub(super) fn text(value: &Value) -> Result<Cow<'static, str>, Error> {
    Ok(match value {
        Value::Text(value) => value.clone(),
        Value::Enum(_, label) => Cow::Borrowed(label),
        Value::Json(value) => value.to_string().into(),
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => value.to_string().into(),
        #[cfg(feature = "chrono")]
        Value::Date(value) => super::temporal::date_text(*value)?.into(),
        #[cfg(feature = "chrono")]
        Value::Time(value) => super::temporal::time_text(*value)?.into(),
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => super::temporal::timestamp_text(*value)?.into(),
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => super::temporal::timestamptz_text(*value)?.into(),
        #[cfg(feature = "decimal")]
        Value::Decimal(value) => value.to_string().into(),
        _ => return Err(Error::new(Kind::Encode, "the value has no text form")),
    })
}
