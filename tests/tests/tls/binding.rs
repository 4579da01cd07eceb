//! A password that is bound to the server's certificate (RFC 5929), so that nobody between can use it.

use super::certificates::{Authority, server, signed_with, signed_with_ed25519};
use super::{everything, is_encrypted};
use orm::Db;
use rcgen::{PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384};

const PASSWORDS: &str = "host all all 127.0.0.1/32 scram-sha-256";

/// The hash is the one of the certificate's signature, which is the authority's: the server signs
/// itself here.
#[tokio::test]
async fn a_password_is_bound_to_the_certificate() {
    let authority = Authority::new();
    let own = authority.sign("server", &["localhost"], &PKCS_ECDSA_P256_SHA256);
    let server = server(&own, &authority.root(), PASSWORDS).await;
    let db = Db::connect(&server.socket_url()).await.unwrap();
    orm::sql::<()>("ALTER ROLE orm PASSWORD 'hunter2'").exec(&db).await.unwrap();
    let at = |query: &str| {
        format!("postgres://orm:hunter2@localhost:{}/postgres?{query}", server.port())
    };
    for binding in ["disable", "prefer", "require"] {
        let url = at(&format!("sslmode=require&channel_binding={binding}"));
        assert!(is_encrypted(&url).await.unwrap(), "{binding}");
    }
    // There is nothing to bind it to.
    let error = is_encrypted(&at("sslmode=disable&channel_binding=require")).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(!everything(&error).contains("hunter2"), "{}", everything(&error));
    assert!(!is_encrypted(&at("sslmode=disable")).await.unwrap());

    // Another hash.
    let own = signed_with(&PKCS_ECDSA_P384_SHA384);
    server.write("server.crt", &own.certificate);
    server.write("server.key", &own.key);
    server.stop();
    server.start_again();
    assert!(is_encrypted(&at("sslmode=require&channel_binding=require")).await.unwrap());

    // A signature that has no hash of its own: there is nothing that both sides would take.
    let own = signed_with_ed25519();
    server.write("server.crt", &own.certificate);
    server.write("server.key", &own.key);
    server.stop();
    server.start_again();
    let error = is_encrypted(&at("sslmode=require&channel_binding=require")).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(is_encrypted(&at("sslmode=require")).await.unwrap());
}

/// A server that asks for no password binds nothing.
#[tokio::test]
async fn a_server_that_trusts_everybody_is_not_trusted() {
    let authority = Authority::new();
    let own = authority.sign("server", &["localhost"], &PKCS_ECDSA_P256_SHA256);
    let server = server(&own, &authority.root(), "host all all 127.0.0.1/32 trust").await;
    let url = format!("{}?sslmode=require&channel_binding=require", server.url());
    let error = is_encrypted(&url).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(everything(&error).contains("channel binding"), "{}", everything(&error));
}
