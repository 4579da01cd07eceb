//! How a database file is opened.

use std::fmt::Write;
use std::time::Duration;

/// How a database file is opened.
#[derive(Debug, Clone)]
pub(crate) struct SqliteOptions {
    /// The file's path; `:memory:` for a database that ends with the connection; or a URI that starts
    /// with `file:` (SQLite, "Uniform Resource Identifiers"), which goes to SQLite as it is.
    pub(crate) path: String,
    /// Whether the file is made if it does not exist.
    pub(crate) create: bool,
    /// Whether statements that change something are refused.
    pub(crate) read_only: bool,
    /// How long to wait for another connection's lock; zero to fail at once.
    pub(crate) busy_timeout: Duration,
    /// How many statements are kept prepared.
    pub(crate) statement_cache: usize,
}

impl SqliteOptions {
    pub(crate) fn new(path: impl Into<String>) -> Self {
        SqliteOptions {
            path: path.into(),
            create: true,
            read_only: false,
            busy_timeout: Duration::from_secs(5),
            statement_cache: 256,
        }
    }

    /// Whether each connection has a database of its own, so that a pool must keep to one.
    pub(crate) fn is_private(&self) -> bool {
        self.path.is_empty()
            || self.path == ":memory:"
            || (self.in_memory() && !self.path.contains("cache=shared"))
    }

    fn in_memory(&self) -> bool {
        self.path.is_empty() || self.path.contains(":memory:") || self.path.contains("mode=memory")
    }

    /// The path as Diesel hands it to SQLite, which reads it as a URI.
    pub(super) fn uri(&self) -> String {
        if self.in_memory() || self.path.starts_with("file:") {
            return self.path.clone();
        }
        let mut uri = String::from("file:");
        for character in self.path.chars() {
            match character {
                '%' | '?' | '#' => {
                    let _ = write!(uri, "%{:02x}", u32::from(character));
                }
                character => uri.push(character),
            }
        }
        // A database in WAL mode needs its files beside it, also to be read: hence no `mode=ro`.
        uri.push_str(if self.create && !self.read_only { "?mode=rwc" } else { "?mode=rw" });
        uri
    }

    /// The settings of a connection; those of a file that outlive it are left to [`Self::journal`].
    pub(super) fn pragmas(&self) -> String {
        format!(
            "PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; \
             PRAGMA case_sensitive_like = ON; PRAGMA query_only = {};",
            self.busy_timeout.as_millis().min(i32::MAX as u128),
            if self.read_only { "ON" } else { "OFF" },
        )
    }

    /// Makes readers and the writer of a file work side by side.
    pub(super) fn journal(&self) -> Option<&'static str> {
        (!self.read_only && !self.in_memory()).then_some("PRAGMA journal_mode = WAL")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_not_read_as_a_uri() {
        let mut options = SqliteOptions::new("/tmp/50%?#.db");
        assert_eq!(options.uri(), "file:/tmp/50%25%3f%23.db?mode=rwc");
        options.read_only = true;
        assert_eq!(options.uri(), "file:/tmp/50%25%3f%23.db?mode=rw");
        assert_eq!(SqliteOptions::new(":memory:").uri(), ":memory:");
    }

    #[test]
    fn databases_of_one_connection_are_known() {
        assert!(SqliteOptions::new(":memory:").is_private());
        assert!(SqliteOptions::new("file:a?mode=memory").is_private());
        assert!(!SqliteOptions::new("file:a?mode=memory&cache=shared").is_private());
        assert!(!SqliteOptions::new("a.db").is_private());
    }
}
