//! Cargo's metadata, made into rows.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use cargo_metadata::{self as cargo, DependencyKind, MetadataCommand, PackageId};
use orm::Json;

use crate::models::{self, Kind, Links, Origin, TargetKind};
use crate::models::{dependency, feature, package, target, version};

/// A project with everything that it depends on.
pub struct Project {
    pub name: String,
    /// In the order of their names, then of their version numbers (1.9 before 1.10).
    pub packages: Vec<cargo::Package>,
    members: Vec<PackageId>,
    nodes: HashMap<PackageId, cargo::Node>,
}

/// The keys of stored versions, by Cargo's names for them.
pub type Keys<'a> = HashMap<&'a PackageId, i64>;

/// Asks Cargo about the project in a folder.
pub fn project(path: &Path) -> Result<Project, ReadError> {
    let manifest = if path.is_dir() { path.join("Cargo.toml") } else { path.to_owned() };
    if !manifest.is_file() {
        return Err(ReadError::NoProject(path.to_owned()));
    }
    let mut metadata = metadata(&manifest)?;
    metadata
        .packages
        .sort_by(|a, b| (&a.name, &a.version, &a.id).cmp(&(&b.name, &b.version, &b.id)));
    let name = match metadata.root_package() {
        Some(root) => root.name.to_string(),
        None => metadata.workspace_root.file_name().unwrap_or("workspace").to_owned(),
    };
    let resolve = metadata.resolve.ok_or(ReadError::NoGraph)?;
    Ok(Project {
        name,
        packages: metadata.packages,
        members: metadata.workspace_members,
        nodes: resolve.nodes.into_iter().map(|node| (node.id.clone(), node)).collect(),
    })
}

/// First without network and without touching `Cargo.lock`; then as Cargo does it by itself; then
/// without network, for a project that has no `Cargo.lock` yet.
fn metadata(manifest: &Path) -> Result<cargo::Metadata, ReadError> {
    let ask = |options: &[&str]| {
        let options = options.iter().map(|&option| option.to_owned()).collect::<Vec<_>>();
        MetadataCommand::new().manifest_path(manifest).other_options(options).exec()
    };
    ask(&["--frozen"])
        .or_else(|_| ask(&[]).or_else(|error| ask(&["--offline"]).map_err(|_| error)))
        .map_err(ReadError::Cargo)
}

/// What is the same in every version of a package.
pub fn package(package: &cargo::Package) -> package::New {
    package::New {
        name: package.name.to_string(),
        description: package.description.clone(),
        links: Json(Links {
            repository: package.repository.clone(),
            homepage: package.homepage.clone(),
            documentation: package.documentation.clone(),
        }),
    }
}

impl Project {
    pub fn version(&self, package: &cargo::Package, package_id: i64) -> version::New {
        version::New {
            package_id,
            number: package.version.to_string(),
            cargo_id: package.id.repr.clone(),
            origin: self.origin(package),
            edition: package.edition.to_string(),
            rust_version: package.rust_version.as_ref().map(ToString::to_string),
            licence: package.license.clone(),
            // A column with a default is an `Option`: `None` takes the default.
            depth: None,
        }
    }

    fn origin(&self, package: &cargo::Package) -> Origin {
        match &package.source {
            _ if self.members.contains(&package.id) => Origin::Workspace,
            None => Origin::Path,
            Some(source) if source.repr.starts_with("git+") => Origin::Git,
            Some(_) => Origin::Registry,
        }
    }

    pub fn features(
        &self,
        package: &cargo::Package,
        version_id: i64,
    ) -> impl Iterator<Item = feature::New> {
        let active: BTreeSet<&str> = match self.nodes.get(&package.id) {
            Some(node) => node.features.iter().map(|name| name.as_str()).collect(),
            None => BTreeSet::new(),
        };
        package.features.iter().map(move |(name, enables)| feature::New {
            version_id,
            name: name.clone(),
            enables: enables.clone(),
            active: active.contains(name.as_str()),
        })
    }

