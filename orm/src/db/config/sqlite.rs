//! Where an SQLite database is.

use super::fault::Faults;
use super::text;
use std::path::PathBuf;
use std::time::Duration;

/// A file, or the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqlitePlace {
    /// Empty in memory.
    pub(crate) path: PathBuf,
    pub(crate) memory: bool,
    /// Whether a file that does not exist is made.
    pub(crate) create: bool,
    /// How long a statement waits for another connection's lock; zero fails at once.
    pub(crate) busy_timeout: Duration,
}

/// What the parameters of an SQLite URL are beside the settings.
pub(super) const PARAMETERS: &[&str] = &["mode", "busy_timeout"];

impl SqlitePlace {
    /// The part of a URL between its scheme and its query.
    pub(super) fn parse(rest: &str, faults: &mut Faults) -> SqlitePlace {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let memory = path == ":memory:";
        let path = match text::decode(path) {
            _ if memory => String::new(),
            Ok(path) => path,
            Err(wrong) => {
                faults.wrong(format!("the path {wrong}"));
                String::from("?")
            }
        };
        if path.is_empty() && !memory {
            faults.wrong("the path is missing; write `sqlite::memory:` or `sqlite:path`");
        }
        // SQLite takes these names for something other than a file.
        if path.starts_with(':') || path.starts_with("file:") {
            faults.wrong(
                "the path must not begin with `:` or `file:`; \
                 write `sqlite::memory:`, `sqlite:path` or `sqlite:///absolute/path`",
            );
        }
        if path == "memory:" {
            faults.wrong(
                "the path must not be `memory:`; write `sqlite::memory:`, or `sqlite:./memory:` for a file",
            );
        }
        let busy_timeout = Duration::from_secs(5);
        SqlitePlace { path: path.into(), memory, create: true, busy_timeout }
    }

    /// Takes one of [`PARAMETERS`]; gives what it must be if it is not.
    pub(super) fn set(&mut self, parameter: &str, value: &str) -> Result<(), &'static str> {
        match (parameter, value) {
            ("mode", "rwc") => self.create = true,
            ("mode", "rw") => self.create = false,
            ("mode", _) => return Err("`rwc` or `rw`"),
            _ => {
                let time = text::duration_or_off(value);
                let time = time.map_err(|_| "`off` or a time such as `500ms`, `5s`, `1m`")?;
                self.busy_timeout = time.unwrap_or_default();
            }
        }
        Ok(())
    }
}
