//! The schema that is generated: `size` tables in a ring, each with two references and their reverse.

/// A model, by the tables it is related to.
pub(crate) struct Model {
    /// The table, and the module.
    pub(crate) table: String,
    /// The struct.
    pub(crate) name: String,
}

impl Model {
    fn at(index: usize) -> Model {
        Model { table: format!("item{index}"), name: format!("Item{index}") }
    }
}

/// A model with its neighbours.
pub(crate) struct Ring {
    pub(crate) model: Model,
    /// What its column `left_id` refers to.
    pub(crate) left: Model,
    /// What its column `right_id`, which may be absent, refers to.
    pub(crate) right: Model,
    /// The model whose `left_id` refers to it.
    pub(crate) child: Model,
    /// Whether it is alone, so that it refers to itself.
    pub(crate) alone: bool,
}

/// Every model of a schema of this size.
pub(crate) fn ring(size: usize) -> impl Iterator<Item = Ring> {
    (0..size).map(move |index| Ring {
        model: Model::at(index),
        left: Model::at((index + 1) % size),
        right: Model::at((index + 2) % size),
        child: Model::at((index + size - 1) % size),
        alone: size == 1,
    })
}

/// The columns that are no keys, as fields of a struct.
pub(crate) const FIELDS: [(&str, &str); 7] = [
    ("name", "String"),
    ("email", "Option<String>"),
    ("active", "bool"),
    ("quantity", "i32"),
    ("score", "f64"),
    ("created_at", "chrono::DateTime<chrono::Utc>"),
    ("note", "Option<String>"),
];

/// These columns as lines of a struct.
pub(crate) fn fields() -> String {
    FIELDS.iter().map(|(name, ty)| format!("    pub {name}: {ty},\n")).collect()
}
