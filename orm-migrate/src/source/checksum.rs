//! What tells whether the files of a migration are those that were applied, and the list of all of them.

use super::Migration;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The file in the folder of the migrations that lists them all. Whoever adds a migration writes its end,
/// so that two branches that each add one conflict when they are merged.
pub(crate) const SUMS: &str = "migrations.sum";

/// SHA-256 over names and texts, with line ends as LF: the same however a checkout writes them.
pub(crate) fn checksum<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        let text = text.replace("\r\n", "\n");
        // The lengths keep one file's end from being another's beginning.
        for part in [name, &text] {
            hash.update(u64::try_from(part.len()).expect("a text's length is a u64").to_le_bytes());
            hash.update(part);
        }
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        write!(hex, "{byte:02x}").expect("a text takes what is written to it");
    }
    hex
}

/// The text of the list, in the order of the migrations.
pub(crate) fn sums<'a>(migrations: impl IntoIterator<Item = &'a Migration>) -> String {
    let mut text = String::from(
        "# Each migration with the SHA-256 of its files. A conflict here means that two branches have each\n\
         # added one: keep both lines, and make the later one depend on the other.\n",
    );
    for migration in migrations {
        writeln!(text, "{} {}", migration.id(), migration.checksum())
            .expect("a text takes what is written to it");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn line_ends_are_the_same_and_everything_else_counts() {
        let sum = checksum([("up.sql", "a\nb")]);
        assert_eq!(sum.len(), 64);
        assert_eq!(sum, checksum([("up.sql", "a\r\nb")]));
        assert_ne!(sum, checksum([("up.sql", "a\nc")]));
        assert_ne!(sum, checksum([("down.sql", "a\nb")]));
        assert_ne!(checksum([("a", "bc")]), checksum([("ab", "c")]));
    }
}
