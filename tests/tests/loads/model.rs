//! A library: relations of every kind, over keys of every type. Each model has a number and a note, by
//! which rows are filtered and ordered.

use chrono::{DateTime, Utc};
use orm::Model;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use std::fmt::Display;
use uuid::Uuid;

/// A key that is a text, and the far end of every chain.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(has_many(places: Place.land_code), has_many(publishers: Publisher.land_code))]
pub struct Land {
    #[model(primary_key)]
    pub code: String,
    pub n: i32,
    pub note: Option<String>,
}

/// A composite key, one column of which is a reference itself.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(
    primary_key(land_code, number),
    has_many(authors: Author.(home_land, home_number)),
    has_many(archives: Archive.(land_code, number)),
)]
pub struct Place {
    #[model(references = Land, relation = land)]
    pub land_code: String,
    pub number: i32,
    pub n: i32,
    pub note: Option<String>,
}

/// A key that is a required reference to a composite one.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(primary_key(land_code, number), belongs_to(place: Place by (land_code, number)))]
pub struct Archive {
    pub land_code: String,
    pub number: i32,
    pub n: i32,
    pub note: Option<String>,
}

/// A key that is a decimal: equal ones may be written in several ways.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(has_many(books: Book.rate_code))]
pub struct Rate {
    #[model(primary_key)]
    #[serde(serialize_with = "text")]
    pub code: Decimal,
    pub n: i32,
    pub note: Option<String>,
}

/// A key that is a UUID; deleted softly behind an optional reference.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(has_many(books: Book.publisher_id))]
pub struct Publisher {
    #[model(primary_key)]
    #[serde(serialize_with = "text")]
    pub id: Uuid,
    #[model(references = Land, relation = land)]
    pub land_code: Option<String>,
    pub n: i32,
    pub note: Option<String>,
    #[model(soft_delete)]
    #[serde(serialize_with = "maybe_text")]
    pub gone: Option<DateTime<Utc>>,
}

/// A self reference, an optional composite one, and a relation of every other kind.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(
    belongs_to(home: Place by (home_land, home_number)),
    has_many(pupils: Author.mentor_id),
    has_many(books: Book.author_id),
    has_many(edited: Book.editor_id),
    has_one(portrait: Portrait.author_id),
    many_to_many(interests: Subject through Interest),
)]
pub struct Author {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Author, relation = mentor)]
    pub mentor_id: Option<i64>,
    pub home_land: Option<String>,
    pub home_number: Option<i32>,
    pub n: i32,
    pub note: Option<String>,
    #[model(soft_delete)]
    #[serde(serialize_with = "maybe_text")]
    pub gone: Option<DateTime<Utc>>,
}

/// The other side of a one-to-one that may be deleted softly.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
pub struct Portrait {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Author, unique)]
    pub author_id: i64,
    pub n: i32,
    pub note: Option<String>,
    #[model(soft_delete)]
    #[serde(serialize_with = "maybe_text")]
    pub gone: Option<DateTime<Utc>>,
}

/// Two references to one table, a required one whose row may be deleted softly, and optional ones over
/// keys of other types.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(has_many(volumes: Volume.book_id), many_to_many(subjects: Subject through Filing))]
pub struct Book {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Author)]
    pub author_id: i64,
    #[model(references = Author, relation = editor)]
    pub editor_id: Option<i64>,
    #[model(references = Publisher)]
    #[serde(serialize_with = "maybe_text")]
    pub publisher_id: Option<Uuid>,
    #[model(references = Rate, relation = rate)]
    #[serde(serialize_with = "maybe_text")]
    pub rate_code: Option<Decimal>,
    pub n: i32,
    pub note: Option<String>,
    #[model(soft_delete)]
    #[serde(serialize_with = "maybe_text")]
    pub gone: Option<DateTime<Utc>>,
}

/// The deepest child.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
pub struct Volume {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Book)]
    pub book_id: i64,
    #[model(references = Author, relation = keeper)]
    pub keeper_id: Option<i64>,
    pub n: i32,
    pub note: Option<String>,
}

/// A self reference over a unique column that is no key, and many-to-many over both.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(
    has_many(narrower: Subject.broader_slug),
    many_to_many(books: Book through Filing),
    many_to_many(fans: Author through Interest),
)]
pub struct Subject {
    #[model(primary_key)]
    pub id: i64,
    #[model(unique)]
    pub slug: String,
    #[model(references = Subject.slug, relation = broader)]
    pub broader_slug: Option<String>,
    pub n: i32,
    pub note: Option<String>,
}

/// A row between that may be there twice, and be deleted softly.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
pub struct Filing {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Book)]
    pub book_id: i64,
    #[model(references = Subject)]
    pub subject_id: i64,
    pub n: i32,
    pub note: Option<String>,
    #[model(soft_delete)]
    #[serde(serialize_with = "maybe_text")]
    pub gone: Option<DateTime<Utc>>,
}

/// A row between that refers to a unique column that is no key.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
pub struct Interest {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Author)]
    pub author_id: i64,
    #[model(references = Subject.slug, relation = subject)]
    pub subject_slug: String,
    pub n: i32,
    pub note: Option<String>,
}

fn text<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn maybe_text<T: Display, S: Serializer>(
    value: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.collect_str(value),
        None => serializer.serialize_none(),
    }
}
