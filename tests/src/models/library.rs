//! A library: what models say of a database that no query shows, such as indexes, comments and old names.

use chrono::{DateTime, Utc};
use orm::{DbEnum, Json, Model};

/// A type in a schema of its own, with a name and a label that changed.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native, schema = "kinds", name = "binding", renamed_from = "cover")]
pub enum Binding {
    Paper,
    #[db_enum(renamed_from = "hard")]
    Cloth,
}

/// Text with a check, with a label that changed.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    Open,
    #[db_enum(renamed_from = "locked")]
    Closed,
}

/// Indexes and unique sets of every kind, comments, and names that changed.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "volumes",
    renamed_from = "books",
    comment = "What stands on a shelf; it's lent",
    unique(code, where = "lent_at IS NULL"),
    unique(expr = "lower(title)", name = "volumes_title_once"),
    unique(rank, shelf, nulls_not_distinct, name = "volumes_place"),
    index(rank desc nulls last, code, include(name), where = "rank > 0"),
    index(name ops text_pattern_ops, name = "volumes_title_prefix"),
    index(expr = "lower(code)" desc),
    index(meta ops jsonb_path_ops, using = gin),
    index(code, using = hash),
    index(lent_at nulls first, using = btree),
    index(bought_at, using = brin),
    check("volumes_rank_is_small" = "rank < 1000"),
)]
pub struct Volume {
    #[model(primary_key, auto, comment = "Never given out twice")]
    pub id: i64,
    #[model(renamed_from = "signature")]
    pub code: String,
    #[model(column = "title", comment = "As on the first page")]
    pub name: String,
    pub rank: Option<i32>,
    pub shelf: Shelf,
    pub binding: Option<Binding>,
    pub meta: Json<Vec<String>>,
    pub bought_at: DateTime<Utc>,
    pub lent_at: Option<DateTime<Utc>>,
}

/// References that are checked at a transaction's end, with a name of their own.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(belongs_to(first: Volume by (first_id) on_delete set_null deferred constraint "loans_first"))]
pub struct Loan {
    #[model(primary_key)]
    pub id: i64,
    #[model(references = Volume, deferred, constraint = "loans_of_volumes")]
    pub volume_id: i64,
    #[model(references = Loan, relation = before, deferrable, on_update = cascade)]
    pub before_id: Option<i64>,
    pub first_id: Option<i64>,
}

/// A table in partitions.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    primary_key(door, at),
    unique(guest, at),
    partition_by(range(at), every = "1 month", keep = "12 months", ahead = 2)
)]
pub struct Visit {
    pub door: i32,
    #[model(column = "entered_at")]
    pub at: DateTime<Utc>,
    pub guest: String,
}

/// Unique sets and indexes of a tenant's table.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    tenant = branch_id,
    unique(code, where = "code <> ''"),
    unique(expr = "lower(name)"),
    index(tags, using = gin),
    index(name, where = "code <> ''"),
)]
pub struct Drawer {
    #[model(primary_key, auto)]
    pub id: i64,
    pub branch_id: i64,
    pub code: String,
    pub name: String,
    pub tags: Json<Vec<String>>,
    pub binding: Binding,
}
