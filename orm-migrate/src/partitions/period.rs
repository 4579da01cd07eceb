//! Periods of the calendar: where they begin, and which one a time is in.

use super::{Bound, Span};
use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use orm::schema::{Period, PeriodUnit};

/// A Monday, from which hours, days and weeks are counted; months and years are from January 1970.
pub(crate) const ANCHOR: &str = "1970-01-05";

/// The beginning of the period that a time is in.
pub(super) fn floor(every: Period, at: NaiveDateTime) -> NaiveDateTime {
    match length(every) {
        Length::Seconds(seconds) => {
            let since = (at - anchor()).num_seconds();
            plus(anchor(), every, since.div_euclid(seconds))
        }
        Length::Months(months) => {
            let since = (i64::from(at.year()) - 1970) * 12 + i64::from(at.month0());
            plus(january(), every, since.div_euclid(months))
        }
    }
}

/// The time so many periods later, or earlier; the end of the calendar where that is none.
pub(super) fn plus(from: NaiveDateTime, period: Period, times: i64) -> NaiveDateTime {
    let end = if times < 0 { NaiveDateTime::MIN } else { NaiveDateTime::MAX };
    let to = match length(period) {
        Length::Seconds(seconds) => seconds
            .checked_mul(times)
            .and_then(TimeDelta::try_seconds)
            .and_then(|delta| from.checked_add_signed(delta)),
        Length::Months(months) => months.checked_mul(times).and_then(|months| {
            let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
            if months < 0 { from.checked_sub_months(count) } else { from.checked_add_months(count) }
        }),
    };
    to.unwrap_or(end)
}

/// The length of all these partitions, by their bounds; `None` if there is none, or they differ.
pub(crate) fn period_of<'a>(bounds: impl Iterator<Item = &'a str>) -> Option<Period> {
    let ranges = bounds.filter_map(|bound| match Span::read(bound) {
        Bound::Range(Span { from, to }) => Some((from?, to?)),
        _ => None,
    });
    let ranges: Vec<_> = ranges.collect();
    let is_it = |every: &Period| {
        ranges
            .iter()
            .all(|(from, to)| floor(*every, *from) == *from && plus(*from, *every, 1) == *to)
    };
    use PeriodUnit::{Day, Hour, Month, Week, Year};
    let usual = [(1, Hour), (1, Day), (1, Week), (1, Month), (3, Month), (1, Year)];
    let mut usual = usual.into_iter().map(|(count, unit)| Period { count, unit });
    usual.find(is_it).filter(|_| !ranges.is_empty())
}

enum Length {
    Seconds(i64),
    Months(i64),
}

fn length(period: Period) -> Length {
    let count = i64::from(period.count);
    match period.unit {
        PeriodUnit::Hour => Length::Seconds(3600 * count),
        PeriodUnit::Day => Length::Seconds(86_400 * count),
        PeriodUnit::Week => Length::Seconds(604_800 * count),
        PeriodUnit::Month => Length::Months(count),
        PeriodUnit::Year => Length::Months(12 * count),
    }
}

fn anchor() -> NaiveDateTime {
    begin(NaiveDate::from_ymd_opt(1970, 1, 5))
}

fn january() -> NaiveDateTime {
    begin(NaiveDate::from_ymd_opt(1970, 1, 1))
}

fn begin(day: Option<NaiveDate>) -> NaiveDateTime {
    day.expect("it is a day").and_time(NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(count: u32, unit: PeriodUnit, at: &str, from: &str, to: &str) {
        let every = Period { count, unit };
        let read = |text: &str| text.parse::<NaiveDateTime>().expect("it is a time");
        let low = floor(every, read(at));
        assert_eq!((low, plus(low, every, 1)), (read(from), read(to)), "{every:?} of {at}");
        assert_eq!(floor(every, low), low, "a period begins where it begins");
        assert_eq!(plus(plus(low, every, 3), every, -3), low);
    }

    #[test]
    fn a_time_is_in_one_period() {
        use PeriodUnit::{Day, Hour, Month, Week, Year};
        let at = "2026-11-21T18:53:29";
        check(1, Hour, at, "2026-11-21T18:00:00", "2026-11-21T19:00:00");
        check(6, Hour, at, "2026-11-21T18:00:00", "2026-11-22T00:00:00");
        check(1, Day, at, "2026-11-21T00:00:00", "2026-11-22T00:00:00");
        check(1, Week, at, "2026-11-16T00:00:00", "2026-11-23T00:00:00");
        check(1, Week, "2026-11-16T00:00:00", "2026-11-16T00:00:00", "2026-11-23T00:00:00");
        check(1, Month, at, "2026-11-01T00:00:00", "2026-12-01T00:00:00");
        check(3, Month, at, "2026-10-01T00:00:00", "2027-01-01T00:00:00");
        check(1, Year, at, "2026-01-01T00:00:00", "2027-01-01T00:00:00");
        check(5, Year, at, "2025-01-01T00:00:00", "2030-01-01T00:00:00");
        check(1, Month, "1969-12-31T23:59:59", "1969-12-01T00:00:00", "1970-01-01T00:00:00");
        check(1, Week, "1969-12-31T23:59:59", "1969-12-29T00:00:00", "1970-01-05T00:00:00");
    }

    #[test]
    fn partitions_tell_their_length() {
        let month = "FOR VALUES FROM ('2026-11-01') TO ('2026-12-01')";
        let quarter = "FOR VALUES FROM ('2026-10-01') TO ('2027-01-01')";
        let count = |bounds: &[&str]| period_of(bounds.iter().copied()).map(|every| every.count);
        assert_eq!(count(&[month, "DEFAULT"]), Some(1));
        assert_eq!(count(&[quarter]), Some(3));
        assert_eq!(count(&[month, quarter]), None);
        assert_eq!(count(&["DEFAULT"]), None);
    }

    #[test]
    fn the_calendar_has_an_end() {
        let long = Period { count: u32::MAX, unit: PeriodUnit::Year };
        assert_eq!(plus(january(), long, 1), NaiveDateTime::MAX);
        assert_eq!(plus(january(), long, -1), NaiveDateTime::MIN);
    }
}
