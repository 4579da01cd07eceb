//! Tenants through their lives: made, filled, counted, copied, moved, deleted, and all of them in turn.
//!
//! [`Tenants`] is over a [`Directory`](orm::Directory) and the tables of the program's models; its own
//! tables ([`TABLES`]) are in the admin database, beside the directory's:
//!
//! ```
//! # use orm::{Db, Model};
//! use orm::directory::TenantPlace;
//! use orm::{Directory, Tenancy};
//! use orm_migrate::{Error, Tenants, tenants};
//!
//! # #[derive(Model)]
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
//! let db = Db::builder(admin).tenancy(Tenancy::Directory).connect().await?;
//! orm_migrate::create_tables(&db, orm::directory::TABLES).await?;
//! orm_migrate::create_tables(&db, tenants::TABLES).await?;
//! orm_migrate::create_tables(&db, &[Note::TABLE]).await?;
//! let directory = Directory::<i64>::open(&db).await?;
//! let tenants = Tenants::new(&directory, &[Note::TABLE]);
//!
//! let new = tenants.create(7).name("Acme").place(TenantPlace::rows());
//! new.seed(async |tx| {
//!     Note::create(tx, note::New { text: "welcome".into() }).await?;
//!     Ok(())
//! })
//! .await?;
//! assert_eq!(tenants.measure(&7).await?.rows, 1);
//!
//! let summary = tenants
//!     .each("greet again")
//!     .workers(8)
//!     .run(async |tenant| {
//!         Note::create(&tenant, note::New { text: "hello".into() }).await?;
//!         Ok::<_, orm::Error>(())
//!     })
//!     .await?;
//! assert_eq!((summary.done, summary.exit_code()), (1, 0));
//! # Ok(()) }
//! ```
//!
//! [`Tenants::migrate`] gives all of them the newest tables, wherever theirs are.
//!
//! What takes several steps can be interrupted at any of them, by an error, a dropped future or the
//! process's end, and be called again: it goes on from where it was. One process at a time works on a
//! tenant; others are refused meanwhile ([`is_already_running`](crate::Error::is_already_running)), and for ten seconds
//! after one that ended without a word. What takes longer than three seconds says that it lives by one more
//! connection to the admin database, beside the pool's.

mod claim;
mod clone;
mod create;
mod database;
mod delete;
mod each;
mod export;
mod head;
mod import;
mod job;
mod lease;
mod manager;
mod measure;
mod migrate;
mod moving;
mod order;
mod partitions;
mod place;
mod preview;
mod rows;
mod sequence;
mod summary;
mod table;
mod transfer;
mod turn;

pub use create::Create;
pub use each::{Each, Progress};
pub use manager::Tenants;
pub use measure::Size;
#[cfg(feature = "cli")]
pub(crate) use migrate::STATES;
pub use migrate::{Migrate, Migrated};
pub use moving::{Move, Moved};
pub use preview::{Preview, TenantPreview};
pub use summary::{Failure, Summary};
pub use table::TABLES;
