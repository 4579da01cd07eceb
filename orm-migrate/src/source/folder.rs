//! Migrations made of their files.

use super::file::{File, is_part};
use super::migration::{Sql, is_id};
use super::{Body, Kind, Manifest, Migration, Script, checksum};
use crate::error::Error;
use orm::Dialect;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The files of all migrations of a folder, in the order of their names. A folder that is not there has none.
///
/// # Errors
/// [`is_input`](Error::is_input) if one cannot be read, is no text in UTF-8, or a folder's name is no id.
pub(super) fn read(folder: &Path) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for name in names(folder)? {
        // What is there beside migrations is none of ours.
        if !name.starts_with(|c: char| c.is_ascii_digit()) || !folder.join(&name).is_dir() {
            continue;
        }
        if !is_id(&name) {
            return Err(Error::input(format!(
                "{}: the name of a migration's folder is fourteen digits, the time of its making, `_` and \
                 a name of lower-case letters, digits and `_`",
                folder.join(&name).display()
            )));
        }
        let mut paths = Vec::new();
        walk(&folder.join(&name), "", &mut paths)?;
        for path in paths.iter().filter(|path| is_part(path)) {
            let place = folder.join(&name).join(path);
            let text = fs::read_to_string(&place)
                .map_err(|error| Error::file_error("it cannot be read as UTF-8", &place, error))?;
            files.push(File::new(format!("{name}/{path}"), text));
        }
    }
    Ok(files)
}

fn walk(folder: &Path, prefix: &str, into: &mut Vec<String>) -> Result<(), Error> {
    for name in names(folder)? {
        let path = folder.join(&name);
        if path.is_dir() {
            walk(&path, &format!("{prefix}{name}/"), into)?;
        } else {
            into.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}

fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let unreadable = |error| Error::file_error("the folder cannot be read", folder, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// The migrations that these files make, for one database. `root` is where they are, for errors.
///
/// # Errors
/// [`is_input`](Error::is_input) if one is not as it has to be.
pub(super) fn migrations(
    files: Vec<File>,
    root: Option<&Path>,
    dialect: Dialect,
) -> Result<Vec<Migration>, Error> {
    let mut of_each: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for File { path, text } in files {
        if let Some((id, name)) = path.split_once('/').filter(|(_, name)| is_part(name)) {
            of_each.entry(id.to_owned()).or_default().insert(name.to_owned(), text);
        }
    }
    let reader =
        |(id, files)| Reader { root: root.unwrap_or(Path::new("")), id, files, dialect }.read();
    of_each.into_iter().map(reader).collect()
}

/// The files of one migration, by their paths in its folder.
struct Reader<'a> {
    root: &'a Path,
    id: String,
    files: BTreeMap<String, String>,
    dialect: Dialect,
}

impl Reader<'_> {
    fn read(self) -> Result<Migration, Error> {
        let manifest = self.manifest()?;
        let is_ours = manifest.databases.is_empty()
            || manifest.databases.iter().any(|name| name == folder_of(self.dialect));
        let sql = if is_ours {
            let up = self.script("up.sql", &manifest)?;
            let tenant_up = self.tenant_script("tenant/up.sql")?;
            if up.is_none() && tenant_up.is_none() {
                return Err(Error::input(format!(
                    "{}: there is no `up.sql` for {}; write one, or name the databases that it is for in \
                     `migration.toml`",
                    self.root.join(&self.id).display(),
                    self.dialect.name()
                )));
            }
            Sql {
                up: up.unwrap_or_default(),
                down: self.script("down.sql", &manifest)?,
                tenant_up,
                tenant_down: self.tenant_script("tenant/down.sql")?,
                snapshot: self.find("snapshot.json").map(|(_, text)| text.to_owned()),
            }
        } else {
            // Applied all the same, so that what depends on it has it.
            Sql { down: Some(Script::default()), ..Sql::default() }
        };
        let sum = checksum(self.files.iter().map(|(name, text)| (&**name, &**text)));
        Ok(Migration::new(self.id, manifest, sum, Body::Sql(Arc::new(sql))))
    }

    fn manifest(&self) -> Result<Manifest, Error> {
        let Some((path, text)) = self.find("migration.toml") else {
            return Ok(Manifest::default());
        };
        let manifest: Manifest = toml::from_str(text)
            .map_err(|error| Error::file_error("it is no manifest of a migration", &path, error))?;
        let wrong = |what: String| Err(Error::input(format!("{}: {what}", path.display())));
        if manifest.format != super::FORMAT {
            let format = manifest.format;
            return wrong(format!(
                "`format = {format}` is not known here; a newer version may know it"
            ));
        }
        let known: BTreeSet<_> = [Dialect::Postgres, Dialect::Sqlite].map(folder_of).into();
        if let Some(other) = manifest.databases.iter().find(|name| !known.contains(&***name)) {
            return wrong(format!("`databases` takes \"postgres\" and \"sqlite\", not {other:?}"));
        }
        Ok(manifest)
    }

    fn script(&self, name: &str, manifest: &Manifest) -> Result<Option<Script>, Error> {
        let Some((path, text)) = self.find(name) else { return Ok(None) };
        Script::read(self.dialect, path, text, manifest.transactional).map(Some)
    }

    /// What runs in each tenant's schema, which is one transaction.
    fn tenant_script(&self, name: &str) -> Result<Option<Script>, Error> {
        let Some((path, text)) = self.find(name) else { return Ok(None) };
        let script = Script::read(self.dialect, path.clone(), text, false)?;
        match script.statements.iter().find(|statement| statement.kind != Kind::Plain) {
            Some(statement) => Err(Error::input(format!(
                "{}:{}: what runs for each tenant is one transaction a tenant, and this statement cannot run \
                 in one; leave out `CONCURRENTLY` and `orm:backfill`",
                path.display(),
                statement.line
            ))),
            None => Ok(Some(script)),
        }
    }

    /// A file of this database's own, or else the one for both.
    fn find(&self, name: &str) -> Option<(PathBuf, &str)> {
        let own = format!("{}/{name}", folder_of(self.dialect));
        [own, name.to_owned()].into_iter().find_map(|name| {
            let text = self.files.get(&name)?;
            Some((self.root.join(&self.id).join(name), &**text))
        })
    }
}

/// The folder of a database's own files.
pub(crate) fn folder_of(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "postgres",
        Dialect::Sqlite => "sqlite",
    }
}
