//! The settings of sessions that clients share.

use crate::{Way, soon};
use diesel_async::SimpleAsyncConnection;
use orm::{Db, Error};
use orm_tests::models::{Tag, create, tag};
use orm_tests::setup::{self, PgBouncer, Program};

/// Both settings that results depend on, as the server's session has them.
async fn settings(db: &Db) -> String {
    const SETTINGS: &str = "SELECT current_setting('timezone') || ' ' || \
         current_setting('standard_conforming_strings')";
    soon(orm::sql::<String>(SETTINGS).one(db)).await.expect("a statement runs")
}

/// The server's own zone is neither UTC nor that of the other client, who takes turns on the session.
pub(crate) async fn a_session_has_the_settings_of_its_client(way: Way) {
    let t = setup::postgres().await;
    let bouncer = way.bouncer(1).await;
    let db = way.builder(&bouncer, &t).max_connections(3).connect().await.unwrap();
    let other = setup::client(&bouncer.url(&t.url)).await;
    const TOKYO: &str = "SET timezone = 'Asia/Tokyo'; SET standard_conforming_strings = off";
    other.batch_execute(TOKYO).await.unwrap();
    for _ in 0..3 {
        assert_eq!(settings(&db).await, "UTC on", "{way:?}");
        let its = other.query_one("SHOW timezone", &[]).await;
        // A statement with a name may be unknown to the session that it gets.
        if let Ok(its) = its {
            assert_eq!(its.get::<_, &str>(0), "Asia/Tokyo");
        }
    }
    // A day of the server's zone would be another one.
    const DAY: &str =
        "SELECT CAST(CAST(CAST('2024-02-29T23:30:00Z' AS timestamptz) AS date) AS text)";
    assert_eq!(soon(orm::sql::<String>(DAY).one(&db)).await.unwrap(), "2024-02-29");
}

/// `RESET ALL` goes back to what PgBouncer began the session with, which is not what the pool needs.
pub(crate) async fn a_connection_keeps_its_settings_after_a_reset(way: Way) {
    let t = setup::postgres().await;
    let bouncer = way.bouncer(1).await;
    let db = way.builder(&bouncer, &t).max_connections(1).connect().await.unwrap();
    for _ in 0..3 {
        let mut connection = db.connection().await.unwrap();
        let postgres = connection.postgres().expect("it is PostgreSQL");
        const FOREIGN: &str = "SET timezone = 'Asia/Tokyo'; SET search_path = nowhere; BEGIN";
        postgres.batch_execute(FOREIGN).await.unwrap();
        drop(connection);
        assert_eq!(settings(&db).await, "UTC on", "{way:?}");
        let path = soon(orm::sql::<String>("SHOW search_path").one(&db)).await.unwrap();
        assert_eq!(path, "\"$user\", public");
    }
}

/// The server ends a session while it is idle, and in the middle of a transaction.
pub(crate) async fn a_session_that_ends_is_a_lost_connection(way: Way) {
    let t = setup::postgres().await;
    create(&t.db, &[Tag::TABLE]).await;
    let bouncer = way.bouncer(1).await;
    let db = way.builder(&bouncer, &t).max_connections(2).connect().await.unwrap();
    let admin = setup::superuser(&t).await;
    const PID: &str = "SELECT CAST(pg_backend_pid() AS bigint)";
    let terminate = async |pid: i64| {
        let end = format!("SELECT pg_terminate_backend({pid}, 5000)");
        assert!(admin.query_one(&end, &[]).await.unwrap().get::<_, bool>(0));
    };
    let pid = orm::sql::<i64>(PID).one(&db).await.unwrap();
    terminate(pid).await;
    // PgBouncer gives its client another session; one that it has not seen end yet is an error.
    let other: Result<i64, Error> = soon(orm::sql::<i64>(PID).one(&db)).await;
    if let Err(error) = other {
        assert!(error.is_connection_lost(), "{error:?}");
    }
    let tx = soon(db.begin()).await.unwrap();
    Tag::create(&tx, tag::New { name: "lost".into() }).await.unwrap();
    terminate(orm::sql::<i64>(PID).one(&tx).await.unwrap()).await;
    let error = soon(Tag::create(&tx, tag::New { name: "lost too".into() })).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    assert!(soon(tx.commit()).await.is_err());
    // PgBouncer waits a second before it opens another session after a failure.
    assert_eq!(soon(Tag::query().count(&db)).await.unwrap(), 0);
    soon(Tag::create(&db, tag::New { name: "after".into() })).await.unwrap();
}

/// Before 1.20, PgBouncer refuses the startup parameter that it does not know, and says which one; it
/// has to be told to ignore it. Later ones read the settings in it that they know.
#[tokio::test]
async fn a_pgbouncer_that_is_not_told_says_what_it_needs() {
    let t = setup::postgres().await;
    for program in [Program::Distribution, Program::New] {
        let bouncer = PgBouncer::start(program, 1, "").await;
        let builder = Db::builder(bouncer.url(&t.url)).statement_cache(0);
        match soon(builder.connect()).await {
            Ok(db) => assert_eq!(settings(&db).await, "UTC on"),
            Err(error) => {
                assert_eq!(program, Program::Distribution);
                assert!(error.is_connection_lost(), "{error:?}");
                let told = format!("{error:?}");
                assert!(told.contains("unsupported startup parameter: options"), "{told}");
            }
        }
    }
}

/// A setting in the URL is not lost in silence, unless PgBouncer was told to ignore it.
#[tokio::test]
async fn a_setting_that_pgbouncer_does_not_know_is_refused() {
    let t = setup::postgres().await;
    let bouncer = PgBouncer::start(Program::New, 1, "").await;
    let url = format!("{}?options=-c%20statement_timeout%3D100", bouncer.url(&t.url));
    let error = soon(Db::connect(&url)).await.unwrap_err();
    assert!(error.is_connection_lost(), "{error:?}");
    let told = format!("{error:?}");
    assert!(told.contains("unsupported startup parameter in options: statement_timeout"), "{told}");
}
