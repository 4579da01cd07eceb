//! How a connection to a server is to be encrypted, and who has to prove what.

use std::path::PathBuf;

/// What the `ssl..` settings say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ssl {
    pub(crate) mode: SslMode,
    /// The certificate that the program shows, with those between it and its root.
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) root: Option<Root>,
}

/// PostgreSQL manual, 34.19.3 "Protection Provided in Different Modes".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SslMode {
    Disable,
    /// Encrypted if both sides can; nobody knows with whom.
    #[default]
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// Whose signatures under a server's certificate are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Root {
    /// Those that the operating system believes.
    System,
    File(PathBuf),
}
