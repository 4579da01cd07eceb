//! Two processes: what is changed in one is refused by the other within a second.

use crate::ground::Ground;
use orm::directory::{Quota, TenantPlace, TenantState};
use orm_tests::setup;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Another process, which tells of each outcome that is another one.
struct Peer {
    process: Child,
    lines: Receiver<String>,
}

impl Peer {
    fn start(g: &Ground) -> Peer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenant_peer"));
        command.args([g.t.url.as_str(), "1"]).stdout(Stdio::piped());
        let mut process = command.env_remove("DB_REGISTRY_KEYS").spawn().expect("it was built");
        let output = BufReader::new(process.stdout.take().expect("it is piped"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            let lines = output.lines().map_while(Result::ok);
            lines.for_each(|line| _ = sender.send(line));
        });
        Peer { process, lines }
    }

    /// Waits until both the handle and the transaction have this outcome, and says how long it took.
    fn wait(&self, outcome: &str, longest: Duration) -> Duration {
        let start = Instant::now();
        let mut missing = vec![format!("handle {outcome}"), format!("transaction {outcome}")];
        while !missing.is_empty() {
            let left = longest.saturating_sub(start.elapsed());
            let line = self.lines.recv_timeout(left);
            let line = line.unwrap_or_else(|_| panic!("within {longest:?}: {missing:?}"));
            // A transaction in which the connection is lost fails, and another one begins.
            assert!(!line.starts_with("handle failed"), "{line}");
            missing.retain(|wanted| *wanted != line);
        }
        start.elapsed()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

const SECOND: Duration = Duration::from_secs(1);
/// For what the issue promises no time for: the machine may be busy.
const LONG: Duration = Duration::from_secs(20);

pub(crate) async fn another_one_hears_of_it(g: Ground) {
    g.tenant(1, TenantPlace::rows()).await;
    let d = &g.directory;
    let peer = Peer::start(&g);
    peer.wait("served", LONG);
    let quota = |most| Quota { max_statements_per_second: most, ..Quota::default() };

    d.suspend(&1, "a test").await.unwrap();
    peer.wait("suspended", SECOND);
    d.resume(&1).await.unwrap();
    peer.wait("served", LONG);
    // The one in the transaction may begin one, and then is over quota, too.
    d.set_quota(&1, quota(Some(0))).await.unwrap();
    peer.wait("over quota", SECOND);
    d.set_quota(&1, quota(None)).await.unwrap();
    peer.wait("served", LONG);

    if g.is_postgres() {
        // Nobody tells it any more: it asks.
        let server = setup::superuser(&g.t).await;
        let listening = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        let ended: i64 = server.query_one(listening, &[]).await.unwrap().get(0);
        assert!(ended >= 2, "its own, and this process's");
        d.suspend(&1, "a test").await.unwrap();
        peer.wait("suspended", SECOND);
        d.resume(&1).await.unwrap();
        peer.wait("served", LONG);
    }

    d.set_state(&1, &[TenantState::Active], TenantState::Deleting, None).await.unwrap();
    peer.wait("deleted", SECOND);
}
