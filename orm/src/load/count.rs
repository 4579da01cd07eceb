//! How many related rows there are, instead of the rows.

use super::request::{CanLoad, Fetchable, InScope, Request, hops};
use super::tree::{LoadNode, Loads, Way};
use super::{GrownSlot, HasSlot, Held, IsLoaded, Slot, Work};
use crate::path::{Path, Relation, ToManyRelation};
use crate::relation::ToMany;
use crate::row::{DecodeError, Row};
use crate::schema::{self, Type};
use crate::stmt::{Aggregate, Deleted, Expr, Hops, Related, Select};
use serde::{Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A to-many relation of which the number of rows was loaded: `o.items()` is an `i64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    count: i64,
}

/// The number of rows of a to-many relation, to be loaded: [`ToMany::counted`].
#[must_use = "a relation is loaded by giving it to `prefetch_related` or `with`"]
pub struct LoadCount<P, R> {
    count: Count,
    path: PhantomData<fn() -> (P, R)>,
}

/// Which rows count.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    pub(crate) filter: Vec<Expr>,
    pub(crate) through: Vec<Expr>,
    pub(crate) deleted: Deleted,
}

impl Count {
    /// The column of the statement around, for the row at the hops.
    pub(super) fn column(&self, relation: &'static schema::Relation, hops: Hops) -> Expr {
        let mut select = Select::new((relation.target)());
        select.related = Some(Related { relation, hops, through: self.through.clone() });
        select.columns =
            vec![Expr::Aggregate { function: Aggregate::Count, ty: Type::BigInt, arg: None }];
        select.filter.clone_from(&self.filter);
        select.deleted = self.deleted;
        Expr::Scalar(Box::new(select))
    }
}

impl<P, R> LoadCount<P, R> {
    pub(crate) fn new(count: Count) -> Self {
        LoadCount { count, path: PhantomData }
    }
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToManyRelation<From = P::Target>> Request for LoadCount<P, R> {
    type Load = Self;

    fn load(self) -> Self {
        self
    }
}

impl<S, H, P, R> CanLoad<LoadCount<P, R>, H> for S
where
    P: Path + InScope<S>,
    R: ToManyRelation<From = P::Target> + Fetchable<H, P::Target>,
{
    type Row = P::Around<R::Row<Counted>>;

    fn add(load: LoadCount<P, R>, loads: &mut Loads) {
        loads.at(&hops::<P>()).add(R::DATA, Way::Counted(load.count), Loads::default());
    }
}

impl<R: ToManyRelation> Slot<R> for Counted {
    type Held = Counted;
    const FETCHES: usize = 0;
}

impl<R: ToManyRelation> Held<R> for Counted {
    type Owned = i64;

    fn into_owned(self) -> i64 {
        self.count
    }

    fn empty() -> Self {
        Counted { count: 0 }
    }

    fn read(row: &mut Row<'_>, _: &Loads) -> Result<Self, DecodeError> {
        Ok(Counted { count: row.get()? })
    }

    fn work<'a, P: HasSlot<R, Slot = Self>>(_: &mut Work<'_, 'a, P>, _: &'a Arc<LoadNode>) {}
}

#[diagnostic::do_not_recommend]
impl<R: ToManyRelation> IsLoaded<R> for Counted {
    type Get<'a> = i64;

    fn loaded(&self) -> i64 {
        self.count
    }
}

impl<R: ToManyRelation> GrownSlot<R, Counted> for Counted {
    fn grow(from: Counted) -> Self {
        from
    }
}

impl Serialize for Counted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.count)
    }
}

impl<P, R: Relation> fmt::Debug for LoadCount<P, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LoadCount({})", R::DATA.name)
    }
}

impl<P: Path, R: ToManyRelation<From = P::Target>, W> ToMany<P, R, W> {
    /// Loads the number of related rows instead of the rows, in the same statement: `o.items()` is an
    /// `i64` then.
    ///
    /// A row that is linked twice by a many-to-many relation counts once; loaded, it comes twice.
    /// For a number beside other values, and without a loaded row, there is [`count`](Self::count).
    pub fn counted(self) -> LoadCount<P, R> {
        LoadCount::new(self.into_count())
    }
}
