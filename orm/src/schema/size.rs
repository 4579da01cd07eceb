//! How long or how exact a column's values are.

/// What a column's type says beyond its kind: `max_length`, `precision` and `scale` of the derive.
///
/// | `Size` of a column | PostgreSQL | SQLite |
/// |---|---|---|
/// | `Length(40)` of `Text` | `varchar(40)` | a `CHECK` named after table and column, `orders_note_length` |
/// | `Precision { precision: 12, scale: 2 }` of `Decimal` | `numeric(12,2)`, which rounds | a `CHECK`, `orders_total_precision`, which does not |
/// | `Precision { precision: 3, scale: 0 }` of `Time`, `Timestamp`, `TimestampTz` | `timestamptz(3)`, which rounds | nothing: microseconds are kept |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// A text has so many characters (Unicode code points) at most.
    Length(u32),
    /// A decimal has so many digits at most, `scale` of them behind the point; a time has `precision`
    /// digits behind the second's point, and no scale.
    Precision {
        /// All digits of a decimal, 1 to 1000; those of a second's fraction, 0 to 6.
        precision: u32,
        /// The digits behind the point, at most `precision`.
        scale: u32,
    },
}
