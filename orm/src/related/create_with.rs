//! A row and its children, made together.

use super::Related;
use crate::db::Writer;
use crate::error::Error;
use crate::load::{Grown, HasSlot, Many};
use crate::model::{Model, NewRow, Writable};
use crate::path::{HasManyRelation, Relation};
use crate::query;
use crate::scope::Reaches;

/// Creates a row and the rows of a `has_many` relation of it, all or none, in one transaction, and
/// returns the row with the relation loaded. The closure gets the value for the children's reference
/// to the new row, and makes a child of each item.
///
/// ```
/// use orm::{Model, create_with};
///
/// #[derive(Model, Debug)]
/// #[model(has_many(lines: Line.invoice_id))]
/// pub struct Invoice {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     pub number: String,
/// }
///
/// #[derive(Model, Debug)]
/// pub struct Line {
///     #[model(primary_key, auto)]
///     pub id: i64,
///     #[model(references = Invoice)]
///     pub invoice_id: i64,
///     pub text: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), orm::Error> {
/// # let db = orm::Db::connect("sqlite::memory:").await?;
/// # orm_migrate::create_tables(&db, &[Invoice::TABLE, Line::TABLE]).await?;
/// let new = invoice::New { number: "2026-1".into() };
/// let invoice = create_with(&db, new, |i| i.lines(), ["paper", "ink"], |invoice_id, text| {
///     line::New { invoice_id, text: text.into() }
/// })
/// .await?;
/// assert_eq!(invoice.lines().len(), 2);
/// # Ok(()) }
/// ```
///
/// # Errors
/// The violations of both tables' constraints, [`is_unsupported`](Error::is_unsupported) if the new row
/// has no value in the column that its children refer to, and those of [`Query::all`](crate::Query::all).
pub async fn create_with<N, R, T, E>(
    db: &E,
    new: N,
    relation: impl FnOnce(&N::Model) -> Related<R>,
    items: impl IntoIterator<Item = T>,
    child: impl FnMut(R::Key, T) -> crate::New<R::To>,
) -> Result<R::Row<Many<R::To>>, Error>
where
    N: NewRow,
    R: HasManyRelation<From = N::Model, To: Writable>,
    R::Row<Many<R::To>>: Grown<N::Model> + HasSlot<R, Slot = Many<R::To>>,
    E: Writer + Reaches<<N::Model as Model>::Scope> + Reaches<<R::To as Model>::Scope> + ?Sized,
{
    let target = db.target();
    let tx = target.begin().await?;
    let within = target.inside(&tx);
    let row: N::Model = query::insert_one(within, new).await?;
    let children = relation(&row).create_rows(within, items, child).await?;
    tx.commit().await?;
    let mut loaded = <R as Relation>::Row::<Many<R::To>>::grow(row);
    *loaded.slot_mut() = Many::of(children);
    Ok(loaded)
}
