//! The types that a column can have, apart from any database.

/// The type of a column, as both databases understand it.
///
/// | `Type` | PostgreSQL | SQLite |
/// |---|---|---|
/// | `Bool` | `boolean` | `INTEGER` 0 or 1 |
/// | `SmallInt`, `Integer`, `BigInt` | `smallint`, `integer`, `bigint` | `INTEGER` |
/// | `Real`, `Double` | `real`, `double precision` | `REAL`; no NaN |
/// | `Text` | `text`; no NUL character | `TEXT` |
/// | `Bytes` | `bytea` | `BLOB` |
/// | `Uuid` | `uuid` | `TEXT`, hyphenated |
/// | `Date`, `Time`, `Timestamp` | `date`, `time`, `timestamp` | `TEXT`, ISO 8601, years 0 to 9999, microseconds |
/// | `TimestampTz` | `timestamptz` | `TEXT` in UTC, with `+00:00` |
/// | `Decimal` | `numeric` | `TEXT COLLATE decimal` |
/// | `Json` | `jsonb` | `TEXT` |
/// | `Enum` | `text` with a `CHECK`, or an enum type | `TEXT` with a `CHECK` |
/// | `Array` | an array | `TEXT`, a JSON array |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// 16-bit integer.
    SmallInt,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInt,
    /// 32-bit float.
    Real,
    /// 64-bit float.
    Double,
    /// Text of any length.
    Text,
    /// Bytes of any length.
    Bytes,
    /// A UUID.
    Uuid,
    /// A calendar date.
    Date,
    /// A time of day.
    Time,
    /// A date and time without a zone.
    Timestamp,
    /// A point in time.
    TimestampTz,
    /// An exact decimal number.
    Decimal,
    /// A JSON document.
    Json,
    /// One of a fixed set of labels.
    Enum(&'static Enum),
    /// A list of another type, one level deep.
    Array(&'static Type),
}

/// A set of labels that a column may hold: `#[derive(DbEnum)]` makes one.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Enum {
    /// The schema of the type in the database, if `native` and the enum names one.
    pub schema: Option<&'static str>,
    /// The name of the type in the database, if `native`.
    pub name: &'static str,
    /// The labels, in the order of the Rust variants.
    pub labels: &'static [&'static str],
    /// Whether PostgreSQL gets an enum type rather than text with a `CHECK`.
    pub native: bool,
    /// The name that the type had before, in the same schema.
    pub renamed_from: Option<&'static str>,
    /// The labels that had others before: each with its old one.
    pub renamed_labels: &'static [(&'static str, &'static str)],
}

impl Enum {
    /// An enum without name and labels, kept as text: what a literal does not say is as here.
    pub const PLAIN: Enum = Enum {
        schema: None,
        name: "",
        labels: &[],
        native: false,
        renamed_from: None,
        renamed_labels: &[],
    };
}
