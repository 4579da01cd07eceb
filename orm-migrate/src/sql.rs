//! Definitions as SQL: parts of a [`Schema`](crate::schema::Schema), written for its database.

mod column;
mod comment;
mod constraint;
mod index;
mod policy;
mod table;

pub(crate) use table::Place;
