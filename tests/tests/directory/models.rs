//! What tenants have here.

use orm::Model;
use orm::schema::Table;

/// A text, with a set that is unique in a tenant.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(tenant = tenant_id, unique(text), has_many(lines: Line.note_id))]
pub(crate) struct Note {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    pub text: String,
    pub size: i32,
}

/// What belongs to a note.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(tenant = tenant_id)]
pub(crate) struct Line {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    #[model(references = Note, on_delete = cascade)]
    pub note_id: i64,
    pub text: String,
}

pub(crate) const TABLES: &[&Table] = &[Note::TABLE, Line::TABLE];

pub(crate) fn new(text: &str) -> note::New {
    note::New { text: text.to_owned(), size: i32::try_from(text.len()).expect("short") }
}
