//! Cancels the statement that a connection is at, and waits until the server has done so.
//!
//! A cancel request names a session, not a statement: one that arrives late hits whatever runs then.
//! The server passes it on before it closes the connection that it came over (PostgreSQL manual,
//! "Canceling Requests in Progress"), which tokio-postgres does not wait for.

use std::future::poll_fn;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::Host;
use tokio_postgres::{CancelToken, Config, NoTls};

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
