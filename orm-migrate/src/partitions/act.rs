//! What is done with one partition, as statements.

use super::due::{Due, drops, limit};
use super::name::bounds;
use super::table::{Found, Mark};
use super::{Bound, Span};
use crate::error::Error;
use crate::schema::ObjectName;
use crate::sql::partition::secured;
use chrono::NaiveDateTime;
use orm::Dialect;
use orm::schema::Partitioning;
use serde::Serialize;

const DIALECT: Dialect = Dialect::Postgres;

/// Something that is done with a partition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Act {
    /// The table, with its schema.
    pub table: ObjectName,
    /// The partition, with its schema.
    pub partition: ObjectName,
    /// What.
    pub what: What,
    /// What it holds, if that is known.
    pub span: Option<Span>,
    /// The statements: one transaction, but for a detaching, which is in none.
    pub sql: Vec<String>,
}

/// What is done with a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is made, and attached.
    Create,
    /// It is written down that it is to be dropped, once it is detached.
    Mark,
    /// It becomes a table of its own.
    Detach,
    /// It is completed that it becomes one.
    Finish,
    /// It is dropped with its rows.
    Drop,
    /// It gets the policies of its table.
    Secure,
}

impl What {
    /// `created`
    #[cfg(feature = "cli")]
    pub(crate) fn done(self) -> &'static str {
        match self {
            What::Create => "created",
            What::Mark => "marked",
            What::Detach | What::Finish => "detached",
            What::Drop => "dropped",
            What::Secure => "secured",
        }
    }

    /// `to be dropped`
    #[cfg(feature = "cli")]
    pub(crate) fn due(self) -> &'static str {
        match self {
            What::Create => "to be created",
            What::Mark | What::Detach | What::Finish => "to be detached",
            What::Drop => "to be dropped",
            What::Secure => "to be secured",
        }
    }
}

impl Act {
    /// Whether PostgreSQL refuses it in a transaction.
    pub(super) fn is_alone(&self) -> bool {
        self.what == What::Detach && self.sql.iter().any(|sql| sql.ends_with(" CONCURRENTLY"))
    }
}

/// All that is to be done with a table, in its order, by what is due. What cannot be dropped because nobody
/// allowed it is not detached either.
pub(super) fn acts(
    found: &Found,
    policy: &Partitioning,
    due: &Due,
    now: NaiveDateTime,
    is_allowed: bool,
) -> Vec<Act> {
    let mut acts = Vec::new();
    for new in &due.create {
        acts.push(found.act(found.beside(&new.name), What::Create, Some(new.span)));
    }
    if found.parts.iter().any(|part| part.is_open) {
        acts.push(found.act(found.name.clone(), What::Secure, None));
    }
    for name in &due.finish {
        acts.extend(found.part(name).map(|part| found.act(part.name.clone(), What::Finish, None)));
    }
    let limit = limit(policy, now);
    if drops(policy) {
        // Left by a process that ended before it had dropped them.
        for (name, end) in &found.marked {
            if limit.is_some_and(|limit| *end <= limit) {
                acts.push(found.act(found.beside(name), What::Drop, None));
            }
        }
    }
    for part in due.expire.iter().filter_map(|name| found.part(name)) {
        let span = match part.existing.bound {
            Bound::Range(span) => Some(span),
            _ => None,
        };
        let whats: &[What] = match (drops(policy), part.existing.is_detaching) {
            (true, _) if !is_allowed => &[What::Drop],
            (true, true) => &[What::Mark, What::Finish, What::Drop],
            (true, false) => &[What::Mark, What::Detach, What::Drop],
            (false, true) => &[What::Finish],
            (false, false) => &[What::Detach],
        };
        acts.extend(whats.iter().map(|what| found.act(part.name.clone(), *what, span)));
    }
    acts
}

impl Found {
    pub(super) fn act(&self, partition: ObjectName, what: What, span: Option<Span>) -> Act {
        let (table, part) = (self.name.quoted(DIALECT), partition.quoted(DIALECT));
        let alter = |what: &str| format!("ALTER TABLE {table} {what}");
        let sql = match what {
            // Nobody else sees the new table while it is read for its bounds, which is why it needs no CHECK
            // of them, and why ATTACH, whose lock on the table keeps nobody from reading and writing, takes no
            // time (manual, 5.12.2.2). A partition numbers no rows itself, and its indexes are made of the
            // table's.
            What::Create => {
                let like = "INCLUDING ALL EXCLUDING COMMENTS EXCLUDING IDENTITY EXCLUDING INDEXES \
                            EXCLUDING STATISTICS";
                let bounds = span.map(bounds).unwrap_or_default();
                let mut sql = vec![
                    format!("CREATE TABLE {part} (LIKE {table} {like})"),
                    alter(&format!("ATTACH PARTITION {part} {bounds}")),
                ];
                sql.extend(self.is_secured.then(|| secured(&table)));
                sql
            }
            What::Mark => {
                let end = span.and_then(|span| span.to);
                let mark = end.map(|end| Mark { table: &self.name.name }.write(end));
                let mark = DIALECT.literal(&mark.unwrap_or_default());
                vec![format!("COMMENT ON TABLE {part} IS {mark}")]
            }
            // CONCURRENTLY is refused where there is a partition for the rest.
            What::Detach if self.default().is_some() => {
                vec![alter(&format!("DETACH PARTITION {part}"))]
            }
            What::Detach => vec![alter(&format!("DETACH PARTITION {part} CONCURRENTLY"))],
            What::Finish => vec![alter(&format!("DETACH PARTITION {part} FINALIZE"))],
            What::Drop => vec![format!("DROP TABLE {part}")],
            What::Secure => vec![secured(&table)],
        };
        Act { table: self.name.clone(), partition, what, span, sql }
    }

    /// Whether it is in partitions as its model says.
    pub(super) fn check(&self, policy: &Partitioning) -> Result<(), Error> {
        let wanted = format!("RANGE ({})", policy.column);
        let quoted = format!("RANGE ({})", DIALECT.quoted(policy.column));
        match &self.by {
            Some(by) if *by == wanted || *by == quoted => Ok(()),
            Some(by) => Err(Error::refused(format!(
                "the table {} is in partitions by {by}, and its model says {wanted}: make a new one, and \
                 copy its rows",
                self.name
            ))),
            None => Err(Error::refused(format!(
                "the table {} is not in partitions, and its model says {wanted}: make a new one, and copy \
                 its rows",
                self.name
            ))),
        }
    }
}
