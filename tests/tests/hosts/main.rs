//! Which of several hosts a connection leads to, and what it starts with.

mod role;
mod session;
mod several;

use orm::Error;
use std::error::Error as _;
use std::time::Duration;
use tokio::net::TcpListener;

/// What takes longer hangs.
const LONGEST: Duration = Duration::from_secs(10);

/// Everything that an error tells, in every form.
fn everything(error: &Error) -> String {
    let mut told = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        told.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    told
}

/// The result, in bounded time.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONGEST, work).await.expect("it comes to an end in time")
}

/// `127.0.0.1` with a port that nobody listens at.
async fn dead() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

/// The user with the password, the host with the port, and the database.
fn parts(url: &str) -> (&str, &str, &str) {
    let (_, rest) = url.split_once("://").unwrap();
    let (user, rest) = rest.split_once('@').unwrap();
    let (host, database) = rest.split_once('/').unwrap();
    (user, host, database)
}

/// The URL with these hosts.
fn with_hosts(url: &str, hosts: &[&str]) -> String {
    let (user, _, database) = parts(url);
    format!("postgres://{user}@{}/{database}", hosts.join(","))
}
