//! A schema as the text that is kept beside a migration.

use crate::error::Error;
use crate::schema::Schema;

/// The text of `snapshot.json`: the same for the same schema.
pub(crate) fn write(schema: &Schema) -> String {
    let text = serde_json::to_string_pretty(schema).expect("a schema is JSON");
    text + "\n"
}

/// The schema of a text; `id` is the migration that it is of.
///
/// # Errors
/// [`is_input`](Error::is_input) if it is none.
pub(crate) fn read(id: &str, text: &str) -> Result<Schema, Error> {
    serde_json::from_str(text).map_err(|error| {
        Error::input(format!("{id}: `snapshot.json` is no snapshot")).with_source(error)
    })
}
