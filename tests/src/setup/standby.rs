//! A streaming standby of a test's server.

use super::server::Server;
use super::{client, wait_until};
use std::time::Duration;

/// A server that applies what another one writes, until it is promoted.
#[derive(Debug)]
pub struct Standby {
    server: Server,
}

impl Standby {
    /// Makes a standby of a server that runs, and waits until it streams. Its `application_name` is the
    /// word `standby`, for the primary's `synchronous_standby_names`.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub async fn of(primary: &Server) -> Standby {
        let server = Server::new(primary.owner().clone());
        let source = format!("{} application_name=standby", conninfo(primary));
        let copy = ["-d", &source, "-R", "-X", "stream", "-c", "fast", "--no-sync"];
        server.run("pg_basebackup", &copy);
        // Of two lines, the later one counts: the port is its own.
        server.configure(
            "hot_standby = on\nsynchronous_standby_names = ''\nwal_retrieve_retry_interval = 100ms",
        );
        server.start_again();
        let standby = Standby { server };
        standby.catch_up(primary).await;
        standby
    }

    /// The server itself.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Waits until it has applied all that the primary has written so far.
    ///
    /// # Panics
    ///
    /// If that takes more than ten seconds.
    pub async fn catch_up(&self, primary: &Server) {
        let primary = client(&primary.url()).await;
        const APPLIED: &str = "SELECT count(*) = 1 FROM pg_stat_replication \
             WHERE state = 'streaming' AND replay_lsn >= pg_current_wal_flush_lsn()";
        wait_until(Duration::from_secs(10), "the standby has caught up", async || {
            primary.query_one(APPLIED, &[]).await.expect("the primary answers").get(0)
        })
        .await;
    }

    /// Makes it a primary, and waits until it takes writes.
    pub fn promote(&self) {
        self.server.run("pg_ctl", &["-w", "promote"]);
    }
}

impl Server {
    /// To be called while it is stopped: from its next start on, it only reads. That is what whoever
    /// manages a cluster does with a primary that comes back after another one has been promoted.
    ///
    /// # Panics
    ///
    /// If its folder cannot be written to.
    pub fn demote(&self, primary: &Server) {
        let signal = self.data().join("standby.signal");
        std::fs::write(signal, "").expect("the folder of the server can be written to");
        self.configure(&format!("primary_conninfo = '{}'", conninfo(primary)));
    }
}

fn conninfo(server: &Server) -> String {
    let address = server.address();
    let (host, port) = address.split_once(':').expect("an address has a port");
    format!("host={host} port={port} user=orm")
}
