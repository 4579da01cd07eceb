//! Another database than a configuration's, with the same settings.

use super::fault::{Faults, Naming};
#[cfg(feature = "postgres")]
use super::postgres::{Parts, other_server};
use super::setting::SETTINGS;
#[cfg(feature = "sqlite")]
use super::sqlite::SqlitePlace;
use super::{Backend, Config};
use crate::error::Error;

/// Another database. What is `None` is as it was.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OtherDatabase {
    pub(crate) host: Option<String>,
    pub(crate) port: Option<u16>,
    /// The name, or the path of a file.
    pub(crate) database: String,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Vec<u8>>,
    /// As the setting `sslmode`.
    pub(crate) tls: Option<&'static str>,
    pub(crate) min_connections: u32,
    pub(crate) max_connections: u32,
}

impl Config {
    /// The same configuration for another database of the same kind.
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) if it is none.
    pub(crate) fn other(&self, other: &OtherDatabase) -> Result<Config, Error> {
        let mut faults = Faults::default();
        let mut settings = self.settings.clone();
        settings.min_connections = other.min_connections;
        settings.max_connections = other.max_connections;
        let mode = SETTINGS.iter().find(|setting| setting.parameter == "sslmode");
        if let (Some(mode), Some(tls)) = (mode, other.tls) {
            mode.read(&mut settings, tls, Naming::Setter, &mut faults);
        }
        settings.check(Naming::Setter, &mut faults);
        let mut backend = self.backend.other(other, &mut faults);
        faults.into_result("invalid settings")?;
        backend.take(&settings);
        Ok(Config { backend, settings })
    }
}

impl Backend {
    fn other(&self, other: &OtherDatabase, faults: &mut Faults) -> Backend {
        match self {
            #[cfg(feature = "postgres")]
            Backend::Postgres(server) => {
                let mut parts = Parts::default();
                parts.user = other.user.clone();
                parts.password = other.password.clone();
                parts.database = Some(other.database.clone());
                let to = other.host.as_deref().map(|host| (host, other.port));
                Backend::Postgres(Box::new(other_server(server, parts, to, faults)))
            }
            #[cfg(feature = "sqlite")]
            Backend::Sqlite(place) => {
                let told = SqlitePlace::parse(&other.database, faults);
                if told.memory || place.memory {
                    faults.wrong("beside a database in memory there is no other: use files");
                }
                if other.host.is_some() || other.user.is_some() || other.tls.is_some() {
                    faults.wrong("an SQLite file has no server, no user and no encryption");
                }
                Backend::Sqlite(SqlitePlace {
                    path: other.database.clone().into(),
                    ..place.clone()
                })
            }
        }
    }
}
