//! From conditions and orders as plain data to the library's own, over each model.

use super::model::*;
use super::tree::{Column, Compare, Cut, Order, Test};
use orm::expr::{Equality, Expr, Ordered, Ordering, Source};
use orm::path::Root;
use orm::{Cond, DbType, Model, Query, Scalar};

/// The fields of a model, to be asked whatever plain data says.
pub trait Search: Copy {
    type Scope;

    fn cond(self, test: &Test) -> Cond<Self::Scope>;
    /// The order ends with the key.
    fn orders(self, orders: &[Order]) -> Vec<Ordering<Self::Scope>>;
}

macro_rules! search {
    ($($model:ident, $module:ident, |$f:ident| $far:expr, $many:expr, ($($key:ident)+);)+) => {$(
        impl<S: 'static> Search for $module::Fields<Root<$model, S>> {
            type Scope = S;

            fn cond(self, test: &Test) -> Cond<S> {
                let $f = self;
                match test {
                    Test::Always => Cond::always(),
                    Test::Number(op, number) => compare(*op, $f.n, *number),
                    Test::Note(note) => $f.note.eq(*note),
                    Test::NoteNull => $f.note.is_null(),
                    Test::Far(op, number) => compare(*op, $far, *number),
                    Test::Any(op, number) => $many.any(|row| compare(*op, row.n, *number)),
                    Test::Not(test) => !$f.cond(test),
                    Test::Both(a, b) => $f.cond(a) & $f.cond(b),
                    Test::Either(a, b) => $f.cond(a) | $f.cond(b),
                }
            }

            fn orders(self, orders: &[Order]) -> Vec<Ordering<S>> {
                let $f = self;
                let terms = orders.iter().map(|order| match (order.column, order.descending) {
                    (Column::Number, false) => $f.n.asc(),
                    (Column::Number, true) => $f.n.desc(),
                    (Column::Note, false) => $f.note.asc(),
                    (Column::Note, true) => $f.note.desc(),
                    (Column::Far, false) => $far.asc(),
                    (Column::Far, true) => $far.desc(),
                });
                terms.chain([$($f.$key.asc()),+]).collect()
            }
        }
    )+};
}

search! {
    Land, land, |l| l.n, l.places(), (code);
    Place, place, |p| p.land().n, p.authors(), (land_code number);
    Archive, archive, |a| a.place().land().n, a.place().authors(), (land_code number);
    Rate, rate, |r| r.n, r.books(), (code);
    Publisher, publisher, |p| p.land().n, p.books(), (id);
    Author, author, |a| a.home().land().n, a.interests(), (id);
    Portrait, portrait, |p| p.author().mentor().n, p.author().books(), (id);
    Book, book, |b| b.author().mentor().n, b.volumes(), (id);
    Volume, volume, |v| v.keeper().n, v.book().subjects(), (id);
    Subject, subject, |s| s.broader().n, s.books(), (id);
    Filing, filing, |f| f.book().publisher().n, f.subject().narrower(), (id);
    Interest, interest, |i| i.author().portrait().n, i.author().pupils(), (id);
}

pub fn compare<R: Source, T>(op: Compare, column: Expr<R, T>, number: i32) -> Cond<R::Scope>
where
    T: Scalar<Base = i32>,
    i32: DbType<Family: Equality + Ordered>,
{
    match op {
        Compare::Eq => column.eq(number),
        Compare::Lt => column.lt(number),
        Compare::Ge => column.ge(number),
    }
}

/// The query without its loads.
pub fn root<M: Model>(cut: &Cut) -> Query<M>
where
    M::Fields<Root<M>>: Search<Scope = M>,
{
    let mut query =
        Query::<M>::new().filter(|f| f.cond(&cut.test)).order_by(|f| f.orders(&cut.order));
    if let Some(limit) = cut.limit {
        query = query.limit(limit);
    }
    if let Some(offset) = cut.offset {
        query = query.offset(offset);
    }
    if cut.deleted { query.with_deleted() } else { query }
}
