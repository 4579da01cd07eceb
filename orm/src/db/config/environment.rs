//! The environment's variables.

use super::fault::{Faults, Naming};
use super::setting::SETTINGS;
use super::{Backend, Config, Draft, url};
use crate::error::Error;

const URL: &str = "DATABASE_URL";
const HOST: &str = "DB_HOST";
const PORT: &str = "DB_PORT";
const NAME: &str = "DB_NAME";
const USER: &str = "DB_USER";
const PASSWORD: &str = "DB_PASSWORD";

/// Reads every variable. `get` gives `Err` for one that is not UTF-8.
pub(super) fn read(get: impl Fn(&str) -> Option<Result<String, ()>>) -> Result<Config, Error> {
    let mut vars = Vars { get, faults: Faults::default() };
    let mut draft = vars.database();
    let embedded = draft.backend.as_ref().is_some_and(|backend| !backend.is_remote());
    for setting in SETTINGS.iter().filter(|setting| !(setting.remote && embedded)) {
        if let Some(text) = vars.get(setting.variable) {
            setting.read(&mut draft.settings, &text, Naming::Variable, &mut vars.faults);
        }
    }
    draft.settings.check(Naming::Variable, &mut vars.faults);
    draft.into_config("invalid environment", vars.faults)
}

struct Vars<F> {
    get: F,
    faults: Faults,
}

impl<F: Fn(&str) -> Option<Result<String, ()>>> Vars<F> {
    /// A variable that is set, to something.
    fn get(&mut self, name: &str) -> Option<String> {
        match (self.get)(name)? {
            Ok(text) => Some(text).filter(|text| !text.is_empty()),
            Err(()) => {
                self.faults.wrong(format!("{name} is not UTF-8"));
                None
            }
        }
    }

    fn database(&mut self) -> Draft {
        let is_set = |name: &&str| (self.get)(name).is_some_and(|text| text != Ok(String::new()));
        let parts: Vec<&str> =
            [HOST, PORT, NAME, USER, PASSWORD].into_iter().filter(is_set).collect();
        match (is_set(&URL), parts.is_empty()) {
            (true, true) => {
                let Some(url) = self.get(URL) else { return Draft::default() };
                let (draft, faults) = url::parse(&url);
                self.faults.absorb(URL, faults);
                draft
            }
            (true, false) => {
                let parts = parts.join(", ");
                self.faults.wrong(format!(
                    "{URL} and {parts} are both set; set either {URL} or the parts {HOST}, {PORT}, \
                     {NAME}, {USER}, {PASSWORD}"
                ));
                Draft::default()
            }
            (false, true) => {
                self.faults.wrong(format!(
                    "{URL} is not set, and neither are the parts {HOST}, {PORT}, {NAME}, {USER}, \
                     {PASSWORD}; a URL is `postgres://user:password@host:port/database` or \
                     `sqlite:path`"
                ));
                Draft::default()
            }
            (false, false) => Draft { backend: self.server(), ..Draft::default() },
        }
    }

    #[cfg(feature = "postgres")]
    fn server(&mut self) -> Option<Backend> {
        let mut parts = super::postgres::Parts::default();
        if let Some(host) = self.required(HOST) {
            let set = parts.set_host(&host);
            self.accept(HOST, set);
        }
        if let Some(port) = self.get(PORT) {
            let set = parts.set_port(&port);
            self.accept(PORT, set);
        }
        parts.database = self.required(NAME);
        parts.user = self.required(USER);
        parts.password = self.get(PASSWORD).map(String::into_bytes);
        for (name, text) in [
            (NAME, parts.database.as_deref().map(str::as_bytes)),
            (USER, parts.user.as_deref().map(str::as_bytes)),
            (PASSWORD, parts.password.as_deref()),
        ] {
            if text.is_some_and(|text| text.contains(&0)) {
                self.faults.wrong(format!("{name} has a NUL character"));
            }
        }
        Some(Backend::Postgres(Box::new(parts.into_server(&mut self.faults))))
    }

    #[cfg(not(feature = "postgres"))]
    fn server(&mut self) -> Option<Backend> {
        url::absent("PostgreSQL", "postgres", &mut self.faults)
    }

    #[cfg(feature = "postgres")]
    fn required(&mut self, name: &str) -> Option<String> {
        let value = self.get(name);
        if (self.get)(name).is_none_or(|text| text == Ok(String::new())) {
            self.faults.wrong(format!("{name} is missing"));
        }
        value
    }

    #[cfg(feature = "postgres")]
    fn accept(&mut self, name: &str, set: Result<(), &'static str>) {
        if let Err(accepts) = set {
            self.faults.wrong(format!("{name} must be {accepts}"));
        }
    }
}
