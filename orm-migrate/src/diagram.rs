//! A schema as a picture: its tables, and which of them refer to which.

mod layout;
mod mermaid;
mod svg;

use crate::schema::{Schema, Table};

impl Schema {
    /// The tables as a diagram in the language of Mermaid (`erDiagram`), which many viewers of Markdown
    /// draw.
    ///
    /// ```
    /// use orm::{Dialect, Model};
    /// use orm_migrate::schema::Schema;
    ///
    /// #[derive(Model)]
    /// pub struct Author {
    ///     #[model(primary_key, auto)]
    ///     pub id: i64,
    ///     pub name: String,
    /// }
    ///
    /// #[derive(Model)]
    /// pub struct Book {
    ///     #[model(primary_key, auto)]
    ///     pub id: i64,
    ///     #[model(references = Author)]
    ///     pub author_id: i64,
    /// }
    ///
    /// # fn main() {
    /// let schema = Schema::of_models(Dialect::Postgres, &[Author::TABLE, Book::TABLE]);
    /// assert_eq!(
    ///     schema.mermaid(),
    ///     r#"erDiagram
    ///     authors {
    ///         bigint id PK
    ///         text name
    ///     }
    ///     books {
    ///         bigint id PK
    ///         bigint author_id FK
    ///     }
    ///     authors ||--o{ books : "author_id"
    /// "#
    /// );
    /// # }
    /// ```
    pub fn mermaid(&self) -> String {
        mermaid::draw(self)
    }

    /// The tables as an SVG picture of its own: no fonts and scripts from elsewhere, light or dark as
    /// its reader has it. Tables that are referred to stand left of those that refer to them.
    pub fn svg(&self) -> String {
        svg::draw(self, &layout::of(self))
    }
}

/// What a column is to its table: `PK`, `FK`, `UK`, or some of them.
fn marks(table: &Table, column: &str) -> Vec<&'static str> {
    let has = |columns: &[String]| columns.iter().any(|name| name == column);
    let is_key = table.primary_key.as_ref().is_some_and(|key| has(&key.columns));
    let is_reference = table.foreign_keys.iter().any(|key| has(&key.columns));
    let is_unique = table.uniques.iter().any(|unique| unique.columns == [column]);
    let marks = [(is_key, "PK"), (is_reference, "FK"), (is_unique, "UK")];
    marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| mark).collect()
}

/// Whether at most one row of a table refers to each row of another by these columns.
fn is_one_to_one(table: &Table, columns: &[String]) -> bool {
    let is_within = |set: &[String]| set.iter().all(|name| columns.contains(name));
    let key = table.primary_key.iter().map(|key| &key.columns);
    let uniques = table.uniques.iter().map(|unique| &unique.columns);
    key.chain(uniques).any(|set| is_within(set))
}

/// Whether a row may refer to nothing by these columns.
fn is_optional(table: &Table, columns: &[String]) -> bool {
    columns.iter().any(|name| table.column(name).is_some_and(|column| column.nullable))
}
