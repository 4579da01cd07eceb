//! The directory of tenants: where each is, whether it is in service, what it may use.
//!
//! A [`Directory`] is in tables of the admin database ([`TABLES`]). It says of each tenant where its rows
//! are: in tables that tenants share, in a schema of its own, or in a database of its own. So one program
//! has all three, and a tenant can move while the program runs:
//!
//! ```
//! # use orm::{Db, Error, Model};
//! use orm::directory::{ConnectionKind, NewConnection, NewTenant, TenantPlace, TenantState};
//! use orm::{Directory, Tenancy};
//!
//! # #[derive(Model, Debug)]
//! # #[model(tenant = tenant_id)]
//! # pub struct Note {
//! #     #[model(primary_key, auto)]
//! #     pub id: i64,
//! #     pub tenant_id: i64,
//! #     pub text: String,
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let folder = tempfile::tempdir().unwrap();
//! # let admin = format!("sqlite:{}/admin.db", folder.path().display());
//! # let own = format!("{}/acme.db", folder.path().display());
//! let db = Db::builder(admin).tenancy(Tenancy::Directory).connect().await?;
//! orm_migrate::create_tables(&db, orm::directory::TABLES).await?;
//! # orm_migrate::create_tables(&db, &[Note::TABLE]).await?;
//! let directory = Directory::<i64>::open(&db).await?;
//!
//! // Tenant 7 has a database of its own.
//! let database = NewConnection::new(ConnectionKind::Dedicated, own);
//! directory.connections().add("acme", database).await?;
//! let place = TenantPlace::database("acme");
//! directory.insert(&7, NewTenant { name: "Acme".into(), place, ..NewTenant::default() }).await?;
//! # let acme = directory.connections().database("acme").await?;
//! # orm_migrate::create_tables(&acme, &[Note::TABLE]).await?;
//! directory.set_state(&7, &[TenantState::Creating], TenantState::Active, None).await?;
//!
//! // Code for a tenant is the same wherever its rows are.
//! let acme = directory.tenant(7).await?;
//! Note::create(&acme, note::New { text: "hello".into() }).await?;
//!
//! directory.suspend(&7, "unpaid").await?;
//! assert!(Note::query().all(&acme).await.unwrap_err().is_tenant_suspended());
//! # Ok(()) }
//! ```
//!
//! # What a process knows
//!
//! An entry is read when its tenant is first asked for, and kept. Changes are noticed by a task of the
//! directory, on a connection of its own: it asks for the number of the last change every quarter of a
//! second (one row by its key), and on PostgreSQL at once when another process tells of one (`LISTEN`,
//! `NOTIFY`). What is older than half a second ([`DirectoryBuilder::max_age`]) is read anew before a
//! statement is sent, so that a suspended tenant is refused within that time in every process, also in one
//! that lost its connection to the admin database: its statements wait for it up to five seconds, and fail
//! then. A statement for a tenant that is known costs none to the directory.
//!
//! On SQLite, which has one writer, a change waits for the transaction that writes in the admin database.

mod builder;
mod change;
mod connection;
mod connections;
mod core;
mod entry;
mod keys;
mod live;
mod meter;
mod place;
mod quota;
mod read;
mod table;
mod usage;
mod watch;
mod write;

pub(crate) use self::core::Core;
pub use builder::DirectoryBuilder;
pub use connection::{ConnectionEntry, ConnectionKind, NewConnection, TlsMode};
pub use connections::{ConnectionHealth, Connections};
pub use entry::{NewTenant, TenantEntry, TenantState};
pub use keys::RegistryKeys;
pub(crate) use live::{Errand, Live, Pass, Placed};
pub use place::TenantPlace;
pub use quota::Quota;
pub use table::TABLES;
pub use usage::Usage;

use crate::db::Db;
use crate::error::Error;
use crate::value::DbType;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// The variable with the keys that seal passwords.
const ENVIRONMENT: &str = "DB_REGISTRY_KEYS";

/// The tenants with ids of the type `T`, and the databases that they may be in. Cloning it is cheap; a
/// program opens one. The module [`directory`](self) says how it works.
pub struct Directory<T> {
    core: Arc<Core>,
    id: PhantomData<fn() -> T>,
}

impl<T: DbType> Directory<T> {
    /// Opens the directory in this database, with the keys of the environment (`DB_REGISTRY_KEYS`) and the
    /// defaults of [`DirectoryBuilder`].
    ///
    /// # Errors
    /// Those of [`DirectoryBuilder::open`].
    pub async fn open(db: &Db) -> Result<Self, Error> {
        Directory::builder(db).open().await
    }

    /// Settings for the directory in this database.
    pub fn builder(db: &Db) -> DirectoryBuilder<T> {
        DirectoryBuilder::new(db)
    }

    /// The registry of connections.
    pub fn connections(&self) -> Connections<'_> {
        Connections { core: &self.core }
    }

    /// Closes the pools of the registry's connections, and follows the directory no more: whatever is sent
    /// for a tenant then fails with [`is_pool_closed`](Error::is_pool_closed). The admin database stays
    /// open. Without it, they close when the last clone and the last tenant are dropped.
    ///
    /// # Errors
    /// [`is_timeout`](Error::is_timeout) if some connections are still used after this time: they are
    /// closed as soon as they are given back.
    pub async fn close(&self, timeout: Duration) -> Result<(), Error> {
        self.core.close(timeout).await
    }

    /// The admin database.
    pub fn db(&self) -> &Db {
        &self.core.db
    }
}

impl<T> Clone for Directory<T> {
    fn clone(&self) -> Self {
        Directory { core: self.core.clone(), id: PhantomData }
    }
}

impl<T> fmt::Debug for Directory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory").field("db", &self.core.db).finish_non_exhaustive()
    }
}
