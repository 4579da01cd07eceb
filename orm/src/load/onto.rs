//! Relations of rows that were fetched before.

use super::row::complete_all;
use super::tree::Loads;
use super::{Grown, Joined, Load, Merge, NoSlots, Plan};
use crate::db::Line;
use crate::error::Error;
use crate::model::Model;
use crate::path::Root;
use crate::scope::Reaches;
use crate::stmt::Deleted;

/// A row of a model: the model, or the model with relations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of a model",
    label = "only rows of a model have relations",
    note = "after `select`, rows are values: load relations without it, or select what is needed of them, such as `o.customer().name`"
)]
pub trait ModelRow: Sized {
    /// The model.
    type Model: Model;
    /// The places for relations: the row itself, or [`NoSlots`].
    type Slots;
}

#[diagnostic::do_not_recommend]
impl<M: Model> ModelRow for M {
    type Model = M;
    type Slots = NoSlots;
}

/// Rows: a vector or an array, or a slice of rows that can be cloned.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of rows",
    label = "expected rows of a model: a `Vec` or an array, or a slice of rows that are `Clone`"
)]
pub trait IntoRows {
    /// A row.
    type Row: ModelRow;

    /// The rows.
    fn into_rows(self) -> Vec<Self::Row>;
}

#[diagnostic::do_not_recommend]
impl<T: ModelRow> IntoRows for Vec<T> {
    type Row = T;

    fn into_rows(self) -> Vec<T> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: ModelRow, const N: usize> IntoRows for [T; N] {
    type Row = T;

    fn into_rows(self) -> Vec<T> {
        self.into()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ModelRow + Clone> IntoRows for &[T] {
    type Row = T;

    fn into_rows(self) -> Vec<T> {
        self.to_vec()
    }
}

#[diagnostic::do_not_recommend]
impl<T: ModelRow + Clone> IntoRows for &Vec<T> {
    type Row = T;

    fn into_rows(self) -> Vec<T> {
        self.clone()
    }
}

/// The plan of rows to which loads are added.
type More<T, L> = <<T as IntoRows>::Row as Merge<L>>::Out;
type ModelOf<T> = <<T as IntoRows>::Row as ModelRow>::Model;

/// Loads relations onto rows that were fetched before, and returns the rows with them.
///
/// What the rows have already stays as it is, and relations below it can be added. To-one relations
/// come by a statement of their own, too: there is no statement that they could be joined to. No
/// rows: nothing is sent.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/relations_shop.inc"));
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> orm::Result<()> { let db = shop().await?;
/// let orders: Vec<Order> = Order::query().order_by(|o| o.number.asc()).all(&db).await?;
/// let load = orm::load_related(&db, &orders, |o| (o.customer(), o.items().with(|i| i.product())));
/// let (loaded, sent) = db.count_statements(async || load.await).await;
/// let loaded = loaded?;
/// assert_eq!((loaded[0].customer().name.as_str(), loaded[0].items().len(), sent), ("Ada", 2, 2));
///
/// // Another relation onto what is there already.
/// let loaded = orm::load_related(&db, loaded, |o| o.tags()).await?;
/// assert_eq!((loaded[0].tags().len(), loaded[0].items().len()), (2, 2));
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`is_unsupported`](Error::is_unsupported) for a [`counted`](crate::relation::ToMany::counted)
/// relation of rows that are there, and those of [`Query::all`](crate::Query::all).
pub async fn load_related<T, L, E>(
    db: &E,
    rows: T,
    loads: impl FnOnce(<ModelOf<T> as Model>::Fields<Root<ModelOf<T>>>) -> L,
) -> Result<Vec<<More<T, L::Row> as Plan<ModelOf<T>>>::Row>, Error>
where
    T: IntoRows,
    T::Row: Merge<L::Row>,
    L: Load<ModelOf<T>, Joined>,
    More<T, L::Row>: Plan<ModelOf<T>, Row: Grown<T::Row>>,
    E: Reaches<<ModelOf<T> as Model>::Scope> + ?Sized,
{
    let mut tree = Loads::default();
    loads(ModelOf::<T>::fields::<Root<ModelOf<T>>>()).add(&mut tree);
    <<More<T, L::Row> as Plan<ModelOf<T>>>::Row as Grown<T::Row>>::mark(&mut tree);
    tree.apart()?;
    let tree = tree.sealed(Deleted::Hidden);
    let rows = rows.into_rows().into_iter();
    let mut rows: Vec<_> = rows.map(Grown::grow).collect();
    if !rows.is_empty() && tree.fetch() {
        let line = Line::reading(db.target()).await?;
        complete_all::<ModelOf<T>, _>(&mut rows, &tree, &line).await?;
    }
    Ok(rows)
}
