//! What the closures of `select_related`, `prefetch_related` and `with` give.

use super::tree::{Loads, Way};
use super::{Fetch, Fetched, LoadMany, LoadOne, Many, Merge, One, Partial};
use crate::path::{Path, Relation, Root, ToManyRelation, ToOneRelation, Via};
use crate::relation::{ToMany, ToOne};
use crate::stmt::Hops;

/// Relations that are loaded: a relation's handle, or a tuple of up to eight. `S` is the scope of the
/// query, `H` says how relations may come.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no relation that can be loaded",
    label = "expected a relation of this query, such as `o.customer()`, or a tuple of up to eight"
)]
pub trait Load<S, H> {
    /// The row at the root with these relations.
    type Row;

    /// Adds them to the tree.
    #[doc(hidden)]
    fn add(self, loads: &mut Loads);
}

// The only impl, so that the compiler goes on to the part that is wrong.
impl<S: CanLoad<L::Load, H>, H, L: Request> Load<S, H> for L {
    type Row = <S as CanLoad<L::Load, H>>::Row;

    fn add(self, loads: &mut Loads) {
        S::add(self.load(), loads);
    }
}

/// What can be loaded by some query.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no relation that can be loaded",
    label = "expected a relation of this query, such as `o.customer()`, or a tuple of up to eight"
)]
pub trait Request {
    /// The load that it asks for.
    type Load;

    /// The load that it asks for.
    #[doc(hidden)]
    fn load(self) -> Self::Load;
}

/// That queries with this scope can load `L`.
///
/// It is the scope's trait rather than the load's, because the compiler lists the types that have a
/// trait, such as each size of tuples, but not where all types might.
#[doc(hidden)]
pub trait CanLoad<L, H> {
    type Row;

    fn add(load: L, loads: &mut Loads);
}

/// A place in a query with the scope `S`.
#[diagnostic::on_unimplemented(
    message = "a relation of another query cannot be loaded here",
    label = "expected a relation of this query, such as `o.customer()` where `o` is the closure's own parameter"
)]
pub trait InScope<S> {}

#[diagnostic::do_not_recommend]
impl<M, S> InScope<S> for Root<M, S> {}

#[diagnostic::do_not_recommend]
impl<P: InScope<S>, R, S> InScope<S> for Via<P, R> {}

/// A to-many relation of the model `M` where `H` lets it come.
#[diagnostic::on_unimplemented(
    message = "`select_related` takes to-one relations only, and `{Self}` of `{M}` is to-many",
    label = "load it with `.prefetch_related(..)`, which sends one more statement",
    note = "a join to a to-many relation would multiply the rows"
)]
pub trait Fetchable<H, M> {}

#[diagnostic::do_not_recommend]
impl<R: Relation<From = M>, M> Fetchable<Joined, M> for R {}

#[diagnostic::do_not_recommend]
impl<R: Relation<From = M>, M> Fetchable<Apart, M> for R {}

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

/// In the same statement as well, and a to-many relation not at all: what `select_related` takes.
#[derive(Debug)]
pub enum JoinedOnly {}

/// By a statement of its own.
#[derive(Debug)]
pub enum Apart {}

impl How for Joined {
    type Slot<T> = One<T>;
    const JOINED: bool = true;
}

impl How for JoinedOnly {
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
impl<P: Path, R: ToOneRelation<From = P::Target>> Request for ToOne<P, R> {
    type Load = LoadOne<P, R, R::To>;

    fn load(self) -> Self::Load {
        LoadOne::new()
    }
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToManyRelation<From = P::Target>, W: Extent> Request for ToMany<P, R, W> {
    type Load = LoadMany<P, R, R::To, W>;

    fn load(self) -> Self::Load {
        LoadMany::new(self.into_fetch())
    }
}

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
        #[diagnostic::do_not_recommend]
        impl<$($name,)+ $last> Request for ($($name,)+ $last,) {
            type Load = Self;

            fn load(self) -> Self {
                self
            }
        }

        impl<S, H, $($name,)+ $last: Load<S, H>> CanLoad<($($name,)+ $last,), H> for S
        where
            ($($name,)+): Load<S, H>,
            <($($name,)+) as Load<S, H>>::Row: Merge<$last::Row>,
        {
            type Row = <<($($name,)+) as Load<S, H>>::Row as Merge<$last::Row>>::Out;

            #[allow(non_snake_case)]
            fn add(load: ($($name,)+ $last,), loads: &mut Loads) {
                let ($($name,)+ $last,) = load;
                ($($name,)+).add(loads);
                $last.add(loads);
            }
        }
    )+};
}

#[diagnostic::do_not_recommend]
impl<A> Request for (A,) {
    type Load = Self;

    fn load(self) -> Self {
        self
    }
}

impl<S, H, A: Load<S, H>> CanLoad<(A,), H> for S {
    type Row = A::Row;

    fn add(load: (A,), loads: &mut Loads) {
        load.0.add(loads);
    }
}

tuples! {
    (A) B,
    (A B) C,
    (A B C) D,
    (A B C D) E,
    (A B C D E) F,
    (A B C D E F) G,
    (A B C D E F G) I,
}
