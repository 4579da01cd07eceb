//! Lists: arrays on PostgreSQL, JSON arrays on SQLite.

use super::{BoxError, DbType, Value, family};
use crate::schema::Type;

/// The families that a list can have as its element: everything but a list.
pub trait Element {}

impl Element for family::Integer {}
impl Element for family::Float {}
impl Element for family::Decimal {}
impl Element for family::Text {}
impl Element for family::Bool {}
impl Element for family::Temporal {}
impl Element for family::Opaque {}
impl Element for family::Enum {}
impl Element for family::Json {}

#[diagnostic::do_not_recommend]
impl<T> DbType for Vec<T>
where
    T: DbType<Family: Element>,
{
    const TYPE: Type = Type::Array(&T::TYPE);
    type Family = family::Array;

    fn to_value(&self) -> Value {
        Value::Array(T::TYPE, self.iter().map(DbType::to_value).collect())
    }

    fn into_value(self) -> Value {
        Value::Array(T::TYPE, self.into_iter().map(DbType::into_value).collect())
    }

    fn from_value(value: Value) -> Result<Self, BoxError> {
        match value {
            Value::Array(_, values) => values.into_iter().map(T::from_value).collect(),
            other => Err(other.mismatch(Self::TYPE)),
        }
    }

    #[cfg(feature = "postgres")]
    fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
        crate::backend::postgres::array::read(value.as_bytes(), T::from_postgres)
    }

    #[cfg(feature = "sqlite")]
    fn from_sqlite(mut value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> Result<Self, BoxError> {
        crate::backend::sqlite::array::read(value.read_text(), T::TYPE)?
            .into_iter()
            .map(T::from_value)
            .collect()
    }
}
