//! Rows with relations: how they are read, and how what is fetched finds its place in them.

use super::fetch::fetch;
use super::tree::{LoadNode, Loads, Way};
use super::{HasSlot, Many, One, Partial, Unloaded};
use crate::db::Line;
use crate::error::Error;
use crate::model::Model;
use crate::path::{Presence, Relation, ToManyRelation, ToOneRelation};
use crate::row::{DecodeError, FromOptionalRow, FromRow, Row};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use std::fmt;
use std::sync::Arc;

/// A row of a query over `M`: the model, the model with relations, or values.
pub trait RowOf<M>: Sized + Send + 'static {
    /// Reads the row and what is joined to it.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>, loads: &Loads) -> Result<Self, DecodeError>;

    /// Says what is still to be fetched.
    #[doc(hidden)]
    fn work(_: &mut Work<'_, '_, Self>) {}
}

#[diagnostic::do_not_recommend]
impl<M, T: FromRow> RowOf<M> for T {
    fn read(row: &mut Row<'_>, _: &Loads) -> Result<Self, DecodeError> {
        T::from_row(row)
    }
}

/// What is still to be fetched for some rows.
#[doc(hidden)]
pub struct Work<'r, 'a, T> {
    pub(super) rows: &'r [&'r T],
    loads: &'a Loads,
    pub(super) line: &'a Line<'a>,
    pub(super) jobs: Vec<Job<'a, T>>,
}

/// A relation that is on its way.
pub(super) type Job<'a, T> = BoxFuture<'a, Result<Deliver<T>, Error>>;

/// Puts what has come into its place in the rows.
pub(super) type Deliver<T> = Box<dyn FnOnce(&mut [&mut T]) -> Result<(), Error> + Send>;

impl<T> Work<'_, '_, T> {
    /// What is to be fetched for a relation.
    pub fn slot<R: Relation>(&mut self)
    where
        T: HasSlot<R, Slot: Held<R>>,
    {
        let loads = self.loads;
        if let Some(load) = loads.get(R::DATA) {
            T::Slot::work(self, load);
        }
    }

    /// What is to be fetched for the rows inside these.
    pub(super) fn inner<M, U: RowOf<M>>(
        &mut self,
        inner: impl Fn(&T) -> &U,
        inner_mut: impl Fn(&mut T) -> &mut U + Copy + Send + 'static,
    ) {
        let loads = self.loads;
        inside::<M, _, _>(
            self,
            loads,
            |row| std::slice::from_ref(inner(row)),
            move |row| std::slice::from_mut(inner_mut(row)),
        );
    }
}

impl<T> fmt::Debug for Work<'_, '_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

/// Fetches everything that is missing in the rows: all relations of a level together.
pub(crate) async fn complete<M, T: RowOf<M>>(
    rows: &mut [&mut T],
    loads: &Loads,
    line: &Line<'_>,
) -> Result<(), Error> {
    if rows.is_empty() || !loads.fetch() {
        return Ok(());
    }
    // Polled together, so that a server hears of all of them before it answers the first. All are
    // waited for: one that was dropped half-way would be cancelled, and the connection with it.
    let mut deliveries = join_all(jobs::<M, T>(rows, loads, line)).await;
    // One that fails in a transaction makes those after it fail as well: what is told is the cause.
    let is_cause = |error: &Error| !error.is_transaction_state();
    if let Some(at) = deliveries.iter().position(|deliver| deliver.as_ref().is_err_and(is_cause)) {
        deliveries.swap(0, at);
    }
    deliveries.into_iter().try_for_each(|deliver| deliver?(rows))
}

/// The same for all rows of a list.
pub(crate) async fn complete_all<M, T: RowOf<M>>(
    rows: &mut [T],
    loads: &Loads,
    line: &Line<'_>,
) -> Result<(), Error> {
    if !loads.fetch() {
        return Ok(());
    }
    let mut all: Vec<&mut T> = rows.iter_mut().collect();
    complete::<M, T>(&mut all, loads, line).await
}

fn jobs<'a, M, T: RowOf<M>>(
    rows: &[&mut T],
    loads: &'a Loads,
    line: &'a Line<'_>,
) -> Vec<Job<'a, T>> {
    let rows: Vec<&T> = rows.iter().map(|row| &**row).collect();
    let mut work = Work { rows: &rows, loads, line, jobs: Vec::new() };
    T::work(&mut work);
    work.jobs
}

/// What a row has in the place of the relation `R`.
pub trait Held<R: Relation>: Sized + Send + 'static {
    /// What is moved out: `T`, `Option<T>`, `Vec<T>`, or [`Unloaded`].
    type Owned;

    /// Moves it out.
    #[doc(hidden)]
    fn into_owned(self) -> Self::Owned;

    /// What it is before anything has come.
    #[doc(hidden)]
    fn empty() -> Self;

    /// Reads it, if it is joined.
    #[doc(hidden)]
    fn read(row: &mut Row<'_>, loads: &Loads) -> Result<Self, DecodeError>;

    /// Says what is still to be fetched.
    #[doc(hidden)]
    fn work<'a, P: HasSlot<R, Slot = Self>>(work: &mut Work<'_, 'a, P>, load: &'a Arc<LoadNode>);
}

