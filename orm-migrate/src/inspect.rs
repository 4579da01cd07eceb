//! Models of an existing database: the source of annotated structs.

mod constraint;
mod default;
mod model;
mod name;
mod own;
mod reference;
mod rust_type;
mod size;
mod write;

use crate::introspect::Found;
use std::fmt;

/// Structs for what a database holds, and what they cannot say.
#[derive(Debug, Clone)]
pub struct Inspected {
    /// A Rust module: the enums, then a struct a table, in the order of names.
    pub source: String,
    /// What the structs do not say, or say otherwise than the database. Each stands as a comment in the
    /// source, too.
    pub remarks: Vec<Remark>,
}

/// Something that a struct does not say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The table, or the table and its column, or the enum type.
    pub at: String,
    /// What it is.
    pub text: String,
}

/// `films.rating: ..`
impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.text)
    }
}

/// Writes the models of what a database holds: structs with `#[derive(Model)]`, with their keys, references
/// and relations in both directions, unique sets, indexes, checks and defaults, and enums.
///
/// | in the database | in Rust |
/// |---|---|
/// | a table with a primary key of one to four columns | a struct, named after it in the singular |
/// | a table without one, or with a longer one | a struct that is only read (`view`) |
/// | a column of a type that no Rust type has | no field; a remark |
/// | a name that is none in Rust | another one, and the name in an attribute |
/// | a reference | a to-one relation, and `has_many` or `has_one` on the other side |
/// | `varchar(40)`, `numeric(12,2)`, `timestamptz(3)` | `max_length = 40`; `precision = 12, scale = 2`; `precision = 3` |
/// | on SQLite, the checks that this library makes for a type | the type: `i32`, `bool`, `Decimal`, `max_length = 40` |
/// | a comment | `comment = ".."` |
///
/// ```no_run
/// # async fn run(db: &orm::Db) -> Result<(), Box<dyn std::error::Error>> {
/// use orm_migrate::{ReadOptions, inspect, introspect};
///
/// let found = introspect(db, &ReadOptions::new()).await?;
/// let models = inspect(&found);
/// std::fs::write("src/models.rs", &models.source)?;
/// for remark in &models.remarks {
///     eprintln!("{remark}");
/// }
/// # Ok(()) }
/// ```
pub fn inspect(found: &Found) -> Inspected {
    let mut models = model::Models::new(found);
    models.add_references();
    models.add_constraints();
    let source = write::source(&models);
    let mut remarks = models.into_remarks();
    let beside = found.beside.iter().map(|thing| Remark {
        at: thing.at.to_string(),
        text: match &thing.name {
            Some(name) => format!("{} `{name}` has no place in a model", thing.kind),
            None => format!("a {} is left out", thing.kind),
        },
    });
    remarks.extend(beside);
    remarks.sort();
    Inspected { source, remarks }
}
