//! The rows as structs of each library.

pub mod diesel;
pub mod orm;
pub mod sea_orm;
pub mod sqlx;
#[allow(missing_debug_implementations, reason = "of types that its derive makes")]
pub mod toasty;
