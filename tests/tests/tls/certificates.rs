//! Certificates of a test's own, and the files that a program reads.

use orm_tests::setup::Server;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair,
    PKCS_ECDSA_P256_SHA256, SignatureAlgorithm, date_time_ymd,
};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

/// An authority, and a folder for what it signs.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

/// A certificate and its key, as PEM.
pub(crate) struct Identity {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

impl Authority {
    pub(crate) fn new() -> Authority {
        let mut params = CertificateParams::new([]).expect("no name is no bad name");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Of two with one name, both would be taken for the signer.
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        params.distinguished_name.push(DnType::CommonName, format!("authority {number}"));
        let issuer = CertifiedIssuer::self_signed(params, key(&PKCS_ECDSA_P256_SHA256));
        Authority {
            issuer: issuer.expect("an authority can be made"),
            folder: TempDir::with_prefix("orm-tls-").expect("temporary files can be made"),
        }
    }

    /// A certificate for these names and addresses, whose owner is called `common_name`.
    pub(crate) fn sign(
        &self,
        common_name: &str,
        names: &[&str],
        algorithm: &'static SignatureAlgorithm,
    ) -> Identity {
        let key = key(algorithm);
        let signed = params(common_name, names).signed_by(&key, &self.issuer);
        let certificate = signed.expect("a certificate can be signed").pem();
        Identity { certificate, key: key.serialize_pem() }
    }

    pub(crate) fn root(&self) -> String {
        self.issuer.pem()
    }

    /// Writes a file that programs read.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("temporary files can be written");
        path
    }
}

/// A certificate that signed itself, and that may sign others too, as `openssl req -x509` makes it.
pub(crate) fn signed_by_itself(names: &[&str], last_year: i32) -> Identity {
    let key = key(&PKCS_ECDSA_P256_SHA256);
    let mut params = params("its own", names);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.not_after = date_time_ymd(last_year, 12, 31);
    let certificate = params.self_signed(&key).expect("a certificate can be signed").pem();
    Identity { certificate, key: key.serialize_pem() }
}

/// A certificate for `localhost` whose own signature is of this algorithm.
pub(crate) fn signed_with(algorithm: &'static SignatureAlgorithm) -> Identity {
    signed_by_key(&key(algorithm))
}

/// One whose signature has no hash of its own. OpenSSL 3.0 does not read how ring writes such a key,
/// so that this one is openssl's.
pub(crate) fn signed_with_ed25519() -> Identity {
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\n\
        MC4CAQAwBQYDK2VwBCIEICRT2oSieabYG8MLU6fcLpqteFh9yf9eXAfX8lXSzny3\n\
        -----END PRIVATE KEY-----\n";
    let key = KeyPair::from_pem(KEY).expect("it is a key");
    Identity { key: KEY.to_owned(), ..signed_by_key(&key) }
}

fn signed_by_key(key: &KeyPair) -> Identity {
    let signed = params("its own", &["localhost"]).self_signed(key);
    let certificate = signed.expect("a certificate can be signed").pem();
    Identity { certificate, key: key.serialize_pem() }
}

fn params(common_name: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("the names are names");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}

fn key(algorithm: &'static SignatureAlgorithm) -> KeyPair {
    KeyPair::generate_for(algorithm).expect("a key can be made")
}

/// A server that encrypts, whom it lets in as these lines of `pg_hba.conf` say; through its socket,
/// everybody.
pub(crate) async fn server(own: &Identity, clients_root: &str, rules: &str) -> Server {
    let rules = format!("local all all trust\n{rules}\n");
    let files = [
        ("server.crt", own.certificate.as_str()),
        ("server.key", &own.key),
        ("root.crt", clients_root),
        ("pg_hba.conf", &rules),
    ];
    Server::start_with("ssl = on\nssl_ca_file = 'root.crt'", &files).await
}
