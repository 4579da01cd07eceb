//! Programs that show a certificate of their own.

use super::certificates::{Authority, server};
use super::{everything, is_encrypted};
use rcgen::PKCS_ECDSA_P256_SHA256 as P256;

#[tokio::test]
async fn a_server_asks_who_we_are() {
    let authority = Authority::new();
    let own = authority.sign("server", &["localhost"], &P256);
    let rules = "hostssl all all 127.0.0.1/32 trust clientcert=verify-full";
    let server = server(&own, &authority.root(), rules).await;
    let root = authority.file("root.crt", &authority.root());
    let base = format!(
        "postgres://orm@localhost:{}/postgres?sslmode=verify-full&sslrootcert={}",
        server.port(),
        root.display()
    );
    let stranger = Authority::new();
    for (signer, common_name, refused) in [
        (&authority, "orm", None),
        (&authority, "somebody", Some("FATAL")),
        // The server ends the connection, with a word or without.
        (&stranger, "orm", Some("error")),
    ] {
        let identity = signer.sign(common_name, &[], &P256);
        let certificate = signer.file("client.crt", &identity.certificate);
        let key = signer.file("client.key", &identity.key);
        let (certificate, key) = (certificate.display(), key.display());
        let result = is_encrypted(&format!("{base}&sslcert={certificate}&sslkey={key}")).await;
        match (result, refused) {
            (Ok(true), None) => {}
            (Err(error), Some(why)) => {
                assert!(error.is_connection_lost(), "{error:?}");
                assert!(everything(&error).contains(why), "{}", everything(&error));
            }
            (result, _) => panic!("{common_name}: {result:?}"),
        }
    }
    let error = is_encrypted(&base).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(everything(&error).contains("client certificate"), "{}", everything(&error));
}

/// Each fault names its setting, and nothing of what the file holds.
#[tokio::test]
async fn a_file_is_missing_or_wrong() {
    let authority = Authority::new();
    let (identity, other) = (authority.sign("orm", &[], &P256), authority.sign("orm", &[], &P256));
    let certificate = authority.file("client.crt", &identity.certificate);
    let key = authority.file("client.key", &identity.key);
    let others_key = authority.file("other.key", &other.key);
    let nonsense = authority.file("nonsense", "hunter2\n");
    let broken = authority.file(
        "broken",
        "-----BEGIN CERTIFICATE-----\nhunter2 is no base64\n-----END CERTIFICATE-----\n",
    );
    let no_key = authority
        .file("no.key", "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n");
    let absent = authority.file("absent", "");
    std::fs::remove_file(&absent).unwrap();
    for (root, certificate, key, fault) in [
        (&absent, &certificate, &key, "the file of `sslrootcert` cannot be read"),
        (&nonsense, &certificate, &key, "the file of `sslrootcert` has no certificate in PEM"),
        (&broken, &certificate, &key, "the file of `sslrootcert` has no certificate in PEM"),
        (&certificate, &absent, &key, "the file of `sslcert` cannot be read"),
        (&certificate, &key, &key, "the file of `sslcert` has no certificate in PEM"),
        (&certificate, &certificate, &absent, "the file of `sslkey` cannot be read"),
        (
            &certificate,
            &certificate,
            &nonsense,
            "the file of `sslkey` has no unencrypted private key",
        ),
        (&certificate, &certificate, &no_key, "the file of `sslkey` has no key that belongs to"),
        (
            &certificate,
            &certificate,
            &others_key,
            "the file of `sslkey` has no key that belongs to",
        ),
    ] {
        let (root, certificate, key) = (root.display(), certificate.display(), key.display());
        let url = format!(
            "postgres://orm@127.0.0.1:1/postgres?sslmode=verify-full&sslrootcert={root}\
             &sslcert={certificate}&sslkey={key}"
        );
        let error = is_encrypted(&url).await.unwrap_err();
        assert!(error.is_config(), "{error:?}");
        let told = everything(&error);
        assert!(error.to_string().starts_with(fault), "{told}");
        assert!(!told.contains("hunter2") && !told.contains("aHVudGVyMg"), "{told}");
    }
}
