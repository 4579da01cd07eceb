//! The name of a table or a type.

use orm::Dialect;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A name, and the schema that it is in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectName {
    /// The schema; `None` for the default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The name in the schema.
    pub name: String,
}

impl ObjectName {
    /// A name in the default schema.
    pub fn plain(name: impl Into<String>) -> ObjectName {
        ObjectName { schema: None, name: name.into() }
    }

    /// A name in this schema.
    pub fn within(schema: impl Into<String>, name: impl Into<String>) -> ObjectName {
        ObjectName { schema: Some(schema.into()), name: name.into() }
    }

    /// `"sales"."orders"`
    pub fn quoted(&self, dialect: Dialect) -> String {
        let name = dialect.quoted(&self.name);
        match &self.schema {
            Some(schema) => format!("{}.{name}", dialect.quoted(schema)),
            None => name,
        }
    }
}

/// `sales.orders`
impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.name)
    }
}
