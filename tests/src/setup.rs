//! A database for each test: made before it, gone after it.

mod listener;
mod owner;
mod pgbouncer;
mod policies;
mod proxy;
mod server;
mod standby;
mod stub;

pub use listener::{Told, told};
pub use pgbouncer::{PgBouncer, Program};
pub use policies::{Roles, Walls, policies};
pub use proxy::{Proxy, Way};
pub use server::Server;
pub use standby::Standby;
pub use stub::{Refuses, Stub};

use orm::{Db, DbBuilder, Tenancy};
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// A test's own, empty database.
pub struct TestDb {
    /// A pool on it.
    pub db: Db,
    /// Where it is, for a test that opens another pool or a connection of its own.
    pub url: String,
    /// What `db` goes through, if it does not go to the server itself as `url` does.
    pub bouncer: Option<PgBouncer>,
    /// What keeps tenants apart.
    pub walls: Walls,
    /// Dropped after the others.
    _place: Place,
}

/// What is removed at the end.
enum Place {
    Folder { _folder: TempDir },
    Database { server: String, name: String },
}

/// The variable with the URL of a superuser on a private PostgreSQL server; `tests/run` sets it.
const SERVER: &str = "ORM_TEST_POSTGRES";

/// A database on the private PostgreSQL server, with byte order as its collation.
///
/// # Panics
///
/// If there is no server: a test that did not run must not look like one that passed.
pub async fn postgres() -> TestDb {
    listener::install();
    let Ok(server) = std::env::var(SERVER) else {
        panic!("{SERVER} is not set: start the tests with `tests/run`, which starts PostgreSQL")
    };
    let name = unique_name();
    let url = other_database(&server, &name);
    let admin = client(&server).await;
    let create = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    );
    admin.batch_execute(&create).await.expect("a superuser can create a database");
    let place = Place::Database { server, name };
    let db = Db::connect(&url).await.expect("the new database takes connections");
    TestDb { db, url, bouncer: None, walls: Walls::Condition, _place: place }
}

/// The same, where each tenant has a schema of its own.
///
/// # Panics
///
/// If there is no server.
pub async fn tenant_schemas() -> TestDb {
    let mut t = postgres().await;
    let builder = Db::builder(&t.url).tenancy(Tenancy::schemas());
    t.db = builder.connect().await.expect("the new database takes connections");
    t
}

/// A database behind a PgBouncer that follows prepared statements: the pool needs no setting.
///
/// # Panics
///
/// If there is no server, or no PgBouncer.
pub async fn pgbouncer_new() -> TestDb {
    let bouncer = PgBouncer::start(Program::New, 2, "max_prepared_statements = 100").await;
    behind(bouncer, |builder| builder).await
}

/// The same, where each tenant has a schema of its own.
///
/// # Panics
///
/// If there is no server, or no PgBouncer.
pub async fn pgbouncer_schemas() -> TestDb {
    let bouncer = PgBouncer::start(Program::New, 2, "max_prepared_statements = 100").await;
    behind(bouncer, |builder| builder.tenancy(Tenancy::schemas())).await
}

/// What PgBouncer has to be told before 1.20, which refuses to start a session with `options` otherwise.
pub const IGNORED: &str = "ignore_startup_parameters = options";

async fn behind(bouncer: PgBouncer, settings: impl FnOnce(DbBuilder) -> DbBuilder) -> TestDb {
    let mut t = postgres().await;
    let builder = settings(Db::builder(bouncer.url(&t.url)));
    t.db = builder.connect().await.expect("PgBouncer takes connections");
    t.bouncer = Some(bouncer);
    t
}

/// An SQLite file in a folder of its own.
///
/// # Panics
///
/// If there is no place for temporary files.
pub async fn sqlite() -> TestDb {
    listener::install();
    let folder = TempDir::with_prefix("orm-test-").expect("temporary files can be made");
    let file = folder.path().join("test.db");
    let url = format!("sqlite://{}", file.to_str().expect("a temporary path is UTF-8"));
    let db = Db::connect(&url).await.expect("a new file can be opened");
    let place = Place::Folder { _folder: folder };
    TestDb { db, url, bouncer: None, walls: Walls::Condition, _place: place }
}

/// A connection beside the pool, as the server's superuser, to the database of this test.
///
/// # Panics
///
/// If the test is not on PostgreSQL.
pub async fn superuser(t: &TestDb) -> Client {
    assert!(t.url.starts_with("postgres"), "SQLite has no superuser");
    client(&t.url).await
}

/// A connection that is not the library's, to wherever this URL leads.
///
/// # Panics
///
/// If nobody takes it there.
pub async fn client(url: &str) -> Client {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.expect("somebody takes connections there");
    // Ends with the client; an error shows in the client's own calls.
    tokio::spawn(async move { _ = connection.await });
    client
}

/// Asks again and again until the answer is yes.
///
/// # Panics
///
/// If it is not within this time: `what` says what was waited for.
pub async fn wait_until(longest: Duration, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < longest, "within {longest:?}: {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// No other test of this or another process has the same.
fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("test_{}_{}", NEXT.fetch_add(1, Ordering::Relaxed), std::process::id())
}

/// The URL with another database: `postgres://user:password@host:port/other`.
fn other_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("a URL has a database");
    format!("{server}/{name}")
}

impl TestDb {
    /// The database's name, or the file: as a connection of a directory has it.
    pub fn database(&self) -> &str {
        match self.url.strip_prefix("sqlite://") {
            Some(file) => file,
            None => self.url.rsplit_once('/').expect("a URL has a database").1,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Place::Database { server, name } = self else { return };
        let (server, name) = (std::mem::take(server), std::mem::take(name));
        // On a thread with a runtime of its own: the test's runtime may be shutting down.
        let dropped = std::thread::spawn(move || drop_database(&server, &name)).join();
        if dropped.is_err() && !std::thread::panicking() {
            panic!("the test's database could not be dropped");
        }
    }
}

fn drop_database(server: &str, name: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime can be made").block_on(async {
        let admin = client(server).await;
        // FORCE alone does it too, but looks only every 100 ms whether the connections are gone.
        let end = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        for _ in 0..100 {
            let ended = admin.query_one(&end, &[]).await.expect("a superuser can end connections");
            if ended.get::<_, i64>(0) == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let drop = format!("DROP DATABASE {name} WITH (FORCE)");
        admin.batch_execute(&drop).await.expect("a superuser can drop a database");
    });
}

impl fmt::Debug for TestDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestDb").field("url", &self.url).finish_non_exhaustive()
    }
}
