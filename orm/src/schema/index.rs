//! An index of a table.

/// An index.
#[derive(Debug, Clone, Copy)]
pub struct Index {
    /// The index's name in the database.
    pub name: &'static str,
    /// Whether no two of the rows that it holds have the same values.
    pub unique: bool,
    /// PostgreSQL's access method, if it is not `btree` (manual, "Index Types"). SQLite has one kind of index,
    /// which stands for `hash` too.
    pub method: Option<&'static str>,
    /// What it orders by.
    pub parts: &'static [IndexPart],
    /// The columns that it carries along, on PostgreSQL.
    pub include: &'static [&'static str],
    /// The condition on the rows that it holds, as SQL that both databases read.
    pub predicate: Option<&'static str>,
}

/// A part of an index.
#[derive(Debug, Clone, Copy)]
pub struct IndexPart {
    /// What is ordered.
    pub key: IndexKey,
    /// Whether it is kept in descending order.
    pub descending: bool,
    /// Where `NULL` is on PostgreSQL, if not where it is by default: last ascending, first descending.
    pub nulls: Option<Nulls>,
    /// PostgreSQL's operator class, if it is not the type's own.
    pub operator_class: Option<&'static str>,
}

/// What a part of an index orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKey {
    /// A column, by its name.
    Column(&'static str),
    /// An expression, as SQL that both databases read.
    Expression(&'static str),
}

/// Where `NULL` stands in an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// Before all values.
    First,
    /// After all values.
    Last,
}

impl Index {
    /// An index without name and parts, of which nothing is said: what a literal does not say is as here.
    pub const PLAIN: Index =
        Index { name: "", unique: false, method: None, parts: &[], include: &[], predicate: None };

    /// The columns among what it orders by.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + use<> {
        let parts: &'static [IndexPart] = self.parts;
        parts.iter().filter_map(|part| match part.key {
            IndexKey::Column(name) => Some(name),
            IndexKey::Expression(_) => None,
        })
    }
}

impl IndexPart {
    /// A part that is ascending: what a literal does not say is as here.
    pub const PLAIN: IndexPart = IndexPart {
        key: IndexKey::Column(""),
        descending: false,
        nulls: None,
        operator_class: None,
    };
}
