//! A PostgreSQL server of one test's own, to be stopped and killed.

use super::owner::{Owner, free_port, send};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A server that nobody else uses. It is stopped when it is dropped.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    owner: Owner,
    port: u16,
}

impl Server {
    /// Makes a server with the programs, and as the user, of the one that all tests share, with more
    /// lines for its configuration.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub async fn start(configuration: &str) -> Server {
        Server::start_with(configuration, &[]).await
    }

    /// The same with more files in its data folder, which only its owner reads, or with others in the
    /// place of those that are made: `pg_hba.conf`.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub async fn start_with(configuration: &str, files: &[(&str, &str)]) -> Server {
        let server = Server::new(Owner::of_the_shared_server().await);
        server.run("initdb", &["--username=orm", "--auth=trust", "--encoding=UTF8", "--no-sync"]);
        server.configure(&format!("fsync = off\n{configuration}"));
        for (name, text) in files {
            server.write(name, text);
        }
        server.start_again();
        server
    }

    /// Writes a file of its data folder, which only its owner reads.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.data().join(name);
        // What is there may belong to the owner alone.
        let _ = std::fs::remove_file(&file);
        std::fs::write(&file, text).expect("the server's folder can be written to");
        let only_owner = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&file, only_owner).expect("it is ours");
        self.owner.own(&file);
    }

    /// Where it listens on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL of its superuser at its Unix socket.
    pub fn socket_url(&self) -> String {
        let (folder, port) = (self.folder.path().display(), self.port);
        format!("postgres://orm@/postgres?host={folder}&port={port}")
    }

    /// A place for a server, with nothing in it.
    pub(super) fn new(owner: Owner) -> Server {
        let folder = owner.folder("orm-server-");
        Server { folder, owner, port: free_port() }
    }

    /// The URL of its superuser.
    pub fn url(&self) -> String {
        format!("postgres://orm@{}/postgres", self.address())
    }

    /// `host:port`, for a URL with several of them.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Ends all its processes without a word to anybody, as a crash does.
    pub fn stop_at_once(&self) {
        self.run("pg_ctl", &["-w", "-m", "immediate", "stop"]);
    }

    /// Ends it in order: the sessions are told.
    pub fn stop(&self) {
        self.run("pg_ctl", &["-w", "-m", "fast", "stop"]);
    }

    /// Starts it after a stop.
    pub fn start_again(&self) {
        let log = self.folder.path().join("log");
        self.run("pg_ctl", &["-w", "-t", "60", "-l", log.to_str().expect("it is UTF-8"), "start"]);
    }

    /// Kills one of its processes with the signal that none can refuse.
    pub fn kill(&self, pid: i32) {
        assert!(send("KILL", &[pid as u32]), "the process was there");
    }

    /// Kills all its processes in the same way, and waits until they are gone.
    ///
    /// # Panics
    ///
    /// If it does not run.
    pub fn kill_all(&self) {
        let lock = self.data().join("postmaster.pid");
        let text = std::fs::read_to_string(&lock).expect("it runs");
        let first = text.lines().next().and_then(|pid| pid.parse().ok()).expect("it has a number");
        // Stopped, it starts none meanwhile: one that is left over would keep the memory they share, and
        // the server from its next start.
        send("STOP", &[first]);
        let all: Vec<u32> = [first].into_iter().chain(children(first)).collect();
        send("KILL", &all);
        let start = Instant::now();
        while all.iter().any(|pid| is_alive(*pid)) {
            assert!(start.elapsed() < Duration::from_secs(5), "nobody survives SIGKILL");
            std::thread::sleep(Duration::from_millis(1));
        }
        // Until somebody asks after the first one, its number is taken, and a start would respect that.
        let socket = self.folder.path().join(format!(".s.PGSQL.{}.lock", self.port));
        for lock in [lock, socket] {
            std::fs::remove_file(lock).expect("the folder of the server can be written to");
        }
    }

    /// Writes lines at the end of its configuration; the last line of a setting counts.
    pub(super) fn configure(&self, lines: &str) {
        let lines = format!(
            "\nlisten_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{}'\n{lines}\n",
            self.port,
            self.folder.path().display(),
        );
        let file = self.data().join("postgresql.conf");
        let text = std::fs::read_to_string(&file).expect("there is a configuration") + &lines;
        std::fs::write(&file, text).expect("the configuration can be written");
    }

    pub(super) fn owner(&self) -> &Owner {
        &self.owner
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs one of the server's programs on its data.
    pub(super) fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = self.owner.command(program, self.folder.path());
        let done = command.arg("-D").arg(self.data()).args(arguments).output();
        let done = done.expect("the server's programs can be run");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program} {arguments:?}: {said}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = ["-w", "-m", "immediate", "stop"];
        // It may be stopped already.
        let mut command = self.owner.command("pg_ctl", self.folder.path());
        let _ = command.arg("-D").arg(self.data()).args(stop).output();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.folder.path().join("log"));
            eprintln!("the server's log:\n{}", log.unwrap_or_default());
        }
    }
}

/// The processes that this one has started.
fn children(parent: u32) -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").expect("the system lists processes");
    let pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(|pid| status(*pid).is_some_and(|(_, its)| its == parent)).collect()
}

/// Whether it runs: one that ended, and that nobody has asked after yet, does not.
fn is_alive(pid: u32) -> bool {
    status(pid).is_some_and(|(state, _)| state != 'Z')
}

/// A process's state and its parent (proc(5), "/proc/pid/stat").
fn status(pid: u32) -> Option<(char, u32)> {
    let stat = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat"));
    // The name before, in parentheses, may have any character.
    let (_, rest) = stat.as_deref().ok()?.rsplit_once(") ")?;
    let mut words = rest.split(' ');
    Some((words.next()?.chars().next()?, words.next()?.parse().ok()?))
}
