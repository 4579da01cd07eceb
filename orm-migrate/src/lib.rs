//! Migrations from the models of `orm`: generated, reviewed as files, judged, applied once, taken back.
//!
//! Start with [the guide](guide). A program's `manage` binary is two lines (`main!`); inside a
//! program, [`Migrator`] runs what [`Source`] reads. Behind the command line are functions: [`diff`] and [`plan`]
//! are pure, [`introspect()`] and [`canonical`] read a database, [`Draft`] writes files, [`lint`] judges them.
//!
//! For tests and prototypes, tables without migrations:
//!
//! ```no_run
//! # async fn run(db: &orm::Db, tables: &[&'static orm::schema::Table]) -> Result<(), orm::Error> {
//! // tables: &[Customer::TABLE, Order::TABLE, ..]
//! orm_migrate::create_tables(db, tables).await?;
//! orm_migrate::drop_tables(db, tables).await?;
//! # Ok(()) }
//! ```
//!
//! | feature | default | what |
//! |---|---|---|
//! | `cli` | on | the command line: `Cli` and `main!` |
//! | `lint` | on, by `cli` | [`lint`] |

#![deny(missing_docs)]
#![forbid(unsafe_code)]

#[cfg(feature = "cli")]
mod cli;
mod column;
mod create;
mod diagram;
mod diff;
mod drift;
mod drop;
mod error;
mod generate;
pub mod guide;
mod history;
mod inspect;
mod introspect;
#[cfg(feature = "lint")]
pub mod lint;
mod lock;
mod merge;
mod op;
pub mod partitions;
mod plan;
mod policy;
mod run;
mod runner;
pub mod schema;
mod shadow;
mod snapshot;
mod source;
mod sql;
mod squash;
mod tenant;
mod tenant_schema;
pub mod tenants;

#[cfg(feature = "cli")]
pub use cli::Cli;
pub use create::{create_shared_sql, create_sql, create_tenant_sql};
pub use diff::{Answer, Answers, Diff, Question, Refusal, Subject, diff};
pub use drift::differences;
pub use drop::{drop_shared_sql, drop_sql};
pub use error::Error;
pub use generate::{Draft, write_sums};
pub use history::{Direction, Entry, OWN_TABLES, State};
pub use inspect::{Inspected, Remark, inspect};
pub use introspect::{Found, ReadOptions, Thing, introspect};
pub use op::{EnumChange, EnumUser, Op, Storage};
pub use orm_macros::embed_migrations;
pub use plan::{Irreversible, Lock, Options, Plan, PlannedMigration, Step, StepKind, Steps, plan};
pub use policy::row_level_security_sql;
pub use run::{create_tables, drop_tables, enable_row_level_security};
pub use runner::{Done, Event, Migrator, Observer, Report, Standing, Status, Target, Todo};
pub use shadow::canonical;
pub use source::{
    Embedded, Manifest, Migration, Migrations, RustMigration, Script, Settings, Source,
    TenantSettings,
};
pub use squash::{Squashed, prove, squash};
pub use tenant_schema::{create_tenant, drop_tenant, tenant_schemas};
pub use tenants::Tenants;
