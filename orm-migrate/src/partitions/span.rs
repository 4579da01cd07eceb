//! Which times a partition holds.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use serde::Serialize;
use std::fmt;

/// Times in UTC, from the first on, without the last; `None`: without an end on that side.
///
/// Of a column without a zone they are what it says, and of a date its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[expect(missing_docs, reason = "the two ends")]
pub struct Span {
    pub from: Option<NaiveDateTime>,
    pub to: Option<NaiveDateTime>,
}

/// What a partition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Times.
    Range(Span),
    /// What no other partition holds.
    Default,
    /// Something that is not understood here: it is left alone.
    Other,
}

impl Span {
    /// What a partition holds, by what `pg_get_expr` says by ISO 8601, in whichever zone.
    pub(super) fn read(bound: &str) -> Bound {
        if bound == "DEFAULT" {
            return Bound::Default;
        }
        let ends = bound.strip_prefix("FOR VALUES FROM (").and_then(|rest| {
            let (from, to) = rest.strip_suffix(')')?.split_once(") TO (")?;
            Some(Span { from: end(from)?, to: end(to)? })
        });
        ends.map_or(Bound::Other, Bound::Range)
    }

    /// What of it none of these has, which are in order.
    pub(super) fn without(self, others: &[Span]) -> Vec<Span> {
        let mut rest = vec![self];
        for other in others {
            rest = rest.into_iter().flat_map(|one| one.minus(*other)).collect();
        }
        rest
    }

    fn minus(self, other: Span) -> Vec<Span> {
        let ends_before = |a: Option<NaiveDateTime>, b: Option<NaiveDateTime>| matches!((a, b), (Some(a), Some(b)) if a <= b);
        if ends_before(self.to, other.from) || ends_before(other.to, self.from) {
            return vec![self];
        }
        let mut rest = Vec::new();
        if let Some(from) = other.from
            && self.from.is_none_or(|own| own < from)
        {
            rest.push(Span { from: self.from, to: Some(from) });
        }
        if let Some(to) = other.to
            && self.to.is_none_or(|own| to < own)
        {
            rest.push(Span { from: Some(to), to: self.to });
        }
        rest
    }

    /// Whether this time is in it.
    pub(super) fn has(self, at: NaiveDateTime) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// One end; nothing if it is not understood.
fn end(text: &str) -> Option<Option<NaiveDateTime>> {
    if text == "MINVALUE" || text == "MAXVALUE" {
        return Some(None);
    }
    let text = text.strip_prefix('\'')?.strip_suffix('\'')?;
    if text == "infinity" || text == "-infinity" {
        return Some(None);
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(Some(day.and_time(NaiveTime::MIN)));
    }
    let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f");
    let zoned = || DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z");
    time.or_else(|_| zoned().map(|time| time.naive_utc())).ok().map(Some)
}

/// `2026-11-01 to 2026-12-01`
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |at: Option<NaiveDateTime>, none: &str| match at {
            Some(at) if at.time() == NaiveTime::MIN => at.date().to_string(),
            Some(at) => at.to_string(),
            None => none.to_owned(),
        };
        write!(f, "{} to {}", text(self.from, "ever"), text(self.to, "ever"))
    }
}

/// As a span, or `the rest`.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Bound::Range(span) => span.fmt(f),
            Bound::Default => f.write_str("the rest"),
            Bound::Other => f.write_str("something else"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bound: &str, expect: &str) {
        assert_eq!(Span::read(bound).to_string(), expect, "{bound}");
    }

    #[test]
    fn bounds_are_read() {
        check(
            "FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00')",
            "2026-11-01 to 2026-12-01",
        );
        check("FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')", "2026-11-01 to 2026-12-01");
        check(
            "FOR VALUES FROM ('2026-11-01 01:30:00') TO (MAXVALUE)",
            "2026-11-01 01:30:00 to ever",
        );
        check(
            "FOR VALUES FROM ('2026-10-31 21:30:00-02:30') TO ('2026-12-01 01:00:00+01')",
            "2026-11-01 to 2026-12-01",
        );
        check("FOR VALUES FROM (MINVALUE) TO ('2026-12-01')", "ever to 2026-12-01");
        check("DEFAULT", "the rest");
        check("FOR VALUES FROM ('0044-03-15 BC') TO ('2026-12-01')", "something else");
        check("FOR VALUES FROM ('2026-11-01', 1) TO ('2026-12-01', 1)", "something else");
        check("FOR VALUES IN (1, 2)", "something else");
    }
}
