//! What stands in the place of TLS in a build without it, where no setting can ask for it.

use crate::backend::ssl::Ssl;
use crate::error::Error;

pub(super) type Connector = tokio_postgres::NoTls;

pub(super) async fn connector(_: &Ssl) -> Result<Connector, Error> {
    Ok(tokio_postgres::NoTls)
}

pub(super) fn is_handshake(_: &tokio_postgres::Error) -> bool {
    false
}
