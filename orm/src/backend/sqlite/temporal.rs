//! Dates and times as texts: ISO 8601, whose order is that of the dates as long as years have four digits.

use crate::error::{Error, Kind};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

pub(super) fn date_text(date: NaiveDate) -> Result<String, Error> {
    if !(0..=9999).contains(&date.year()) {
        return Err(Error::new(
            Kind::Encode,
            "SQLite has no dates before the year 0 or after 9999",
        ));
    }
    Ok(date.format("%Y-%m-%d").to_string())
}

/// What is finer than a microsecond is cut off.
pub(super) fn time_text(time: NaiveTime) -> Result<String, Error> {
    // chrono writes a leap second as more than 999,999,999 nanoseconds.
    if time.nanosecond() >= 1_000_000_000 {
        return Err(Error::new(Kind::Encode, "SQLite has no leap seconds"));
    }
    Ok(time.format("%H:%M:%S%.6f").to_string())
}

pub(super) fn timestamp_text(at: NaiveDateTime) -> Result<String, Error> {
    Ok(format!("{} {}", date_text(at.date())?, time_text(at.time())?))
}

pub(super) fn timestamptz_text(at: DateTime<Utc>) -> Result<String, Error> {
    Ok(format!("{}+00:00", timestamp_text(at.naive_utc())?))
}
