//! What a row has in the place of each relation.

use crate::path::ToManyRelation;
use serde::{Serialize, Serializer};
use std::ops::Deref;

/// The relation was not loaded. Reading it does not compile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unloaded;

/// A to-one relation that was loaded: `o.customer()` is a `&T`, or an `Option<&T>` where the row may
/// be absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct One<T> {
    /// Empty where the row is absent, and while it is fetched.
    pub(super) row: Option<T>,
}

/// A to-one relation that a statement of its own fetches: the type of a query only. Its rows have a
/// [`One`].
#[derive(Debug)]
pub struct Fetched<T> {
    _row: std::marker::PhantomData<fn() -> T>,
}

/// A to-many relation that was loaded whole: `o.items()` is a `&[T]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Many<T> {
    pub(super) rows: Vec<T>,
}

/// A to-many relation of which some rows were loaded, by a filter or a limit: `o.items()` is a
/// `&Partial<T>`, which derefs to `[T]`.
///
/// It is a type of its own, so that a function can demand the whole relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partial<T> {
    pub(super) rows: Vec<T>,
}

impl<T> Many<T> {
    pub(crate) fn of(rows: Vec<T>) -> Self {
        Many { rows }
    }
}

/// A relation of which some rows can be loaded: what `partial` demands in `Loaded!`.
pub trait PartialSlot {
    /// Its slot.
    type Slot<T>;
}

impl<R: ToManyRelation> PartialSlot for R {
    type Slot<T> = Partial<T>;
}

impl<T> Deref for Partial<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<'a, T> IntoIterator for &'a Partial<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter()
    }
}

impl<T: Serialize> Serialize for One<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.row.serialize(serializer)
    }
}

impl<T: Serialize> Serialize for Many<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}

impl<T: Serialize> Serialize for Partial<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rows.serialize(serializer)
    }
}
