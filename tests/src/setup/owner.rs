//! Who runs the servers of the tests, and with which programs.

use super::{SERVER, client};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The user who owns the server that all tests share, and its programs. A server does not run as root.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    bin: PathBuf,
    user: u32,
    group: u32,
}

impl Owner {
    pub(super) async fn of_the_shared_server() -> Owner {
        let shared = client(&std::env::var(SERVER).expect("the tests run by `tests/run`")).await;
        const WHERE: &str = "SELECT (SELECT setting FROM pg_config WHERE name = 'BINDIR'), \
             current_setting('data_directory')";
        let places = shared.query_one(WHERE, &[]).await.expect("a superuser sees where it runs");
        let data = std::fs::metadata(places.get::<_, &str>(1)).expect("the server is on this host");
        Owner { bin: places.get::<_, String>(0).into(), user: data.uid(), group: data.gid() }
    }

    /// A folder that is the owner's.
    pub(super) fn folder(&self, prefix: &str) -> TempDir {
        let folder = TempDir::with_prefix(prefix).expect("temporary files can be made");
        self.own(folder.path());
        folder
    }

    /// Makes a file or a folder the owner's.
    pub(super) fn own(&self, path: &Path) {
        chown(path, Some(self.user), Some(self.group)).expect("it can be given away");
    }

    /// A program to be run as the owner, in this folder: the server's of this name, or one at a path.
    pub(super) fn command(&self, program: impl AsRef<Path>, folder: &Path) -> Command {
        let mut command = Command::new(self.bin.join(program));
        let own = std::fs::metadata("/proc/self").expect("the system lists this process");
        if own.uid() != self.user {
            command.uid(self.user).gid(self.group);
        }
        command.current_dir(folder).stdin(Stdio::null());
        command
    }
}

/// A port that nobody has; another process could take it, but hardly does.
pub(super) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("there is a free port")
        .port()
}

/// Sends processes a signal, all at once; whether all were there.
pub(super) fn send(signal: &str, pids: &[u32]) -> bool {
    let pids = pids.iter().map(u32::to_string);
    let mut kill = Command::new("kill");
    let done = kill.args(["-s", signal, "--"]).args(pids).stderr(Stdio::null()).status();
    done.expect("there is a program `kill`").success()
}
