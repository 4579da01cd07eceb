//! Removed rows.

use super::{Expr, Select};

/// The removal of the rows that a query finds.
#[derive(Debug, Clone)]
pub struct Delete {
    /// Which rows. Its columns are not read.
    pub rows: Select,
    /// What is returned of each row; nothing if empty.
    pub returning: Vec<Expr>,
}
