//! The tables of the database.

use chrono::{DateTime, NaiveDate, Utc};
use orm::{DbEnum, Model};
use rust_decimal::Decimal;

#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native)]
pub enum Mood {
    Good,
    Bad,
}

#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native, schema = "the archive")]
pub enum Kind {
    A,
    #[db_enum(rename = "self")]
    NSelf,
    #[db_enum(rename = "2nd")]
    N2nd,
    #[db_enum(rename = "A-b")]
    AB,
    #[db_enum(rename = "")]
    Empty,
}

// without a key that a model can have, it is only read
#[derive(Model, Debug, Clone, PartialEq)]
#[model(view)]
pub struct Move {
    #[model(references = BoxRow, relation = box_row)]
    pub r#box: i32,
    #[model(references = BoxRow, relation = from_row)]
    pub from: Option<i32>,
    pub at: DateTime<Utc>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "options",
    comment = "It's \"all\"\nin two lines",
    has_many(box_rows: BoxRow.option_type),
    check("not nothing" = "(\"a b\" <> 'good'::mood) OR (self > 0)"),
    check(r#type = "char_length(type) < 5"),
    unique(expr = "lower(type)", self_, name = "options_once"),
    unique(self_ asc, create_date, name = "options_pairs"),
    index(r#type ops text_pattern_ops, name = "options_patterns"),
    index(self_ desc nulls last, create_date, where = "self > 0", include(a_b), name = "options_self_create_date_a b_idx"),
)]
pub struct OptionRow {
    #[model(primary_key)]
    pub r#type: String,
    #[model(column = "self", default_sql = "'-1'::integer")]
    pub self_: i32,
    #[model(column = "userId", unique)]
    pub user_id: Option<i64>,
    #[model(column = "2nd")]
    pub n2nd: Option<Vec<i16>>,
    #[model(column = "a b", default = "bad", comment = "x")]
    pub a_b: Mood,
    pub create_date: Option<NaiveDate>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    primary_key(room, number),
    has_many(box_rows: BoxRow.(room, shelf)),
    unique(label, name = "shelf_label", nulls_not_distinct),
)]
pub struct Shelve {
    pub room: i32,
    pub number: i16,
    // the collation `C` has no place in a model
    #[model(max_length = 10, default = "none")]
    pub label: String,
}

// `kept`: no Rust type for `interval`: the column is left out
// `document`: no Rust type for `json`: the column is left out
// the primary key is named `box_key`
// the reference in `user_id` to `options` is left out: the column there may be empty
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "boxes",
    schema = "the archive",
    belongs_to(shelve: Shelve by (room, shelf) on_delete set_null constraint "box_shelf"),
    has_many(box_rows_by_box_row: BoxRow.parent),
)]
pub struct BoxRow {
    // GENERATED ALWAYS, where a model says BY DEFAULT
    #[model(primary_key, auto)]
    pub id: i32,
    pub shelf: Option<i16>,
    pub room: Option<i32>,
    #[model(references = BoxRow, relation = box_row, on_delete = set_null, deferred)]
    pub parent: Option<i32>,
    #[model(references = OptionRow, relation = option_row, on_update = cascade)]
    pub option_type: String,
    #[model(unique)]
    pub user_id: Option<i64>,
    pub kind: Option<Kind>,
    #[model(default_sql = "1.50")]
    pub weight: Decimal,
    #[model(generated = "weight * (2)::numeric")]
    pub twice: Option<Decimal>,
}
