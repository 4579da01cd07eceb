//! Integers, floats, truth values, text and bytes.
//!
//! SQLite's cells are read by Diesel's conversions. PostgreSQL's binary forms are read here: most columns
//! are of these types, and Diesel's conversions are calls into another crate for each cell.

use super::{BoxError, DbType, Value, ValueFor, family};
#[cfg(feature = "postgres")]
use crate::backend::postgres::decode::exact;
use crate::schema::Type;
#[cfg(feature = "sqlite")]
use diesel::{deserialize::FromSql, sql_types};

/// A type that both databases have as it is; `$read` makes it of PostgreSQL's bytes.
macro_rules! primitive {
    ($rust:ty, $variant:ident, $sql:ty, $family:ident, $read:expr) => {
        #[diagnostic::do_not_recommend]
        impl DbType for $rust {
            const TYPE: Type = Type::$variant;
            type Family = family::$family;

            fn to_value(&self) -> Value {
                Value::$variant(self.clone().into())
            }

            fn into_value(self) -> Value {
                Value::$variant(self.into())
            }

            fn from_value(value: Value) -> Result<Self, BoxError> {
                match value {
                    Value::$variant(value) => Ok(value.into()),
                    other => Err(other.mismatch(Self::TYPE)),
                }
            }

            #[cfg(feature = "postgres")]
            #[inline]
            fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
                $read(value.as_bytes())
            }

            #[cfg(feature = "sqlite")]
            #[inline]
            fn from_sqlite(
                value: diesel::sqlite::SqliteValue<'_, '_, '_>,
            ) -> Result<Self, BoxError> {
                FromSql::<$sql, diesel::sqlite::Sqlite>::from_sql(value)
            }
        }
    };
}

primitive!(bool, Bool, sql_types::Bool, Bool, |bytes| exact(bytes)
    .map(|[byte]: [u8; 1]| byte != 0));
primitive!(f64, Double, sql_types::Double, Float, |bytes| exact(bytes).map(f64::from_be_bytes));
primitive!(String, Text, sql_types::Text, Text, |bytes| Ok(std::str::from_utf8(bytes)?.to_owned()));
primitive!(Vec<u8>, Bytes, sql_types::Binary, Opaque, |bytes: &[u8]| Ok(bytes.to_vec()));
primitive!(i64, BigInt, sql_types::BigInt, Integer, |bytes| exact(bytes).map(i64::from_be_bytes));

/// A number that SQLite keeps in a wider type: what does not fit is an error, not another number.
macro_rules! narrow {
    ($rust:ty, $variant:ident, $family:ident, $wide:ty, $wide_sql:ty, $narrow:expr) => {
        #[diagnostic::do_not_recommend]
        impl DbType for $rust {
            const TYPE: Type = Type::$variant;
            type Family = family::$family;

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
            #[inline]
            fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
                exact(value.as_bytes()).map(<$rust>::from_be_bytes)
            }

            #[cfg(feature = "sqlite")]
            #[inline]
            fn from_sqlite(
                value: diesel::sqlite::SqliteValue<'_, '_, '_>,
            ) -> Result<Self, BoxError> {
                let wide: $wide = FromSql::<$wide_sql, diesel::sqlite::Sqlite>::from_sql(value)?;
                $narrow(wide)
            }
        }
    };
}

narrow!(i16, SmallInt, Integer, i64, sql_types::BigInt, |wide| Ok(i16::try_from(wide)?));
narrow!(i32, Integer, Integer, i64, sql_types::BigInt, |wide| Ok(i32::try_from(wide)?));
narrow!(f32, Real, Float, f64, sql_types::Double, |wide: f64| {
    let narrow = wide as f32;
    if narrow.is_infinite() && wide.is_finite() {
        return Err("too large for a 32-bit float".into());
    }
    Ok(narrow)
});

#[diagnostic::do_not_recommend]
impl ValueFor<String> for &str {
    fn value_for(self) -> Value {
        Value::Text(self.to_owned().into())
    }
}

#[diagnostic::do_not_recommend]
impl ValueFor<String> for std::borrow::Cow<'_, str> {
    fn value_for(self) -> Value {
        Value::Text(self.into_owned().into())
    }
}

#[diagnostic::do_not_recommend]
impl ValueFor<Vec<u8>> for &[u8] {
    fn value_for(self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> ValueFor<Vec<u8>> for &[u8; N] {
    fn value_for(self) -> Value {
        Value::Bytes(self.to_vec())
    }
}
