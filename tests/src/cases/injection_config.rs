//! Hostile texts in URLs, in the environment and in settings: each is a setting or an error.

use super::injection::hostile;
use crate::TestDb;
use crate::models::{Tag, create, tag};
use orm::{Config, Db, Error};

/// A part of every secret, to look for where none may be.
const SECRET: &str = "s3cret-part";

/// The text as a part of a URL (RFC 3986, 2.1).
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// It is a configuration, or an error that says so; neither shows a secret.
fn settled(config: Result<Config, Error>) -> bool {
    let shown = match &config {
        Ok(config) => format!("{config:?}"),
        Err(error) => {
            assert!(error.is_config() || error.is_unsupported(), "{error:?}");
            format!("{error} {error:?}")
        }
    };
    assert!(!shown.contains(SECRET), "{shown}");
    config.is_ok()
}

pub async fn hostile_urls(_: &TestDb) {
    let mut accepted = 0;
    for text in hostile() {
        settled(Config::from_url(&text));
        settled(Config::from_url(&format!("postgres://{text}")));
        for text in [text.clone(), encoded(&text)] {
            for url in [
                format!("{text}://user@localhost/name"),
                format!("postgres://{text}@localhost/name"),
                format!("postgres://user:{text}{SECRET}@localhost/name"),
                format!("postgres://user:{SECRET}@{text}/name"),
                format!("postgres://user:{SECRET}@localhost:{text}/name"),
                format!("postgres://user:{SECRET}@localhost/{text}"),
                format!("postgres://user:{SECRET}@localhost/name?{text}"),
                format!("postgres://user:{SECRET}@localhost/name?{text}=1"),
                format!("postgres://user:{SECRET}@localhost/name?application_name={text}"),
                format!("postgres://user:{SECRET}@localhost/name?sslmode={text}"),
                format!("postgres://user:{SECRET}@localhost/name?sslrootcert={text}"),
                format!("postgres://user:{SECRET}@localhost/name?target_session_attrs={text}"),
                format!("postgres://user:{SECRET}@localhost/name?tcp_user_timeout={text}"),
                format!("postgres://user:{SECRET}@localhost/name?lock_timeout={text}"),
                format!("sqlite:{text}"),
                format!("sqlite://{text}"),
                format!("sqlite:x.db?{text}"),
            ] {
                accepted += usize::from(settled(Config::from_url(&url)));
            }
        }
    }
    assert!(accepted > 100, "data is taken as data: {accepted}");
}

pub async fn hostile_environments(_: &TestDb) {
    const VARIABLES: &[&str] = &[
        "DB_HOST",
        "DB_PORT",
        "DB_NAME",
        "DB_USER",
        "DB_PASSWORD",
        "DB_MIN_POOL_SIZE",
        "DB_MAX_POOL_SIZE",
        "DB_ACQUIRE_TIMEOUT",
        "DB_QUERY_TIMEOUT",
        "DB_SSL_MODE",
        "DB_SSL_CERT_PATH",
        "DB_SSL_ROOT_CERT_PATH",
        "DB_STATEMENT_TIMEOUT",
    ];
    for text in hostile() {
        settled(Config::from_vars(|name| (name == "DATABASE_URL").then(|| text.clone())));
        for hostile in VARIABLES {
            settled(Config::from_vars(|name| match name {
                "DB_PASSWORD" if name == *hostile => Some(format!("{text}{SECRET}")),
                _ if name == *hostile => Some(text.clone()),
                "DB_HOST" => Some("localhost".into()),
                "DB_NAME" | "DB_USER" => Some("name".into()),
                "DB_PASSWORD" => Some(SECRET.into()),
                _ => None,
            }));
        }
    }
}

/// A name that is no name of a server's role, database or application ends as an error or as data.
pub async fn hostile_names_of_an_application(t: &TestDb) {
    create(&t.db, &[Tag::TABLE]).await;
    Tag::create(&t.db, tag::New { name: "safe".into() }).await.unwrap();
    for text in hostile() {
        let builder = Db::builder(&t.url).max_connections(1).application_name(text.clone());
        let db = match builder.connect().await {
            Ok(db) => {
                assert!(is_name(&text), "{text:?}");
                db
            }
            Err(error) => {
                assert!(error.is_config() && !is_name(&text), "{text:?}: {error:?}");
                continue;
            }
        };
        assert_eq!(Tag::query().select(|t| t.name).all(&db).await.unwrap(), ["safe"], "{text:?}");
        if t.url.starts_with("postgres") {
            let shown = orm::sql::<String>("SELECT current_setting('application_name')");
            assert_eq!(shown.one(&db).await.unwrap(), text);
        }
    }
}

/// What a server can show: printable ASCII, and 63 bytes at most (PostgreSQL manual, 20.8.1).
fn is_name(text: &str) -> bool {
    (1..64).contains(&text.len()) && text.bytes().all(|byte| (32..127).contains(&byte))
}
