//! Loads that are added to loads: row types are merged, slot by slot.

use super::{Counted, Fetched, Many, ModelRow, One, Partial, Unloaded};
use crate::path::Relation;

/// A row type with the loads of another one added: slot by slot. What is loaded twice is loaded once,
/// with the loads below both.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of a model",
    label = "only rows of a model have relations",
    note = "after `select`, rows are values: load relations without it, or select what is needed of them, such as `o.customer().name`"
)]
pub trait Merge<L> {
    /// The row with both.
    type Out;
}

// The only impl, so that the compiler goes on to the relation that is wrong.
impl<T: ModelRow<Slots: MergeSlots<L>>, L> Merge<L> for T {
    type Out = <T::Slots as MergeSlots<L>>::Out;
}

/// The slots of a row with those of another one added. The derive implements it for a model's
/// `Loaded`.
pub trait MergeSlots<L> {
    /// The row with both.
    type Out;
}

/// The slots of a model: none.
#[derive(Debug)]
pub enum NoSlots {}

impl<L> MergeSlots<L> for NoSlots {
    type Out = L;
}

/// A slot `A` of this relation with another one of it added. It is the relation's trait, because the
/// compiler lists the types that have a trait, but not where all types might.
pub trait MergeSlot<A, B> {
    /// The slot with both.
    type Out;
}

/// A relation that is loaded in one way only. None is loaded in two: asking for this reports it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` of `{M}` is loaded twice, in two ways",
    label = "load a relation once: whole, or with one filter, order and limit, or counted",
    note = "a filter of several conditions joins them by `&`; relations below it go into its `.with(..)`"
)]
pub trait LoadedOnce<M> {}

impl<R, S> MergeSlot<Unloaded, S> for R {
    type Out = S;
}

/// The slots whose rows are merged.
macro_rules! merged {
    ($($slot:ident + $other:ident = $out:ident,)+) => {$(
        impl<R, T: Merge<U>, U> MergeSlot<$slot<T>, $other<U>> for R {
            type Out = $out<T::Out>;
        }
    )+};
}

/// The slots that are not loaded a second time in this way.
macro_rules! refused {
    ($([$($param:ident)*] $slot:ty, $other:ty;)+) => {$(
        impl<R: Relation + LoadedOnce<R::From>, $($param),*> MergeSlot<$slot, $other> for R {
            type Out = $slot;
        }
    )+};
}

/// The slots to which nothing is added.
macro_rules! alone {
    ($([$($param:ident)*] $slot:ty;)+) => {$(
        impl<R, $($param),*> MergeSlot<$slot, Unloaded> for R {
            type Out = $slot;
        }
    )+};
}

merged! {
    One + One = One,
    One + Fetched = One,
    Fetched + One = One,
    Fetched + Fetched = Fetched,
    Many + Many = Many,
}
refused! {
    [T U] Many<T>, Partial<U>;
    [T U] Partial<T>, Many<U>;
    [T U] Partial<T>, Partial<U>;
    [T] Many<T>, Counted;
    [T] Partial<T>, Counted;
    [T] Counted, Many<T>;
    [T] Counted, Partial<T>;
    [] Counted, Counted;
}
alone! {
    [T] One<T>;
    [T] Fetched<T>;
    [T] Many<T>;
    [T] Partial<T>;
    [] Counted;
}
