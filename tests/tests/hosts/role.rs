//! `target_session_attrs` (PostgreSQL manual, 34.1.2); a standby is in the tests of a failover.

use super::{everything, parts, soon};
use orm::{Db, Error};
use orm_tests::setup::{self, Server, Standby};

async fn port(url: &str) -> Result<String, Error> {
    let db = soon(Db::builder(url).max_connections(1).connect()).await?;
    orm::sql::<String>("SELECT current_setting('port')").one(&db).await
}

#[tokio::test]
async fn a_host_is_chosen_by_what_it_can_do() {
    let t = setup::postgres().await;
    let reading = Server::start("default_transaction_read_only = on").await;
    let (user, host, _) = parts(&t.url);
    let reads = reading.port().to_string();
    let writes = host.split_once(':').unwrap().1;
    let both = format!("postgres://{user}@127.0.0.1:{reads},{host}/postgres");
    for (target, expect) in [
        ("any", reads.as_str()),
        ("read-write", writes),
        ("read-only", &reads),
        ("primary", &reads),
        ("prefer-standby", &reads),
    ] {
        let url = format!("{both}?target_session_attrs={target}");
        assert_eq!(port(&url).await.unwrap(), expect, "{target}");
    }
    for (hosts, target, why) in [
        (format!("127.0.0.1:{reads},127.0.0.1:{writes}"), "standby", "it is a primary"),
        (format!("127.0.0.1:{writes}"), "read-only", "its sessions write too"),
        (format!("127.0.0.1:{reads}"), "read-write", "its sessions only read"),
    ] {
        let url = format!("postgres://{user}@{hosts}/postgres?target_session_attrs={target}");
        let error = port(&url).await.unwrap_err();
        assert!(error.is_connection_lost(), "{error:?}");
        let told = everything(&error);
        for host in hosts.split(',') {
            assert!(told.contains(&format!("{host}: {why}")), "{told}");
        }
    }
}

/// The first host takes us without TLS only, as its rules say, and is not the target: that is no reason to
/// stop there.
#[tokio::test]
async fn a_host_that_refuses_tls_is_not_the_last() {
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (own.cert.pem(), own.signing_key.serialize_pem());
    let rules = "local all all trust\nhostnossl all,replication all 127.0.0.1/32 trust\n";
    let files = [("server.crt", &*certificate), ("server.key", &*key), ("pg_hba.conf", rules)];
    let primary = Server::start_with("ssl = on", &files).await;
    let standby = Standby::of(&primary).await;
    let hosts = format!("{},{}", standby.server().address(), primary.address());
    for target in ["primary", "read-write"] {
        let url = format!("postgres://orm@{hosts}/postgres?target_session_attrs={target}");
        assert_eq!(port(&url).await.unwrap(), primary.port().to_string(), "{target}");
    }
    // Each refusal is told of, where none is of use.
    let url = format!("postgres://orm@{hosts}/postgres?target_session_attrs=read-only");
    assert_eq!(port(&url).await.unwrap(), standby.server().port().to_string());
    let url = format!("postgres://orm@{}/postgres?sslmode=require", primary.address());
    let error = port(&url).await.unwrap_err();
    assert_eq!(error.code(), Some("28000"), "{error:?}");
}
