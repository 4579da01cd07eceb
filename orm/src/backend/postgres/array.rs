//! Arrays: the binary form for values and results, the text form where arrays stand inside an array.
//!
//! The binary form (`array_recv`): the number of dimensions, whether there are NULLs, the type of the
//! elements; for each dimension its length and first index; for each element its length and its bytes.

use super::encode::{self, scalar, sent_as};
use crate::error::{Error, Kind};
use crate::schema::Type;
use crate::value::{BoxError, Value};
use diesel::pg::PgValue;
use std::num::NonZeroU32;

/// Writes the binary form. Elements that are arrays themselves are written as texts.
pub(super) fn write(element: &Type, values: &[Value], out: &mut Vec<u8>) -> Result<(), Error> {
    let element_type = match element {
        Type::Array(_) => sent_as(&Type::Text),
        element => sent_as(element),
    };
    out.extend(i32::from(!values.is_empty()).to_be_bytes());
    out.extend(i32::from(values.iter().any(Value::is_null)).to_be_bytes());
    out.extend(element_type.oid().to_be_bytes());
    if values.is_empty() {
        return Ok(());
    }
    out.extend(length(values.len())?.to_be_bytes());
    out.extend(1i32.to_be_bytes());
    for value in values {
        let at = out.len();
        out.extend((-1i32).to_be_bytes());
        let is_null = match (element, value) {
            (Type::Array(_), Value::Array(inner, values)) => {
                literal(inner, values, out)?;
                false
            }
            (_, value) => scalar(value, out)?,
        };
        if !is_null {
            let bytes = length(out.len() - at - 4)?;
            out[at..at + 4].copy_from_slice(&bytes.to_be_bytes());
        }
    }
    Ok(())
}

/// Writes the text form: `{"1","2",NULL}` (PostgreSQL manual, 8.15.2).
fn literal(element: &Type, values: &[Value], out: &mut Vec<u8>) -> Result<(), Error> {
    if matches!(element, Type::Array(_)) {
        return Err(Error::unsupported("a list of lists of lists"));
    }
    out.push(b'{');
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match element_text(value)? {
            Some(text) => quoted(&text, out),
            None => out.extend(b"NULL"),
        }
    }
    out.push(b'}');
    Ok(())
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        if matches!(byte, b'"' | b'\\') {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// The text form of an element that is no array.
fn element_text(value: &Value) -> Result<Option<String>, Error> {
    Ok(Some(match value {
        Value::Null(_) => return Ok(None),
        Value::Bool(value) => value.to_string(),
        Value::SmallInt(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::BigInt(value) => value.to_string(),
        // The shortest text that reads back as the same number; `NaN` and `inf` are understood too.
        Value::Real(value) => format!("{value:?}"),
        Value::Double(value) => format!("{value:?}"),
        Value::Text(value) => encode::text(value)?.to_owned(),
        Value::Bytes(value) => hexadecimal(value),
        #[cfg(feature = "uuid")]
        Value::Uuid(value) => value.to_string(),
        #[cfg(feature = "chrono")]
        Value::Date(value) => super::temporal::date_text(*value)?,
        #[cfg(feature = "chrono")]
        Value::Time(value) => super::temporal::time_text(*value)?,
        #[cfg(feature = "chrono")]
        Value::Timestamp(value) => super::temporal::timestamp_text(*value, "")?,
        #[cfg(feature = "chrono")]
        Value::TimestampTz(value) => super::temporal::timestamp_text(value.naive_utc(), "+00")?,
        #[cfg(feature = "decimal")]
        Value::Decimal(value) => value.to_string(),
        Value::Json(value) => encode::json(value)?,
        Value::Enum(_, label) => (*label).to_owned(),
        Value::Array(..) => return Err(Error::unsupported("a list of lists of lists")),
    }))
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(2 + 2 * bytes.len());
    text.push_str("\\x");
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

fn length(length: usize) -> Result<i32, Error> {
    i32::try_from(length).map_err(|_| Error::new(Kind::Encode, "a list of more than 2 GiB"))
}

/// Reads an array of one dimension.
///
/// # Errors
/// If the bytes are no such array, an element is `NULL`, or `each` refuses one.
pub(crate) fn read<T>(
    bytes: &[u8],
    each: fn(PgValue<'_>) -> Result<T, BoxError>,
) -> Result<Vec<T>, BoxError> {
    let mut rest = Reader(bytes);
    let dimensions = rest.number()?;
    let _has_nulls = rest.number()?;
    let element = NonZeroU32::new(rest.number()? as u32).ok_or(CUT)?;
    let length = match dimensions {
        0 => 0,
        1 => {
            let length = rest.number()?;
            let _first_index = rest.number()?;
            usize::try_from(length)?
        }
        _ => return Err("an array of more than one dimension, which a Vec cannot hold".into()),
    };
    // Each element has at least its length, so that a wrong length cannot ask for much memory.
    let mut values = Vec::with_capacity(length.min(rest.0.len() / 4));
    for _ in 0..length {
        let bytes = match rest.number()? {
            -1 => return Err("an array with a NULL, which a Vec of this type cannot hold".into()),
            length => rest.bytes(usize::try_from(length)?)?,
        };
        values.push(each(PgValue::new(bytes, &element))?);
    }
    Ok(values)
}

const CUT: &str = "not an array";

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Result<i32, BoxError> {
        let (number, rest) = self.0.split_first_chunk().ok_or(CUT)?;
        self.0 = rest;
        Ok(i32::from_be_bytes(*number))
    }

    fn bytes(&mut self, length: usize) -> Result<&'a [u8], BoxError> {
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(CUT)?;
        self.0 = rest;
        Ok(bytes)
    }
}
