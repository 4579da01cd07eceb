//! The families as `generate` has written them.

#[rustfmt::skip]
pub(super) mod f1;
#[rustfmt::skip]
pub(super) mod f2;
#[rustfmt::skip]
pub(super) mod f3;
#[rustfmt::skip]
pub(super) mod f4;
#[rustfmt::skip]
pub(super) mod f5;
#[rustfmt::skip]
pub(super) mod f6;

use super::drive::{Around, Coded, Codes, Family, drive};
use super::oracle::{Goes, Traits};
use chrono::{DateTime, Utc};
use orm::schema::Table;
use orm::{DbEnum, DbType, Error, Model, Tenant};
use uuid::Uuid;

/// An id that is an integer to the database alone.
#[derive(DbType, Debug, Clone, Copy, PartialEq)]
pub(crate) struct Org(pub(crate) i64);

#[derive(DbEnum, Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Small,
    Large,
}

/// A type of the database's, which tenants with schemas share.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq)]
#[db_enum(native)]
pub(crate) enum Grade {
    Low,
    High,
}

fn uuid(number: i32) -> Uuid {
    Uuid::from_u128(u128::from(number.unsigned_abs()) + 1)
}

fn text(number: i32) -> String {
    format!("k{number}")
}