impl<R: Relation> Held<R> for Unloaded {
    type Owned = Unloaded;

    fn into_owned(self) -> Unloaded {
        self
    }

    fn empty() -> Self {
        Unloaded
    }

    fn read(_: &mut Row<'_>, _: &Loads) -> Result<Self, DecodeError> {
        Ok(Unloaded)
    }

    fn work<'a, P: HasSlot<R, Slot = Self>>(_: &mut Work<'_, 'a, P>, _: &'a Arc<LoadNode>) {}
}

impl<R: ToOneRelation, T: RowOf<R::To>> Held<R> for One<T> {
    type Owned = <R::Presence as Presence>::Owned<T>;

    fn into_owned(self) -> Self::Owned {
        R::Presence::owned(self.row)
    }

    fn empty() -> Self {
        One { row: None }
    }

    fn read(row: &mut Row<'_>, loads: &Loads) -> Result<Self, DecodeError> {
        let Some(load) = loads.get(R::DATA).filter(|load| matches!(load.way, Way::Joined)) else {
            return Ok(One { row: None });
        };
        if row.absent(<R::To as FromOptionalRow>::WIDTH) {
            if R::Presence::REQUIRED {
                return Err(DecodeError::null(row.index()));
            }
            row.skip(load.width);
            return Ok(One { row: None });
        }
        Ok(One { row: Some(T::read(row, &load.loads)?) })
    }

    fn work<'a, P: HasSlot<R, Slot = Self>>(work: &mut Work<'_, 'a, P>, load: &'a Arc<LoadNode>) {
        let put = |parent: &mut P, mut rows: Vec<T>| {
            let row = rows.pop();
            if row.is_none() && R::Presence::REQUIRED {
                // Somebody has deleted it since the parent was read, or the key is not enforced.
                return Err(Error::not_found(R::To::TABLE.model));
            }
            parent.slot_mut().row = row;
            Ok(())
        };
        match &load.way {
            Way::Fetched(_) => fetch::<R, _, _>(work, load, put),
            _ => inside::<R::To, _, _>(
                work,
                &load.loads,
                |parent| parent.slot().row.as_slice(),
                |parent| parent.slot_mut().row.as_mut_slice(),
            ),
        }
    }
}

macro_rules! to_many {
    ($($slot:ident)+) => {$(
        impl<R: ToManyRelation, T: RowOf<R::To>> Held<R> for $slot<T> {
            type Owned = Vec<T>;

            fn into_owned(self) -> Vec<T> {
                self.rows
            }

            fn empty() -> Self {
                $slot { rows: Vec::new() }
            }

            fn read(_: &mut Row<'_>, _: &Loads) -> Result<Self, DecodeError> {
                Ok($slot { rows: Vec::new() })
            }

            fn work<'a, P: HasSlot<R, Slot = Self>>(
                work: &mut Work<'_, 'a, P>,
                load: &'a Arc<LoadNode>,
            ) {
                match &load.way {
                    Way::Fetched(_) => fetch::<R, P, T>(work, load, |parent, rows| {
                        parent.slot_mut().rows = rows;
                        Ok(())
                    }),
                    _ => inside::<R::To, _, _>(
                        work,
                        &load.loads,
                        |parent| parent.slot().rows.as_slice(),
                        |parent| parent.slot_mut().rows.as_mut_slice(),
                    ),
                }
            }
        }
    )+};
}

to_many! { Many Partial }

/// What is to be fetched for related rows that are there, as if it were for the rows around them: it
/// goes out with what is fetched for those.
fn inside<'a, M, P, T: RowOf<M>>(
    work: &mut Work<'_, 'a, P>,
    loads: &'a Loads,
    rows: impl Fn(&P) -> &[T],
    rows_mut: impl Fn(&mut P) -> &mut [T] + Copy + Send + 'static,
) {
    let inner: Vec<&T> = work.rows.iter().flat_map(|parent| rows(parent)).collect();
    if inner.is_empty() {
        return;
    }
    let mut below = Work { rows: &inner, loads, line: work.line, jobs: Vec::new() };
    T::work(&mut below);
    work.jobs.extend(below.jobs.into_iter().map(|job| {
        let job = async move {
            let deliver = job.await?;
            let outer: Deliver<P> = Box::new(move |parents| {
                let mut inner: Vec<&mut T> =
                    parents.iter_mut().flat_map(|parent| rows_mut(parent)).collect();
                deliver(&mut inner)
            });
            Ok(outer)
        };
        job.boxed()
    }));
}
