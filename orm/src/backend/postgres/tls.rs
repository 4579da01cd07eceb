//! Encryption by rustls, with ring's algorithms whatever the process's own choice is.
//!
//! ```text
//! Ssl  ->  files, read for each connection  ->  Connector  ->  Handshake  ->  TlsStream
//!                (tls/files.rs)                                  with tls/verify.rs
//! ```

mod certificate;
mod files;
mod verify;

use crate::backend::ssl::{Ssl, SslMode};
use crate::error::{Error, Kind};
use futures_util::TryFutureExt;
use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::{fmt, io};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::task::spawn_blocking;
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream as RustlsStream;
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, CertificateError, ClientConfig};
use verify::Verifier;

/// Encrypts connections; with `None`, those that are not to be encrypted.
#[derive(Clone)]
pub(super) struct Connector(Option<Arc<ClientConfig>>);

/// Reads what the settings name.
///
/// # Errors
/// [`Kind::Config`] if a file cannot be read or does not hold what its setting says.
pub(super) async fn connector(ssl: &Ssl) -> Result<Connector, Error> {
    if ssl.mode == SslMode::Disable {
        return Ok(Connector(None));
    }
    let ssl = ssl.clone();
    let config = spawn_blocking(move || client_config(&ssl)).await;
    let gone = |error| Error::new(Kind::Connect, Kind::Connect.summary()).with_source(error);
    Ok(Connector(Some(Arc::new(config.map_err(gone)??))))
}

fn client_config(ssl: &Ssl) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier {
        roots: files::roots(ssl)?,
        names: ssl.mode == SslMode::VerifyFull,
        algorithms: provider.signature_verification_algorithms,
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has the algorithms of every version")
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match files::identity(ssl)? {
        Some((chain, key)) => config.with_client_auth_cert(chain, key).map_err(|error| {
            let what =
                "the file of `sslkey` has no key that belongs to the certificate of `sslcert`";
            Error::new(Kind::Config, what).with_source(error)
        })?,
        None => config.with_no_client_auth(),
    };
    // PostgreSQL resumes no session (`be-secure-openssl.c`: it turns tickets and the cache off).
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// Whether the two sides did not agree on an encryption, or on who the other is.
pub(super) fn is_handshake(error: &tokio_postgres::Error) -> bool {
    error.source().is_some_and(|cause| cause.is::<HandshakeError>())
}

/// Everything that is needed to encrypt one connection.
pub(super) struct Handshake {
    config: Option<Arc<ClientConfig>>,
    /// What the certificate has to be for; also told to the server.
    name: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin> MakeTlsConnect<S> for Connector {
    type Stream = TlsStream<S>;
    type TlsConnect = Handshake;
    type Error = HandshakeError;

    fn make_tls_connect(&mut self, name: &str) -> Result<Handshake, HandshakeError> {
        Ok(Handshake { config: self.0.clone(), name: name.to_owned() })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsConnect<S> for Handshake {
    type Stream = TlsStream<S>;
    type Error = HandshakeError;
    type Future = HandshakeFuture<S>;

    fn connect(self, stream: S) -> HandshakeFuture<S> {
        let name = ServerName::try_from(self.name).map_err(io::Error::other);
        let config = self.config.ok_or_else(|| io::Error::other("encryption is turned off"));
        match (name, config) {
            (Ok(name), Ok(config)) => {
                HandshakeFuture::Connect(Box::new(TlsConnector::from(config).connect(name, stream)))
            }
            (Err(error), _) | (_, Err(error)) => HandshakeFuture::Failed(Some(error)),
        }
    }
}

/// The two sides getting to know each other.
pub(super) enum HandshakeFuture<S> {
    Connect(Box<tokio_rustls::Connect<S>>),
    Failed(Option<io::Error>),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Future for HandshakeFuture<S> {
    type Output = Result<TlsStream<S>, HandshakeError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            HandshakeFuture::Connect(connect) => {
                connect.try_poll_unpin(cx).map_ok(TlsStream).map_err(HandshakeError)
            }
            HandshakeFuture::Failed(error) => {
                let error = error.take().expect("a future is not polled after its end");
                Poll::Ready(Err(HandshakeError(error)))
            }
        }
    }
}

/// Why no encryption came about: a name that is not the certificate's, an unknown issuer.
#[derive(Debug)]
pub(super) struct HandshakeError(io::Error);

impl fmt::Display for HandshakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        let cause = self.0.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
        match cause {
            // Of one that signed itself, webpki says `Other`.
            Some(rustls::Error::InvalidCertificate(
                CertificateError::UnknownIssuer | CertificateError::Other(_),
            )) => {
                f.write_str("; `sslrootcert` names the file of the certificates that may sign it")
            }
            _ => Ok(()),
        }
    }
}

impl StdError for HandshakeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// An encrypted stream.
pub(super) struct TlsStream<S>(RustlsStream<S>);

impl<S: AsyncRead + AsyncWrite + Unpin> tokio_postgres::tls::TlsStream for TlsStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        let certificates = self.0.get_ref().1.peer_certificates().unwrap_or_default();
        match certificates.first().and_then(|first| certificate::server_end_point(first)) {
            Some(hash) => ChannelBinding::tls_server_end_point(hash),
            None => ChannelBinding::none(),
        }
    }
}

/// rustls calls bytes that are not TLS's invalid data. For whoever reads, the connection is lost.
fn lost(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::InvalidData => io::Error::new(io::ErrorKind::ConnectionAborted, error),
        _ => error,
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for TlsStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf).map_err(lost)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for TlsStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes).map_err(lost)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(lost)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx).map_err(lost)
    }
}
