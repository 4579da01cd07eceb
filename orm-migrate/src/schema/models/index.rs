//! The indexes that models need.

use super::owned;
use crate::schema::{Index, IndexKey, IndexPart, Nulls};
use orm::Dialect;
use orm::schema as model;

/// The index, unless the database has none of its kind.
pub(super) fn of_index(dialect: Dialect, of: &model::Table, index: &model::Index) -> Option<Index> {
    // SQLite's one kind finds equal values, as a hash does, and nothing of what the others find.
    if dialect == Dialect::Sqlite && index.method.is_some_and(|method| method != "hash") {
        return None;
    }
    // The other methods are for types of values that a tenant's id is none of.
    let is_ordered = index.method.is_none() || dialect == Dialect::Sqlite;
    let is_first = |tenant: &&str| is_ordered && index.columns().all(|column| column != *tenant);
    let tenant = of.tenant.filter(is_first).map(IndexPart::column);
    let parts = index.parts.iter().map(|part| of_part(dialect, part));
    Some(Index {
        name: index.name.to_owned(),
        method: index.method.filter(|_| dialect == Dialect::Postgres).map(str::to_owned),
        unique: index.unique,
        parts: tenant.into_iter().chain(parts).collect(),
        include: if dialect == Dialect::Postgres { owned(index.include) } else { Vec::new() },
        predicate: index.predicate.map(str::to_owned),
    })
}

fn of_part(dialect: Dialect, of: &model::IndexPart) -> IndexPart {
    let mut part = IndexPart::column("");
    part.key = match of.key {
        model::IndexKey::Column(name) => IndexKey::Column(name.to_owned()),
        model::IndexKey::Expression(sql) => IndexKey::Expression(sql.to_owned()),
    };
    part.descending = of.descending;
    if dialect == Dialect::Postgres {
        // Where they are by default, the database does not tell that it was said.
        let default = if of.descending { model::Nulls::First } else { model::Nulls::Last };
        part.nulls = of.nulls.filter(|nulls| *nulls != default).map(|nulls| match nulls {
            model::Nulls::First => Nulls::First,
            model::Nulls::Last => Nulls::Last,
        });
        part.operator_class = of.operator_class.map(str::to_owned);
    }
    part
}
