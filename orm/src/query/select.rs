//! What a query can ask for.

use crate::expr::{Expr, Source};
use crate::model::Model;
use crate::path::{Path, Presence, Root, ToOneRelation, Via};
use crate::relation::ToOne;
use crate::row::FromRow;
use crate::stmt;
use crate::value::Scalar;

/// What `select` takes in a query of the scope `S`: an expression, a condition, a model's fields
/// (the whole row), or a tuple of up to twelve of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected in a query over `{S}`",
    label = "expected a column, an expression or the fields of a model of this query, or a tuple of them"
)]
pub trait Selection<S> {
    /// What it reads as.
    type Output: FromRow;

    /// The columns of the result.
    fn columns(self, out: &mut Vec<stmt::Expr>);
}

#[diagnostic::do_not_recommend]
impl<S, R: Source<Scope = S>, T: Scalar> Selection<S> for Expr<R, T> {
    type Output = T;

    fn columns(self, out: &mut Vec<stmt::Expr>) {
        out.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<P: Path, R: ToOneRelation<From = P::Target>> Selection<P::Scope> for ToOne<P, R> {
    type Output = <<Via<P, R> as Path>::Presence as Presence>::Model<R::To>;

    fn columns(self, out: &mut Vec<stmt::Expr>) {
        select_row::<Via<P, R>>(out);
    }
}

/// All columns of the model at a path.
pub fn select_row<P: Path>(out: &mut Vec<stmt::Expr>) {
    let mut hops = stmt::Hops::new();
    P::hops(&mut hops);
    out.push(stmt::Expr::Row { hops });
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<S, $($name: Selection<S>),+> Selection<S> for ($($name,)+) {
            type Output = ($($name::Output,)+);

            #[allow(non_snake_case)]
            fn columns(self, out: &mut Vec<stmt::Expr>) {
                let ($($name,)+) = self;
                $($name.columns(out);)+
            }
        }
    )+};
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}

/// A struct of values that a query over a model asks for. `#[derive(Projection)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a projection",
    label = "not a projection",
    note = "add `#[derive(Projection)] #[projection(from = Model)]` to the struct"
)]
pub trait Projection: FromRow {
    /// The model that it is asked of.
    type Model: Model;

    /// The columns of the result, in the order of the struct's fields.
    fn columns(
        fields: <Self::Model as Model>::Fields<Root<Self::Model>>,
        out: &mut Vec<stmt::Expr>,
    );
}
