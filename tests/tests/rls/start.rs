//! What a pool asks of its role before anything is sent, and of those who reach all tenants.

use crate::{Walled, walled};
use orm::{Db, DbBuilder, Error, Tenancy};
use orm_tests::models::tenants::*;
use orm_tests::setup::{self, Roles};

async fn refused(builder: DbBuilder) -> String {
    let error = builder.connect().await.expect_err("it must not connect");
    assert!(error.is_config(), "{error}");
    error.to_string()
}

#[tokio::test]
async fn the_role_must_be_one_for_which_policies_hold() {
    let t = setup::postgres().await;
    let roles = Roles::of(&t).await;
    assert!(roles.builder().connect().await.is_ok());
    let said = refused(Db::builder(&t.url).row_level_security(true)).await;
    assert!(said.contains("is a superuser") && said.contains("BYPASSRLS"), "{said}");
    let admin = setup::superuser(&t).await;
    let (app, across) = (roles.name(), &roles.across);
    admin.batch_execute(&format!("ALTER ROLE {app} BYPASSRLS")).await.unwrap();
    let said = refused(Db::builder(&roles.app).row_level_security(true)).await;
    assert!(said.contains("has BYPASSRLS"), "{said}");
    admin.batch_execute(&format!("ALTER ROLE {app} NOBYPASSRLS")).await.unwrap();
    admin.batch_execute(&format!("REVOKE {across} FROM {app}")).await.unwrap();
    let said = refused(roles.builder()).await;
    assert!(said.contains("was granted to"), "{said}");
    let said = refused(roles.builder().across_role("nobody \"here\"")).await;
    assert!(said.contains("there is no such role"), "{said}");
}

#[tokio::test]
async fn it_can_be_set_by_text() {
    let t = setup::postgres().await;
    let roles = Roles::of(&t).await;
    let said = refused(Db::builder(format!("{}?row_level_security=on", t.url))).await;
    assert!(said.contains("superuser"), "{said}");
    let url = format!("{}?row_level_security=on&across_role={}", roles.app, roles.across);
    assert!(Db::connect(url).await.is_ok());
    let said = refused(Db::builder(format!("{}?across_role=all", roles.app))).await;
    assert!(said.contains("`across_role`") && said.contains("`row_level_security`"), "{said}");
    let said = refused(Db::builder(&roles.app).row_level_security(true).across_role("")).await;
    assert!(said.contains("name of a role"), "{said}");
}

#[tokio::test]
async fn sqlite_has_none() {
    let said = refused(Db::builder("sqlite::memory:").row_level_security(true)).await;
    assert!(said.contains("SQLite"), "{said}");
    let said = refused(Db::builder("sqlite::memory:?row_level_security=on")).await;
    assert!(said.contains("row_level_security"), "{said}");
}

#[tokio::test]
async fn schemas_of_tenants_have_none() {
    let t = setup::postgres().await;
    let roles = Roles::of(&t).await;
    let said = refused(roles.builder().tenancy(Tenancy::schemas())).await;
    assert!(said.contains("schema of its own") && said.contains("`tenancy`"), "{said}");
    let said = refused(Db::builder(format!("{}?row_level_security=on&tenancy=schemas", roles.app)));
    assert!(said.await.contains("schema of its own"));
}

#[tokio::test]
async fn all_tenants_take_a_role() -> Result<(), Error> {
    let Walled { t, db, one, .. } = walled().await;
    let all = db.across_tenants("a test");
    assert_eq!(Person::query().count(&all).await?, 4);
    let role = orm::sql::<String>("SELECT current_user::text");
    let taken = role.unscoped("asks who it is").one(&all).await?;
    assert!(taken.ends_with("_all"), "{taken}");
    let role = async || orm::sql::<String>("SELECT current_user::text").one(&db).await;
    assert!(role().await?.ends_with("_app"));
    let tx = all.begin().await?;
    assert_eq!(Person::query().update(|p| p.age.set(1)).exec(&tx).await?, 4);
    tx.rollback().await?;
    assert!(role().await?.ends_with("_app"));
    assert_eq!(Person::query().count(&one).await?, 2);

    let db = Db::builder(Roles::known(&t).app).row_level_security(true).connect().await?;
    let all = db.across_tenants("a test");
    let ((), sent) = db
        .count_statements(async || {
            let errors = [
                Person::query().count(&all).await.unwrap_err(),
                Person::query().all(&all).await.unwrap_err(),
                Person::query().delete().exec(&all).await.unwrap_err(),
                Person::query().stream(&all).next().await.unwrap_err(),
                all.begin().await.unwrap_err(),
            ];
            for error in errors {
                assert!(error.is_config() && error.to_string().contains("across_role"), "{error}");
            }
        })
        .await;
    assert_eq!(sent, 1, "the stream's own event, which says that it failed");
    Ok(())
}

#[tokio::test]
async fn the_condition_is_not_left_out_without_policies() {
    let t = setup::sqlite().await;
    assert!(t.db.tenant(1).without_condition().unwrap_err().is_config());
}
