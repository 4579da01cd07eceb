//! A description of what a database holds, read from the database.

mod postgres;
mod sqlite;

pub(crate) use postgres::{Places, read as read_postgres};

use crate::error::Error;
use crate::schema::{ObjectName, Schema};
use orm::{Db, Dialect, TxOptions};
use std::fmt;

/// What a database was found to hold.
#[derive(Debug, Clone)]
pub struct Found {
    /// What a description can say, in the order of names; columns in their own order.
    pub schema: Schema,
    /// What was begun and not finished: indexes whose build failed, which are left out of the description,
    /// and constraints that hold for new rows only, which are in it.
    pub unfinished: Vec<Thing>,
    /// What no description says: views, sequences of their own, triggers of PostgreSQL, and so on.
    pub beside: Vec<Thing>,
    /// The types that domains stand for.
    pub domains: Vec<(String, String)>,
}

/// Something in a database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Thing {
    /// `view`, `index`, ..
    pub kind: &'static str,
    /// The table that it belongs to, or its own name if it belongs to none.
    pub at: ObjectName,
    /// Its name, if it belongs to a table.
    pub name: Option<String>,
}

/// `index "orders_number_idx" of orders`
impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{} {name:?} of {}", self.kind, self.at),
            None => write!(f, "{} {}", self.kind, self.at),
        }
    }
}

/// What of a database is read.
///
/// | setting | without it |
/// |---|---|
/// | [`schemas`](ReadOptions::schemas) | the default schema and all others, but the server's and those of tenants |
/// | [`tenant`](ReadOptions::tenant) | no tenant's tables |
#[derive(Debug, Clone, Default)]
#[must_use = "options are for `introspect`"]
pub struct ReadOptions {
    schemas: Option<Vec<String>>,
    tenant: Option<String>,
}

impl ReadOptions {
    /// The defaults.
    pub fn new() -> ReadOptions {
        ReadOptions::default()
    }

    /// Beside the default schema these only. No effect on SQLite, which has none.
    pub fn schemas<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> ReadOptions {
        self.schemas = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// The schema of one tenant, too, where each has [one of its own](orm::Tenancy::Schemas): its tables
    /// are described without a schema's name, as models describe them. No effect on SQLite.
    pub fn tenant(mut self, schema: impl Into<String>) -> ReadOptions {
        self.tenant = Some(schema.into());
        self
    }
}

/// Reads what a database holds. On PostgreSQL (12 and later) that takes eight statements, whatever the
/// number of tables, in a transaction that only reads; what extensions brought is left out. On SQLite it
/// takes one.
///
/// The default schema is the first of the connection's search path. Its names stand without a schema.
///
/// ```no_run
/// # async fn run(db: &orm::Db) -> Result<(), orm_migrate::Error> {
/// let found = orm_migrate::introspect(db, &orm_migrate::ReadOptions::new()).await?;
/// for table in &found.schema.tables {
///     println!("{}: {} columns", table.name, table.columns.len());
/// }
/// # Ok(()) }
/// ```
///
/// # Errors
/// [`is_database`](Error::is_database), and on SQLite [`is_unreadable`](Error::is_unreadable) for a
/// definition that the reader of its SQL does not know.
pub async fn introspect(db: &Db, options: &ReadOptions) -> Result<Found, Error> {
    match db.dialect() {
        Dialect::Postgres => {
            let tx =
                db.begin_read(TxOptions::new().isolation(orm::Isolation::RepeatableRead)).await?;
            let places = Places::of_database(&tx, db.tenancy(), options).await?;
            let found = postgres::read(&tx, &places).await?;
            tx.commit().await?;
            Ok(found)
        }
        Dialect::Sqlite => sqlite::read(db).await,
    }
}

impl Schema {
    /// What a database holds: [`introspect`] with its defaults, without what is beside.
    ///
    /// # Errors
    /// Those of [`introspect`].
    pub async fn of_database(db: &Db) -> Result<Schema, Error> {
        Ok(introspect(db, &ReadOptions::new()).await?.schema)
    }
}
