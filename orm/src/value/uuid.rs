//! UUIDs: `uuid` on PostgreSQL, hyphenated text on SQLite.

use super::{BoxError, DbType, Value, family};
use crate::schema::Type;
use uuid::Uuid;

#[diagnostic::do_not_recommend]
impl DbType for Uuid {
    const TYPE: Type = Type::Uuid;
    type Family = family::Opaque;

    fn to_value(&self) -> Value {
        Value::Uuid(*self)
    }

    fn from_value(value: Value) -> Result<Self, BoxError> {
        match value {
            Value::Uuid(value) => Ok(value),
            other => Err(other.mismatch(Self::TYPE)),
        }
    }

    #[cfg(feature = "postgres")]
    fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
        diesel::deserialize::FromSql::<diesel::sql_types::Uuid, diesel::pg::Pg>::from_sql(value)
    }

    #[cfg(feature = "sqlite")]
    fn from_sqlite(mut value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> Result<Self, BoxError> {
        Ok(Uuid::try_parse(value.read_text())?)
    }
}
