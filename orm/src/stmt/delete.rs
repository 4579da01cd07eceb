//! Removed rows.

use super::Select;

/// The removal of the rows that a query finds.
#[derive(Debug, Clone)]
pub struct Delete {
    /// Which rows. Its columns are not read.
    pub rows: Select,
}
