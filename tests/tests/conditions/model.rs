//! A table with two columns of every type that is compared, one of which may be `NULL`, and its
//! neighbours: groups behind an optional relation, their regions behind a required one, and parts.

use chrono::{DateTime, NaiveDate, Utc};
use orm::{DbEnum, Model};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Text with a check.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    Red,
    Green,
    Blue,
}

impl Colour {
    /// The text in the database, by which enums are ordered.
    pub fn label(self) -> &'static str {
        match self {
            Colour::Red => "red",
            Colour::Green => "green",
            Colour::Blue => "blue",
        }
    }
}

impl PartialOrd for Colour {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.label().partial_cmp(other.label())
    }
}

/// The far end of a required hop.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Region {
    #[model(primary_key)]
    pub id: i64,
    pub name: String,
}

/// The near end of the required hop, behind an optional one.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Group {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Region)]
    pub region_id: i64,
    pub size: i32,
    pub motto: Option<String>,
}

/// What is filtered.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "records", has_many(parts: Part.record_id))]
pub struct Record {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Group)]
    pub group_id: Option<i64>,
    pub flag: bool,
    pub flag_n: Option<bool>,
    pub small: i32,
    pub small_n: Option<i32>,
    pub big: i64,
    pub big_n: Option<i64>,
    pub real: f64,
    pub real_n: Option<f64>,
    pub text: String,
    pub text_n: Option<String>,
    pub exact: Decimal,
    pub exact_n: Option<Decimal>,
    pub day: NaiveDate,
    pub day_n: Option<NaiveDate>,
    pub moment: DateTime<Utc>,
    pub moment_n: Option<DateTime<Utc>>,
    pub colour: Colour,
    pub colour_n: Option<Colour>,
    pub code: Uuid,
    pub code_n: Option<Uuid>,
}

/// What a record has any number of.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Part {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Record)]
    pub record_id: i64,
    pub qty: i32,
    pub note: Option<String>,
}

/// Everything that is in the tables.
#[derive(Debug, Clone)]
pub struct Data {
    pub regions: Vec<Region>,
    pub groups: Vec<Group>,
    pub records: Vec<Record>,
    pub parts: Vec<Part>,
}

/// A record with its neighbours, as a condition sees it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub record: &'a Record,
    pub group: Option<&'a Group>,
    pub region: Option<&'a Region>,
    pub parts: &'a [Part],
}

impl Data {
    /// Every record with its neighbours.
    pub fn seen(&self) -> impl Iterator<Item = Seen<'_>> {
        self.records.iter().map(|record| {
            let group = self.groups.iter().find(|group| Some(group.id) == record.group_id);
            let region = group
                .and_then(|group| self.regions.iter().find(|region| region.id == group.region_id));
            let first = self.parts.partition_point(|part| part.record_id < record.id);
            let end = self.parts.partition_point(|part| part.record_id <= record.id);
            Seen { record, group, region, parts: &self.parts[first..end] }
        })
    }
}
