//! Rows that are there already become rows with more relations.

use super::tree::Loads;
use super::{Held, Many, One, Partial, Through, Unloaded};
use crate::path::{Relation, ToManyRelation, ToOneRelation};
use crate::row::FromRow;

/// A row made of one with fewer relations: what is there stays, the rest is empty until it is fetched.
///
/// The derive implements it for a model's `Loaded`.
pub trait Grown<From>: Sized {
    /// The row.
    #[doc(hidden)]
    fn grow(from: From) -> Self;

    /// Says in the tree what is there.
    #[doc(hidden)]
    fn mark(_: &mut Loads) {}
}

#[diagnostic::do_not_recommend]
impl<T: FromRow> Grown<T> for T {
    fn grow(from: T) -> T {
        from
    }
}

impl<T: Grown<U>, U, L> Grown<Through<U, L>> for Through<T, L> {
    fn grow(from: Through<U, L>) -> Self {
        let (row, through) = from.into_parts();
        Through::new(T::grow(row), through)
    }

    fn mark(loads: &mut Loads) {
        T::mark(loads);
    }
}

/// A slot made of one with less in it.
#[doc(hidden)]
pub trait GrownSlot<R: Relation, From>: Sized {
    fn grow(from: From) -> Self;
    fn mark(_: &mut Loads) {}
}

impl<R: Relation, T: Held<R>> GrownSlot<R, Unloaded> for T {
    fn grow(_: Unloaded) -> Self {
        T::empty()
    }
}

impl<R: ToOneRelation, T: Grown<U>, U> GrownSlot<R, One<U>> for One<T> {
    fn grow(from: One<U>) -> Self {
        One { row: from.row.map(T::grow) }
    }

    fn mark(loads: &mut Loads) {
        if let Some(below) = loads.present(R::DATA) {
            T::mark(below);
        }
    }
}

macro_rules! to_many {
    ($($slot:ident)+) => {$(
        impl<R: ToManyRelation, T: Grown<U>, U> GrownSlot<R, $slot<U>> for $slot<T> {
            fn grow(from: $slot<U>) -> Self {
                $slot { rows: from.rows.into_iter().map(T::grow).collect() }
            }

            fn mark(loads: &mut Loads) {
                if let Some(below) = loads.present(R::DATA) {
                    T::mark(below);
                }
            }
        }
    )+};
}

to_many! { Many Partial }
