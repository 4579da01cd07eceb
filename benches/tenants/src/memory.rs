//! How large the processes are, and how many statements the server keeps for us.

use futures_util::future::try_join_all;
use orm::{Db, Error, sql};

/// Prints this process's size, the largest of its sessions on the server, and the most statements that
/// one of them has prepared.
///
/// # Errors
///
/// If the server cannot be asked.
pub(crate) async fn report(when: &str, db: &Db, connections: u32) -> Result<(), Error> {
    // Each transaction has a connection of its own.
    let open = try_join_all((0..connections).map(|_| db.begin())).await?;
    let mut sessions = Vec::new();
    for tx in &open {
        let question = "SELECT pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements), \
                        (SELECT sum(total_bytes)::bigint FROM pg_backend_memory_contexts)";
        sessions.push(sql::<(i32, i64, i64)>(question).one(tx).await?);
    }
    for tx in open {
        tx.commit().await?;
    }
    let most = sessions.iter().map(|(_, statements, _)| *statements).max().unwrap_or(0);
    let bytes = sessions.iter().map(|(.., bytes)| *bytes).max().unwrap_or(0);
    println!(
        "{when}: this process {:.1} MB, at most {most} statements prepared in a session, the largest \
         session {:.1} MB",
        size() as f64 / 1e6,
        bytes as f64 / 1e6,
    );
    Ok(())
}

/// The process's resident memory in bytes (proc(5), `VmRSS`); 0 where there is no `/proc`.
fn size() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    number.unwrap_or(0) * 1024
}
