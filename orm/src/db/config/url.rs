//! A database's URL.

use super::fault::{Faults, Naming};
use super::setting::{SETTINGS, Setting};
use super::settings::Settings;
use super::{Backend, Draft, text};

const FORMS: &str = "`postgres://user:password@host:port/database`, `sqlite::memory:`, \
                     `sqlite:path` or `sqlite:///absolute/path`";

/// Reads a URL as far as it goes.
///
/// No fault tells any part of the URL but its scheme and the names of its parameters, and not even
/// these where they may be a piece of a password.
pub(super) fn parse(url: &str) -> (Draft, Faults) {
    let mut faults = Faults::default();
    let draft = match Url::split(url, &mut faults) {
        Some(url) => url.read(&mut faults),
        None => Draft::default(),
    };
    (draft, faults)
}

/// The parts that every URL has.
struct Url<'a> {
    scheme: Scheme,
    rest: &'a str,
    query: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Postgres,
    Sqlite,
}

impl<'a> Url<'a> {
    fn split(url: &'a str, faults: &mut Faults) -> Option<Url<'a>> {
        if url.chars().any(char::is_control) || url.trim() != url {
            faults.wrong(
                "there is a space at an end, or a control character; inside they are percent-encoded",
            );
            return None;
        }
        let Some((scheme, rest)) = url.split_once(':') else {
            faults.wrong(format!("the scheme is missing; write {FORMS}"));
            return None;
        };
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "postgres" | "postgresql" => Scheme::Postgres,
            "sqlite" => Scheme::Sqlite,
            other => {
                match is_plain(other) && rest.starts_with("//") {
                    true => faults.wrong(format!("unknown scheme `{other}`; write {FORMS}")),
                    false => faults.wrong(format!("the scheme is unknown; write {FORMS}")),
                }
                return None;
            }
        };
        let body = rest.strip_prefix("//").unwrap_or(rest);
        let host_end = body.find(['/', '?', '#']).unwrap_or(body.len());
        // A password with one of these characters ends behind it.
        if scheme == Scheme::Postgres && body[host_end..].contains('@') {
            faults.wrong(
                "there is an `@` after the host; write it as `%40`, and in the user and the \
                 password `/` as `%2F`, `?` as `%3F`, `#` as `%23`, `%` as `%25`",
            );
            return None;
        }
        if rest.contains('#') {
            faults.wrong("there is a `#`; write it as `%23`");
            return None;
        }
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        Some(Url { scheme, rest, query })
    }

    fn read(self, faults: &mut Faults) -> Draft {
        let mut settings = Settings::default();
        let backend = match self.scheme {
            #[cfg(feature = "postgres")]
            Scheme::Postgres => {
                let mut parts = super::postgres::Parts::parse(self.rest, faults);
                let set = |name: &str, value: &str| parts.set(name, value);
                self.parameters(super::postgres::PARAMETERS, &mut settings, set, faults);
                Some(Backend::Postgres(Box::new(parts.into_server(faults))))
            }
            #[cfg(feature = "sqlite")]
            Scheme::Sqlite => {
                let mut place = super::sqlite::SqlitePlace::parse(self.rest, faults);
                let set = |name: &str, value: &str| place.set(name, value);
                self.parameters(super::sqlite::PARAMETERS, &mut settings, set, faults);
                let is_set = self.query.split('&').any(|pair| pair.starts_with("max_connections="));
                if place.memory && is_set && settings.max_connections > 1 {
                    faults.wrong(
                        "the parameter `max_connections` must be 1: \
                         a database in memory has one connection",
                    );
                }
                Some(Backend::Sqlite(place))
            }
            #[cfg(not(feature = "postgres"))]
            Scheme::Postgres => absent("PostgreSQL", "postgres", faults),
            #[cfg(not(feature = "sqlite"))]
            Scheme::Sqlite => absent("SQLite", "sqlite", faults),
        };
        Draft { backend, settings }
    }

    /// Takes the parameters: settings by [`SETTINGS`], those of the database, `own`, by `set`.
    fn parameters(
        &self,
        own: &[&str],
        settings: &mut Settings,
        mut set: impl FnMut(&str, &str) -> Result<(), &'static str>,
        faults: &mut Faults,
    ) {
        let takes = |setting: &&Setting| !setting.remote || self.scheme == Scheme::Postgres;
        let mut seen = Vec::new();
        for pair in self.query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let shown = self.shown(name);
            if seen.contains(&name) {
                faults.wrong(format!("{shown} is there twice"));
                continue;
            }
            seen.push(name);
            let setting = SETTINGS.iter().filter(takes).find(|setting| setting.parameter == name);
            if setting.is_none() && !own.contains(&name) {
                let known = SETTINGS.iter().filter(takes).map(|setting| setting.parameter);
                let known: Vec<&str> = known.chain(own.iter().copied()).collect();
                faults.wrong(format!("{shown} is unknown; there are {}", known.join(", ")));
                continue;
            }
            match text::decode(value) {
                Err(wrong) => faults.wrong(format!("{shown} {wrong}")),
                Ok(value) if value.is_empty() => faults.wrong(format!("{shown} has no value")),
                Ok(value) => match setting {
                    Some(setting) => setting.read(settings, &value, Naming::Parameter, faults),
                    None => {
                        if let Err(accepts) = set(name, &value) {
                            faults.wrong(format!("{shown} must be {accepts}"));
                        }
                    }
                },
            }
        }
    }

    /// The name of a parameter, unless it may be what stands after a `&` in a password.
    fn shown(&self, name: &str) -> String {
        let secret = |pair: &str| pair.starts_with("password=") || pair.starts_with("options=");
        match is_plain(name) && !self.query.split('&').any(secret) {
            true => format!("the parameter `{name}`"),
            false => "a parameter".to_owned(),
        }
    }
}

/// Whether a text is as short and as simple as the names of schemes and parameters are.
fn is_plain(text: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.');
    (1..=32).contains(&text.len()) && text.bytes().all(plain)
}

/// The fault of a database whose feature is off.
#[cfg(not(all(feature = "postgres", feature = "sqlite")))]
pub(super) fn absent(database: &str, feature: &str, faults: &mut Faults) -> Option<Backend> {
    faults.unsupported(format!(
        "this build has no {database}: the feature `{feature}` of `orm` is off"
    ));
    None
}