    /// The declared dependencies, each with the version that Cargo chose for it.
    pub fn dependencies(
        &self,
        package: &cargo::Package,
        version_id: i64,
        keys: &Keys<'_>,
    ) -> impl Iterator<Item = dependency::New> {
        let chosen = self.nodes.get(&package.id).map_or(&[][..], |node| &node.deps);
        package.dependencies.iter().map(move |declared| {
            let chosen = chosen.iter().find(|chosen| self.chose(chosen, declared));
            dependency::New {
                version_id,
                name: declared.name.clone(),
                requirement: declared.req.to_string(),
                kind: kind(declared.kind),
                optional: declared.optional,
                platform: declared.target.as_ref().map(ToString::to_string),
                resolved_id: chosen.and_then(|chosen| keys.get(&chosen.pkg).copied()),
            }
        })
    }

    /// Whether Cargo chose this for the declared dependency. The graph does not say so itself: it has
    /// the name in the code, the package, and for what and where it is needed.
    fn chose(&self, chosen: &cargo::NodeDep, declared: &cargo::Dependency) -> bool {
        let Some(package) = self.packages.iter().find(|package| package.id == chosen.pkg) else {
            return false;
        };
        let needed = chosen
            .dep_kinds
            .iter()
            .any(|needed| needed.kind == declared.kind && needed.target == declared.target);
        let renamed =
            declared.rename.as_ref().is_none_or(|name| name.replace('-', "_") == chosen.name);
        // What has no registry is taken whatever its number, a pre-release too.
        let fits = package.source.is_none() || declared.req.matches(&package.version);
        package.name == declared.name && needed && renamed && fits
    }
}

pub fn targets(package: &cargo::Package, version_id: i64) -> impl Iterator<Item = target::New> {
    package.targets.iter().map(move |target| target::New {
        version_id,
        name: target.name.clone(),
        kind: target_kind(target),
        required_features: target.required_features.clone(),
    })
}

fn target_kind(target: &cargo::Target) -> TargetKind {
    match target.kind.first() {
        Some(cargo::TargetKind::ProcMacro) => TargetKind::ProcMacro,
        Some(cargo::TargetKind::Bin) => TargetKind::Binary,
        Some(cargo::TargetKind::Example) => TargetKind::Example,
        Some(cargo::TargetKind::Test) => TargetKind::Test,
        Some(cargo::TargetKind::Bench) => TargetKind::Bench,
        Some(cargo::TargetKind::CustomBuild) => TargetKind::BuildScript,
        _ => TargetKind::Library,
    }
}

fn kind(kind: DependencyKind) -> models::Kind {
    match kind {
        DependencyKind::Development => Kind::Dev,
        DependencyKind::Build => Kind::Build,
        _ => Kind::Normal,
    }
}

/// The licences of an expression: `(MIT OR Apache-2.0) AND Unicode-3.0` names three. Old manifests
/// have `/` for `OR`.
pub fn licences(package: &cargo::Package) -> BTreeSet<String> {
    let expression = package.license.as_deref().unwrap_or_default();
    let expression = expression.replace(['(', ')'], " ").replace('/', " OR ");
    let names = expression.split(" OR ").flat_map(|part| part.split(" AND "));
    names.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The names of the authors, without their addresses.
pub fn authors(package: &cargo::Package) -> BTreeSet<String> {
    let names =
        package.authors.iter().map(|author| author.split('<').next().unwrap_or(author).trim());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

pub fn keywords(package: &cargo::Package) -> BTreeSet<String> {
    package.keywords.iter().map(|keyword| keyword.to_lowercase()).collect()
}

/// Why a project could not be read.
#[derive(Debug)]
pub enum ReadError {
    NoProject(PathBuf),
    NoGraph,
    Cargo(cargo::Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NoProject(path) => {
                write!(f, "no Cargo.toml in {}; give the folder of a Cargo project", path.display())
            }
            ReadError::NoGraph => f.write_str("`cargo metadata` gave no dependency graph"),
            ReadError::Cargo(cargo::Error::CargoMetadata { stderr }) => {
                write!(f, "Cargo cannot read the project\n{}", stderr.trim())
            }
            ReadError::Cargo(_) => f.write_str("`cargo metadata` failed"),
        }
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            // Its text is Cargo's own, and shown already.
            ReadError::Cargo(cargo::Error::CargoMetadata { .. }) => None,
            ReadError::Cargo(error) => Some(error),
            _ => None,
        }
    }
}
