//! Column types that the derives make: of an enum's labels, and of a newtype's inner type.

use crate::schema::{Enum, Type};
use crate::value::{BoxError, Value};

/// An enum whose variants are labels. `#[derive(DbEnum)]` implements it.
pub trait Labels: Sized + 'static {
    /// The labels.
    const ENUM: &'static Enum;

    /// The variant's label.
    fn label(&self) -> &'static str;
    /// The variant with this label.
    fn from_label(label: &str) -> Option<Self>;
}

/// The value that a label is sent as.
pub fn label_to_value<E: Labels>(value: &E) -> Value {
    Value::Enum(E::ENUM, value.label())
}

/// The variant of a value.
pub fn label_from_value<E: Labels>(value: Value) -> Result<E, BoxError> {
    match value {
        Value::Enum(_, label) => label_from_text(label),
        Value::Text(label) => label_from_text(&label),
        other => Err(other.mismatch(Type::Enum(E::ENUM))),
    }
}

/// The variant of a label as both databases give it. The error leaves out what was found, which is data.
pub fn label_from_text<E: Labels>(label: &str) -> Result<E, BoxError> {
    E::from_label(label).ok_or_else(|| {
        format!("the value is no label of `{}`: {}", E::ENUM.name, E::ENUM.labels.join(", ")).into()
    })
}

/// Which methods `DbType` has is known here and not where the macros below are used, so that each
/// goes through one of these.
#[cfg(feature = "postgres")]
#[doc(hidden)]
#[macro_export]
macro_rules! __orm_if_postgres {
    ($($item:tt)*) => { $($item)* };
}
#[cfg(not(feature = "postgres"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __orm_if_postgres {
    ($($item:tt)*) => {};
}
#[cfg(feature = "sqlite")]
#[doc(hidden)]
#[macro_export]
macro_rules! __orm_if_sqlite {
    ($($item:tt)*) => { $($item)* };
}
#[cfg(not(feature = "sqlite"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __orm_if_sqlite {
    ($($item:tt)*) => {};
}

/// `DbType` for an enum with `Labels`.
#[doc(hidden)]
#[macro_export]
macro_rules! __orm_enum_type {
    ($ty:ty) => {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl $crate::__private::DbType for $ty {
            const TYPE: $crate::__private::schema::Type =
                $crate::__private::schema::Type::Enum(<$ty as $crate::__private::Labels>::ENUM);
            type Family = $crate::__private::family::Enum;

            fn to_value(&self) -> $crate::__private::Value {
                $crate::__private::label_to_value(self)
            }

            fn from_value(
                value: $crate::__private::Value,
            ) -> $crate::__private::Result<Self, $crate::__private::BoxError> {
                $crate::__private::label_from_value(value)
            }

            $crate::__orm_if_postgres! {
                fn from_postgres(
                    value: $crate::__private::PgValue<'_>,
                ) -> $crate::__private::Result<Self, $crate::__private::BoxError> {
                    $crate::__private::label_from_text(::core::str::from_utf8(value.as_bytes())?)
                }
            }

            $crate::__orm_if_sqlite! {
                fn from_sqlite(
                    mut value: $crate::__private::SqliteValue<'_, '_, '_>,
                ) -> $crate::__private::Result<Self, $crate::__private::BoxError> {
                    $crate::__private::label_from_text(value.read_text())
                }
            }
        }
    };
}

/// `DbType` for a tuple struct with one field, of the family of its inner type.
#[doc(hidden)]
#[macro_export]
macro_rules! __orm_newtype {
    ($ty:ident, $inner:ty, $family:ty) => {
        #[automatically_derived]
        #[diagnostic::do_not_recommend]
        impl $crate::__private::DbType for $ty {
            const TYPE: $crate::__private::schema::Type =
                <$inner as $crate::__private::DbType>::TYPE;
            type Family = $family;

            fn to_value(&self) -> $crate::__private::Value {
                <$inner as $crate::__private::DbType>::to_value(&self.0)
            }

            fn into_value(self) -> $crate::__private::Value {
                <$inner as $crate::__private::DbType>::into_value(self.0)
            }

            fn from_value(
                value: $crate::__private::Value,
            ) -> $crate::__private::Result<Self, $crate::__private::BoxError> {
                <$inner as $crate::__private::DbType>::from_value(value).map($ty)
            }

            $crate::__orm_if_postgres! {
                fn from_postgres(
                    value: $crate::__private::PgValue<'_>,
                ) -> $crate::__private::Result<Self, $crate::__private::BoxError> {
                    <$inner as $crate::__private::DbType>::from_postgres(value).map($ty)
                }
            }

            $crate::__orm_if_sqlite! {
                fn from_sqlite(
                    value: $crate::__private::SqliteValue<'_, '_, '_>,
                ) -> $crate::__private::Result<Self, $crate::__private::BoxError> {
                    <$inner as $crate::__private::DbType>::from_sqlite(value).map($ty)
                }
            }
        }
    };
}
