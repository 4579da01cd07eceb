//! The models of a whole program.

use super::Table;
use crate::__private::Registered;

/// The tables of all models that the program is linked with, ordered by schema, table and the struct's name.
///
/// Each `#[derive(Model)]` registers its table, wherever it stands: in a module, in a library, in another
/// crate. Views are among them; a model with `#[model(unmanaged)]` is not. Two models of one table are
/// two entries.
///
/// A crate of models takes part if the program names it. Where nothing else of it is used, say so:
/// `use my_models as _;`.
///
/// ```standalone_crate
/// mod shop {
///     #[derive(orm::Model)]
///     pub struct Product {
///         #[model(primary_key, auto)]
///         pub id: i64,
///     }
/// }
///
/// fn main() {
///     assert_eq!(orm::schema::models(), [shop::Product::TABLE]);
/// }
/// ```
pub fn models() -> Vec<&'static Table> {
    let mut tables: Vec<_> =
        inventory::iter::<Registered>.into_iter().map(|registered| (registered.0)()).collect();
    // The linker decides on their order.
    tables.sort_by_key(|table| (table.schema, table.name, table.model));
    tables
}
