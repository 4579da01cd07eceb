//! Cells of a result, by index, straight into the struct's types.

use super::copy_out::CopiedRow;
use super::encode::sent_as;
use crate::schema::Type;
use crate::value::{BoxError, DbType};
use diesel::pg::PgValue;
use std::num::NonZeroU32;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Oid, Type as PgType};

/// The value in a column; `None` if it is `NULL`.
#[inline]
pub(crate) fn cell<T: DbType>(row: &Row, at: usize) -> Result<Option<T>, BoxError> {
    value(raw(row, at)?, || row.columns()[at].type_())
}

/// The value in a column of a row out of a COPY; `None` if it is `NULL`.
pub(crate) fn copied_cell<T: DbType>(row: &CopiedRow, at: usize) -> Result<Option<T>, BoxError> {
    value(row.cell(at)?, || row.columns()[at].type_())
}

#[inline]
fn value<'a, T: DbType>(
    cell: Cell<'_>,
    ty: impl Fn() -> &'a PgType,
) -> Result<Option<T>, BoxError> {
    let Some(bytes) = cell.bytes else { return Ok(None) };
    if !fits(&T::TYPE, cell.oid) {
        return Err(format!("the column is of the type {}", ty().name()).into());
    }
    let oid = NonZeroU32::new(cell.oid).ok_or("the column has no type")?;
    T::from_postgres(PgValue::new(bytes, &oid)).map(Some)
}

/// The bytes of a value whose binary form has one length.
#[inline]
pub(crate) fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], BoxError> {
    bytes.try_into().map_err(|_| wrong_length(bytes.len(), N))
}

#[cold]
fn wrong_length(found: usize, expected: usize) -> BoxError {
    format!("the value has {found} bytes, not {expected}").into()
}

/// Whether the column is `NULL`.
pub(crate) fn is_null(row: &Row, at: usize) -> bool {
    raw(row, at).is_ok_and(|cell| cell.bytes.is_none())
}

/// Whether the column of a row out of a COPY is `NULL`.
pub(crate) fn copied_is_null(row: &CopiedRow, at: usize) -> bool {
    row.cell(at).is_ok_and(|cell| cell.bytes.is_none())
}

/// A cell as it came.
pub(super) struct Cell<'a> {
    pub(super) oid: Oid,
    pub(super) bytes: Option<&'a [u8]>,
}

#[inline]
pub(super) fn raw(row: &Row, at: usize) -> Result<Cell<'_>, BoxError> {
    row.try_get(at).map_err(|_| format!("the result has only {} columns", row.len()).into())
}

impl<'a> FromSql<'a> for Cell<'a> {
    #[inline]
    fn from_sql(ty: &PgType, bytes: &'a [u8]) -> Result<Self, BoxError> {
        Ok(Cell { oid: ty.oid(), bytes: Some(bytes) })
    }

    fn from_sql_null(ty: &PgType) -> Result<Self, BoxError> {
        Ok(Cell { oid: ty.oid(), bytes: None })
    }

    fn accepts(_: &PgType) -> bool {
        true
    }
}

/// Whether a column of the type `oid` can be read as `ty`.
///
/// The binary forms have no type in them: a `double precision` would be read as some `bigint`.
// For each cell: of a type that is known, a comparison of two numbers is left of it.
#[inline]
pub(super) fn fits(ty: &Type, oid: Oid) -> bool {
    usual(ty) == Some(oid) || fits_too(ty, oid)
}

/// The number of the type that most columns of `ty` have (`pg_type.dat`).
const fn usual(ty: &Type) -> Option<Oid> {
    Some(match ty {
        Type::Bool => 16,
        Type::Bytes => 17,
        Type::BigInt => 20,
        Type::SmallInt => 21,
        Type::Integer => 23,
        Type::Text => 25,
        Type::Real => 700,
        Type::Double => 701,
        Type::Date => 1082,
        Type::Time => 1083,
        Type::Timestamp => 1114,
        Type::TimestampTz => 1184,
        Type::Decimal => 1700,
        Type::Uuid => 2950,
        Type::Json => 3802,
        Type::Enum(_) | Type::Array(_) => return None,
    })
}

/// Types that the server itself has (`FirstNormalObjectId` in `transam.h`).
const FIRST_USER_OID: Oid = 16_384;

#[cold]
fn fits_too(ty: &Type, oid: Oid) -> bool {
    const TEXT: [PgType; 7] = [
        PgType::TEXT,
        PgType::VARCHAR,
        PgType::BPCHAR,
        PgType::NAME,
        PgType::UNKNOWN,
        PgType::CHAR,
        PgType::XML,
    ];
    const TEXTS: [PgType; 4] =
        [PgType::TEXT_ARRAY, PgType::VARCHAR_ARRAY, PgType::BPCHAR_ARRAY, PgType::NAME_ARRAY];
    let is_one_of = |types: &[PgType]| types.iter().any(|ty| ty.oid() == oid);
    match ty {
        // An enum type or one of an extension, such as `citext`.
        Type::Text | Type::Enum(_) => oid >= FIRST_USER_OID || is_one_of(&TEXT),
        Type::Array(Type::Text | Type::Enum(_)) => oid >= FIRST_USER_OID || is_one_of(&TEXTS),
        ty => sent_as(ty).oid() == oid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_what_is_sent() {
        let all = [
            Type::Bool,
            Type::Bytes,
            Type::BigInt,
            Type::SmallInt,
            Type::Integer,
            Type::Text,
            Type::Real,
            Type::Double,
            Type::Date,
            Type::Time,
            Type::Timestamp,
            Type::TimestampTz,
            Type::Decimal,
            Type::Uuid,
            Type::Json,
        ];
        for ty in all {
            assert_eq!(usual(&ty), Some(sent_as(&ty).oid()), "{ty:?}");
        }
    }
}
