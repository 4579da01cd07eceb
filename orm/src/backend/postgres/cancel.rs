//! Cancels the statement that a connection is at, and waits until the server has done so.
//!
//! A cancel request names a session, not a statement: one that arrives late hits whatever runs then.
//! The server passes it on before it closes the connection that it came over (PostgreSQL manual,
//! "Canceling Requests in Progress"), which tokio-postgres does not wait for.

use super::connection::PgConnection;
use crate::error::{Error, Kind};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use std::future::poll_fn;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;
use tokio_postgres::config::Host;
use tokio_postgres::{CancelToken, Config, NoTls};

/// How often a statement is canceled: a request that comes before the server has begun with it has no
/// effect.
const ATTEMPTS: usize = 6;

/// How long the server may take to be done with what was canceled, before it is canceled again.
const ANSWER: Duration = Duration::from_millis(250);

/// A cancellation on its way.
pub(super) type Canceling = Shared<BoxFuture<'static, Result<(), Arc<io::Error>>>>;

impl PgConnection {
    /// Cancels the statement that the server is at, over a connection of its own. When it is done,
    /// no statement that is sent later can be hit. It goes on if the future is dropped, and
    /// [`PgConnection::ready`] waits for it.
    ///
    /// # Errors
    /// If the server cannot be reached, or is one of several and it is not known which.
    pub(crate) fn cancel(&self) -> impl Future<Output = Result<(), Error>> + Send + 'static {
        self.state.forget_abandoned();
        let (client, address) = (Arc::clone(&self.client), self.address.clone());
        let mut last = self.canceling.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = last.take();
        let task = self.runtime.spawn(async move {
            if let Some(earlier) = earlier {
                earlier.await?;
            }
            let address =
                address.ok_or_else(|| io::Error::other("the server is one of several"))?;
            for _ in 0..ATTEMPTS {
                address.clone().cancel(client.cancel_token()).await?;
                // The server answers in order: if not to this, it is still at the statement.
                if timeout(ANSWER, client.batch_execute("")).await.is_ok() {
                    break;
                }
            }
            Ok(())
        });
        let canceling = async { task.await.unwrap_or_else(|error| Err(Arc::new(error.into()))) }
            .boxed()
            .shared();
        *last = Some(canceling.clone());
        canceling.map(|result| result.map_err(not_canceled))
    }
}

pub(super) fn not_canceled(error: Arc<io::Error>) -> Error {
    Error::new(Kind::ConnectionLost, "the statement could not be canceled").with_source(error)
}

/// Where a connection leads to.
#[derive(Clone)]
pub(super) enum Address {
    Tcp(String, u16),
    Unix(PathBuf),
}

impl Address {
    /// `None` if the configuration names several servers: which one it is, nobody tells.
    pub(super) fn of(config: &Config) -> Option<Address> {
        let port = match config.get_ports() {
            [] => 5432,
            [port] => *port,
            _ => return None,
        };
        match (config.get_hostaddrs(), config.get_hosts()) {
            ([address], _) => Some(Address::Tcp(address.to_string(), port)),
            ([], [Host::Tcp(host)]) => Some(Address::Tcp(host.clone(), port)),
            ([], [Host::Unix(folder)]) => {
                Some(Address::Unix(folder.join(format!(".s.PGSQL.{port}"))))
            }
            _ => None,
        }
    }

    /// Cancels, and waits until no later statement can be hit.
    pub(super) async fn cancel(self, token: CancelToken) -> io::Result<()> {
        match self {
            Address::Tcp(host, port) => {
                cancel(token, TcpStream::connect((host, port)).await?).await
            }
            Address::Unix(path) => cancel(token, UnixStream::connect(path).await?).await,
        }
    }
}

async fn cancel<S: AsyncRead + AsyncWrite + Unpin>(
    token: CancelToken,
    mut stream: S,
) -> io::Result<()> {
    token.cancel_query_raw(&mut stream, NoTls).await.map_err(io::Error::other)?;
    loop {
        let mut bytes = [0; 16];
        let mut buffer = ReadBuf::new(&mut bytes);
        match poll_fn(|cx| Pin::new(&mut stream).poll_read(cx, &mut buffer)).await {
            Ok(()) if buffer.filled().is_empty() => return Ok(()),
            Ok(()) => {}
            // Closed all the same.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}
