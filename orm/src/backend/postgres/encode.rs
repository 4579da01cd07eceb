//! Values as the server reads them: a type, and PostgreSQL's binary form.

use super::array;
use crate::error::{Error, Kind};
use crate::schema::Type;
use crate::value::{BoxError, Value};
use bytes::BytesMut;
use std::fmt;
use std::ops::Range;
use tokio_postgres::types::{IsNull, Oid, ToSql, Type as PgType, to_sql_checked};

/// Room for this many bytes a value saves most statements from growing their buffer.
const USUAL_LENGTH: usize = 16;

/// The values of one statement: one buffer for all of them.
#[derive(Default)]
pub(super) struct Params {
    types: Vec<PgType>,
    bytes: Vec<u8>,
    ranges: Vec<Option<Range<usize>>>,
}

impl Params {
    pub(super) fn of(values: &[Value]) -> Result<Params, Error> {
        let mut params = Params {
            types: Vec::with_capacity(values.len()),
            bytes: Vec::with_capacity(values.len() * USUAL_LENGTH),
            ranges: Vec::with_capacity(values.len()),
        };
        for value in values {
            let start = params.bytes.len();
            let is_null = scalar(value, &mut params.bytes)?;
            params.types.push(sent_as(&value.ty()));
            params.ranges.push((!is_null).then_some(start..params.bytes.len()));
        }
        Ok(params)
    }

    /// The types alone, for a statement that is only prepared.
    pub(super) fn only_types(values: &[Value]) -> Params {
        let types = values.iter().map(|value| sent_as(&value.ty())).collect();
        Params { types, ..Params::default() }
    }

    /// Adds a value that is in binary form already.
    pub(super) fn push(&mut self, ty: PgType, bytes: Option<&[u8]>) {
        let start = self.bytes.len();
        self.types.push(ty);
        self.ranges.push(bytes.map(|bytes| {
            self.bytes.extend_from_slice(bytes);
            start..self.bytes.len()
        }));
    }

    pub(super) fn types(&self) -> &[PgType] {
        &self.types
    }

    pub(super) fn oids(&self) -> impl Iterator<Item = Oid> {
        self.types.iter().map(PgType::oid)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Param<'_>> {
        self.ranges.iter().map(|range| Param(range.clone().map(|range| &self.bytes[range])))
    }
}

/// One value. `Debug` hides it: tokio-postgres logs parameters.
pub(super) struct Param<'a>(Option<&'a [u8]>);

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Param(..)")
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, _: &PgType, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        match self.0 {
            Some(bytes) => {
                out.extend_from_slice(bytes);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &PgType) -> bool {
        true
    }

    to_sql_checked!();
}

/// The type that a value of this type is sent as.
///
/// Enums go as text: the statement casts where the column has an enum type of its own.
pub(super) fn sent_as(ty: &Type) -> PgType {
    match ty {
        Type::Bool => PgType::BOOL,
        Type::SmallInt => PgType::INT2,
        Type::Integer => PgType::INT4,
        Type::BigInt => PgType::INT8,
        Type::Real => PgType::FLOAT4,
        Type::Double => PgType::FLOAT8,
        Type::Text | Type::Enum(_) => PgType::TEXT,
        Type::Bytes => PgType::BYTEA,
        Type::Uuid => PgType::UUID,
        Type::Date => PgType::DATE,
        Type::Time => PgType::TIME,
        Type::Timestamp => PgType::TIMESTAMP,
        Type::TimestampTz => PgType::TIMESTAMPTZ,
        Type::Decimal => PgType::NUMERIC,
        Type::Json => PgType::JSONB,
        Type::Array(element) => sent_as_array(element),
    }
}

fn sent_as_array(element: &Type) -> PgType {
    match element {
        Type::Bool => PgType::BOOL_ARRAY,
        Type::SmallInt => PgType::INT2_ARRAY,
        Type::Integer => PgType::INT4_ARRAY,
        Type::BigInt => PgType::INT8_ARRAY,
        Type::Real => PgType::FLOAT4_ARRAY,
        Type::Double => PgType::FLOAT8_ARRAY,
        // An array's elements cannot be arrays of several lengths: those go in their text form.
        Type::Text | Type::Enum(_) | Type::Array(_) => PgType::TEXT_ARRAY,
        Type::Bytes => PgType::BYTEA_ARRAY,
        Type::Uuid => PgType::UUID_ARRAY,
        Type::Date => PgType::DATE_ARRAY,
        Type::Time => PgType::TIME_ARRAY,
        Type::Timestamp => PgType::TIMESTAMP_ARRAY,
        Type::TimestampTz => PgType::TIMESTAMPTZ_ARRAY,
        Type::Decimal => PgType::NUMERIC_ARRAY,
        Type::Json => PgType::JSONB_ARRAY,
    }
}

/// Writes a value's binary form; gives whether it is `NULL`, which has none.
///
/// The forms are those of the types' `recv` functions in PostgreSQL's `src/backend/utils/adt`.
pub(super) fn scalar(value: &Value, out: &mut Vec<u8>) -> Result<bool, Error> {
    match value {
        Value::Null(_) => return Ok(true),
        Value::Bool(value) => out.push(u8::from(*value)),
        Value::SmallInt(value) => out.extend_from_slice(&value.to_be_bytes()),
        Value::Integer(value) => out.extend_from_slice(&value.to_be_bytes()),
        Value::BigInt(value) => out.extend_from_slice(&value.to_be_bytes()),
        Value::Real(value) => out.extend_from_slice(&value.to_be_bytes()),
        Value::Double(value) => out.extend_from_slice(&value.to_be_bytes()),
        Value::Text(value) => out.extend_from_slice(text(value)?.as_bytes()),
        Value::Bytes(value) => out.extend_from_slice(value),
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => out.extend(value.as_bytes()),
        #[cfg(feature = "chrono")]
        Value::Date(value) => out.extend(super::temporal::days(*value)?.to_be_bytes()),
        #[cfg(feature = "chrono")]
        Value::Time(value) => out.extend(super::temporal::time_of_day(*value)?.to_be_bytes()),
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => out.extend(super::temporal::microseconds(*value)?.to_be_bytes()),
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => {
            out.extend(super::temporal::microseconds(value.naive_utc())?.to_be_bytes())
        }
        #[cfg(feature = "decimal")]
        Value::Decimal(value) => super::decimal::write(value, out),
        Value::Json(value) => {
            // The version of the binary form.
            out.push(1);
            out.extend(json(value)?.as_bytes());
        }
        Value::Enum(_, label) => out.extend(label.as_bytes()),
        Value::Array(element, values) => array::write(element, values, out)?,
    }
    Ok(false)
}

/// A text that the server can hold (PostgreSQL manual, 8.3).
pub(super) fn text(value: &str) -> Result<&str, Error> {
    if value.contains('\0') {
        return Err(nul());
    }
    Ok(value)
}

/// A document's text. A `jsonb` holds its texts decoded, so that the NUL character is out there too.
pub(super) fn json(value: &serde_json::Value) -> Result<String, Error> {
    let text = value.to_string();
    if text.contains("\\u0000") && holds_nul(value) {
        return Err(nul());
    }
    Ok(text)
}

fn holds_nul(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(values) => values.iter().any(holds_nul),
        serde_json::Value::Object(fields) => {
            fields.iter().any(|(key, value)| key.contains('\0') || holds_nul(value))
        }
        _ => false,
    }
}

fn nul() -> Error {
    Error::new(Kind::Encode, "PostgreSQL text cannot hold a NUL character")
}
