//! Definitions and their changes as SQL: parts of a [`Schema`](crate::schema::Schema), written for its
//! database.

pub(crate) mod alter;
pub(crate) mod column;
pub(crate) mod comment;
pub(crate) mod constraint;
pub(crate) mod drop;
pub(crate) mod enums;
pub(crate) mod index;
pub(crate) mod labels;
pub(crate) mod partition;
pub(crate) mod policy;
pub(crate) mod rename;
pub(crate) mod table;
pub(crate) mod words;

pub(crate) use table::Place;
