//! The tables: what Cargo knows of a project, one struct each.

use chrono::{DateTime, Utc};
use orm::schema::Table;
use orm::{DbEnum, Json, Model};
use serde::{Deserialize, Serialize};

/// Every table. Their order is free: tables may refer to each other in circles.
pub const TABLES: &[&Table] = &[
    Scan::TABLE,
    Package::TABLE,
    Version::TABLE,
    Target::TABLE,
    Feature::TABLE,
    Dependency::TABLE,
    Reach::TABLE,
    Licence::TABLE,
    VersionLicence::TABLE,
    Author::TABLE,
    VersionAuthor::TABLE,
    Keyword::TABLE,
    VersionKeyword::TABLE,
];

/// One run of this program. `created_at` is kept by the library: an insert does not ask for it.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_scans")]
pub struct Scan {
    #[model(primary_key, auto)]
    pub id: i64,
    pub project: String,
    /// `None` until everything is stored.
    pub versions: Option<i64>,
    #[model(created_at)]
    pub started_at: DateTime<Utc>,
}

/// A name, and what its newest version says of it. A document holds what is never searched by column.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_packages", has_many(versions: Version.package_id))]
pub struct Package {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
    pub description: Option<String>,
    pub links: Json<Links>,
}

/// Any type of serde's can be a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Links {
    pub repository: Option<String>,
    pub homepage: Option<String>,
    pub documentation: Option<String>,
}

/// A package in one version: the middle of everything.
#[derive(Model, Debug, Clone)]
#[model(
    table = "cargo_versions",
    has_many(
        targets: Target.version_id,
        features: Feature.version_id,
        dependencies: Dependency.version_id,
        dependents: Dependency.resolved_id,
        reaches: Reach.from_id,
        reached_by: Reach.to_id,
    ),
    many_to_many(
        licences: Licence through VersionLicence,
        authors: Author through VersionAuthor,
        keywords: Keyword through VersionKeyword,
    ),
    index(package_id),
    check(depth_not_negative = "depth >= 0"),
)]
pub struct Version {
    #[model(primary_key, auto)]
    pub id: i64,
    /// A to-one relation: queries say `v.package().name`.
    #[model(references = Package)]
    pub package_id: i64,
    pub number: String,
    /// What Cargo calls the version: the same name and number can come from two sources.
    #[model(unique)]
    pub cargo_id: String,
    pub origin: Origin,
    pub edition: String,
    pub rust_version: Option<String>,
    /// The whole expression, such as `MIT OR Apache-2.0`.
    pub licence: Option<String>,
    /// How many versions the longest chain below this one has. Computed once everything is stored.
    #[model(default = 0)]
    pub depth: i32,
}

/// Where a version comes from: text with a check in the database.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Workspace,
    Path,
    Registry,
    Git,
}

/// What Cargo builds of a version.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_targets", index(version_id))]
pub struct Target {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Version, on_delete = cascade)]
    pub version_id: i64,
    pub name: String,
    pub kind: TargetKind,
    /// A list: an array on PostgreSQL, a JSON array on SQLite.
    pub required_features: Vec<String>,
}

/// The kinds of targets. Their labels in the database are made of their names.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(rename_all = "kebab-case")]
pub enum TargetKind {
    Library,
    ProcMacro,
    Binary,
    Example,
    Test,
    Bench,
    BuildScript,
}

/// A feature, what it turns on, and whether it is on here.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_features", unique(version_id, name))]
pub struct Feature {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Version, on_delete = cascade)]
    pub version_id: i64,
    pub name: String,
    pub enables: Vec<String>,
    pub active: bool,
}

/// A dependency as the manifest declares it, and the version that Cargo chose for it.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_dependencies", index(version_id), index(resolved_id))]
pub struct Dependency {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(references = Version, on_delete = cascade)]
    pub version_id: i64,
    pub name: String,
    pub requirement: String,
    pub kind: Kind,
    pub optional: bool,
    /// `cfg(windows)`, say; `None` where it is needed everywhere.
    pub platform: Option<String>,
    /// A reference that may be absent: an optional dependency that is off has no version.
    #[model(references = Version, relation = resolved)]
    pub resolved_id: Option<i64>,
}

/// What a dependency is for.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Normal,
    Build,
    Dev,
}

/// That one version needs another, however many steps away: a composite key of two references.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_reaches", primary_key(from_id, to_id), index(to_id))]
pub struct Reach {
    #[model(references = Version, relation = from, on_delete = cascade)]
    pub from_id: i64,
    #[model(references = Version, relation = to, on_delete = cascade)]
    pub to_id: i64,
}

/// One licence of an expression.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_licences", many_to_many(versions: Version through VersionLicence))]
pub struct Licence {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
}

/// The model between the two ends of a many-to-many.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_version_licences", primary_key(version_id, licence_id), index(licence_id))]
pub struct VersionLicence {
    #[model(references = Version, on_delete = cascade)]
    pub version_id: i64,
    #[model(references = Licence, on_delete = cascade)]
    pub licence_id: i64,
}

/// Somebody whom a manifest names.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_authors", many_to_many(versions: Version through VersionAuthor))]
pub struct Author {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
}

/// Who wrote what.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_version_authors", primary_key(version_id, author_id), index(author_id))]
pub struct VersionAuthor {
    #[model(references = Version, on_delete = cascade)]
    pub version_id: i64,
    #[model(references = Author, on_delete = cascade)]
    pub author_id: i64,
}

/// A word by which a package wants to be found.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_keywords", many_to_many(versions: Version through VersionKeyword))]
pub struct Keyword {
    #[model(primary_key, auto)]
    pub id: i64,
    #[model(unique)]
    pub name: String,
}

/// What is found by what.
#[derive(Model, Debug, Clone)]
#[model(table = "cargo_version_keywords", primary_key(version_id, keyword_id), index(keyword_id))]
pub struct VersionKeyword {
    #[model(references = Version, on_delete = cascade)]
    pub version_id: i64,
    #[model(references = Keyword, on_delete = cascade)]
    pub keyword_id: i64,
}
