//! Each `sslmode` (PostgreSQL manual, 34.19.3), with certificates that are right and wrong.

use super::certificates::{Authority, server, signed_by_itself};
use super::{everything, is_encrypted};
use orm_tests::setup;
use rcgen::PKCS_ECDSA_P256_SHA256;

const EVERYBODY: &str = "host all all 127.0.0.1/32 trust";

/// What becomes of a connection.
#[derive(Debug, Clone, Copy)]
enum Then {
    Encrypted,
    Plain,
    Refused(&'static str),
}

use Then::{Encrypted, Plain, Refused};

/// Connects, and looks whether it comes as expected.
async fn check(url: &str, expect: Then) {
    match (is_encrypted(url).await, expect) {
        (Ok(true), Encrypted) | (Ok(false), Plain) => {}
        (Err(error), Refused(why)) => {
            assert!(error.is_connection_lost(), "{url}: {error:?}");
            let told = everything(&error);
            assert!(told.contains(why) && !told.contains("hunter2"), "{url}: {told}");
        }
        (result, _) => panic!("{url}: {result:?} instead of {expect:?}"),
    }
}

#[tokio::test]
async fn a_mode_says_what_is_verified() {
    let (authority, other) = (Authority::new(), Authority::new());
    let own = authority.sign("server", &["localhost"], &PKCS_ECDSA_P256_SHA256);
    let server = server(&own, &authority.root(), EVERYBODY).await;
    let good = authority.file("root.crt", &authority.root());
    let bad = other.file("root.crt", &other.root());
    let (good, bad) = (good.display(), bad.display());
    let stranger = Refused("UnknownIssuer; `sslrootcert` names the file");
    let misnamed = Refused("certificate not valid for name \"127.0.0.1\"");
    for (mode, no_root, good_root, bad_root, wrong_name) in [
        ("disable", Some(Plain), Plain, Plain, Plain),
        ("prefer", Some(Encrypted), Encrypted, Encrypted, Encrypted),
        ("require", Some(Encrypted), Encrypted, stranger, Encrypted),
        ("verify-ca", None, Encrypted, stranger, Encrypted),
        ("verify-full", None, Encrypted, stranger, misnamed),
    ] {
        let port = server.port();
        let at =
            |host: &str| format!("postgres://orm:hunter2@{host}:{port}/postgres?sslmode={mode}");
        if let Some(expect) = no_root {
            check(&at("localhost"), expect).await;
        }
        check(&format!("{}&sslrootcert={good}", at("localhost")), good_root).await;
        check(&format!("{}&sslrootcert={bad}", at("localhost")), bad_root).await;
        check(&format!("{}&sslrootcert={good}", at("127.0.0.1")), wrong_name).await;
    }
}

/// Without a file, and with `system`, it is the system that says whom to believe: not a test.
#[tokio::test]
async fn the_system_does_not_believe_everybody() {
    let authority = Authority::new();
    let own = authority.sign("server", &["localhost"], &PKCS_ECDSA_P256_SHA256);
    let server = server(&own, &authority.root(), EVERYBODY).await;
    for query in
        ["sslmode=verify-ca", "sslmode=verify-full", "sslmode=verify-full&sslrootcert=system"]
    {
        let url = format!("postgres://orm@localhost:{}/postgres?{query}", server.port());
        let error = is_encrypted(&url).await.unwrap_err();
        let unknown = error.is_connection_lost() && everything(&error).contains("UnknownIssuer");
        let has_none = error.is_config() && error.to_string().contains("no root certificates");
        assert!(unknown || has_none, "{error:?}");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_refused_unless_it_need_not_have_any() {
    let t = setup::postgres().await;
    let authority = Authority::new();
    let root = authority.file("root.crt", &authority.root());
    let none = Refused("server does not support TLS");
    for (mode, expect) in [
        ("disable", Plain),
        ("prefer", Plain),
        ("require", none),
        ("verify-ca", none),
        ("verify-full", none),
    ] {
        let url = format!("{}?sslmode={mode}&sslrootcert={}", t.url, root.display());
        check(&url, expect).await;
    }
}

#[tokio::test]
async fn an_address_is_verified_too() {
    let authority = Authority::new();
    let own = authority.sign("server", &["127.0.0.1"], &PKCS_ECDSA_P256_SHA256);
    let server = server(&own, &authority.root(), EVERYBODY).await;
    let root = authority.file("root.crt", &authority.root());
    let query = format!("sslmode=verify-full&sslrootcert={}", root.display());
    check(&format!("{}?{query}", server.url()), Encrypted).await;
    let named = format!("postgres://orm@localhost:{}/postgres?{query}", server.port());
    check(&named, Refused("certificate not valid for name \"localhost\"")).await;
}

/// What comes through a socket comes from the same machine.
#[tokio::test]
async fn a_socket_is_never_encrypted() {
    let authority = Authority::new();
    let own = authority.sign("server", &["localhost"], &PKCS_ECDSA_P256_SHA256);
    let server = server(&own, &authority.root(), EVERYBODY).await;
    let root = authority.file("root.crt", &authority.root());
    for mode in ["disable", "prefer", "require", "verify-full"] {
        let more = format!("sslmode={mode}&sslrootcert={}", root.display());
        check(&format!("{}&{more}", server.socket_url()), Plain).await;
    }
}

/// As OpenSSL, and so libpq, has it: what stands in the file is believed, as long as it is valid.
#[tokio::test]
async fn a_certificate_that_signed_itself_is_its_own_root() {
    let (own, other) =
        (signed_by_itself(&["localhost"], 2090), signed_by_itself(&["localhost"], 2090));
    let server = server(&own, &own.certificate, EVERYBODY).await;
    let files = Authority::new();
    let at = |host: &str, root: &str, name: &str| {
        let root = files.file(name, root);
        let (port, root) = (server.port(), root.display());
        format!("postgres://orm@{host}:{port}/postgres?sslmode=verify-full&sslrootcert={root}")
    };
    check(&at("localhost", &own.certificate, "own"), Encrypted).await;
    check(&at("localhost", &other.certificate, "other"), Refused("invalid peer certificate")).await;
    let wrong_name = Refused("certificate not valid for name");
    check(&at("127.0.0.1", &own.certificate, "own"), wrong_name).await;

    let old = signed_by_itself(&["localhost"], 2001);
    server.write("server.crt", &old.certificate);
    server.write("server.key", &old.key);
    server.stop();
    server.start_again();
    check(&at("localhost", &old.certificate, "old"), Refused("invalid peer certificate: Expired"))
        .await;
}

/// Only what is encrypted is taken, or only what is not: `prefer` finds the way.
#[tokio::test]
async fn a_server_may_take_only_one_of_both() {
    let authority = Authority::new();
    let own = authority.sign("server", &["localhost"], &PKCS_ECDSA_P256_SHA256);
    let root = authority.root();
    let server = server(&own, &root, "hostssl all all 127.0.0.1/32 trust").await;
    let none = Refused("no pg_hba.conf entry");
    check(&format!("{}?sslmode=disable", server.url()), none).await;
    check(&format!("{}?sslmode=prefer", server.url()), Encrypted).await;
    server.write("pg_hba.conf", "hostnossl all all 127.0.0.1/32 trust\n");
    server.stop();
    server.start_again();
    check(&format!("{}?sslmode=require", server.url()), none).await;
    check(&format!("{}?sslmode=prefer", server.url()), Plain).await;
}
