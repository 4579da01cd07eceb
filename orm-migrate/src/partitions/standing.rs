//! How a table's partitions stand, for whoever looks.

use super::Bound;
use super::act::{Act, What, acts};
use super::due::{New, due, needed, until};
use super::table::Found;
use crate::schema::ObjectName;
use chrono::{DateTime, NaiveDateTime, Utc};
use orm::schema::Partitioning;
use serde::Serialize;
use std::fmt;

/// A table with its partitions, and what is due.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Standing {
    /// The table, with its schema.
    pub table: ObjectName,
    /// The partitions, by time.
    pub parts: Vec<Part>,
    /// What [`run`](super::Maintenance::run) would do.
    pub due: Vec<Act>,
    /// What somebody should look at.
    pub concerns: Vec<Concern>,
}

/// A partition.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Part {
    /// Its name, with its schema.
    pub name: ObjectName,
    /// What it holds.
    pub bound: Bound,
    /// About how many rows it has; `None` before its first `ANALYZE`.
    pub rows: Option<i64>,
    /// How much space it takes, with its indexes.
    pub bytes: i64,
    /// What is to be done with it.
    pub due: Option<What>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Concern {
    /// It is not in partitions as its model says: why.
    OtherPartitions(String),
    /// Rows find a partition up to this time only, which is soon; `None`: today's do not find one.
    ShortAhead(Option<NaiveDateTime>),
    /// Rows are, or were, in the partition for what no other one holds: it is read, under a lock, whenever
    /// one is attached.
    InDefault(ObjectName),
    /// A partition cannot be made, because something else has its name.
    Blocked(New),
    /// Statements that name this partition are not under its table's row-level security.
    Open(ObjectName),
}

impl Standing {
    /// Whether it is in partitions as its model says.
    pub(super) fn is_as_wanted(&self) -> bool {
        !self.concerns.iter().any(|one| matches!(one, Concern::OtherPartitions(_)))
    }
}

pub(super) fn standing(found: Found, policy: &Partitioning, now: DateTime<Utc>) -> Standing {
    let existing = found.existing();
    let mut concerns = Vec::new();
    let mut todo = Vec::new();
    match found.check(policy) {
        Err(error) => concerns.push(Concern::OtherPartitions(error.to_string())),
        Ok(()) => {
            let due = due(&found.name.name, policy, &existing, &found.taken, now);
            todo = acts(&found, policy, &due, now.naive_utc(), true);
            let until = until(&existing, now.naive_utc());
            if until.is_none_or(|until| until < needed(policy, now.naive_utc())) {
                concerns.push(Concern::ShortAhead(until));
            }
            concerns.extend(due.blocked.into_iter().map(Concern::Blocked));
        }
    }
    let rest = found.default().filter(|part| part.has_pages);
    concerns.extend(rest.map(|part| Concern::InDefault(part.name.clone())));
    let open = found.parts.iter().filter(|part| part.is_open);
    concerns.extend(open.map(|part| Concern::Open(part.name.clone())));
    let mut parts: Vec<_> = found.parts.iter().map(|part| one(part, &todo)).collect();
    let from = |part: &Part| match part.bound {
        Bound::Range(span) => (0, span.from),
        _ => (1, None),
    };
    parts.sort_by_key(from);
    Standing { table: found.name, parts, due: todo, concerns }
}

fn one(part: &super::table::Part, todo: &[Act]) -> Part {
    let mut own = todo.iter().filter(|act| act.partition == part.name);
    Part {
        name: part.name.clone(),
        bound: part.existing.bound,
        rows: part.rows,
        bytes: part.bytes,
        due: own.next_back().map(|act| act.what),
    }
}

/// What it is, and what to do about it.
impl fmt::Display for Concern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Concern::OtherPartitions(why) => f.write_str(why),
            Concern::ShortAhead(None) => {
                write!(
                    f,
                    "no partition holds the rows of today, so that they are refused; run `partitions`"
                )
            }
            Concern::ShortAhead(Some(until)) => {
                write!(
                    f,
                    "partitions end at {until}, and rows are refused from then on; run `partitions`"
                )
            }
            Concern::InDefault(name) => write!(
                f,
                "rows are, or were, in {name}, which is read under a lock whenever a partition is attached; move \
                 them to partitions of their own"
            ),
            Concern::Blocked(new) => write!(
                f,
                "the partition for {} cannot be made, because something else is called {}; rename that",
                new.span, new.name
            ),
            Concern::Open(name) => write!(
                f,
                "{name} shows, where it is named itself, what its table's policies hide; run `partitions`"
            ),
        }
    }
}
