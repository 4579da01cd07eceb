//! Cancels the statement that a connection is at, and waits until the server has done so.
//!
//! A cancel request names a session, not a statement: one that arrives late hits whatever runs then.
//! The server passes it on before it closes the connection that it came over (PostgreSQL manual,
//! "Canceling Requests in Progress"), which tokio-postgres does not wait for.

use super::connection::PgConnection;
use super::server::Way;
use super::tls::Connector;
use crate::error::{Error, Kind};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;
use tokio_postgres::CancelToken;
use tokio_postgres::tls::MakeTlsConnect;

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
    /// If the server cannot be reached.
    pub(crate) fn cancel(&self) -> impl Future<Output = Result<(), Error>> + Send + 'static {
        self.state.forget_abandoned();
        let (client, address) = (Arc::clone(&self.client), Arc::clone(&self.address));
        let mut last = self.canceling.lock().unwrap_or_else(PoisonError::into_inner);
        let earlier = last.take();
        let task = self.runtime.spawn(async move {
            if let Some(earlier) = earlier {
                earlier.await?;
            }
            for _ in 0..ATTEMPTS {
                address.cancel(client.cancel_token()).await?;
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

/// Where a connection leads to, and how another one is made to the same server.
pub(super) struct Address {
    pub(super) way: Way,
    pub(super) connector: Connector,
    /// How long the other connection may take.
    pub(super) longest: Option<Duration>,
}

impl Address {
    /// Cancels, and waits until no later statement can be hit.
    async fn cancel(&self, token: CancelToken) -> io::Result<()> {
        match self.longest {
            Some(longest) => timeout(longest, self.send(token)).await?,
            None => self.send(token).await,
        }
    }

    async fn send(&self, token: CancelToken) -> io::Result<()> {
        let mut connector = self.connector.clone();
        match &self.way {
            Way::Tcp { name, address } => {
                cancel(token, TcpStream::connect(address).await?, &mut connector, name).await
            }
            Way::Unix { folder, port } => {
                let stream = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?;
                cancel(token, stream, &mut connector, "").await
            }
        }
    }
}

/// The token knows whether its connection is encrypted; the name is the one of that connection.
async fn cancel<S: AsyncRead + AsyncWrite + Unpin>(
    token: CancelToken,
    stream: S,
    connector: &mut Connector,
    name: &str,
) -> io::Result<()> {
    let mut stream = StaysOpen(stream);
    let handshake = MakeTlsConnect::<&mut StaysOpen<S>>::make_tls_connect(connector, name);
    let handshake = handshake.map_err(io::Error::other)?;
    token.cancel_query_raw(&mut stream, handshake).await.map_err(io::Error::other)?;
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

/// A stream that is not shut down in one direction, as tokio-postgres does with a cancel request, and
/// libpq does not. PgBouncer takes that for a client who has gone, and drops the request if it is not
/// passed on yet; 1.18 even ends itself.
struct StaysOpen<S>(S);

impl<S: AsyncRead + Unpin> AsyncRead for StaysOpen<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for StaysOpen<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}
