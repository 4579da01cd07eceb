//! What the closures of `select_related`, `prefetch_related` and `with` give.

use super::tree::{Loads, Way};
use super::{Fetch, Fetched, Many, Merge, One, Partial};
use crate::path::Path;
use crate::path::{ToManyRelation, ToOneRelation};
use crate::relation::{ToMany, ToOne};
use crate::stmt::Hops;

/// Relations that are loaded: a relation's handle, or a tuple of up to eight. `S` is the scope of the
/// query, `H` says how a to-one relation at the end of a path comes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no relation that can be loaded here",
    label = "expected a relation of this query, such as `o.customer()`, or a tuple of them"
)]
pub trait Load<S, H> {
    /// The row at the root with these relations.
    type Row;

    /// Adds them to the tree.
    #[doc(hidden)]
    fn add(self, loads: &mut Loads);
}

/// To-one relations only: what `select_related` takes.
#[diagnostic::on_unimplemented(
    message = "`select_related` takes to-one relations only",
    label = "expected a to-one relation of this query, such as `o.customer()`, or a tuple of them",
    note = "a to-many relation would multiply the rows: load it with `.prefetch_related(..)`, which sends one more statement"
)]
pub trait ToOnes<S>: Load<S, Joined> {}

/// How a to-one relation at the end of a path comes.
pub trait How {
    /// Its slot in the plan.
    type Slot<T>;
    /// Whether it comes in the same statement.
    const JOINED: bool;
}

/// In the same statement, by a join.
#[derive(Debug)]
pub enum Joined {}

/// By a statement of its own.
#[derive(Debug)]
pub enum Apart {}

impl How for Joined {
    type Slot<T> = One<T>;
    const JOINED: bool = true;
}

impl How for Apart {
    type Slot<T> = Fetched<T>;
    const JOINED: bool = false;
}

/// Whether a to-many relation is loaded whole.
pub trait Extent: 'static {
    /// Its slot.
    type Slot<T>;
}

/// All related rows.
#[derive(Debug)]
pub enum Whole {}

/// Some of them, by a filter or a limit.
#[derive(Debug)]
pub enum Part {}

impl Extent for Whole {
    type Slot<T> = Many<T>;
}

impl Extent for Part {
    type Slot<T> = Partial<T>;
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToOneRelation<From = P::Target>, H: How> Load<P::Scope, H> for ToOne<P, R> {
    type Row = P::Around<R::Row<H::Slot<R::To>>>;

    fn add(self, loads: &mut Loads) {
        add_one::<P, R, H>(loads, Loads::default());
    }
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToManyRelation<From = P::Target>, W: Extent, H> Load<P::Scope, H>
    for ToMany<P, R, W>
{
    type Row = P::Around<R::Row<W::Slot<R::To>>>;

    fn add(self, loads: &mut Loads) {
        add_many::<P, R>(loads, self.into_fetch(), Loads::default());
    }
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToOneRelation<From = P::Target>> ToOnes<P::Scope> for ToOne<P, R> {}

/// Adds a to-one relation; those on the way to it are joined.
pub(super) fn add_one<P: Path, R: ToOneRelation, H: How>(loads: &mut Loads, below: Loads) {
    let way = if H::JOINED { Way::Joined } else { Way::Fetched(Fetch::default()) };
    loads.at(&hops::<P>()).add(R::DATA, way, below);
}

/// Adds a to-many relation; those on the way to it are joined.
pub(super) fn add_many<P: Path, R: ToManyRelation>(loads: &mut Loads, fetch: Fetch, below: Loads) {
    loads.at(&hops::<P>()).add(R::DATA, Way::Fetched(fetch), below);
}

pub(super) fn hops<P: Path>() -> Hops {
    let mut hops = Hops::new();
    P::hops(&mut hops);
    hops
}

/// A tuple's row is that of all but its last, with the last one's loads added.
macro_rules! tuples {
    ($(($($name:ident)+) $last:ident,)+) => {$(
        impl<S, H, $($name,)+ $last: Load<S, H>> Load<S, H> for ($($name,)+ $last,)
        where
            ($($name,)+): Load<S, H>,
            <($($name,)+) as Load<S, H>>::Row: Merge<$last::Row>,
        {
            type Row = <<($($name,)+) as Load<S, H>>::Row as Merge<$last::Row>>::Out;

            #[allow(non_snake_case)]
            fn add(self, loads: &mut Loads) {
                let ($($name,)+ $last,) = self;
                ($($name,)+).add(loads);
                $last.add(loads);
            }
        }

        impl<S, $($name,)+ $last: ToOnes<S>> ToOnes<S> for ($($name,)+ $last,)
        where
            ($($name,)+): ToOnes<S>,
            ($($name,)+ $last,): Load<S, Joined>,
        {
        }
    )+};
}

impl<S, H, A: Load<S, H>> Load<S, H> for (A,) {
    type Row = A::Row;

    fn add(self, loads: &mut Loads) {
        self.0.add(loads);
    }
}

impl<S, A: ToOnes<S>> ToOnes<S> for (A,) {}

tuples! {
    (A) B,
    (A B) C,
    (A B C) D,
    (A B C D) E,
    (A B C D E) F,
    (A B C D E F) G,
    (A B C D E F G) I,
}
