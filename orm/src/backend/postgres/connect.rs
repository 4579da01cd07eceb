//! Makes a connection: finds the server among the hosts, encrypts the way to it, begins the session.
//!
//! ```text
//! hosts  ->  addresses (DNS)  ->  TCP or a Unix socket  ->  TLS  ->  session  ->  is it the target?
//! ```

use super::cancel::Address;
use super::error::connect_error;
use super::server::{PgServer, Place, Target, Way};
use super::session;
use super::tls::{self, Connector};
use crate::backend::ssl::SslMode;
use crate::dice;
use crate::error::{Error, Kind};
use futures_util::future::{Either, select};
use std::error::Error as StdError;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::lookup_host;
use tokio::time::{Instant, timeout};
use tokio_postgres::config::{Host, SslMode as WireSslMode};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, SimpleQueryMessage, Socket};

/// What moves a connection's bytes, the same type whatever the way. Somebody has to poll it.
pub(super) type Link = Connection<Socket, <Connector as MakeTlsConnect<Socket>>::Stream>;

/// A connection, and where it leads.
pub(super) struct Opened {
    pub(super) client: Client,
    pub(super) link: Link,
    pub(super) address: Arc<Address>,
}

/// Connects to the first host that takes us and is the target. Names are resolved anew, and the files
/// of certificates are read anew. Each host has the whole connect timeout, for all its addresses, and
/// for all from the first packet to the answer whether it is the target.
///
/// A host that refuses who we are is the last one (PostgreSQL manual, 34.1.1.3): the others would
/// count a wrong password too.
///
/// # Errors
/// [`Kind::Connect`] if no host can be used, with the failure of each as the source;
/// [`Kind::Config`] if a certificate cannot be read.
pub(super) async fn open(server: &PgServer) -> Result<Opened, Error> {
    let connector = tls::connector(&server.ssl).await?;
    let mut failures = Vec::new();
    let mut spare = None;
    let mut places: Vec<&Place> = server.places.iter().collect();
    if server.shuffled {
        shuffle(&mut places);
    }
    for place in places {
        let opened = open_place(server, place, &connector, &mut spare, &mut failures).await;
        if let Some(opened) = opened {
            return Ok(opened);
        }
        // The last one: without TLS, the host may have taken us.
        if failures.last().is_some_and(Failure::is_final) {
            break;
        }
    }
    spare.ok_or_else(|| no_connection(failures))
}

/// Tries one host's addresses, each with an even share of the time that is left.
async fn open_place(
    server: &PgServer,
    place: &Place,
    connector: &Connector,
    spare: &mut Option<Opened>,
    failures: &mut Vec<Failure>,
) -> Option<Opened> {
    let longest = server.config.get_connect_timeout().copied();
    let start = Instant::now();
    let ways = match within(longest, ways(server, place)).await {
        Ok(ways) => ways,
        Err(error) => {
            failures.push(Failure { place: place.to_string(), error });
            return None;
        }
    };
    for (tried, way) in ways.iter().enumerate() {
        let left = (ways.len() - tried) as u32;
        let share = longest.map(|longest| longest.saturating_sub(start.elapsed()) / left);
        let name = match way {
            Way::Tcp { address, .. } if ways.len() > 1 => format!("{place} ({})", address.ip()),
            _ => place.to_string(),
        };
        let attempt = Attempt { server, way, connector };
        let result = within(share, attempt.run(&name, failures)).await;
        match result {
            Ok((opened, None)) => return Some(opened),
            Ok((opened, Some(objection))) => {
                if server.target == Target::PreferStandby {
                    spare.get_or_insert(opened);
                }
                failures.push(Failure { place: name, error: failed(objection) });
            }
            Err(error) => {
                failures.push(Failure { place: name, error });
                if failures.last().is_some_and(Failure::is_final) {
                    return None;
                }
            }
        }
    }
    None
}

async fn ways(server: &PgServer, place: &Place) -> Result<Vec<Way>, Error> {
    let name = match &place.host {
        Host::Tcp(name) => name,
        #[cfg(unix)]
        Host::Unix(folder) => {
            return Ok(vec![Way::Unix { folder: folder.clone(), port: place.port }]);
        }
    };
    let found = lookup_host((name.as_str(), place.port)).await.map_err(failed)?;
    let mut found: Vec<Way> =
        found.map(|address| Way::Tcp { name: name.clone(), address }).collect();
    if found.is_empty() {
        return Err(failed("the name has no address"));
    }
    if server.shuffled {
        shuffle(&mut found);
    }
    Ok(found)
}

/// One address of one host.
struct Attempt<'a> {
    server: &'a PgServer,
    way: &'a Way,
    connector: &'a Connector,
}

