//! Reading what was loaded, and demanding that it was.

use super::{Many, One, Partial};
use crate::path::{Presence, Relation, ToManyRelation, ToOneRelation};
use std::borrow::Borrow;

/// A row with a place for the relation `R`: a model's `Loaded`, whatever is loaded.
pub trait HasSlot<R: Relation>: Borrow<R::From> + Send + 'static {
    /// What is there.
    type Slot;

    /// What is there.
    fn slot(&self) -> &Self::Slot;
    /// What is there.
    fn slot_mut(&mut self) -> &mut Self::Slot;
}

/// A slot whose relation `R` was loaded.
///
/// `M` is there for the message alone.
#[diagnostic::on_unimplemented(
    message = "`{R}` is not loaded on this `{M}`",
    label = "add `.prefetch_related(..)` with this relation to the query that the row comes from",
    note = "rows that are fetched already: `load_related(&db, rows, ..).await?`"
)]
pub trait IsLoaded<R: Relation, M = <R as Relation>::From> {
    /// What is read: `&T`, `Option<&T>`, `&[T]`, or `&Partial<T>`.
    type Get<'a>
    where
        Self: 'a;

    /// Reads it.
    fn loaded(&self) -> Self::Get<'_>;
}

#[diagnostic::do_not_recommend]
impl<R: ToOneRelation, T> IsLoaded<R> for One<T> {
    type Get<'a>
        = <R::Presence as Presence>::Ref<'a, T>
    where
        Self: 'a;

    fn loaded(&self) -> Self::Get<'_> {
        R::Presence::reference(self.row.as_ref())
    }
}

#[diagnostic::do_not_recommend]
impl<R: ToManyRelation, T> IsLoaded<R> for Many<T> {
    type Get<'a>
        = &'a [T]
    where
        Self: 'a;

    fn loaded(&self) -> &[T] {
        &self.rows
    }
}

#[diagnostic::do_not_recommend]
impl<R: ToManyRelation, T> IsLoaded<R> for Partial<T> {
    type Get<'a>
        = &'a Partial<T>
    where
        Self: 'a;

    fn loaded(&self) -> &Partial<T> {
        self
    }
}

/// A type is the same as itself. A bound on a method's own parameter that is tied to the type's by
/// this is reported in the words of the bound's trait.
pub trait Same<T> {
    /// The value itself.
    fn same(&self) -> &T;
}
impl<T> Same<T> for T {
    fn same(&self) -> &T {
        self
    }
}

/// A row with the to-one relation `R` loaded: what code for any such row demands.
///
/// `M` is there for the message alone.
#[diagnostic::on_unimplemented(
    message = "`{R}` is not loaded on this row",
    label = "expected a row of `{M}` with this relation",
    note = "add it to the query with `.select_related(..)`, or to rows that are fetched already with `load_related`"
)]
pub trait LoadedOne<R: ToOneRelation, M = <R as Relation>::From>: Borrow<R::From> {
    /// The related row: the model, or the model with relations.
    type Row: Borrow<R::To>;

    /// The related row: `&Row`, or `Option<&Row>` where it may be absent.
    fn related(&self) -> <R::Presence as Presence>::Ref<'_, Self::Row>;
}

#[diagnostic::do_not_recommend]
impl<R: ToOneRelation, P: HasSlot<R, Slot = One<T>>, T: Borrow<R::To> + 'static> LoadedOne<R>
    for P
{
    type Row = T;

    fn related(&self) -> <R::Presence as Presence>::Ref<'_, T> {
        R::Presence::reference(self.slot().row.as_ref())
    }
}

/// A row with the to-many relation `R` loaded whole: what code for any such row demands.
///
/// `M` is there for the message alone.
#[diagnostic::on_unimplemented(
    message = "`{R}` is not loaded whole on this row",
    label = "expected a row of `{M}` with all rows of this relation",
    note = "add it to the query with `.prefetch_related(..)`, without a filter or a limit, or to rows that are fetched already with `load_related`"
)]
pub trait LoadedMany<R: ToManyRelation, M = <R as Relation>::From>: Borrow<R::From> {
    /// A related row: the model, or the model with relations.
    type Row: Borrow<R::To>;

    /// The related rows.
    fn related(&self) -> &[Self::Row];
}

#[diagnostic::do_not_recommend]
impl<R: ToManyRelation, P: HasSlot<R, Slot = Many<T>>, T: Borrow<R::To> + 'static> LoadedMany<R>
    for P
{
    type Row = T;

    fn related(&self) -> &[T] {
        &self.slot().rows
    }
}
