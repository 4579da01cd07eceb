//! What is canceled is canceled over TLS too: the request holds the session's secret.

use super::certificates::{Authority, server};
use super::soon;
use orm::Db;
use orm_tests::setup::Proxy;
use rcgen::PKCS_ECDSA_P256_SHA256;
use std::time::Duration;

/// The code of a cancel request (PostgreSQL manual, 55.7).
const CANCEL: [u8; 4] = 80_877_102_u32.to_be_bytes();

#[tokio::test]
async fn a_statement_is_canceled_over_tls() {
    let authority = Authority::new();
    let own = authority.sign("server", &["localhost"], &PKCS_ECDSA_P256_SHA256);
    let server = server(&own, &authority.root(), "host all all 127.0.0.1/32 trust").await;
    let watcher = Db::connect(&server.socket_url()).await.unwrap();
    let proxy = Proxy::to(&server.url()).await;
    let root = authority.file("root.crt", &authority.root());
    let verified = format!("sslmode=verify-full&sslrootcert={}", root.display());
    for (query, is_open) in [("sslmode=disable", true), (verified.as_str(), false)] {
        let url = proxy.url(&server.url()).replace("127.0.0.1", "localhost");
        let db = Db::builder(format!("{url}?{query}"))
            .max_connections(1)
            .query_timeout(Duration::from_millis(200))
            .connect()
            .await
            .unwrap();
        proxy.take_asked();
        let sleep = orm::sql::<i64>("SELECT CAST(1 AS bigint) FROM pg_sleep(60)").one(&db);
        let error = soon(sleep).await.unwrap_err();
        assert!(error.is_timeout(), "{error:?}");
        let active = "SELECT count(*) FROM pg_stat_activity \
                      WHERE state = 'active' AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
        soon(async {
            while orm::sql::<i64>(active).one(&watcher).await.unwrap() > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
        // The connection is still good, and it is the same way that the request took.
        assert_eq!(soon(orm::sql::<i64>("SELECT CAST(7 AS bigint)").one(&db)).await.unwrap(), 7);
        let asked = proxy.take_asked();
        let is_seen = asked.windows(CANCEL.len()).any(|bytes| bytes == CANCEL);
        assert_eq!(is_seen, is_open, "{query}");
    }
}
