//! Where migrations are: a folder, or the program itself; read, and put in order.

mod checksum;
mod file;
mod folder;
mod graph;
mod manifest;
mod migration;
mod replace;
mod rust;
mod script;
mod settings;
pub(crate) mod split;
mod state;
pub(crate) mod token;

pub(crate) use checksum::{SUMS, checksum, sums};
pub(crate) use folder::folder_of;
pub(crate) use manifest::FORMAT;
pub use manifest::Manifest;
#[cfg(test)]
pub(crate) use migration::Sql;
pub(crate) use migration::{Body, is_id};
pub use migration::{Migration, Migrations};
pub(crate) use rust::Rust;
pub use rust::RustMigration;
pub use script::Script;
pub(crate) use script::unquoted;
pub(crate) use script::{BATCH, Backfill, Index, Kind, Statement};
pub use settings::{Settings, TenantSettings};

use crate::error::Error;
use orm::Dialect;
use std::path::PathBuf;
use std::sync::Arc;

/// Where migrations are. [`load`](Source::load) reads them.
///
/// ```no_run
/// # use orm_migrate::{RustMigration, Source};
/// # fn load() -> Result<(), orm_migrate::Error> {
/// let migrations = Source::folder("migrations").load(orm::Dialect::Postgres)?;
/// # Ok(()) }
/// ```
///
/// A folder of migrations has one folder for each, `<YYYYMMDDhhmmss>_<name>`:
///
/// | file | |
/// |---|---|
/// | `migration.toml` | its [`Manifest`] |
/// | `up.sql` | its statements |
/// | `down.sql` | those that take it back |
/// | `tenant/up.sql`, `tenant/down.sql` | the same in each tenant's schema, where tenants have one each |
/// | `snapshot.json` | the [`Schema`](crate::schema::Schema) after it |
///
/// Where databases differ, `postgres/` and `sqlite/` inside have the last five.
#[derive(Debug, Clone)]
#[must_use = "a source is read by `load`"]
pub struct Source {
    place: Place,
    rust: Vec<Arc<dyn Rust>>,
}

#[derive(Debug, Clone)]
enum Place {
    Nowhere,
    Folder(PathBuf),
    Embedded(&'static Embedded),
}

/// The files of migrations that were compiled into the program, by
/// [`embed_migrations!`](crate::embed_migrations).
#[derive(Debug, Clone, Copy)]
pub struct Embedded {
    #[doc(hidden)]
    pub files: &'static [(&'static str, &'static str)],
}

impl Source {
    /// The migrations in this folder, read when the program runs.
    pub fn folder(path: impl Into<PathBuf>) -> Source {
        Source { place: Place::Folder(path.into()), rust: Vec::new() }
    }

    /// The migrations in the program, by [`embed_migrations!`](crate::embed_migrations).
    pub fn embedded(files: &'static Embedded) -> Source {
        Source { place: Place::Embedded(files), rust: Vec::new() }
    }

    /// No migrations but those that are added.
    pub fn empty() -> Source {
        Source { place: Place::Nowhere, rust: Vec::new() }
    }

    /// One more migration, written in Rust.
    pub fn with(mut self, migration: impl RustMigration) -> Source {
        self.rust.push(Arc::new(migration));
        self
    }

    /// Those that are written in Rust, one more each.
    pub(crate) fn with_all(mut self, rust: impl IntoIterator<Item = Arc<dyn Rust>>) -> Source {
        self.rust.extend(rust);
        self
    }

    /// Reads all migrations for this database, and puts them in order. Those that another one
    /// [replaces](Manifest::replaces) are not among them.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if a file cannot be read or is not as it has to be.
    pub fn load(&self, dialect: Dialect) -> Result<Migrations, Error> {
        Migrations::of(dialect, self.all(dialect)?)
    }

    /// All migrations, in the order of their ids, whatever they depend on.
    pub(crate) fn all(&self, dialect: Dialect) -> Result<Vec<Migration>, Error> {
        let (files, folder) = match &self.place {
            Place::Nowhere => (Vec::new(), None),
            Place::Folder(path) => (folder::read(path)?, Some(path.clone())),
            Place::Embedded(embedded) => (file::embedded(embedded), None),
        };
        let mut all = folder::migrations(files, folder.as_deref(), dialect)?;
        for rust in &self.rust {
            all.push(Migration::of_rust(Arc::clone(rust))?);
        }
        Ok(all)
    }
}
