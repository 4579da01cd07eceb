//! The files of migrations, wherever they are.

use super::settings::SETTINGS;
use super::{Embedded, SUMS};

/// A file of a migration, or the list of all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// From the folder of the migrations on, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn new(path: impl Into<String>, text: impl Into<String>) -> File {
        File { path: path.into(), text: text.into() }
    }
}

/// Whether a file is part of a migration: `path` is from the migration's folder on.
pub(crate) fn is_part(path: &str) -> bool {
    let path = ["postgres/", "sqlite/"].iter().find_map(|of| path.strip_prefix(of)).unwrap_or(path);
    ["migration.toml", "up.sql", "down.sql", "snapshot.json", "tenant/up.sql", "tenant/down.sql"]
        .contains(&path)
}

pub(crate) fn embedded(embedded: &Embedded) -> Vec<File> {
    let files = embedded.files.iter().filter(|(path, _)| ![SUMS, SETTINGS].contains(path));
    files.map(|(path, text)| File::new(*path, *text)).collect()
}
