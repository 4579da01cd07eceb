//! PgBouncer between a pool and its server, in transaction mode.

use super::owner::{Owner, free_port};
use super::{SERVER, client, wait_until};
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio_postgres::SimpleQueryMessage;

/// Which of the two programs that `tests/run` provides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The distribution's, whatever its version: 1.18 on Debian 12.
    Distribution,
    /// 1.21 or newer: it follows the protocol's prepared statements.
    New,
}

impl Program {
    fn path(self) -> String {
        let name = match self {
            Program::Distribution => "ORM_TEST_PGBOUNCER",
            Program::New => "ORM_TEST_PGBOUNCER_NEW",
        };
        std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set: start by `tests/run`"))
    }
}

/// A PgBouncer of one test's own, in front of the server that all tests share. It ends when it is dropped.
#[derive(Debug)]
pub struct PgBouncer {
    process: Child,
    folder: TempDir,
    port: u16,
    user: String,
    password: String,
}

impl PgBouncer {
    /// Starts it in transaction mode with so many sessions on the server, and with more lines for its
    /// configuration.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub async fn start(program: Program, sessions: u32, configuration: &str) -> PgBouncer {
        let server = std::env::var(SERVER).expect("the tests run by `tests/run`");
        let (user, password, address) = parts(&server);
        let (host, server_port) = address.split_once(':').expect("the server has a port");
        let owner = Owner::of_the_shared_server().await;
        let folder = owner.folder("orm-pgbouncer-");
        let port = free_port();
        let mut lines = String::new();
        let written = write!(
            lines,
            "[databases]\n* = host={host} port={server_port}\n[pgbouncer]\n\
             listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = trust\nauth_file = users\nadmin_users = {user}\n\
             pool_mode = transaction\ndefault_pool_size = {sessions}\nmax_client_conn = 500\n\
             server_login_retry = 1\n{configuration}\n"
        );
        written.expect("a text takes what is written to it");
        let write = |name: &str, text: String| {
            std::fs::write(folder.path().join(name), text).expect("the folder can be written to");
        };
        write("users", format!("\"{user}\" \"{password}\"\n"));
        write("ini", lines);
        let log = std::fs::File::create(folder.path().join("log")).expect("a file can be made");
        let process = owner
            .command(program.path(), folder.path())
            .arg("ini")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("PgBouncer can be run");
        let (user, password) = (user.to_owned(), password.to_owned());
        let mut bouncer = PgBouncer { process, folder, port, user, password };
        wait_until(Duration::from_secs(10), "PgBouncer listens", async || {
            let ended = bouncer.process.try_wait().expect("it is a child of this process");
            assert!(ended.is_none(), "PgBouncer has ended: {}", bouncer.log());
            tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()
        })
        .await;
        bouncer
    }

    /// The same database as at this URL of the shared server, through PgBouncer.
    pub fn url(&self, url: &str) -> String {
        let (user, password, _) = parts(url);
        assert_eq!((user, password), (&*self.user, &*self.password), "it knows one user");
        let (_, database) = url.rsplit_once('/').expect("a URL has a database");
        format!("postgres://{user}:{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// What its console answers to a command such as `SHOW POOLS`, a map for each row.
    ///
    /// # Panics
    ///
    /// If it refuses the command.
    pub async fn console(&self, command: &str) -> Vec<Vec<(String, String)>> {
        let url = format!("postgres://{}@127.0.0.1:{}/pgbouncer", self.user, self.port);
        // It knows the simple protocol only.
        let rows = client(&url).await.simple_query(command).await.expect("the console answers");
        let rows = rows.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        let cell = |row: &tokio_postgres::SimpleQueryRow, column: usize| {
            let name = row.columns()[column].name().to_owned();
            (name, row.get(column).unwrap_or_default().to_owned())
        };
        rows.map(|row| (0..row.len()).map(|column| cell(&row, column)).collect()).collect()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("PgBouncer's log:\n{}", self.log());
        }
    }
}

/// User, password and address of a URL of the private server.
fn parts(url: &str) -> (&str, &str, &str) {
    let rest = url.strip_prefix("postgres://").expect("it is PostgreSQL's");
    let (login, place) = rest.split_once('@').expect("the URL has a user");
    let (user, password) = login.split_once(':').expect("the URL has a password");
    (user, password, place.split('/').next().expect("a split has a first part"))
}
