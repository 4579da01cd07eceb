//! A length of time in a snapshot: `"1 month"`.

use orm::schema::{Period, PeriodUnit};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// The units with their names.
const UNITS: [(PeriodUnit, &str); 5] = [
    (PeriodUnit::Hour, "hour"),
    (PeriodUnit::Day, "day"),
    (PeriodUnit::Week, "week"),
    (PeriodUnit::Month, "month"),
    (PeriodUnit::Year, "year"),
];

/// `2 weeks`, which PostgreSQL reads as an interval, too.
pub(crate) fn text(period: Period) -> String {
    let name = UNITS.iter().find(|(unit, _)| *unit == period.unit).map_or("", |(_, name)| name);
    let plural = if period.count == 1 { "" } else { "s" };
    format!("{} {name}{plural}", period.count)
}

pub(super) fn serialize<S: Serializer>(period: &Period, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&text(*period))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Period, D::Error> {
    let text = String::deserialize(from)?;
    let read = text.split_once(' ').and_then(|(count, unit)| {
        let count = count.parse().ok().filter(|count| *count > 0)?;
        let unit = unit.strip_suffix('s').unwrap_or(unit);
        let (unit, _) = UNITS.iter().find(|(_, name)| *name == unit)?;
        Some(Period { count, unit: *unit })
    });
    read.ok_or_else(|| D::Error::custom(format!("{text:?} is no length of time: \"1 month\"")))
}
