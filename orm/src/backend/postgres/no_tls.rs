//! What stands in the place of TLS in a build without it, where no setting can ask for it.

use crate::backend::ssl::Ssl;
use crate::error::Error;
use tokio_postgres::NoTls;
use tokio_postgres::tls::{MakeTlsConnect, NoTlsError, NoTlsStream};

/// The counterpart of the one that encrypts.
#[derive(Clone)]
pub(super) struct Connector;

pub(super) async fn connector(_: &Ssl) -> Result<Connector, Error> {
    Ok(Connector)
}

pub(super) fn is_handshake(_: &tokio_postgres::Error) -> bool {
    false
}

impl<S> MakeTlsConnect<S> for Connector {
    type Stream = NoTlsStream;
    type TlsConnect = NoTls;
    type Error = NoTlsError;

    fn make_tls_connect(&mut self, _: &str) -> Result<NoTls, NoTlsError> {
        Ok(NoTls)
    }
}
