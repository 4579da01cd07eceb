//! How the rows of a table are spread over partitions.

/// Partitions by ranges of time, on PostgreSQL (manual, "Table Partitioning"). SQLite keeps one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partitioning {
    /// The column whose time says in which partition a row is.
    pub column: &'static str,
    /// How much time a partition covers.
    pub every: Period,
    /// How long a partition stays after its end; `None`: for ever.
    pub keep: Option<Period>,
    /// What becomes of it then.
    pub on_expiry: Expiry,
    /// How many partitions there are beyond the one of today.
    pub ahead: u32,
}

/// What becomes of a partition that was kept long enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiry {
    /// It is a table of its own from then on, with all its rows.
    Detach,
    /// It goes, with all its rows.
    Drop,
}

/// A length of time of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How many units, at least one.
    pub count: u32,
    /// The unit.
    pub unit: PeriodUnit,
}

/// What a [`Period`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodUnit {
    /// Of 60 minutes.
    Hour,
    /// Of the calendar in UTC.
    Day,
    /// From Monday on (ISO 8601).
    Week,
    /// Of the calendar.
    Month,
    /// Of the calendar.
    Year,
}
