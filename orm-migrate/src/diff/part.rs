//! Constraints, indexes and the like of a table: which stay, which have another name, which go and come.

use crate::schema::{
    Check, ForeignKey, Index, IndexKey, IndexPart, Policy, PrimaryKey, Trigger, Unique,
};
use crate::sql::words::same;

/// A part of a table that may have a name.
pub(super) trait Part: Clone {
    fn name(&self) -> Option<&str>;

    /// Whether it is the other one, names apart.
    fn is_same(&self, other: &Self) -> bool;
}

/// What became of a table's parts of one kind.
pub(super) struct Sorted<T> {
    pub(super) dropped: Vec<T>,
    pub(super) added: Vec<T>,
    /// The old name, and the part with its new one.
    pub(super) renamed: Vec<(String, T)>,
    /// Those that stay, with the name that they have afterwards.
    pub(super) kept: Vec<T>,
}

/// Compares them; those for which `is_remade` is true are dropped and made again.
pub(super) fn sort<T: Part>(old: &[T], new: &[T], is_remade: impl Fn(&T) -> bool) -> Sorted<T> {
    let mut sorted =
        Sorted { dropped: Vec::new(), added: Vec::new(), renamed: Vec::new(), kept: Vec::new() };
    let mut left: Vec<&T> = old.iter().collect();
    let mut fresh = Vec::new();
    for part in new {
        let has_name = |old: &&T| part.name().is_some() && old.name() == part.name();
        match left.iter().position(has_name).map(|at| left.remove(at)) {
            Some(old) if old.is_same(part) && !is_remade(part) => sorted.kept.push(part.clone()),
            Some(old) => {
                sorted.dropped.push(old.clone());
                sorted.added.push(part.clone());
            }
            None => fresh.push(part),
        }
    }
    for part in fresh {
        let is_it = |old: &&T| {
            old.name().is_some() == part.name().is_some() && old.is_same(part) && !is_remade(part)
        };
        match left.iter().position(is_it).map(|at| left.remove(at)) {
            Some(old) => {
                let name = old.name().map(str::to_owned);
                sorted.renamed.extend(name.map(|name| (name, part.clone())));
                sorted.kept.push(part.clone());
            }
            None => sorted.added.push(part.clone()),
        }
    }
    sorted.dropped.extend(left.into_iter().cloned());
    sorted
}

/// Whether two optional expressions are the same.
pub(super) fn same_option(one: &Option<String>, other: &Option<String>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        (one, other) => one.is_none() == other.is_none(),
    }
}

impl Part for PrimaryKey {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn is_same(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

impl Part for Unique {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn is_same(&self, other: &Self) -> bool {
        Unique { name: None, ..self.clone() } == Unique { name: None, ..other.clone() }
    }
}

impl Part for Check {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn is_same(&self, other: &Self) -> bool {
        same(&self.expression, &other.expression)
    }
}

impl Part for ForeignKey {
    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn is_same(&self, other: &Self) -> bool {
        ForeignKey { name: None, ..self.clone() } == ForeignKey { name: None, ..other.clone() }
    }
}

impl Part for Index {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn is_same(&self, other: &Self) -> bool {
        // Expressions are compared as such, all else as it is.
        let bare = |index: &Index| Index {
            name: String::new(),
            predicate: None,
            parts: index.parts.iter().map(without_expression).collect(),
            ..index.clone()
        };
        bare(self) == bare(other)
            && same_option(&self.predicate, &other.predicate)
            && self.expressions().zip(other.expressions()).all(|(one, other)| same(one, other))
    }
}

fn without_expression(part: &IndexPart) -> IndexPart {
    let key = match &part.key {
        IndexKey::Expression(_) => IndexKey::Expression(String::new()),
        column => column.clone(),
    };
    IndexPart { key, ..part.clone() }
}

impl Part for Policy {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn is_same(&self, other: &Self) -> bool {
        let bare = |policy: &Policy| Policy { using: None, check: None, ..policy.clone() };
        bare(self) == bare(other)
            && same_option(&self.using, &other.using)
            && same_option(&self.check, &other.check)
    }
}

impl Part for Trigger {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn is_same(&self, other: &Self) -> bool {
        same(&self.sql, &other.sql)
    }
}
