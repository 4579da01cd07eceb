//! Names of partitions: of their table and of when they begin, so that they sort by time.

use super::Span;
use chrono::NaiveDateTime;
use orm::schema::PeriodUnit;
use sha2::{Digest, Sha256};

/// The most bytes of a name (PostgreSQL manual, 4.1.1); more are cut off, so that two would be one.
const LONGEST: usize = 63;

/// What follows the base at most: `2026_11_21_185329`.
const TIME: usize = 17;

/// What the names of a table's partitions begin with: `events_p`. A long name is cut, with a hash of the
/// whole, so that those of two tables differ.
pub(crate) fn base(table: &str) -> String {
    let room = LONGEST - TIME - "_p".len();
    if table.len() <= room {
        return format!("{table}_p");
    }
    let hash = Sha256::digest(table);
    let hash: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let mut end = room - hash.len() - 1;
    while !table.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_{hash}_p", &table[..end])
}

/// How PostgreSQL's `to_char` writes what follows the base, and a bound: a time of UTC, of which a column
/// without a zone, or without a time of day, keeps its part.
pub(crate) fn patterns(unit: PeriodUnit) -> (&'static str, &'static str) {
    let name = match unit {
        PeriodUnit::Hour => "YYYY_MM_DD_HH24",
        PeriodUnit::Day | PeriodUnit::Week => "YYYY_MM_DD",
        PeriodUnit::Month => "YYYY_MM",
        PeriodUnit::Year => "YYYY",
    };
    (name, "YYYY-MM-DD HH24:MI:SS+00")
}

/// The name of a partition; `is_whole` if it is a whole period, whose beginning says enough.
pub(super) fn name(table: &str, unit: PeriodUnit, from: NaiveDateTime, is_whole: bool) -> String {
    let pattern = match unit {
        _ if !is_whole => "%Y_%m_%d_%H%M%S",
        PeriodUnit::Hour => "%Y_%m_%d_%H",
        PeriodUnit::Day | PeriodUnit::Week => "%Y_%m_%d",
        PeriodUnit::Month => "%Y_%m",
        PeriodUnit::Year => "%Y",
    };
    format!("{}{}", base(table), from.format(pattern))
}

/// `FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00')`
pub(super) fn bounds(span: Span) -> String {
    let time = |at: Option<NaiveDateTime>, none: &str| match at {
        Some(at) => format!("'{}+00'", at.format("%Y-%m-%d %H:%M:%S%.f")),
        None => none.to_owned(),
    };
    let (from, to) = (time(span.from, "MINVALUE"), time(span.to, "MAXVALUE"));
    format!("FOR VALUES FROM ({from}) TO ({to})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_differ() {
        let long = "a".repeat(60);
        let (one, two) = (base(&format!("{long}1")), base(&format!("{long}2")));
        assert_ne!(one, two);
        let at = "2026-11-21T18:53:29".parse().expect("it is a time");
        for table in ["events", &long, &"\u{e4}".repeat(31)] {
            for is_whole in [true, false] {
                let name = name(table, PeriodUnit::Hour, at, is_whole);
                assert!(name.len() <= LONGEST, "{name}");
            }
        }
        assert_eq!(name("events", PeriodUnit::Month, at, true), "events_p2026_11");
        assert_eq!(name("events", PeriodUnit::Month, at, false), "events_p2026_11_21_185329");
    }
}
