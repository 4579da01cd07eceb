//! Reading the text of a value: numbers, times, percent-encoding.

use super::fault::Wrong;
use std::ops::RangeInclusive;
use std::time::Duration;

/// The longest time that a setting takes: PostgreSQL keeps its timeouts as milliseconds in 31 bits.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 24 * 60 * 60);

/// The shortest one: less would be written as zero, which turns a timeout off.
pub(super) const SHORTEST: Duration = Duration::from_millis(1);

const NO_NUMBER: Wrong = Wrong::Form("is not a whole number");
const NO_TIME: Wrong = Wrong::Form("is not a time");
const OUT_OF_RANGE: Wrong = Wrong::Form("is out of range");

/// A whole number in this range, in ASCII digits.
pub(super) fn number<T: TryFrom<u64>>(text: &str, range: RangeInclusive<u64>) -> Result<T, Wrong> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NO_NUMBER);
    }
    let number = text.parse().ok().filter(|number| range.contains(number)).ok_or(OUT_OF_RANGE)?;
    T::try_from(number).map_err(|_| OUT_OF_RANGE)
}

/// Whether something is done.
pub(super) fn on_or_off(text: &str) -> Result<bool, Wrong> {
    match text {
        "on" | "1" => Ok(true),
        "off" | "0" => Ok(false),
        _ => Err(Wrong::Form("is neither")),
    }
}

/// A time: `500ms`, `30s`, `2m`, `1h`, or a whole number of seconds.
pub(super) fn duration(text: &str) -> Result<Duration, Wrong> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let milliseconds: u64 = match unit {
        _ if count.is_empty() => return Err(NO_TIME),
        "ms" => 1,
        "" | "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        _ => return Err(NO_TIME),
    };
    let count: u64 = number(count, 0..=u64::MAX)?;
    let time = Duration::from_millis(count.checked_mul(milliseconds).ok_or(OUT_OF_RANGE)?);
    match (SHORTEST..=LONGEST).contains(&time) {
        true => Ok(time),
        false => Err(OUT_OF_RANGE),
    }
}

/// A time, or `off` or a zero for none.
pub(super) fn duration_or_off(text: &str) -> Result<Option<Duration>, Wrong> {
    match text {
        "off" | "0" | "0ms" | "0s" | "0m" | "0h" => Ok(None),
        _ => duration(text).map(Some),
    }
}

/// The bytes of a percent-encoded text (RFC 3986, section 2.1). A `+` is a plus.
pub(super) fn decode_bytes(text: &str) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let hex = |byte: u8| char::from(byte).to_digit(16);
        let [high, low, tail @ ..] = rest else { return Err(NOT_HEX) };
        let (Some(high), Some(low)) = (hex(*high), hex(*low)) else { return Err(NOT_HEX) };
        bytes.push((high * 16 + low) as u8);
        rest = tail;
    }
    match bytes.contains(&0) {
        true => Err("has a NUL character"),
        false => Ok(bytes),
    }
}

const NOT_HEX: &str = "has a `%` without two hexadecimal digits after it; a `%` itself is `%25`";

/// The text of a percent-encoded text.
pub(super) fn decode(text: &str) -> Result<String, &'static str> {
    String::from_utf8(decode_bytes(text)?).map_err(|_| "is not UTF-8 once it is decoded")
}
