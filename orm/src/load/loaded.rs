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
#[diagnostic::on_unimplemented(
    message = "the relation `{R}` is not loaded",
    label = "not loaded by the query that the row came from"
)]
pub trait IsLoaded<R: Relation> {
    /// What is read: `&T`, `Option<&T>`, `&[T]`, or `&Partial<T>`.
    type Get<'a>
    where
        Self: 'a;

    /// Reads it.
    fn get(&self) -> Self::Get<'_>;
}

#[diagnostic::do_not_recommend]
impl<R: ToOneRelation, T> IsLoaded<R> for One<T> {
    type Get<'a>
        = <R::Presence as Presence>::Ref<'a, T>
    where
        Self: 'a;

    fn get(&self) -> Self::Get<'_> {
        R::Presence::reference(self.row.as_ref())
    }
}

#[diagnostic::do_not_recommend]
impl<R: ToManyRelation, T> IsLoaded<R> for Many<T> {
    type Get<'a>
        = &'a [T]
    where
        Self: 'a;

    fn get(&self) -> &[T] {
        &self.rows
    }
}

#[diagnostic::do_not_recommend]
impl<R: ToManyRelation, T> IsLoaded<R> for Partial<T> {
    type Get<'a>
        = &'a Partial<T>
    where
        Self: 'a;

    fn get(&self) -> &Partial<T> {
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
#[diagnostic::on_unimplemented(
    message = "the relation `{R}` is not loaded on `{Self}`",
    label = "needs a row with this relation",
    note = "add it to the query with `select_related`, or to rows already fetched with `load_related`"
)]
pub trait LoadedOne<R: ToOneRelation>: Borrow<R::From> {
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
#[diagnostic::on_unimplemented(
    message = "the relation `{R}` is not loaded whole on `{Self}`",
    label = "needs a row with all rows of this relation",
    note = "add it to the query with `prefetch_related`, without a filter or a limit"
)]
pub trait LoadedMany<R: ToManyRelation>: Borrow<R::From> {
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
