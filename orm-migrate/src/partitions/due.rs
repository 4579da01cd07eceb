//! What is to be done with a table's partitions: pure, with the time as an argument.

use super::name::name;
use super::period::{floor, plus};
use super::{Bound, Span};
use chrono::{DateTime, NaiveDateTime, Utc};
use orm::schema::{Expiry, Partitioning};
use serde::Serialize;

/// A partition that there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Existing {
    /// Its name, without a schema.
    pub name: String,
    /// What it holds.
    pub bound: Bound,
    /// Whether a `DETACH CONCURRENTLY` of it was interrupted: no new query sees its rows.
    pub is_detaching: bool,
}

/// A partition that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct New {
    /// Its name, without a schema.
    pub name: String,
    /// What it holds.
    pub span: Span,
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Due {
    /// What is to be made, by time.
    pub create: Vec<New>,
    /// What would be to be made, if nothing else had its name.
    pub blocked: Vec<New>,
    /// Those whose detaching was begun, and is to be completed.
    pub finish: Vec<String>,
    /// Those that were kept long enough, by time.
    pub expire: Vec<String>,
}

/// How many periods back gaps are filled.
const FARTHEST: i64 = 1000;

/// What is to be done for a table with these partitions at this time.
///
/// Periods are the calendar's, in UTC. There is a partition for that of today and for each of the `ahead` that
/// follow; gaps behind the first partition that there is are filled, too, for at most 1000 periods. What is
/// there stays as it is, whoever made it: a period of which it has a part is completed around it. What
/// expires has ended `keep` ago as a whole.
///
/// `taken` are names that no new partition can have.
///
/// ```
/// use orm::schema::{Expiry, Partitioning, Period, PeriodUnit};
/// use orm_migrate::partitions::due;
///
/// let every = Period { count: 1, unit: PeriodUnit::Month };
/// let policy =
///     Partitioning { column: "at", every, keep: None, on_expiry: Expiry::Detach, ahead: 1 };
/// let now = "2026-11-21T18:53:29Z".parse().unwrap();
/// let due = due("events", &policy, &[], &[], now);
/// assert_eq!(due.create[0].name, "events_p2026_11");
/// assert_eq!(due.create[1].span.to_string(), "2026-12-01 to 2027-01-01");
/// ```
pub fn due(
    table: &str,
    policy: &Partitioning,
    existing: &[Existing],
    taken: &[String],
    now: DateTime<Utc>,
) -> Due {
    let now = now.naive_utc();
    let every = policy.every;
    let covered = covered(existing);
    let limit = limit(policy, now);
    let today = floor(every, now);
    let end = plus(today, every, i64::from(policy.ahead) + 1);
    let first = covered.iter().filter_map(|span| span.to).min().unwrap_or(today);
    let mut back = first.min(today).max(plus(today, every, -FARTHEST));
    if let Some(limit) = limit {
        // What has ended before would expire at once.
        back = back.max(limit.min(today));
    }
    let mut due = Due::default();
    let mut at = floor(every, back);
    while at < end {
        let whole = Span { from: Some(at), to: Some(plus(at, every, 1)) };
        // What is in front of the first one was not wanted.
        let wanted = Span { from: Some(if at < today { at.max(first) } else { at }), ..whole };
        for span in wanted.without(&covered) {
            let from = span.from.unwrap_or(at);
            let name = name(table, every.unit, from, span == whole);
            let list = if taken.contains(&name) { &mut due.blocked } else { &mut due.create };
            list.push(New { name, span });
        }
        at = plus(at, every, 1);
    }
    let is_over =
        |to: Option<NaiveDateTime>| matches!((to, limit), (Some(to), Some(limit)) if to <= limit);
    let mut over: Vec<_> = existing.iter().filter_map(|one| Some((one, span(one)?.to))).collect();
    over.retain(|(_, to)| is_over(*to));
    over.sort_by_key(|(_, to)| *to);
    due.expire = over.into_iter().map(|(one, _)| one.name.clone()).collect();
    let begun = existing.iter().filter(|one| one.is_detaching && !due.expire.contains(&one.name));
    due.finish = begun.map(|one| one.name.clone()).collect();
    due
}

/// Up to when each row that is written from now on finds a partition; `None`: there is none for now.
pub(super) fn until(existing: &[Existing], now: NaiveDateTime) -> Option<NaiveDateTime> {
    let covered = covered(existing);
    let mut at = now;
    while let Some(span) = covered.iter().find(|span| span.has(at)) {
        at = span.to.unwrap_or(NaiveDateTime::MAX);
        if at == NaiveDateTime::MAX {
            break;
        }
    }
    (at > now).then_some(at)
}

/// Up to when each row should find one at least: half of what is made ahead.
pub(super) fn needed(policy: &Partitioning, now: NaiveDateTime) -> NaiveDateTime {
    plus(floor(policy.every, now), policy.every, 1 + i64::from(policy.ahead / 2))
}

/// The time at which what expires now has ended at the latest.
pub(super) fn limit(policy: &Partitioning, now: NaiveDateTime) -> Option<NaiveDateTime> {
    policy.keep.map(|keep| plus(now, keep, -1))
}

/// Whether what expires goes with its rows.
pub(super) fn drops(policy: &Partitioning) -> bool {
    policy.on_expiry == Expiry::Drop
}

/// What all partitions hold, by time.
pub(super) fn covered(existing: &[Existing]) -> Vec<Span> {
    let mut covered: Vec<_> = existing.iter().filter_map(span).collect();
    covered.sort_by_key(|span| span.from);
    covered
}

fn span(one: &Existing) -> Option<Span> {
    match one.bound {
        Bound::Range(span) => Some(span),
        Bound::Default | Bound::Other => None,
    }
}

#[cfg(test)]
mod tests;
