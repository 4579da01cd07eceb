//! What our statements need and SQLite does not have.

use diesel::sql_types::{BigInt, Double, Nullable};
use diesel::{QueryResult, SqliteConnection};

/// Registers the functions, and the collation `decimal`.
pub(super) fn register(connection: &mut SqliteConnection) -> QueryResult<()> {
    connection
        .register_sql_function::<(Nullable<BigInt>,), Nullable<Double>, (Option<i64>,), _, _>(
            "double_from_bits",
            true,
            |(bits,)| bits.map(|bits| f64::from_bits(bits as u64)),
        )?;
    #[cfg(feature = "decimal")]
    super::decimal::register(connection)?;
    Ok(())
}
