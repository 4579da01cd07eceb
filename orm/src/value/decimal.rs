//! Decimals of up to 28 digits: `numeric` on PostgreSQL, text with the collation `decimal` on SQLite.

use super::{BoxError, DbType, Value, ValueFor, family};
use crate::schema::Type;
use rust_decimal::Decimal;

#[diagnostic::do_not_recommend]
impl DbType for Decimal {
    const TYPE: Type = Type::Decimal;
    type Family = family::Decimal;

    fn to_value(&self) -> Value {
        Value::Decimal(*self)
    }

    fn from_value(value: Value) -> Result<Self, BoxError> {
        match value {
            Value::Decimal(value) => Ok(value),
            other => Err(other.mismatch(Self::TYPE)),
        }
    }

    #[cfg(feature = "postgres")]
    fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
        crate::backend::postgres::decimal::read(value.as_bytes())
    }

    #[cfg(feature = "sqlite")]
    fn from_sqlite(mut value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> Result<Self, BoxError> {
        Ok(value.read_text().parse()?)
    }
}

macro_rules! whole_number {
    ($($rust:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl ValueFor<Decimal> for $rust {
            fn value_for(self) -> Value {
                Value::Decimal(self.into())
            }
        }
    )*};
}

whole_number!(i32, i64, u32, u64);
