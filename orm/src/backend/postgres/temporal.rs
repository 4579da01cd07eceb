//! Dates and times in PostgreSQL's binary form: days and microseconds since the start of 2000.

use crate::error::{Error, Kind};
use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

/// The 1st of January 2000, in days since the 1st of January of the year 1 (which is day 1).
const EPOCH_DAYS: i32 = 730_120;
/// The same in microseconds since 1970.
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;
/// Julian day 0, the first day that PostgreSQL has (manual, table 8.9): the 24th of November 4714 BC.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(-4713, 11, 24).expect("a date that chrono has");

pub(super) fn days(date: NaiveDate) -> Result<i32, Error> {
    Ok(in_range(date)?.num_days_from_ce() - EPOCH_DAYS)
}

pub(super) fn time_of_day(time: NaiveTime) -> Result<i64, Error> {
    let seconds = i64::from(time.num_seconds_from_midnight());
    Ok(seconds * 1_000_000 + i64::from(no_leap_second(time)?.nanosecond() / 1_000))
}

/// What is finer than a microsecond is cut off.
pub(super) fn microseconds(at: NaiveDateTime) -> Result<i64, Error> {
    in_range(at.date())?;
    no_leap_second(at.time())?;
    Ok(at.and_utc().timestamp_micros() - EPOCH_MICROSECONDS)
}

/// The text form, which `DateStyle` does not change; before the year 1 with `BC`.
pub(super) fn date_text(date: NaiveDate) -> Result<String, Error> {
    let (day, era) = day_and_era(in_range(date)?);
    Ok(format!("{day}{era}"))
}

pub(super) fn time_text(time: NaiveTime) -> Result<String, Error> {
    Ok(no_leap_second(time)?.format("%H:%M:%S%.6f").to_string())
}

/// `zone` is `+00` for a point in time, nothing for a date and time without a zone.
pub(super) fn timestamp_text(at: NaiveDateTime, zone: &str) -> Result<String, Error> {
    let (day, era) = day_and_era(in_range(at.date())?);
    Ok(format!("{day} {}{zone}{era}", time_text(at.time())?))
}

fn day_and_era(date: NaiveDate) -> (String, &'static str) {
    let (year, era) = match date.year() {
        year @ 1.. => (year, ""),
        year => (1 - year, " BC"),
    };
    (format!("{year:04}-{:02}-{:02}", date.month(), date.day()), era)
}

/// chrono's years end before PostgreSQL's do, so that only the start needs a look.
fn in_range(date: NaiveDate) -> Result<NaiveDate, Error> {
    if date < FIRST {
        return Err(Error::new(Kind::Encode, "PostgreSQL has no dates before 4714 BC"));
    }
    Ok(date)
}

/// chrono writes a leap second as more than 999,999,999 nanoseconds.
fn no_leap_second(time: NaiveTime) -> Result<NaiveTime, Error> {
    if time.nanosecond() >= 1_000_000_000 {
        return Err(Error::new(Kind::Encode, "PostgreSQL has no leap seconds"));
    }
    Ok(time)
}
