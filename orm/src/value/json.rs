//! JSON documents, typed and untyped: `jsonb` on PostgreSQL, text on SQLite.

use super::{BoxError, DbType, Value, family};
use crate::schema::Type;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::ops::{Deref, DerefMut};

/// A value of any serde type, kept as a JSON document.
///
/// ```
/// use orm::Json;
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Meta { colour: String }
/// let meta = Json(Meta { colour: "red".into() });
/// assert_eq!(meta.colour, "red");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> From<T> for Json<T> {
    fn from(value: T) -> Self {
        Json(value)
    }
}

#[diagnostic::do_not_recommend]
impl DbType for serde_json::Value {
    const TYPE: Type = Type::Json;
    type Family = family::Json;

    fn to_value(&self) -> Value {
        Value::Json(self.clone())
    }

    fn into_value(self) -> Value {
        Value::Json(self)
    }

    fn from_value(value: Value) -> Result<Self, BoxError> {
        match value {
            Value::Json(value) => Ok(value),
            other => Err(other.mismatch(Self::TYPE)),
        }
    }

    #[cfg(feature = "postgres")]
    fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
        serde_json::from_slice(jsonb_text(value.as_bytes())?).map_err(without_values)
    }

    #[cfg(feature = "sqlite")]
    fn from_sqlite(mut value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> Result<Self, BoxError> {
        serde_json::from_str(value.read_text()).map_err(without_values)
    }
}

/// A serde type that can be kept as a document.
#[diagnostic::on_unimplemented(
    message = "`Json<{Self}>` is not a type that a column can hold",
    label = "`{Self}` cannot be kept as a document",
    note = "add `#[derive(Clone, serde::Serialize, serde::Deserialize)]` to `{Self}`; it must be `Send`, `Sync` and without borrows"
)]
pub trait Kept: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> Kept for T {}

impl<T: Kept> DbType for Json<T> {
    const TYPE: Type = Type::Json;
    type Family = family::Json;

    /// # Panics
    /// If `T`'s own `Serialize` fails, or makes a map whose keys are not text: JSON has no form for it.
    fn to_value(&self) -> Value {
        Value::Json(serde_json::to_value(&self.0).expect("a Json<T> field serializes as JSON"))
    }

    fn from_value(value: Value) -> Result<Self, BoxError> {
        serde_json::Value::from_value(value)
            .and_then(|value| serde_json::from_value(value).map(Json).map_err(without_values))
    }

    #[cfg(feature = "postgres")]
    fn from_postgres(value: diesel::pg::PgValue<'_>) -> Result<Self, BoxError> {
        let text = jsonb_text(value.as_bytes())?;
        serde_json::from_slice(text).map(Json).map_err(without_values)
    }

    #[cfg(feature = "sqlite")]
    fn from_sqlite(mut value: diesel::sqlite::SqliteValue<'_, '_, '_>) -> Result<Self, BoxError> {
        serde_json::from_str(value.read_text()).map(Json).map_err(without_values)
    }
}

/// What serde says of a document, without its words, which may hold a value of the document.
fn without_values(error: serde_json::Error) -> BoxError {
    let kind = match error.classify() {
        serde_json::error::Category::Io => "is not readable",
        serde_json::error::Category::Syntax => "is no JSON",
        serde_json::error::Category::Data => "is not of the type",
        serde_json::error::Category::Eof => "ends too early",
    };
    format!("the document {kind}, at line {} column {}", error.line(), error.column()).into()
}

/// The text of a binary `jsonb`: a version byte, which is 1, and the text (`jsonb_recv`).
#[cfg(feature = "postgres")]
fn jsonb_text(bytes: &[u8]) -> Result<&[u8], BoxError> {
    match bytes {
        [1, text @ ..] => Ok(text),
        _ => Err("not a jsonb document of version 1".into()),
    }
}
