//! Passwords: sealed in the table, nowhere else, and their keys change.

use crate::ground::{self, Ground, keys};
use crate::models::{Note, TABLES};
use orm::directory::{ConnectionKind, NewConnection, TenantPlace};
use orm::{Directory, Error};
use orm_tests::setup;

const SECRET: &str = "a pass:word@with/everything";

/// A role of its own for the test, with a password, and a connection to a new database as it.
async fn with_a_role(g: &Ground) -> (String, NewConnection) {
    let database = g.database().await;
    let role = format!("{database}_role");
    let server = setup::superuser(&g.t).await;
    let make = format!("CREATE ROLE {role} LOGIN SUPERUSER PASSWORD '{SECRET}'");
    server.batch_execute(&make).await.expect("a superuser can make roles");
    let new = NewConnection::new(ConnectionKind::Dedicated, database).max_connections(1);
    (role.clone(), new.user(role, SECRET))
}

/// Everything that can be shown of an error.
fn shown(error: &Error) -> String {
    let mut text = format!("{error:?} {error}");
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error:?} {error}"));
        source = error.source();
    }
    text
}

#[tokio::test]
async fn nothing_secret_is_shown() {
    let g = ground::postgres().await;
    let (role, new) = with_a_role(&g).await;
    let ((), told) = setup::told(async || {
        let shown = format!("{new:?}");
        assert!(shown.contains(&role) && !shown.contains(SECRET), "{shown}");
        g.add("own", new.clone()).await;
        let tenant = g.tenant(1, TenantPlace::database("own")).await;
        Note::query().count(&tenant).await.unwrap();
        let entry = g.directory.connections().get("own").await.unwrap();
        let database = g.directory.connections().database("own").await.unwrap();
        let user = orm::sql::<String>("SELECT current_user::text").one(&database).await.unwrap();
        assert_eq!(user, role, "it connects as the role");
        for shown in [format!("{entry:?}"), format!("{:?} {tenant:?} {database:?}", g.directory)] {
            assert!(!shown.contains(SECRET), "{shown}");
        }
        // A password that the server does not take.
        let wrong = new.clone().user(role.clone(), format!("{SECRET} no more"));
        g.directory.connections().change("own", wrong).await.unwrap();
        let error = Note::query().count(&tenant).await.unwrap_err();
        assert!(error.is_connection_lost(), "{error:?}");
        assert!(!shown_has(&error), "{}", self::shown(&error));
    })
    .await;
    assert!(told.iter().any(|told| told.target == "orm::statement"));
    assert!(told.iter().all(|told| !format!("{told:?}").contains(SECRET)));
    let rows = orm::sql::<(String, String)>("SELECT password, password_key FROM orm_connection");
    let rows = rows.all(&g.t.db).await.unwrap();
    assert!(rows.iter().all(|(sealed, key)| !sealed.contains(SECRET) && key == "k1"), "{rows:?}");
}

fn shown_has(error: &Error) -> bool {
    shown(error).contains(SECRET)
}

#[tokio::test]
async fn keys_change() {
    let g = ground::postgres().await;
    let (_, new) = with_a_role(&g).await;
    let (_, other) = with_a_role(&g).await;
    g.add("own", new).await;
    g.add("other", other).await;
    let tenant = g.tenant(1, TenantPlace::database("own")).await;
    let open = async |ids: &str| {
        let directory = Directory::<i64>::builder(&g.db).keys(keys(ids)).open().await.unwrap();
        let tenant = directory.tenant(1).await.unwrap();
        (Note::query().count(&tenant).await.map(drop), directory)
    };
    for (ids, says) in [("k2", "not among"), ("", "not among")] {
        let (result, directory) = open(ids).await;
        let error = result.unwrap_err();
        assert!(error.is_sealed() && error.to_string().contains("`k1`"), "{error:?}");
        assert!(error.to_string().contains(says) && !shown_has(&error), "{error:?}");
        assert!(directory.connections().rotate().await.unwrap_err().is_sealed());
    }
    let (result, directory) = open("k2,k1").await;
    result.unwrap();
    assert_eq!(directory.connections().rotate().await.unwrap(), 2);
    assert_eq!(directory.connections().rotate().await.unwrap(), 0, "they are sealed so already");
    open("k2").await.0.unwrap();
    assert!(open("k1").await.0.unwrap_err().to_string().contains("`k2`"));
    // Whoever has only the old key goes on until its pool is closed, and then is told.
    let told = Note::query().count(&tenant).await;
    assert!(told.is_ok() || told.is_err_and(|error| error.is_sealed()));
    // What somebody copied to another row does not open there.
    let copy = "UPDATE orm_connection SET revision = revision + 1, \
         password = (SELECT password FROM orm_connection WHERE name = 'other') WHERE name = 'own'";
    orm::sql::<()>(copy).exec(&g.t.db).await.unwrap();
    let error = open("k2").await.0.unwrap_err();
    assert!(error.is_sealed() && error.to_string().contains("by hand"), "{error:?}");
}

#[tokio::test]
async fn without_keys_there_are_no_passwords() {
    let g = ground::postgres().await;
    let (role, new) = with_a_role(&g).await;
    let directory = Directory::<i64>::builder(&g.db).keys(keys("")).open().await.unwrap();
    let error = directory.connections().add("own", new.clone()).await.unwrap_err();
    assert!(error.is_sealed() && error.to_string().contains("DB_REGISTRY_KEYS"), "{error:?}");
    assert!(!shown_has(&error));
    assert!(directory.connections().list().await.unwrap().is_empty());
    // The admin database's own password goes only where its user is: another user has none.
    let other = new.user_without_password(role);
    directory.connections().add("own", other).await.unwrap();
    let db = directory.connections().database("own").await.unwrap();
    let error = orm_migrate::create_tables(&db, TABLES).await.unwrap_err();
    assert!(error.is_connection_lost() || error.is_config(), "{error:?}");
}
