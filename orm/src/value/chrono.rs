//! Dates and times: PostgreSQL's own types, ISO 8601 text on SQLite, to the microsecond on both.

#[cfg(feature = "sqlite")]
use super::time_text;
use super::{BoxError, DbType, Value, ValueFor, family};
use crate::schema::Type;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
#[cfg(feature = "postgres")]
use diesel::deserialize::FromSql;
#[cfg(feature = "postgres")]
use diesel::sql_types;

macro_rules! temporal {
    ($rust:ty, $variant:ident, $sql:ty, $from_text:path) => {
        #[diagnostic::do_not_recommend]
        impl DbType for $rust {
            const TYPE: Type = Type::$variant;
            type Family = family::Temporal;

            fn to_value(&self) -> Value {
                Value::$variant(*self)
            }

            fn from_value(value: Value) -> Result<Self, BoxError> {
                match value {
                    Value::$variant(value) => Ok(value),
                    other => Err(other.mismatch(Self::TYPE)),
                }
            }

            #[cfg(feature = "postgres")]
            fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
                FromSql::<$sql, diesel::pg::Pg>::from_sql(value)
            }

            #[cfg(feature = "sqlite")]
            fn from_sqlite(
                mut value: diesel::sqlite::SqliteValue<'_, '_, '_>,
            ) -> Result<Self, BoxError> {
                $from_text(value.read_text())
            }
        }
    };
}

temporal!(NaiveDate, Date, sql_types::Date, time_text::date);
temporal!(NaiveTime, Time, sql_types::Time, time_text::time);
temporal!(NaiveDateTime, Timestamp, sql_types::Timestamp, time_text::timestamp);
temporal!(DateTime<Utc>, TimestampTz, sql_types::Timestamptz, time_text::timestamptz);

/// A zone is kept as the point in time that it names.
#[diagnostic::do_not_recommend]
impl ValueFor<DateTime<Utc>> for DateTime<FixedOffset> {
    fn value_for(self) -> Value {
        Value::TimestampTz(self.to_utc())
    }
}
