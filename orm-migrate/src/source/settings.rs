//! What a project says of all its migrations: `settings.toml` beside them.

use super::Embedded;
use crate::error::Error;
use serde::Deserialize;
use std::io::ErrorKind;
use std::path::Path;

pub(super) const SETTINGS: &str = "settings.toml";

/// What a project says of its migrations.
///
/// ```toml
/// [tenants]
/// schemas = true
///
/// [lint]
/// varchar-length = "off"
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// `[tenants]`
    pub tenants: TenantSettings,
    /// `[lint]`: how much each rule weighs.
    #[cfg(feature = "lint")]
    pub lint: crate::lint::Levels,
    #[cfg(not(feature = "lint"))]
    #[serde(rename = "lint")]
    _lint: std::collections::BTreeMap<String, String>,
}

/// How tenants are kept apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct TenantSettings {
    /// Whether each has a schema of its own on PostgreSQL, so that `generate` writes what happens there into
    /// `tenant/up.sql`. Default: no, they share tables.
    pub schemas: bool,
    /// Whether other tenants share tables, beside those with schemas: `generate` writes what changes there
    /// into `up.sql`, taken apart as for any table in use, and says [`tenant_rows`](crate::Manifest::tenant_rows)
    /// in `migration.toml`. Default: no, tenants' tables are in schemas and in databases of their own.
    pub rows: bool,
    /// The role that the program connects as, to which tables with tenants get the policies of
    /// [`row_level_security_sql`](crate::row_level_security_sql). Default: none, and no policies.
    pub policies_for: Option<String>,
}

impl Settings {
    /// Those of the migrations in this folder; the defaults if the file is not there.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if it cannot be read, or says what is not known.
    pub fn of_folder(folder: impl AsRef<Path>) -> Result<Settings, Error> {
        let file = folder.as_ref().join(SETTINGS);
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Settings::default()),
            Err(error) => return Err(Error::file_error("it cannot be read", &file, error)),
        };
        read(&text, &file)
    }

    /// Those of the migrations that were compiled into the program; the defaults if they have none.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if the file says what is not known.
    pub fn embedded(embedded: &Embedded) -> Result<Settings, Error> {
        let file = embedded.files.iter().find(|(path, _)| *path == SETTINGS);
        file.map_or_else(|| Ok(Settings::default()), |(path, text)| read(text, Path::new(path)))
    }
}

fn read(text: &str, file: &Path) -> Result<Settings, Error> {
    toml::from_str(text).map_err(|error| Error::file_error("these are no settings", file, error))
}

#[cfg(test)]
mod tests {
    use super::Settings;

    #[test]
    fn what_is_not_known_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let read = || Settings::of_folder(folder.path());
        let write = |text: &str| std::fs::write(folder.path().join("settings.toml"), text).unwrap();
        assert_eq!(read().unwrap(), Settings::default());
        write("[tenants]\nschemas = true\npolicies_for = \"app\"\n");
        let tenants = read().unwrap().tenants;
        assert_eq!((tenants.schemas, tenants.policies_for.as_deref()), (true, Some("app")));
        write("[tenants]\nschemas = true\nrows = true\n");
        assert!(read().unwrap().tenants.rows);
        write("[lint]\nvarchar-length = \"off\"\n");
        assert!(read().is_ok());
        write("[tenants]\nschema = true\n");
        assert!(read().unwrap_err().is_input());
    }
}
