//! A query.

use super::{Expr, Hops};
use crate::schema::{Relation, Table, Type};
use crate::value::Value;

/// A query for rows of a table and what is joined to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Select {
    /// The table at the root.
    pub table: &'static Table,
    /// The relation of the enclosing query that the rows belong to.
    pub related: Option<Related>,
    /// What is asked for.
    pub columns: Vec<Expr>,
    /// The tenant of a row that is known, to which the rows belong: it counts where the rows of all
    /// tenants are reached.
    pub tenant: Option<Value>,
    /// The conditions, all of which hold.
    pub filter: Vec<Expr>,
    /// The order.
    pub order: Vec<OrderBy>,
    /// The greatest number of rows.
    pub limit: Option<u64>,
    /// How many rows are left out first.
    pub offset: Option<u64>,
    /// Whether equal rows count once.
    pub distinct: bool,
    /// The lock taken on the root's rows.
    pub lock: Option<Lock>,
    /// What becomes of rows that are deleted softly.
    pub deleted: Deleted,
}

impl Select {
    /// All rows of a table, with all its columns.
    pub fn new(table: &'static Table) -> Self {
        Select {
            table,
            related: None,
            columns: vec![Expr::Row { hops: Hops::new() }],
            tenant: None,
            filter: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            distinct: false,
            lock: None,
            deleted: Deleted::Hidden,
        }
    }
}

/// The rows of a relation, from a row of the enclosing query.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The relation.
    pub relation: &'static Relation,
    /// Where the row stands in the enclosing query.
    pub hops: Hops,
    /// Conditions over the row between, of a many-to-many relation.
    pub through: Vec<Expr>,
}

/// What becomes of rows that are deleted softly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// They are left out: at the root, and behind optional relations.
    Hidden,
    /// They are there like the others.
    Shown,
    /// They alone are there.
    Only,
}

/// One expression of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBy {
    /// What is ordered by.
    pub expr: Expr,
    /// Its type.
    pub ty: Type,
    /// Whether it may be `NULL`.
    pub nullable: bool,
    /// Which end comes first.
    pub direction: Direction,
    /// Whether `NULL` comes first; PostgreSQL's rule if nothing is said: last ascending, first descending.
    pub nulls_first: Option<bool>,
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The least.
    Ascending,
    /// The greatest.
    Descending,
}

/// A lock on the rows that a query returns (PostgreSQL manual, SELECT, "The Locking Clause").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// Whether others may still read with a shared lock.
    pub share: bool,
    /// What happens when somebody else holds the lock.
    pub wait: LockWait,
}

/// What happens when somebody else holds a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockWait {
    /// The query waits.
    Wait,
    /// The query fails.
    NoWait,
    /// The row is left out.
    SkipLocked,
}
