//! What the policies themselves do, whatever the library adds.

use crate::{Walled, code, walled};
use orm::sql;
use orm_tests::cases::tenant::{Named, named, new};
use orm_tests::models::tenants::*;
use orm_tests::setup::{self, Walls, superuser};

const COUNT: &str = "SELECT count(*) FROM people";

#[tokio::test]
async fn without_a_tenant_nothing_is_shown_and_the_statement_fails() {
    let Walled { db, one, t: _t, .. } = walled().await;
    assert_eq!(code(sql::<i64>(COUNT).one(&db).await), "42704", "never set");
    assert_eq!(Person::query().count(&one).await.unwrap(), 2);
    assert_eq!(code(sql::<i64>(COUNT).one(&db).await), "22P02", "set before, and empty");
    let error = sql::<()>("DELETE FROM people").exec(&db).await;
    assert_eq!(code(error), "22P02");
    assert_eq!(Land::query().count(&db).await.unwrap(), 1, "a table of nobody's");
}

#[tokio::test]
async fn a_text_is_no_exception() {
    const COUNT: &str = "SELECT count(*) FROM named";
    let t = setup::policies(&[Named::TABLE], Walls::Policies).await;
    // As nobody's: by the superuser, for whom there are no policies.
    let admin = superuser(&t).await;
    admin.batch_execute("INSERT INTO named (tenant) VALUES ('')").await.unwrap();
    let db = setup::Roles::known(&t).builder().max_connections(1).connect().await.unwrap();
    let a = db.tenant("a".to_owned()).without_condition().unwrap();
    assert_eq!(code(sql::<i64>(COUNT).one(&db).await), "42704");
    Named::create(&a, named::New {}).await.unwrap();
    assert_eq!(Named::query().count(&a).await.unwrap(), 1);
    let error = sql::<i64>(COUNT).one(&db).await.unwrap_err();
    assert_eq!(error.code(), Some("42704"));
    let said = std::error::Error::source(&error).expect("the server says why").to_string();
    assert!(said.contains("orm.tenant_id_is_empty"), "{said}");
    for id in ["'", "a'; --", "ä\\\"\u{1}", "1"] {
        let tenant = db.tenant(id.to_owned()).without_condition().unwrap();
        Named::create(&tenant, named::New {}).await.unwrap();
        let names = Named::query().select(|n| n.tenant).all(&tenant).await.unwrap();
        assert_eq!(names, [id]);
    }
    let nul = db.tenant("a\0".to_owned());
    assert!(Named::query().count(&nul).await.unwrap_err().is_encode());
}

#[tokio::test]
async fn no_row_is_written_for_another_tenant() {
    let Walled { db, one, other, t } = walled().await;
    const INSERT: &str = "INSERT INTO skills (name, tenant_id) VALUES ('sew', 2)";
    const MOVE: &str = "UPDATE skills SET tenant_id = 2";
    for text in [INSERT, MOVE] {
        let error = sql::<()>(text).unscoped("to break out").exec(&one).await.unwrap_err();
        assert!(error.is_permission_denied(), "{error}");
    }
    let everything = sql::<()>("DELETE FROM person_skills").unscoped("to break out");
    assert_eq!(everything.exec(&one).await.unwrap(), 2);
    assert_eq!(PersonSkill::query().count(&other).await.unwrap(), 2);
    let people = sql::<i64>(COUNT).unscoped("to break out");
    assert_eq!(people.one(&one).await.unwrap(), 2);
    // Another tenant's key tells nothing.
    let theirs = Person::query().first(&other).await.unwrap().unwrap();
    let error = Desk::create(&one, desk::New { person_id: theirs.id }).await.unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert!(Person::create(&one, new("zoe", None, 1)).await.is_ok());
    let denied = sql::<()>("TRUNCATE people CASCADE").unscoped("to break out").exec(&one).await;
    drop((db, t));
    // The default privileges of these tests are wider than a program's.
    assert!(denied.is_ok(), "policies do not hold for TRUNCATE: nobody may be granted it");
}

#[tokio::test]
async fn the_owner_needs_force() {
    let Walled { t, db, one, .. } = walled().await;
    let admin = superuser(&t).await;
    let app = sql::<String>("SELECT current_user::text").one(&db).await.unwrap();
    admin.batch_execute(&format!("ALTER TABLE people OWNER TO {app}")).await.unwrap();
    assert_eq!(Person::query().count(&one).await.unwrap(), 2);
    admin.batch_execute("ALTER TABLE people NO FORCE ROW LEVEL SECURITY").await.unwrap();
    assert_eq!(Person::query().count(&one).await.unwrap(), 4);
    let error = setup::Roles::known(&t).builder().connect().await.unwrap_err();
    assert!(error.is_config() && error.to_string().contains("owns a table"), "{error}");
}

#[tokio::test]
async fn a_view_asks_the_policies_if_it_runs_as_its_caller() {
    let Walled { t, one, .. } = walled().await;
    let admin = superuser(&t).await;
    let views = "CREATE VIEW owners AS SELECT * FROM people; \
                 CREATE VIEW callers WITH (security_invoker = true) AS SELECT * FROM people";
    admin.batch_execute(views).await.unwrap();
    let count = async |text: &'static str| {
        sql::<i64>(text).unscoped("to break out").one(&one).await.unwrap()
    };
    assert_eq!(count("SELECT count(*) FROM owners").await, 4);
    assert_eq!(count("SELECT count(*) FROM callers").await, 2);
}

#[tokio::test]
async fn a_programs_own_policies_decide_within_a_tenant() {
    let Walled { t, one, other, .. } = walled().await;
    let admin = superuser(&t).await;
    let own = "DROP POLICY orm_rows ON people; \
               CREATE POLICY adults ON people USING (age > 15)";
    admin.batch_execute(own).await.unwrap();
    let ages = async |tenant: &orm::Tenant<i64>| {
        Person::query().order_by(|p| p.age.asc()).select(|p| p.age).all(tenant).await
    };
    assert_eq!(ages(&one).await.unwrap(), [20]);
    assert_eq!(ages(&other).await.unwrap(), [110, 120]);
    let error = Person::create(&one, new("kid", None, 3)).await.unwrap_err();
    assert!(error.is_permission_denied());
    let all = t.db.across_tenants("a test");
    assert_eq!(Person::query().count(&all).await.unwrap(), 4, "a role with BYPASSRLS");
}
