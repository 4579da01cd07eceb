//! What a model's `Loaded` is made with.

use crate::load::{Counted, Many, One, Partial, Unloaded};
use crate::model::RelationIn;
use crate::path::Relation;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The relation of `M` whose name has this hash.
pub type RelationOf<M, const NAME: u64> = <M as RelationIn<NAME>>::Relation;

/// The model that a relation leads to.
pub type Target<R> = <R as Relation>::To;

/// A row with its relations as one object: the row's fields, then the relations that are loaded.
///
/// `relations` is a list of pairs, each with the rest: `(("items", &self.items), (.., ()))`.
pub fn serialize<M: Serialize, L: Relations, S: Serializer>(
    row: &M,
    relations: L,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    Object { row, relations: Entries(relations) }.serialize(serializer)
}

#[derive(Serialize)]
#[serde(bound = "M: Serialize, L: Relations")]
struct Object<'a, M, L: Relations> {
    #[serde(flatten)]
    row: &'a M,
    #[serde(flatten)]
    relations: Entries<L>,
}

struct Entries<L>(L);

impl<L: Relations> Serialize for Entries<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.entries(&mut map)?;
        map.end()
    }
}

/// Named slots, one after the other.
pub trait Relations {
    /// Writes those that are loaded.
    fn entries<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error>;
}

impl Relations for () {
    fn entries<S: SerializeMap>(&self, _: &mut S) -> Result<(), S::Error> {
        Ok(())
    }
}

impl<T: SlotEntry, L: Relations> Relations for ((&'static str, &T), L) {
    fn entries<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        let ((name, slot), rest) = self;
        slot.entry(name, map)?;
        rest.entries(map)
    }
}

/// A slot that can be written into an object.
pub trait SlotEntry {
    /// Writes it, if it is loaded.
    fn entry<S: SerializeMap>(&self, name: &'static str, map: &mut S) -> Result<(), S::Error>;
}

impl SlotEntry for Unloaded {
    fn entry<S: SerializeMap>(&self, _: &'static str, _: &mut S) -> Result<(), S::Error> {
        Ok(())
    }
}

impl SlotEntry for Counted {
    fn entry<S: SerializeMap>(&self, name: &'static str, map: &mut S) -> Result<(), S::Error> {
        map.serialize_entry(name, self)
    }
}

macro_rules! loaded {
    ($($slot:ident)+) => {$(
        impl<T: Serialize> SlotEntry for $slot<T> {
            fn entry<S: SerializeMap>(&self, name: &'static str, map: &mut S) -> Result<(), S::Error> {
                map.serialize_entry(name, self)
            }
        }
    )+};
}

loaded! { One Many Partial }
