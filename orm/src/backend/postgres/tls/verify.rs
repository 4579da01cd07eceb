//! Whether a server's certificate is believed: not looked at, its issuer, or its names too.

use super::certificate;
use super::files::Roots;
use std::fmt;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// What rustls asks about certificates.
///
/// That the server has the certificate's key is verified always: channel binding relies on it.
pub(super) struct Verifier {
    /// `None`: any issuer.
    pub(super) roots: Option<Roots>,
    /// Whether the certificate has to be for the host's name.
    pub(super) names: bool,
    pub(super) algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    /// OpenSSL, and so libpq, takes a certificate that is itself in the file of the roots, such as
    /// one that signed itself; webpki does not, where that one may sign others too.
    fn is_root(&self, certificate: &CertificateDer<'_>, now: UnixTime) -> Result<bool, Error> {
        let listed = |roots: &Roots| roots.certificates.iter().any(|root| root == certificate);
        if !self.roots.as_ref().is_some_and(listed) {
            return Ok(false);
        }
        let times = certificate::validity(certificate).ok_or(CertificateError::BadEncoding)?;
        match now.as_secs() {
            now if now < times.start => Err(CertificateError::NotValidYet.into()),
            now if now > times.end => Err(CertificateError::Expired.into()),
            _ => Ok(true),
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(roots) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        if !self.is_root(end_entity, now)? {
            verify_server_cert_signed_by_trust_anchor(
                &certificate,
                &roots.store,
                intermediates,
                now,
                self.algorithms.all,
            )?;
        }
        if self.names {
            verify_server_name(&certificate, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("names", &self.names).finish_non_exhaustive()
    }
}
