#![doc = include_str!("../../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
compile_error!("orm needs a database: turn on the feature `postgres` or `sqlite`");

// The derive's code names this crate, also inside it.
#[cfg(feature = "directory")]
extern crate self as orm;

#[doc(hidden)]
pub mod __private;
pub mod backend;
mod call_site;
mod db;
mod dice;
#[cfg(feature = "directory")]
pub mod directory;
#[cfg(not(feature = "directory"))]
#[path = "no_directory.rs"]
mod directory;
mod error;
mod event;
pub mod expr;
pub mod guide;
pub mod load;
mod model;
mod n_plus_one;
pub mod path;
pub mod query;
pub mod related;
pub mod relation;
pub mod repository;
mod row;
pub mod schema;
pub mod scope;
mod sql;
#[doc(hidden)]
#[allow(missing_docs)]
pub mod stmt;
pub mod value;
#[cfg(feature = "axum")]
pub mod web;

pub use db::{
    AllTenants, Config, Connection, Db, DbBuilder, EveryTenant, Executor, Histogram, HookTx,
    Isolation, Listener, Locking, MaybeRetryable, Notification, PoolClosed, PoolStats, ReadTx,
    Session, Tenancy, Tenant, TenantReadTx, TenantTx, Tx, TxOptions, Writer, notify,
};
#[doc(hidden)]
pub use db::{Target, WorkOnce};
#[cfg(feature = "directory")]
pub use directory::Directory;
pub use error::Error;
pub use event::{Recorded, RecordedStatement};
pub use expr::{Cond, Condition, case, coalesce, concat, count, exists, outer};
pub use load::load_related;
pub use model::{Embedded, Key, Model, SoftDelete, Writable};
pub use orm_macros::{DbEnum, DbType, Loaded, Model, Projection};
pub use query::{Cursor, Page, Query, sql, unsafe_text};
pub use related::create_with;
pub use repository::Repository;
pub use row::{DecodeError, FromRow, Row};
pub use sql::Dialect;
pub use value::{DbType, Json, Scalar, Value};

/// What a fallible function gives; the error is [`Error`] if no other is named.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What an insert of `M` needs: `New<Order>` is `order::New`.
pub type New<M> = <M as Writable>::New;

/// What an update of `M` may change: `Patch<Order>` is `order::Patch`.
pub type Patch<M> = <M as Writable>::Patch;
