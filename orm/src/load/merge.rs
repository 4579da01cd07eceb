//! Loads that are added to loads: row types are merged, slot by slot.

use super::{Fetched, Many, One, Partial, Unloaded};
use crate::model::Model;

/// A row type with the loads of another one added.
///
/// The derive implements it for a model's `Loaded`: slot by slot. What is loaded twice is loaded once,
/// with the loads below both.
#[diagnostic::on_unimplemented(
    message = "these loads do not go together",
    label = "a relation is loaded in another way already",
    note = "load a relation once: whole, or with one filter, order and limit; further loads below it go into its `.with(..)`",
    note = "after `select`, rows are values, and have no relations"
)]
pub trait Merge<L> {
    /// The row with both.
    type Out;
}

#[diagnostic::do_not_recommend]
impl<M: Model, L> Merge<L> for M {
    type Out = L;
}

impl<L> Merge<L> for Unloaded {
    type Out = L;
}

impl<T> Merge<Unloaded> for One<T> {
    type Out = Self;
}
impl<T: Merge<U>, U> Merge<One<U>> for One<T> {
    type Out = One<T::Out>;
}
impl<T: Merge<U>, U> Merge<Fetched<U>> for One<T> {
    type Out = One<T::Out>;
}

impl<T> Merge<Unloaded> for Fetched<T> {
    type Out = Self;
}
impl<T: Merge<U>, U> Merge<One<U>> for Fetched<T> {
    type Out = One<T::Out>;
}
impl<T: Merge<U>, U> Merge<Fetched<U>> for Fetched<T> {
    type Out = Fetched<T::Out>;
}

impl<T> Merge<Unloaded> for Many<T> {
    type Out = Self;
}
impl<T: Merge<U>, U> Merge<Many<U>> for Many<T> {
    type Out = Many<T::Out>;
}

impl<T> Merge<Unloaded> for Partial<T> {
    type Out = Self;
}
