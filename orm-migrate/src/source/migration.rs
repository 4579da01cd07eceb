//! A migration, and all of them in order.

use super::rust::Rust;
use super::{Manifest, Script, checksum, graph, replace};
use crate::error::Error;
use crate::schema::Schema;
use crate::snapshot;
use orm::Dialect;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A migration: a folder of files, or code.
#[derive(Debug, Clone)]
pub struct Migration {
    id: String,
    branch: String,
    manifest: Manifest,
    checksum: String,
    body: Body,
}

/// What a migration does.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    Sql(Arc<Sql>),
    Rust(Arc<dyn Rust>),
}

/// What the files of a migration do.
#[derive(Debug, Default)]
pub(crate) struct Sql {
    pub(crate) up: Script,
    pub(crate) down: Option<Script>,
    pub(crate) tenant_up: Option<Script>,
    pub(crate) tenant_down: Option<Script>,
    pub(crate) snapshot: Option<String>,
}

/// All migrations for one database, each behind those that it depends on.
#[derive(Debug, Clone)]
pub struct Migrations {
    dialect: Dialect,
    all: Vec<Migration>,
    replaced: Vec<Migration>,
}

impl Migration {
    pub(crate) fn new(id: String, manifest: Manifest, checksum: String, body: Body) -> Self {
        let branch = manifest.branch.clone().unwrap_or_default();
        Migration { id, branch, manifest, checksum, body }
    }

    pub(crate) fn of_rust(rust: Arc<dyn Rust>) -> Result<Self, Error> {
        let id = rust.id();
        if !is_id(id) {
            return Err(Error::input(format!(
                "{id}: the id of a migration is fourteen digits, the time of its making, `_` and a name of \
                 lower-case letters, digits and `_`"
            )));
        }
        let manifest = Manifest {
            dependencies: rust.dependencies().iter().map(|id| (*id).to_owned()).collect(),
            branch: rust.branch().map(str::to_owned),
            irreversible: rust.irreversible().map(str::to_owned),
            ..Manifest::default()
        };
        let sum = checksum([("rust", id), ("revision", rust.revision())]);
        Ok(Migration::new(id.to_owned(), manifest, sum, Body::Rust(rust)))
    }

    /// `20260102030405_customers`
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The time of its making, fourteen digits.
    pub fn version(&self) -> &str {
        &self.id[..VERSION]
    }

    /// What follows the time: `customers`.
    pub fn name(&self) -> &str {
        &self.id[VERSION + 1..]
    }

    /// The branch that it belongs to; empty for the one without a name.
    pub fn branch(&self) -> &str {
        &self.branch
    }

    pub(super) fn set_branch(&mut self, inherited: String) {
        if self.manifest.branch.is_none() {
            self.branch = inherited;
        }
    }

    /// Lets it depend on others, where there is another.
    pub(super) fn set_dependencies(&mut self, other: impl Fn(&str) -> Option<String>) {
        for id in &mut self.manifest.dependencies {
            if let Some(other) = other(id) {
                *id = other;
            }
        }
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The ids of the migrations that have to be applied before it.
    pub fn dependencies(&self) -> &[String] {
        &self.manifest.dependencies
    }

    /// SHA-256 of its files, in hexadecimal digits; of a migration in Rust, of its id and revision.
    pub fn checksum(&self) -> &str {
        &self.checksum
    }

    /// The statements that it runs; `None` for one in Rust.
    pub fn up(&self) -> Option<&Script> {
        match &self.body {
            Body::Sql(sql) => Some(&sql.up),
            Body::Rust(_) => None,
        }
    }

    /// The statements that take it back, if there are some.
    pub fn down(&self) -> Option<&Script> {
        match &self.body {
            Body::Sql(sql) => sql.down.as_ref(),
            Body::Rust(_) => None,
        }
    }

    /// The statements that it runs in each tenant's schema, and those that take them back.
    pub fn tenant(&self) -> (Option<&Script>, Option<&Script>) {
        match &self.body {
            Body::Sql(sql) => (sql.tenant_up.as_ref(), sql.tenant_down.as_ref()),
            Body::Rust(_) => (None, None),
        }
    }

    /// The database after it.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if `snapshot.json` is not one.
    pub fn snapshot(&self) -> Result<Option<Schema>, Error> {
        let Body::Sql(sql) = &self.body else { return Ok(None) };
        let read = |text: &String| snapshot::read(&self.id, text);
        sql.snapshot.as_ref().map(read).transpose()
    }

    pub(crate) fn has_snapshot(&self) -> bool {
        matches!(&self.body, Body::Sql(sql) if sql.snapshot.is_some())
    }

    /// Why there is no way back, if there is none.
    pub fn irreversible(&self) -> Option<&str> {
        let told = self.manifest.irreversible.as_deref();
        told.or_else(|| match &self.body {
            Body::Sql(sql) if sql.down.is_none() => Some("it has no `down.sql`"),
            Body::Sql(sql) if sql.tenant_up.is_some() && sql.tenant_down.is_none() => {
                Some("it has no `tenant/down.sql`")
            }
            _ => None,
        })
    }

    pub(crate) fn body(&self) -> &Body {
        &self.body
    }

    /// The same, with what it does for each tenant in one with the rest.
    fn whole(&self) -> Migration {
        let Body::Sql(sql) = &self.body else { return self.clone() };
        let Some(tenant_up) = &sql.tenant_up else { return self.clone() };
        let down = sql.down.as_ref().zip(sql.tenant_down.as_ref());
        let (up, down) = match self.manifest.tenant_rows {
            true => (sql.up.clone(), sql.down.clone()),
            false => (
                sql.up.followed_by(tenant_up),
                down.map(|(shared, tenant)| tenant.followed_by(shared)),
            ),
        };
        let sql = Sql { up, down, snapshot: sql.snapshot.clone(), ..Sql::default() };
        Migration { body: Body::Sql(Arc::new(sql)), ..self.clone() }
    }
}

impl Migrations {
    pub(crate) fn of(dialect: Dialect, all: Vec<Migration>) -> Result<Self, Error> {
        let (all, replaced) = replace::apart(all)?;
        Ok(Migrations { dialect, all, replaced })
    }

