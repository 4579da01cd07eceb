//! Dates and times: PostgreSQL's own types, ISO 8601 text on SQLite, to the microsecond on both.

use super::{BoxError, DbType, Value, ValueFor, family};
use crate::schema::Type;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
#[cfg(feature = "postgres")]
use diesel::deserialize::FromSql;
#[cfg(feature = "postgres")]
use diesel::sql_types;

macro_rules! temporal {
    ($rust:ty, $variant:ident, $sql:ty, $sqlite:expr) => {
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
                let parse: fn(&str) -> Result<$rust, BoxError> = $sqlite;
                parse(value.read_text())
            }
        }
    };
}

temporal!(NaiveDate, Date, sql_types::Date, |text| Ok(NaiveDate::parse_from_str(text, "%F")?));
temporal!(NaiveTime, Time, sql_types::Time, |text| Ok(NaiveTime::parse_from_str(text, "%T%.f")?));
temporal!(NaiveDateTime, Timestamp, sql_types::Timestamp, |text| {
    let text = text.replacen('T', " ", 1);
    Ok(NaiveDateTime::parse_from_str(&text, "%F %T%.f")?)
});
temporal!(DateTime<Utc>, TimestampTz, sql_types::Timestamptz, |text| {
    // What other programs write: with `T`, with `Z`, or as `CURRENT_TIMESTAMP` does, in UTC without
    // saying so.
    let text = text.replacen('T', " ", 1);
    if let Ok(time) = DateTime::<FixedOffset>::parse_from_str(&text, "%F %T%.f%:z") {
        return Ok(time.to_utc());
    }
    let utc = text.strip_suffix('Z').unwrap_or(&text);
    Ok(NaiveDateTime::parse_from_str(utc, "%F %T%.f")?.and_utc())
});

/// A zone is kept as the point in time that it names.
#[diagnostic::do_not_recommend]
impl ValueFor<DateTime<Utc>> for DateTime<FixedOffset> {
    fn value_for(self) -> Value {
        Value::TimestampTz(self.to_utc())
    }
}
