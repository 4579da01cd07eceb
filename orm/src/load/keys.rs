//! The keys of many parents, each once, and which parents have which.

use crate::model::Model;
use crate::schema::{Relation, RelationKind};
use crate::scope::Reach;
use crate::value::Value;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

/// The keys by which parents are related to rows.
pub(super) struct Keys {
    /// Each key's number, from 0.
    numbers: HashMap<Key, u32>,
    /// The key that was looked up last.
    last: Option<(Key, u32)>,
    /// One list a column.
    values: Vec<Vec<Value>>,
    /// Where the parents of each key begin in `sharing`.
    starts: Vec<u32>,
    /// The parents of the first key, then those of the second, ..
    sharing: Vec<u32>,
    parents: usize,
}

impl Keys {
    /// The keys of these rows; those of which a column is `NULL` are related to nothing, and neither are
    /// those of another tenant than the one that is reached. Over all tenants, the tenant is part of the key.
    pub(super) fn of<'a, M: Model>(
        relation: &Relation,
        reach: &Reach,
        rows: impl Iterator<Item = &'a M>,
    ) -> Keys {
        let shared = shared_tenant::<M>(relation);
        let tenant = shared.filter(|_| reach.is_all());
        let columns: Vec<_> = near_columns(relation).iter().copied().chain(tenant).collect();
        let mut numbers: HashMap<Key, u32> = HashMap::new();
        let mut values: Vec<Vec<Value>> = columns.iter().map(|_| Vec::new()).collect();
        let mut number_of = Vec::new();
        for row in rows {
            // Another tenant's row would get what belongs to the one of the same key.
            if shared.is_some_and(|tenant| reach.is_strange(Some(&row.key_value(tenant)))) {
                number_of.push(None);
                continue;
            }
            let mut key = columns.iter().map(|column| row.key_value(column));
            let key = match columns.as_slice() {
                [_] => Key::One(key.next().expect("a key has a column")),
                _ => Key::Several(key.collect()),
            };
            if key.columns().iter().any(Value::is_null) {
                number_of.push(None);
                continue;
            }
            let next = numbers.len() as u32;
            let number = *numbers.entry(key).or_insert_with_key(|key| {
                for (list, value) in values.iter_mut().zip(key.columns()) {
                    list.push(value.clone());
                }
                next
            });
            number_of.push(Some(number));
        }
        let (starts, sharing) = sorted(&number_of, numbers.len());
        Keys { numbers, last: None, values, starts, sharing, parents: number_of.len() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sharing.is_empty()
    }

    /// How many parents there are, those without a key too.
    pub(super) fn parents(&self) -> usize {
        self.parents
    }

    /// The values, to be sent.
    pub(super) fn take_values(&mut self) -> Vec<Vec<Value>> {
        std::mem::take(&mut self.values)
    }

    /// The parents that have this key of one column; none if it was not sent.
    pub(super) fn parents_with(&mut self, key: Value) -> Option<&[u32]> {
        let key = Key::One(key);
        let number = match &self.last {
            // Rows of one parent mostly stand together.
            Some((last, number)) if *last == key => *number,
            _ => {
                let number = *self.numbers.get(&key)?;
                self.last = Some((key, number));
                number
            }
        };
        Some(self.parents_of(i64::from(number) + 1))
    }

    /// The parents that have the key with this number, from 1.
    pub(super) fn parents_of(&self, number: i64) -> &[u32] {
        let at = usize::try_from(number).unwrap_or_default();
        match (self.starts.get(at.wrapping_sub(1)), self.starts.get(at)) {
            (Some(start), Some(end)) => &self.sharing[*start as usize..*end as usize],
            _ => &[],
        }
    }
}

/// The parents, by the numbers of their keys.
fn sorted(number_of: &[Option<u32>], keys: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; keys + 1];
    for number in number_of.iter().flatten() {
        starts[*number as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut sharing = vec![0; starts[keys] as usize];
    for (parent, number) in number_of.iter().enumerate() {
        if let Some(number) = number {
            let place = &mut next[*number as usize];
            sharing[*place as usize] = parent as u32;
            *place += 1;
        }
    }
    (starts, sharing)
}

/// The columns of the parent that are compared.
pub(crate) fn near_columns(relation: &Relation) -> &'static [&'static str] {
    match relation.kind {
        RelationKind::ToOne { key, .. } => key.columns,
        RelationKind::HasOne { key } | RelationKind::HasMany { key } => key.referenced(),
        RelationKind::ManyToMany { near, .. } => near.referenced(),
    }
}

/// The model's tenant column, if the relation leads to rows of the same tenant.
pub(crate) fn shared_tenant<M: Model>(relation: &Relation) -> Option<&'static str> {
    let far = match relation.kind {
        RelationKind::ManyToMany { through, .. } => through(),
        _ => (relation.target)(),
    };
    M::TABLE.tenant.filter(|_| far.tenant.is_some())
}

/// Keys that were seen already.
#[derive(Default)]
pub(crate) struct KeySet(HashSet<Key>);

impl KeySet {
    /// Whether the key is seen for the first time.
    pub(crate) fn is_new(&mut self, key: &[Value]) -> bool {
        self.0.insert(Key::Several(key.to_vec()))
    }
}

/// A key that is looked up. Which keys are equal only the database knows for sure (a collation may
/// take `a` for `A`); keys that it takes for equal but that differ here are sent both, and each gets
/// its rows.
#[derive(PartialEq)]
enum Key {
    One(Value),
    Several(Vec<Value>),
}

impl Key {
    fn columns(&self) -> &[Value] {
        match self {
            Key::One(value) => std::slice::from_ref(value),
            Key::Several(values) => values,
        }
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for value in self.columns() {
            match value {
                Value::Bool(value) => value.hash(state),
                Value::SmallInt(value) => value.hash(state),
                Value::Integer(value) => value.hash(state),
                Value::BigInt(value) => value.hash(state),
                Value::Text(value) => value.hash(state),
                Value::Bytes(value) => value.hash(state),
                Value::Enum(_, label) => label.hash(state),
                #[cfg(feature = "uuid")]
                Value::Uuid(value) => value.hash(state),
                #[cfg(feature = "chrono")]
                Value::Date(value) => value.hash(state),
                #[cfg(feature = "chrono")]
                Value::Time(value) => value.hash(state),
                #[cfg(feature = "chrono")]
                Value::Timestamp(value) => value.hash(state),
                #[cfg(feature = "chrono")]
                Value::TimestampTz(value) => value.hash(state),
                #[cfg(feature = "decimal")]
                Value::Decimal(value) => value.hash(state),
                // Equal values have equal hashes; rare types of keys have all the same.
                _ => {}
            }
        }
    }
}