    /// The database that they are for.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// All of them, each behind those that it depends on.
    pub fn all(&self) -> &[Migration] {
        &self.all
    }

    /// The one with this id.
    pub fn get(&self, id: &str) -> Option<&Migration> {
        self.all.iter().find(|migration| migration.id == id)
    }

    /// One that another one replaces, if its files are still there.
    pub(crate) fn replaced(&self, id: &str) -> Option<&Migration> {
        self.replaced.iter().find(|migration| migration.id == id)
    }

    /// The one that replaces the one with this id.
    pub(crate) fn replacement(&self, id: &str) -> Option<&Migration> {
        self.all.iter().find(|migration| migration.manifest.replaces.iter().any(|old| old == id))
    }

    /// The one that somebody means: its id, its fourteen digits, or its name.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if there is none, or more than one.
    pub fn find(&self, text: &str) -> Result<&Migration, Error> {
        let is_meant = |m: &&Migration| m.id == text || m.version() == text || m.name() == text;
        let found: Vec<_> = self.all.iter().filter(is_meant).collect();
        match found[..] {
            [only] => Ok(only),
            [] => Err(match self.replacement_of_any(text) {
                Some(new) => Error::input(format!("{text} is replaced by {}", new.id)),
                None => Error::input(format!("there is no migration {text}")),
            }),
            _ => {
                let ids: Vec<_> = found.iter().map(|migration| migration.id()).collect();
                Err(Error::input(format!("{text} may be any of {}", ids.join(", "))))
            }
        }
    }

    /// The one that replaces what somebody means.
    fn replacement_of_any(&self, text: &str) -> Option<&Migration> {
        let is_meant = |id: &String| {
            let parts = id.split_once('_');
            id == text || parts.is_some_and(|(version, name)| version == text || name == text)
        };
        self.all.iter().find(|migration| migration.manifest.replaces.iter().any(is_meant))
    }

    /// The last migration of each branch, with the branch's name.
    ///
    /// # Errors
    /// [`is_two_heads`](Error::is_two_heads) if a branch has more than one.
    pub fn heads(&self) -> Result<Vec<(&str, &Migration)>, Error> {
        let mut all = Vec::new();
        for branch in graph::branches(&self.all) {
            match graph::heads(&self.all, branch)[..] {
                [head] => all.push((branch, self.get(head).expect("it is one of them"))),
                ref heads => return Err(Error::two_heads(branch, heads)),
            }
        }
        Ok(all)
    }

    /// The version of a database that has had all of them: the id of the last one, or those of all
    /// branches' with spaces between them.
    pub fn version(&self) -> Option<String> {
        let branches = graph::branches(&self.all);
        let heads = branches.into_iter().flat_map(|branch| graph::heads(&self.all, branch));
        let heads: Vec<_> = heads.collect();
        (!heads.is_empty()).then(|| heads.join(" "))
    }

    /// Those that are written in Rust.
    pub(crate) fn in_rust(&self) -> impl Iterator<Item = Arc<dyn Rust>> {
        self.all.iter().chain(&self.replaced).filter_map(|migration| match &migration.body {
            Body::Rust(rust) => Some(Arc::clone(rust)),
            Body::Sql(_) => None,
        })
    }

    /// Whether they are for tenants with schemas: one of them does something for each.
    pub(crate) fn have_tenants(&self) -> bool {
        self.all.iter().any(|one| one.manifest.tenant_rows || one.tenant().0.is_some())
    }

    /// Whether they are for tenants that share tables, too, beside those with schemas.
    pub(crate) fn have_tenant_rows(&self) -> bool {
        self.all.iter().any(|one| one.manifest.tenant_rows)
    }

    /// The same for a database with one tenant, or with tenants that share its tables: all in one place.
    pub(crate) fn whole(&self) -> Migrations {
        let whole = |all: &[Migration]| all.iter().map(Migration::whole).collect();
        Migrations { dialect: self.dialect, all: whole(&self.all), replaced: whole(&self.replaced) }
    }

    /// The ids of the migrations of a branch that nothing of the branch depends on.
    pub(crate) fn heads_of(&self, branch: &str) -> Vec<&str> {
        graph::heads(&self.all, branch)
    }

    /// The ids of a migration and of all that it depends on.
    pub(crate) fn ancestors(&self, id: &str) -> BTreeSet<String> {
        graph::ancestors(&self.all, id)
    }
}

const VERSION: usize = 14;

/// Whether a text can be a migration's id.
pub(crate) fn is_id(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let Some((version, name)) = text.split_once('_') else { return false };
    version.len() == VERSION
        && version.chars().all(is_digit)
        && !name.is_empty()
        && name.chars().all(is_letter)
}
