//! A PostgreSQL server of one test's own, to be stopped and killed.

use super::{SERVER, admin};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A server that nobody else uses. It is stopped when it is dropped.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    bin: PathBuf,
    /// Who runs it: a server does not run as root.
    owner: (u32, u32),
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
        let shared = admin(&std::env::var(SERVER).expect("the tests run by `tests/run`")).await;
        const WHERE: &str = "SELECT (SELECT setting FROM pg_config WHERE name = 'BINDIR'), \
             current_setting('data_directory')";
        let places = shared.query_one(WHERE, &[]).await.expect("a superuser sees where it runs");
        let data = std::fs::metadata(places.get::<_, &str>(1)).expect("the server is on this host");
        let folder = TempDir::with_prefix("orm-server-").expect("temporary files can be made");
        let owner = (data.uid(), data.gid());
        chown(folder.path(), Some(owner.0), Some(owner.1)).expect("the folder can be given away");
        // The system gives a port that nobody has; another process could take it, but hardly does.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("there is a free port")
            .port();
        let server = Server { folder, bin: places.get::<_, String>(0).into(), owner, port };
        server.run("initdb", &["--username=orm", "--auth=trust", "--encoding=UTF8", "--no-sync"]);
        let socket = server.folder.path().display();
        let lines = format!(
            "\nlisten_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{socket}'\n\
             fsync = off\n{configuration}\n"
        );
        let file = server.data().join("postgresql.conf");
        let text = std::fs::read_to_string(&file).expect("initdb wrote a configuration") + &lines;
        std::fs::write(&file, text).expect("the configuration can be written");
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
        chown(&file, Some(self.owner.0), Some(self.owner.1)).expect("it can be given away");
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

    /// The URL of its superuser.
    pub fn url(&self) -> String {
        format!("postgres://orm@127.0.0.1:{}/postgres", self.port)
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
        let done = Command::new("kill").args(["-9", &pid.to_string()]).status();
        assert!(done.expect("there is a program `kill`").success(), "the process was there");
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let done = self.command(&self.bin.join(program)).args(arguments).output();
        let done = done.expect("the server's programs can be run");
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{program} {arguments:?}: {said}");
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        let own = std::fs::metadata("/proc/self").expect("the system lists this process");
        if own.uid() != self.owner.0 {
            command.uid(self.owner.0).gid(self.owner.1);
        }
        command
            .current_dir(self.folder.path())
            .arg("-D")
            .arg(self.data())
            .stdin(std::process::Stdio::null());
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = ["-w", "-m", "immediate", "stop"];
        // It may be stopped already.
        let _ = self.command(&self.bin.join("pg_ctl")).args(stop).output();
    }
}
