//! Everything that generated code calls. No part of it is a promise.

mod column;
mod emit;
mod loaded;
mod registered;
mod size;
mod types;

pub use column::{Col, ColumnType, FixedCol, column, fixed_column};
pub use emit::{
    IsParent, MayEmpty, Projected, ProjectedFrom, apply, assert_may_empty, assert_refers_together,
    assert_within, debug_fields, has_many_data, has_one_data, leave_out, many_to_many_data,
    project, table, to_one_data,
};
pub use loaded::{RelationOf, SlotEntry, Target, serialize};
pub use registered::Registered;
pub use size::{assert_length, assert_precision, assert_scale};
pub use types::{Labels, label_from_text, label_from_value, label_to_value};

pub use crate::__orm_enum_type as enum_type;
pub use crate::__orm_newtype as newtype;
pub use crate::error::Error;
pub use crate::expr::{Column, Expr, FixedColumn};
pub use crate::load::{
    Grown, GrownSlot, HasSlot, Held, IsLoaded, Loads, Many, Merge, MergeSlot, MergeSlots, ModelRow,
    One, Partial, PartialSlot, Plan, RowOf, Same, Slot, Unloaded, Work,
};
pub use crate::model::{
    Embedded, ForeignKeyIn, IntoKey, LinksTo, Model, NewRow, Refers, RelationIn, SoftDelete,
    UniqueIn, Writable,
};
pub use crate::path::{
    HasManyRelation, Optional, Path, Presence, Relation, Required, Root, ThroughRelation,
    ToManyRelation, ToOneRelation, Via,
};
pub use crate::query::{
    CopyIn, Delete, InsertMany, Projection, Query, Selection, UniqueTarget, Writer, copy_in,
    copy_in_stream, delete_row, find, get, get_or_create, insert, insert_many, reload, select_row,
    update_row,
};
pub use crate::related::Related;
pub use crate::relation::{ToMany, ToOne};
pub use crate::row::{DecodeError, FromOptionalRow, FromRow, Row};
pub use crate::schema;
pub use crate::scope::{Global, PerTenant, Reaches};
pub use crate::stmt::Expr as Node;
pub use crate::value::{BoxError, DbType, Scalar, Value, family};
#[cfg(feature = "postgres")]
pub use diesel::pg::PgValue;
#[cfg(feature = "sqlite")]
pub use diesel::sqlite::SqliteValue;
pub use futures_util::Stream;
pub use inventory::submit as register;
pub use serde::{Serialize, Serializer};
pub use std::option::Option;
pub use std::result::Result;
pub use std::string::String;
pub use std::vec::Vec;

/// The handle of a to-one relation.
pub fn to_one<P: Path, R: ToOneRelation<From = P::Target>>() -> ToOne<P, R> {
    ToOne::new()
}

/// The handle of a to-many relation.
pub fn to_many<P: Path, R: ToManyRelation<From = P::Target>>() -> ToMany<P, R> {
    ToMany::new()
}

/// How many columns a table has.
pub const fn width(fields: &[schema::Field]) -> usize {
    let mut width = 0;
    let mut at = 0;
    while at < fields.len() {
        width += match &fields[at] {
            schema::Field::Column(_) => 1,
            schema::Field::Embedded { columns, .. } => columns.len(),
        };
        at += 1;
    }
    width
}

/// The hash of a name: FNV-1a, 64 bits. Generated code finds another model's field by it.
pub const fn hash(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

/// Refuses a field whose type is not that of the key which it refers to.
pub const fn assert_refers<Field, Key>()
where
    Field: Scalar<Base: Refers<Key>>,
{
}

/// Refuses a column that the database fills on its own but whose type no sequence or clock makes.
#[diagnostic::on_unimplemented(
    message = "`auto` cannot make a key of type `{Self}`",
    label = "must be i16, i32, i64, Uuid, or a newtype of one of them"
)]
pub trait AutoKey {}
#[diagnostic::do_not_recommend]
impl AutoKey for i16 {}
#[diagnostic::do_not_recommend]
impl AutoKey for i32 {}
#[diagnostic::do_not_recommend]
impl AutoKey for i64 {}
#[cfg(feature = "uuid")]
#[diagnostic::do_not_recommend]
impl AutoKey for uuid::Uuid {}

/// Refuses a timestamp column of another type.
#[diagnostic::on_unimplemented(
    message = "a timestamp kept by the library cannot be of type `{Self}`",
    label = "must be `DateTime<Utc>` or `NaiveDateTime` (`soft_delete`: an `Option` of it)"
)]
pub trait Clock {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Clock for chrono::DateTime<chrono::Utc> {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Clock for chrono::NaiveDateTime {}

/// Refuses partitions by ranges of anything but time.
#[diagnostic::on_unimplemented(
    message = "partitions by ranges of time cannot be over a column of type `{Self}`",
    label = "must be `DateTime<Utc>`, `NaiveDateTime` or `NaiveDate`"
)]
pub trait Calendar {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Calendar for chrono::DateTime<chrono::Utc> {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Calendar for chrono::NaiveDateTime {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Calendar for chrono::NaiveDate {}

/// Refuses partitions by hours of what has none.
#[diagnostic::on_unimplemented(
    message = "partitions by hours cannot be over a column of type `{Self}`",
    label = "must be `DateTime<Utc>` or `NaiveDateTime`; or write `every = \"1 day\"`"
)]
pub trait Hourly {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Hourly for chrono::DateTime<chrono::Utc> {}
#[cfg(feature = "chrono")]
#[diagnostic::do_not_recommend]
impl Hourly for chrono::NaiveDateTime {}

/// Refuses a version column of another type.
#[diagnostic::on_unimplemented(
    message = "a version cannot be of type `{Self}`",
    label = "must be i32 or i64"
)]
pub trait Version {}
#[diagnostic::do_not_recommend]
impl Version for i32 {}
#[diagnostic::do_not_recommend]
impl Version for i64 {}

/// Refuses an `auto` key of a type that nobody makes.
pub const fn assert_auto<T: AutoKey>() {}
/// Refuses a timestamp of another type.
pub const fn assert_clock<T: Clock>() {}
/// Refuses partitions by anything but time.
pub const fn assert_calendar<T: Calendar>() {}
/// Refuses partitions by hours of anything but a time of day.
pub const fn assert_hourly<T: Hourly>() {}
/// Refuses a version of another type.
pub const fn assert_version<T: Version>() {}
