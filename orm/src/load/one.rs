//! A to-one relation that is loaded with relations of its own.

use super::request::{CanLoad, InScope, Request, add_one};
use super::tree::Loads;
use super::{Apart, How, Joined, Load, Merge, Same};
use crate::path::{Path, Relation, ToOneRelation, Types};
use crate::relation::{Filtered, Inner, InnerScope, Several};
use std::fmt;
use std::marker::PhantomData;

/// A to-one relation at the path `P`, to be loaded with what is below it; `T` is its row.
#[must_use = "a relation is loaded by giving it to `select_related` or `prefetch_related`"]
pub struct LoadOne<P, R, T> {
    loads: Loads,
    types: Types<(P, R, T)>,
}

impl<P: Path, R: ToOneRelation<From = P::Target>> LoadOne<P, R, <R as Relation>::To> {
    pub(crate) fn new() -> Self {
        LoadOne { loads: Loads::default(), types: PhantomData }
    }
}

impl<P: Path, R: ToOneRelation<From = P::Target>, T> LoadOne<P, R, T> {
    /// Loads relations of the related row: to-one by a join, to-many by a statement each.
    pub fn with<L, X>(mut self, loads: impl FnOnce(Inner<P, R>) -> L) -> LoadOne<P, R, X::Out>
    where
        L: Load<InnerScope<P, R>, Joined>,
        T: Same<X>,
        X: Merge<L::Row>,
    {
        loads(crate::relation::inner::<P, R>()).add(&mut self.loads);
        LoadOne { loads: self.loads, types: PhantomData }
    }

    /// Loads relations of the related row by a statement each, to-one relations too.
    pub fn prefetch_related<L, X>(
        mut self,
        loads: impl FnOnce(Inner<P, R>) -> L,
    ) -> LoadOne<P, R, X::Out>
    where
        L: Load<InnerScope<P, R>, Apart>,
        T: Same<X>,
        X: Merge<L::Row>,
    {
        loads(crate::relation::inner::<P, R>()).add(&mut self.loads);
        LoadOne { loads: self.loads, types: PhantomData }
    }
}

/// What does not compile: a to-one relation has its row or not.
#[doc(hidden)]
impl<P: Path, R: ToOneRelation<From = P::Target>, T> LoadOne<P, R, T> {
    pub fn filter<C, X: Filtered<R, R::From>>(self, _: impl FnOnce(Inner<P, R>) -> C) -> Self
    where
        (): Same<X>,
    {
        self
    }

    pub fn order_by<O, X: Several<R, R::From>>(self, _: impl FnOnce(Inner<P, R>) -> O) -> Self
    where
        (): Same<X>,
    {
        self
    }

    pub fn limit<X: Several<R, R::From>>(self, _: u64) -> Self
    where
        (): Same<X>,
    {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToOneRelation<From = P::Target>, T> Request for LoadOne<P, R, T> {
    type Load = Self;

    fn load(self) -> Self {
        self
    }
}

impl<S, P: Path + InScope<S>, R: ToOneRelation<From = P::Target>, T, H: How>
    CanLoad<LoadOne<P, R, T>, H> for S
{
    type Row = P::Around<R::Row<H::Slot<T>>>;

    fn add(load: LoadOne<P, R, T>, loads: &mut Loads) {
        add_one::<P, R, H>(loads, load.loads);
    }
}

impl<P, R: Relation, T> fmt::Debug for LoadOne<P, R, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoadOne({})", R::DATA.name)
    }
}
