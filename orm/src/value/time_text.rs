//! Dates and times from texts: ISO 8601, as SQLite's columns, its lists and the cursor of a page have them.

use super::BoxError;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

pub(crate) fn date(text: &str) -> Result<NaiveDate, BoxError> {
    Ok(NaiveDate::parse_from_str(text, "%F")?)
}

pub(crate) fn time(text: &str) -> Result<NaiveTime, BoxError> {
    Ok(NaiveTime::parse_from_str(text, "%T%.f")?)
}

/// What other programs write has a `T` between the date and the time.
pub(crate) fn timestamp(text: &str) -> Result<NaiveDateTime, BoxError> {
    let spaced = NaiveDateTime::parse_from_str(text, "%F %T%.f");
    Ok(spaced.or_else(|_| NaiveDateTime::parse_from_str(text, "%FT%T%.f"))?)
}

/// What other programs write has a `Z` at the end, or is in UTC without saying so, as that of
/// `CURRENT_TIMESTAMP`.
pub(crate) fn timestamptz(text: &str) -> Result<DateTime<Utc>, BoxError> {
    let spaced = DateTime::parse_from_str(text, "%F %T%.f%:z");
    match spaced.or_else(|_| DateTime::parse_from_str(text, "%FT%T%.f%:z")) {
        Ok(at) => Ok(at.to_utc()),
        Err(_) => Ok(timestamp(text.strip_suffix('Z').unwrap_or(text))?.and_utc()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let read = timestamptz(text).ok().map(|at| at.naive_utc().to_string());
        assert_eq!(read.as_deref(), expect, "{text}");
    }

    #[test]
    fn points_in_time_are_read_as_programs_write_them() {
        let expect = Some("2024-02-29 23:00:01.000005");
        check("2024-02-29 23:00:01.000005+00:00", expect);
        check("2024-03-01T01:00:01.000005+02:00", expect);
        check("2024-02-29T23:00:01.000005Z", expect);
        check("2024-02-29 23:00:01.000005", expect);
        check("2024-02-29 23:00:01", Some("2024-02-29 23:00:01"));
        check("+12024-02-29 23:00:01", Some("+12024-02-29 23:00:01"));
    }

    #[test]
    fn what_is_no_point_in_time_is_an_error() {
        for text in ["", "2024-02-29", "2023-02-29 00:00:00", "2024-02-29 24:00:00", "now"] {
            check(text, None);
        }
    }
}
