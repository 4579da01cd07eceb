//! Removed rows.

use super::{Select, Update};

/// The removal of the rows that a query finds.
#[derive(Debug, Clone)]
pub struct Delete {
    /// Which rows. Its columns are not read.
    pub rows: Select,
}

/// How rows are deleted.
#[derive(Debug, Clone)]
pub enum Removal {
    /// They are marked as deleted.
    Soft(Update),
    /// They go.
    Hard(Delete),
}
