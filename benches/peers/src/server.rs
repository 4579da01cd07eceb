//! The PostgreSQL server that everything is measured on.

use crate::Result;
use std::fs::File;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// The variable with the URL of a server that is there already. The user must be allowed to make
/// databases; what is measured is in one of its own.
pub const VARIABLE: &str = "ORM_BENCH_POSTGRES";

/// The database that is made anew in each run.
const DATABASE: &str = "orm_bench_peers";

/// Nothing has to outlive a crash, and no background job works while somebody is measured.
const CONFIGURATION: &str = "listen_addresses = '127.0.0.1'\n\
     fsync = off\n\
     synchronous_commit = off\n\
     full_page_writes = off\n\
     autovacuum = off\n\
     checkpoint_timeout = 1h\n\
     max_wal_size = 4GB\n\
     shared_buffers = 512MB\n";

/// A server: one of the environment, or a private one, which ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    url: String,
    /// Ends with this.
    _private: Option<Private>,
}

impl Server {
    /// Takes the server of [`VARIABLE`], or starts a private one in a temporary folder.
    ///
    /// # Errors
    ///
    /// If there is none at that URL, or PostgreSQL is not installed or does not start.
    pub async fn start() -> Result<Server> {
        match std::env::var(VARIABLE) {
            Ok(url) => Ok(Server { url, _private: None }),
            Err(_) => {
                let mut private = Private::start()?;
                let url = format!("postgres://orm@127.0.0.1:{}/postgres", private.port);
                private.wait(&url).await?;
                Ok(Server { url, _private: Some(private) })
            }
        }
    }

    /// The URL that it was found at, for another program.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Makes the database anew, empty; what comes back is its URL.
    ///
    /// # Errors
    ///
    /// If the server refuses.
    pub async fn database(&self) -> Result<String> {
        let client = connect(&self.url).await?;
        // Connections that were just dropped may be open for a moment.
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")).await?;
        client.batch_execute(&format!("CREATE DATABASE {DATABASE}")).await?;
        let (url, options) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let server = url.rsplit_once('/').map_or(url, |(server, _)| server);
        Ok(format!("{server}/{DATABASE}?{options}"))
    }
}

/// Connects without a library in between.
///
/// # Errors
///
/// If there is no server.
pub async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    // Its error is also the next statement's.
    tokio::spawn(connection);
    Ok(client)
}

/// A server that nobody else uses.
#[derive(Debug)]
struct Private {
    process: Child,
    port: u16,
    /// Dropped last, when the server has ended.
    folder: TempDir,
}

impl Private {
    fn start() -> Result<Private> {
        let folder = TempDir::with_prefix("orm-bench-")?;
        let owner = owner(folder.path())?;
        chown(folder.path(), Some(owner.0), Some(owner.1))?;
        let bin = programs()?;
        let data = folder.path().join("data");
        let command = |program: &str| {
            let mut command = Command::new(bin.join(program));
            command.uid(owner.0).gid(owner.1).current_dir(folder.path()).arg("-D").arg(&data);
            command.stdin(Stdio::null());
            command
        };
        let made = command("initdb")
            .args(["--username=orm", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"])
            .output()?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr)).into());
        }
        let file = data.join("postgresql.conf");
        let socket = format!("unix_socket_directories = '{}'\n", folder.path().display());
        std::fs::write(&file, std::fs::read_to_string(&file)? + CONFIGURATION + &socket)?;
        // The system gives a port that nobody has; another process could take it, but hardly does.
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        // A child of this process, not a daemon: the interrupt of a terminal ends both.
        let process = command("postgres")
            .args(["-p", &port.to_string()])
            .stderr(File::create(folder.path().join("log"))?)
            .spawn()?;
        Ok(Private { process, port, folder })
    }

    /// Waits until it answers.
    async fn wait(&mut self, url: &str) -> Result<()> {
        while connect(url).await.is_err() {
            if let Some(status) = self.process.try_wait()? {
                let said = std::fs::read_to_string(self.folder.path().join("log"))?;
                return Err(format!("PostgreSQL did not start ({status}): {said}").into());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        // SIGQUIT is its immediate shutdown (PostgreSQL manual, 19.5). Whether it ends by it or has
        // ended before, there is nobody to tell.
        let _ = Command::new("kill").args(["-QUIT", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}

/// Who runs the server: whoever runs this or, as a server does not run as root, `postgres`.
fn owner(folder: &Path) -> Result<(u32, u32)> {
    let own = std::fs::metadata(folder)?;
    if own.uid() != 0 {
        return Ok((own.uid(), own.gid()));
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let postgres = users.lines().find_map(|line| line.strip_prefix("postgres:"));
    let fields: Vec<&str> = postgres.ok_or("there is no user postgres")?.split(':').collect();
    match fields[..] {
        [_, user, group, ..] => Ok((user.parse()?, group.parse()?)),
        _ => Err("the user postgres has no ids".into()),
    }
}

/// The folder of the programs of the newest server that is installed.
fn programs() -> Result<PathBuf> {
    // Where Debian has them, which does not have them on the path.
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions.map(|entry| entry.path()).max_by_key(version);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = newest.map(|version| version.join("bin")).into_iter();
    folders
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").exists())
        .ok_or_else(|| format!("PostgreSQL is not installed, and {VARIABLE} is not set").into())
}
