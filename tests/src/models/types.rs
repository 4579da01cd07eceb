//! One column of every type, required and optional.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use orm::{DbEnum, DbType, Json, Model};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A type of the database on PostgreSQL.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native, name = "mood")]
pub enum Mood {
    Good,
    Bad,
    Unknown,
}

/// A newtype of a text.
#[derive(DbType, Debug, Clone, PartialEq)]
pub struct Code(pub String);

/// A struct of two columns inside another.
#[derive(DbType, Debug, Clone, PartialEq)]
pub struct Money {
    pub amount: Decimal,
    pub currency: String,
}

/// Any serde type, as a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub title: String,
    pub depth: Option<Box<Note>>,
}

/// Every type, required.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "everything")]
pub struct Everything {
    #[model(primary_key, auto)]
    pub id: i64,
    pub truth: bool,
    pub small: i16,
    pub medium: i32,
    pub large: i64,
    pub single: f32,
    pub double: f64,
    pub text: String,
    pub bytes: Vec<u8>,
    pub uuid: Uuid,
    pub date: NaiveDate,
    pub time: NaiveTime,
    pub stamp: NaiveDateTime,
    pub moment: DateTime<Utc>,
    pub exact: Decimal,
    pub note: Json<Note>,
    pub json: serde_json::Value,
    pub status: super::Status,
    pub mood: Mood,
    pub code: Code,
    #[model(embed)]
    pub price: Money,
    pub numbers: Vec<i32>,
    pub words: Vec<String>,
    pub moods: Vec<Mood>,
}

/// Every type, optional.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "anything")]
pub struct Anything {
    #[model(primary_key, auto)]
    pub id: i64,
    pub truth: Option<bool>,
    pub small: Option<i16>,
    pub medium: Option<i32>,
    pub large: Option<i64>,
    pub single: Option<f32>,
    pub double: Option<f64>,
    pub text: Option<String>,
    pub bytes: Option<Vec<u8>>,
    pub uuid: Option<Uuid>,
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    pub stamp: Option<NaiveDateTime>,
    pub moment: Option<DateTime<Utc>>,
    pub exact: Option<Decimal>,
    pub note: Option<Json<Note>>,
    pub json: Option<serde_json::Value>,
    pub status: Option<super::Status>,
    pub mood: Option<Mood>,
    pub code: Option<Code>,
    pub numbers: Option<Vec<i32>>,
    pub doubles: Option<Vec<f64>>,
}

/// A newtype of a text, whose length a column says.
#[derive(DbType, Debug, Clone, PartialEq)]
pub struct Initials(pub String);

/// A struct inside another, whose columns have sizes of their own.
#[derive(DbType, Debug, Clone, PartialEq)]
pub struct Gate {
    #[db_type(max_length = 3)]
    pub hall: String,
    #[db_type(precision = 3, scale = 1)]
    pub toll: Option<Decimal>,
}

/// Columns with a length or a precision, of each type that has them.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Badge {
    #[model(primary_key, max_length = 8)]
    pub code: String,
    #[model(max_length = 2)]
    pub owner: Option<Initials>,
    #[model(precision = 5, scale = 2)]
    pub fee: Decimal,
    #[model(precision = 3, default = 7)]
    pub points: Decimal,
    #[model(precision = 4, scale = 4)]
    pub share: Option<Decimal>,
    #[model(precision = 3)]
    pub seen_at: Option<NaiveDateTime>,
    #[model(precision = 0)]
    pub opens: Option<NaiveTime>,
    #[model(created_at, precision = 3)]
    pub made_at: DateTime<Utc>,
    #[model(embed)]
    pub gate: Gate,
}
