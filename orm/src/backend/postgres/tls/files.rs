//! The certificates and keys that the settings name, as PEM (RFC 7468).

use crate::backend::ssl::{Root, Ssl, SslMode};
use crate::error::{Error, Kind};
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Whose signatures are believed.
pub(super) struct Roots {
    pub(super) store: Arc<RootCertStore>,
    /// Those of a file, which a server may show as its own.
    pub(super) certificates: Vec<CertificateDer<'static>>,
}

/// `None` if the server's certificate is not looked at.
pub(super) fn roots(ssl: &Ssl) -> Result<Option<Roots>, Error> {
    match (ssl.mode, &ssl.root) {
        (SslMode::Disable | SslMode::Prefer, _) | (SslMode::Require, None) => Ok(None),
        (_, None | Some(Root::System)) => {
            Ok(Some(Roots { store: system_roots()?, certificates: Vec::new() }))
        }
        (_, Some(Root::File(path))) => {
            let certificates = certificates("sslrootcert", path)?;
            let mut store = RootCertStore::empty();
            for certificate in &certificates {
                store.add(certificate.clone()).map_err(|error| {
                    wrong("sslrootcert", "has a certificate that is none", error)
                })?;
            }
            Ok(Some(Roots { store: Arc::new(store), certificates }))
        }
    }
}

/// What the program shows of itself, if the settings name anything.
pub(super) fn identity(
    ssl: &Ssl,
) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>, Error> {
    let (Some(certificate), Some(key)) = (&ssl.certificate, &ssl.key) else { return Ok(None) };
    let chain = certificates("sslcert", certificate)?;
    let text = read("sslkey", key)?;
    let key = PrivateKeyDer::from_pem_slice(&text)
        .map_err(|error| no_pem("sslkey", "has no unencrypted private key in PEM", error))?;
    Ok(Some((chain, key)))
}

/// Read once: it takes longer than all the rest of a connection, and changes with the system.
fn system_roots() -> Result<Arc<RootCertStore>, Error> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    if let Some(roots) = ROOTS.get() {
        return Ok(roots.clone());
    }
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(found.certs);
    if store.is_empty() {
        let what = "the system has no root certificates; name a file by `sslrootcert`";
        let error = Error::new(Kind::Config, what);
        return Err(match found.errors.into_iter().next() {
            Some(cause) => error.with_source(cause),
            None => error,
        });
    }
    Ok(ROOTS.get_or_init(|| Arc::new(store)).clone())
}

/// At least one.
fn certificates(setting: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    const NONE: &str = "has no certificate in PEM";
    let text = read(setting, path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if found.is_empty() => Err(no_pem(setting, NONE, pem::Error::NoItemsFound)),
        Ok(found) => Ok(found),
        Err(error) => Err(no_pem(setting, NONE, error)),
    }
}

fn read(setting: &str, path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| wrong(setting, "cannot be read", error))
}

/// What was found instead is not told: it may be a key.
fn no_pem(setting: &str, what: &str, error: pem::Error) -> Error {
    let cause = match error {
        pem::Error::NoItemsFound => "there is none",
        _ => "it is not well-formed",
    };
    wrong(setting, what, cause)
}

fn wrong(
    setting: &str,
    what: &str,
    cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::new(Kind::Config, format!("the file of `{setting}` {what}")).with_source(cause)
}
