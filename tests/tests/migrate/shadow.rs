//! What was made of models is what models say, once both are in the database's own words.

use super::models;
use orm::schema::Table;
use orm::{Db, Dialect, sql};
use orm_migrate::schema::Schema;
use orm_migrate::{ReadOptions, canonical, create_tables, introspect};
use orm_tests::cases::schema::{Invoice, Line};
use orm_tests::models::{TENANTS, create_for};
use orm_tests::setup::{self, TestDb};

async fn wanted(db: &Db, tables: &[&'static Table]) -> Schema {
    let models = Schema::of_models(db.dialect(), tables);
    canonical(db, &models).await.unwrap().sorted()
}

#[track_caller]
fn same(found: &Schema, wanted: &Schema) {
    for (found, wanted) in found.tables.iter().zip(&wanted.tables) {
        let text = |table| serde_json::to_string_pretty(table).unwrap();
        assert_eq!(text(found), text(wanted));
    }
    assert_eq!(found, wanted);
}

async fn models_are_found_as_they_are(t: &TestDb) {
    create_tables(&t.db, &models()).await.unwrap();
    let wanted = wanted(&t.db, &models()).await;
    let found = Schema::of_database(&t.db).await.unwrap().with_hints_of(&wanted).sorted();
    assert!(found.tables.len() > 30);
    same(&found, &wanted);
    // Its own words, once more, are the same.
    same(&canonical(&t.db, &found).await.unwrap().sorted(), &wanted);
}

#[tokio::test]
async fn models_are_found_as_they_are_on_postgres() {
    models_are_found_as_they_are(&setup::postgres().await).await;
}

#[tokio::test]
async fn models_are_found_as_they_are_on_sqlite() {
    models_are_found_as_they_are(&setup::sqlite().await).await;
}

/// A trigger that empties a reference stands on the table that it leads to, which may be made later.
#[tokio::test]
async fn a_reference_that_is_emptied_leads_to_a_table_behind_it() {
    mod models {
        #[derive(orm::Model)]
        #[model(table = "answers", unmanaged, tenant = tenant_id)]
        pub(crate) struct Answer {
            #[model(primary_key, auto)]
            pub id: i64,
            pub tenant_id: i64,
            #[model(references = Person, on_delete = set_null)]
            pub person_id: Option<i64>,
        }

        #[derive(orm::Model)]
        #[model(table = "people", unmanaged, tenant = tenant_id)]
        pub(crate) struct Person {
            #[model(primary_key, auto)]
            pub id: i64,
            pub tenant_id: i64,
        }
    }
    let tables = [models::Answer::TABLE, models::Person::TABLE];
    for t in [setup::sqlite().await, setup::postgres().await] {
        create_tables(&t.db, &tables).await.unwrap();
        let wanted = wanted(&t.db, &tables).await;
        same(&Schema::of_database(&t.db).await.unwrap().with_hints_of(&wanted).sorted(), &wanted);
    }
}

#[tokio::test]
async fn schemas_have_their_names_and_nothing_stays_of_the_shadow() {
    let t = setup::postgres().await;
    let tables = [Line::TABLE, Invoice::TABLE];
    create_tables(&t.db, &tables).await.unwrap();
    let before = Schema::of_database(&t.db).await.unwrap().sorted();
    same(&before, &wanted(&t.db, &tables).await);
    assert_eq!(before.schemas, ["Lines", "the books"]);
    let left = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'orm_shadow%'";
    assert_eq!(sql::<i64>(left).one(&t.db).await.unwrap(), 0);
    let path = sql::<String>("SELECT current_setting('search_path')").one(&t.db).await.unwrap();
    assert_eq!(path, "\"$user\", public");

    let only = ReadOptions::new().schemas(["Lines"]);
    let found = introspect(&t.db, &only).await.unwrap().schema;
    assert_eq!(
        found.tables.iter().map(|table| table.name.to_string()).collect::<Vec<_>>(),
        ["Lines.lines"]
    );
    assert_eq!(found.tables[0].foreign_keys[0].target.to_string(), "the books.invoices");
}

#[tokio::test]
async fn a_tenants_schema_is_read_beside_the_shared_tables() {
    let t = setup::tenant_schemas().await;
    let tenant = t.tenant(7_i64);
    create_for(&t.db, TENANTS, &[tenant]).await;
    let wanted = wanted(&t.db, TENANTS).await;
    let shared = Schema::of_database(&t.db).await.unwrap();
    assert_eq!(shared.tables.len(), 1);
    let all = introspect(&t.db, &ReadOptions::new().tenant("tenant_7")).await.unwrap().schema;
    same(&all.with_hints_of(&wanted).sorted(), &wanted);
}

#[tokio::test]
async fn a_wrong_expression_is_told_and_nothing_stays() {
    for t in [setup::postgres().await, setup::sqlite().await] {
        let mut wrong = Schema::of_models(t.db.dialect(), &models());
        wrong.tables[0].checks.push(orm_migrate::schema::Check {
            name: Some("wrong".into()),
            expression: "no_such_column > 0".into(),
        });
        let error = canonical(&t.db, &wrong).await.unwrap_err();
        assert!(error.is_database(), "{error:?}");
        assert_eq!(Schema::of_database(&t.db).await.unwrap().tables, []);
    }
}

#[tokio::test]
async fn nobody_waits_for_the_shadow() {
    let t = setup::postgres().await;
    create_tables(&t.db, &models()).await.unwrap();
    // Somebody else has every table to himself: the shadow touches none of them.
    let other = setup::client(&t.url).await;
    let names: Vec<_> = models().iter().filter(|m| !m.view).map(|m| m.name).collect();
    other.batch_execute("BEGIN").await.unwrap();
    let lock = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "));
    other.batch_execute(&lock).await.unwrap();
    let db = Db::builder(&t.url)
        .query_timeout(std::time::Duration::from_secs(20))
        .connect()
        .await
        .unwrap();
    let schema = wanted(&db, &models()).await;
    assert_eq!(schema.dialect, Dialect::Postgres);
    other.batch_execute("ROLLBACK").await.unwrap();
}
