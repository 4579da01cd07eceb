//! What only the compiler knows of `max_length`, `precision` and `scale`: the type that they are on.
//!
//! A type's kind is data, which newtypes have too: so these look at it while the program is compiled.

use crate::schema::Type;

/// Refuses a length of anything but texts.
#[track_caller]
pub const fn assert_length(ty: Type) {
    if !matches!(ty, Type::Text) {
        panic!("`max_length` is for texts: `String`, or a newtype of it");
    }
}

/// Refuses a precision of anything but decimals and times, and one that these do not have.
#[track_caller]
pub const fn assert_precision(ty: Type, precision: u32) {
    match ty {
        Type::Decimal if precision == 0 => panic!("the `precision` of a decimal is 1 to 1000"),
        Type::Time | Type::Timestamp | Type::TimestampTz if precision > 6 => {
            panic!("the `precision` of a time is 0 to 6: the digits of a second's fraction")
        }
        Type::Decimal | Type::Time | Type::Timestamp | Type::TimestampTz => {}
        _ => panic!(
            "`precision` is for decimals and times: `Decimal`, `DateTime<Utc>`, `NaiveDateTime`, `NaiveTime`, or a newtype of one"
        ),
    }
}

/// Refuses a scale of what has a precision and is no decimal.
#[track_caller]
pub const fn assert_scale(ty: Type) {
    if matches!(ty, Type::Time | Type::Timestamp | Type::TimestampTz) {
        panic!("`scale` is for decimals; a time has a `precision` alone");
    }
}
