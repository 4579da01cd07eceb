//! Whose request it is: the tenant of an HTTP request, for axum and for every service of tower.
//!
//! [`TenantLayer`] finds the tenant's id where the program says (a header, the host's name, the path, a
//! token's claim, or a function of its own) and puts [`Tenant`](crate::Tenant) into the request. A handler
//! takes it as an argument, and so cannot be called without one:
//!
//! ```
//! # use orm::{Db, Error, Model};
//! use axum::{Router, routing::get};
//! use orm::Tenant;
//! use orm::web::{TenantLayer, header};
//!
//! # #[derive(Model)]
//! # #[model(tenant = tenant_id)]
//! # pub struct Note {
//! #     #[model(primary_key, auto)]
//! #     pub id: i64,
//! #     pub tenant_id: i64,
//! #     pub text: String,
//! # }
//! async fn notes(tenant: Tenant<i64>) -> String {
//!     let texts = Note::query().select(|n| n.text).all(&tenant).await;
//!     texts.map_or_else(|error| error.to_string(), |texts| texts.join("\n"))
//! }
//!
//! # fn app(db: Db) -> Router {
//! Router::new().route("/notes", get(notes)).layer(TenantLayer::<i64>::new(&db, header("x-tenant")))
//! # }
//! # fn main() {}
//! ```
//!
//! A header, a name or a path says what the client wants, not what it may: behind them stands something
//! that has checked it, such as a proxy or a layer outside of this one. [`bearer`] asks the program to read a
//! token whose signature it verifies.

#[cfg(feature = "directory")]
mod directory;
mod find;
mod layer;

#[cfg(feature = "directory")]
pub use directory::{DirectoryLayer, DirectoryService, status};
pub use find::{FindTenant, NoTenant, bearer, header, path, subdomain};
pub use layer::{TenantLayer, TenantService};
