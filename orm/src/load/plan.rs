//! What a query's second type parameter says: what becomes of a row.

use super::{Fetched, Many, One, Partial, RowOf, Through, Unloaded};
use crate::load::Held;
use crate::model::Model;
use crate::path::{Relation, ToManyRelation, ToOneRelation};
use crate::row::FromRow;
use std::fmt;
use std::marker::PhantomData;

/// What becomes of a row of a query over `M`.
///
/// | `S` | a row |
/// |---|---|
/// | `M` | the model |
/// | [`Values<T>`] | `T`: a value, a tuple, a projection |
/// | `order::Loaded<..>` | the model with relations; [`Fetched`] slots become [`One`] |
pub trait Plan<M>: 'static {
    /// The row.
    type Row: RowOf<M>;
    /// How many statements are sent after the query's own, at most.
    const FETCHES: usize;
}

/// A row is a value, a tuple or a projection.
pub struct Values<T>(PhantomData<fn() -> T>);

impl<T> fmt::Debug for Values<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values")
    }
}

#[diagnostic::do_not_recommend]
impl<M, T: FromRow> Plan<M> for T {
    type Row = T;
    const FETCHES: usize = 0;
}

impl<M, T: FromRow> Plan<M> for Values<T> {
    type Row = T;
    const FETCHES: usize = 0;
}

impl<M: Model, T: Plan<M>, L: Model> Plan<M> for Through<T, L> {
    type Row = Through<T::Row, L>;
    const FETCHES: usize = T::FETCHES;
}

/// What a plan has in the place of the relation `R`.
pub trait Slot<R: Relation>: 'static {
    /// What a row has there.
    type Held: Held<R>;
    /// How many statements it takes, at most.
    const FETCHES: usize;
}

impl<R: Relation> Slot<R> for Unloaded {
    type Held = Unloaded;
    const FETCHES: usize = 0;
}

impl<R: ToOneRelation, T: Plan<R::To>> Slot<R> for One<T> {
    type Held = One<T::Row>;
    const FETCHES: usize = T::FETCHES;
}

impl<R: ToOneRelation, T: Plan<R::To>> Slot<R> for Fetched<T> {
    type Held = One<T::Row>;
    const FETCHES: usize = 1 + T::FETCHES;
}

impl<R: ToManyRelation, T: Plan<R::To>> Slot<R> for Many<T> {
    type Held = Many<T::Row>;
    const FETCHES: usize = 1 + T::FETCHES;
}

impl<R: ToManyRelation, T: Plan<R::To>> Slot<R> for Partial<T> {
    type Held = Partial<T::Row>;
    const FETCHES: usize = 1 + T::FETCHES;
}
