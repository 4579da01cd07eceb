//! The row between the two ends of a many-to-many relation.

use super::{Loads, Merge, MergeSlots, ModelRow, One, RowOf, Work};
use crate::model::Model;
use crate::path::{Relation as RelationPath, Required, ThroughRelation, ToOneRelation};
use crate::row::{DecodeError, Row};
use crate::schema::{Relation, RelationKind};
use serde::Serialize;
use std::marker::PhantomData;
use std::ops::Deref;

/// A related row with the row between: after `with_through()`. It derefs to the related row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Through<T, L> {
    #[serde(flatten)]
    row: T,
    through: L,
}

impl<T, L> Through<T, L> {
    pub(super) fn new(row: T, through: L) -> Self {
        Through { row, through }
    }

    /// The row between: its own columns.
    pub fn through(&self) -> &L {
        &self.through
    }

    /// The related row and the row between.
    pub fn into_parts(self) -> (T, L) {
        (self.row, self.through)
    }
}

impl<T, L> Deref for Through<T, L> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.row
    }
}

impl<M: Model, L: Model, T: RowOf<M>> RowOf<M> for Through<T, L> {
    fn read(row: &mut Row<'_>, loads: &Loads) -> Result<Self, DecodeError> {
        Ok(Through { row: T::read(row, loads)?, through: L::decode(row)? })
    }

    fn work(work: &mut Work<'_, '_, Self>) {
        work.inner::<M, T>(|row| &row.row, |row| &mut row.row);
    }
}

#[diagnostic::do_not_recommend]
impl<T: ModelRow, L> ModelRow for Through<T, L> {
    type Model = T::Model;
    type Slots = Self;
}

impl<T: Merge<U>, U, L> MergeSlots<Through<U, L>> for Through<T, L> {
    type Out = Through<T::Out, L>;
}

/// The way from a related row to the row between, inside a load of the relation `R`.
#[derive(Debug)]
pub struct ThroughOf<R>(PhantomData<fn() -> R>);

impl<R: ThroughRelation> RelationPath for ThroughOf<R> {
    type From = R::To;
    type To = R::Through;
    type Row<S> = S;
    type Slot<T> = One<T>;
    const DATA: &'static Relation = between(R::DATA);
}

impl<R: ThroughRelation> ToOneRelation for ThroughOf<R> {
    type Presence = Required;
}

const fn between(relation: &'static Relation) -> &'static Relation {
    match relation.kind {
        RelationKind::ManyToMany { link, .. } => link,
        _ => relation,
    }
}