impl Attempt<'_> {
    /// Gives what speaks against the server too, if it is not the target.
    async fn run(
        &self,
        name: &str,
        failures: &mut Vec<Failure>,
    ) -> Result<(Opened, Option<&'static str>), Error> {
        let first = match (self.way, self.server.ssl.mode) {
            // No server encrypts what goes through a socket of its own host.
            (Way::Unix { .. }, _) | (_, SslMode::Disable) => WireSslMode::Disable,
            (_, SslMode::Prefer) => WireSslMode::Prefer,
            (_, SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull) => WireSslMode::Require,
        };
        let mut result = self.config(first).connect(self.connector.clone()).await;
        if let Err(error) = &result
            && first == WireSslMode::Prefer
            && is_refusal_of_tls(error)
        {
            let error = connect_error(result.err().expect("it is an error, as matched above"));
            failures.push(Failure { place: format!("{name} with TLS"), error });
            result = self.config(WireSslMode::Disable).connect(self.connector.clone()).await;
        }
        let (client, mut link) = result.map_err(connect_error)?;
        // PgBouncer ignores the options, or refuses them, before 1.20. What is set by a statement it
        // remembers for each client, since the server reports it, and hands on to each session.
        if session::REPORTED.iter().any(|(name, value)| link.parameter(name) != Some(value)) {
            ask(&client, &mut link, session::SET).await.map_err(connect_error)?;
        }
        let target = self.server.target;
        let objection = match target.question() {
            Some(question) => {
                let answer = ask(&client, &mut link, question).await.map_err(connect_error)?;
                target.objection(answer.as_deref().unwrap_or_default())
            }
            None => None,
        };
        let address = Arc::new(Address {
            way: self.way.clone(),
            connector: self.connector.clone(),
            longest: self.server.config.get_connect_timeout().copied(),
        });
        Ok((Opened { client, link, address }, objection))
    }

    fn config(&self, mode: WireSslMode) -> Config {
        let mut config = self.server.config.clone();
        self.way.write(&mut config);
        config.ssl_mode(mode).options(options(self.server));
        config
    }
}

/// The startup packet's options. Of two with one name the later counts.
fn options(server: &PgServer) -> String {
    let theirs = server.config.get_options().map(str::to_owned);
    let timeouts = server.session.iter();
    let timeouts = timeouts.map(|(name, time)| format!("-c {name}={}", time.as_millis()));
    let all: Vec<String> =
        theirs.into_iter().chain(timeouts).chain([session::OPTIONS.to_owned()]).collect();
    all.join(" ")
}

/// Whether `prefer` goes on without TLS: the two sides do not agree on any, or the server takes
/// nobody like us over it (SQLSTATE 28000, `hostnossl` in `pg_hba.conf`). A wrong password is 28P01.
fn is_refusal_of_tls(error: &tokio_postgres::Error) -> bool {
    tls::is_handshake(error) || error.code().is_some_and(|code| code.code() == "28000")
}

/// The first value that a text gives, if any, on a connection that nobody else polls.
async fn ask(
    client: &Client,
    link: &mut Link,
    question: &str,
) -> Result<Option<String>, tokio_postgres::Error> {
    let answer = pin!(client.simple_query(question));
    let messages = match select(answer, link).await {
        Either::Left((answer, _)) => answer?,
        Either::Right((Err(error), _)) => return Err(error),
        Either::Right((Ok(()), answer)) => answer.await?,
    };
    Ok(messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    }))
}

async fn within<T>(
    time: Option<Duration>,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(time) = time else { return work.await };
    timeout(time, work).await.unwrap_or_else(|_| {
        let milliseconds = (time.as_secs_f64() * 1000.0).round();
        Err(failed(format!("no connection within {milliseconds} ms")))
    })
}

fn failed(cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
    Error::new(Kind::Connect, Kind::Connect.summary()).with_source(cause)
}

/// Sorts by chance.
fn shuffle<T>(items: &mut [T]) {
    items.sort_by_cached_key(|_| dice::part().to_bits());
}

/// Why one address was of no use.
struct Failure {
    place: String,
    error: Error,
}

impl Failure {
    /// Class 28 is "Invalid Authorization Specification" (PostgreSQL manual, Appendix A).
    fn is_final(&self) -> bool {
        self.error.code().is_some_and(|code| code.starts_with("28"))
    }
}

/// The last failure, with what the server said, and all of them as its source.
fn no_connection(failures: Vec<Failure>) -> Error {
    let all: Vec<String> = failures.iter().map(Failure::to_string).collect();
    let last = failures.into_iter().next_back().map(|failure| failure.error);
    last.unwrap_or_else(|| failed("there is no host")).with_source(all.join("; "))
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        let mut cause = self.error.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
