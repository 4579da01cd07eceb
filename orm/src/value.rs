//! What crosses to a database and back: values without a model.

mod array;
#[cfg(feature = "chrono")]
mod chrono;
mod db_type;
#[cfg(feature = "decimal")]
mod decimal;
mod json;
mod primitive;
mod scalar;
pub(crate) mod text_form;
#[cfg(feature = "chrono")]
pub(crate) mod time_text;
#[cfg(feature = "uuid")]
mod uuid;

pub use db_type::{BoxError, DbType, ValueFor, family};
pub use json::Json;
pub use scalar::Scalar;

use crate::schema::{Enum, Type};
use std::borrow::Cow;
use std::fmt;

/// A value of a column, apart from any model.
///
/// `Debug` shows the type and never the value, so that a statement can be logged.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// No value, of this type.
    Null(Type),
    /// A truth value.
    Bool(bool),
    /// A 16-bit integer.
    SmallInt(i16),
    /// A 32-bit integer.
    Integer(i32),
    /// A 64-bit integer.
    BigInt(i64),
    /// A 32-bit float.
    Real(f32),
    /// A 64-bit float.
    Double(f64),
    /// Text.
    Text(Cow<'static, str>),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A UUID.
    #[cfg(feature = "uuid")]
    Uuid(::uuid::Uuid),
    /// A calendar date.
    #[cfg(feature = "chrono")]
    Date(::chrono::NaiveDate),
    /// A time of day.
    #[cfg(feature = "chrono")]
    Time(::chrono::NaiveTime),
    /// A date and time without a zone.
    #[cfg(feature = "chrono")]
    Timestamp(::chrono::NaiveDateTime),
    /// A point in time.
    #[cfg(feature = "chrono")]
    TimestampTz(::chrono::DateTime<::chrono::Utc>),
    /// An exact decimal number.
    #[cfg(feature = "decimal")]
    Decimal(rust_decimal::Decimal),
    /// A JSON document.
    Json(serde_json::Value),
    /// One of an enum's labels.
    Enum(&'static Enum, &'static str),
    /// A list of values of one type.
    Array(Type, Vec<Value>),
}

impl Value {
    /// The type of the value.
    pub fn ty(&self) -> Type {
        match self {
            Value::Null(ty) => *ty,
            Value::Bool(_) => Type::Bool,
            Value::SmallInt(_) => Type::SmallInt,
            Value::Integer(_) => Type::Integer,
            Value::BigInt(_) => Type::BigInt,
            Value::Real(_) => Type::Real,
            Value::Double(_) => Type::Double,
            Value::Text(_) => Type::Text,
            Value::Bytes(_) => Type::Bytes,
            #[cfg(feature = "uuid")]
            Value::Uuid(_) => Type::Uuid,
            #[cfg(feature = "chrono")]
            Value::Date(_) => Type::Date,
            #[cfg(feature = "chrono")]
            Value::Time(_) => Type::Time,
            #[cfg(feature = "chrono")]
            Value::Timestamp(_) => Type::Timestamp,
            #[cfg(feature = "chrono")]
            Value::TimestampTz(_) => Type::TimestampTz,
            #[cfg(feature = "decimal")]
            Value::Decimal(_) => Type::Decimal,
            Value::Json(_) => Type::Json,
            Value::Enum(labels, _) => Type::Enum(labels),
            Value::Array(element, _) => Type::Array(element_ref(*element)),
        }
    }

    /// The error of a value that is not of the type that was asked for.
    pub(crate) fn mismatch(&self, expected: Type) -> BoxError {
        format!("expected {expected:?}, found {self:?}").into()
    }

    /// Whether it is `NULL`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null(_))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null(ty) => write!(f, "Null({ty:?})"),
            Value::Array(ty, values) => write!(f, "Array({ty:?}, {} values)", values.len()),
            value => write!(f, "{:?}(..)", value.ty()),
        }
    }
}

/// A `&'static` to a type that an array can have as its element.
pub(crate) fn element_ref(ty: Type) -> &'static Type {
    match ty {
        Type::Bool => &Type::Bool,
        Type::SmallInt => &Type::SmallInt,
        Type::Integer => &Type::Integer,
        Type::BigInt => &Type::BigInt,
        Type::Real => &Type::Real,
        Type::Double => &Type::Double,
        Type::Text => &Type::Text,
        Type::Bytes => &Type::Bytes,
        Type::Uuid => &Type::Uuid,
        Type::Date => &Type::Date,
        Type::Time => &Type::Time,
        Type::Timestamp => &Type::Timestamp,
        Type::TimestampTz => &Type::TimestampTz,
        Type::Decimal => &Type::Decimal,
        Type::Json => &Type::Json,
        // An enum's labels, or the text form of an array in a bulk insert.
        Type::Enum(_) | Type::Array(_) => &Type::Text,
    }
}
