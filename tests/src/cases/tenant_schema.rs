//! Tenants with schemas of their own: what only holds there.

use super::tenant::{Named, named, new, two};
use crate::TestDb;
use crate::cases::injection::hostile;
use crate::models::tenants::*;
use crate::models::{TENANTS, create_for};
use futures_util::TryStreamExt;
use futures_util::future::join_all;
use orm::{Db, DbEnum, Error, Model, Tenancy, Tenant};

pub async fn equal_keys_are_different_rows(t: &TestDb) {
    let db = &t.db;
    let tenants = [1, 2].map(|id| db.tenant(id));
    create_for(db, TENANTS, &tenants).await;
    Land::create(db, land::New { code: "DE".into() }).await.unwrap();
    for tenant in &tenants {
        Firm::create(tenant, firm::New { code: "main".into(), land_code: "DE".into() })
            .await
            .unwrap();
        let age = 10 * tenant.schema().unwrap().unwrap().len() as i32;
        assert_eq!(Person::create(tenant, new("ann", None, age)).await.unwrap().id, 1);
    }
    let [one, other] = &tenants;
    let ann = Person::get(other, 1).await.unwrap();
    assert_eq!(ann.tenant_id, 2);
    let changed = Person::query().filter(|p| p.id.eq(1)).update(|p| p.age.set(0)).exec(one).await;
    assert_eq!(changed.unwrap(), 1);
    assert_eq!(ann.reload(other).await.unwrap(), ann);
    assert_eq!(Person::query().delete().exec(one).await.unwrap(), 1);
    assert_eq!(ann.reload(other).await.unwrap(), ann);
    let upsert = Person::insert_many([new("ann", None, 5)])
        .on_conflict(|p| p.email)
        .do_update(|p| p.age.set_excluded());
    assert_eq!(upsert.returning(one).await.unwrap()[0].age, 5);
    assert_eq!(ann.reload(other).await.unwrap(), ann);
}

/// Each statement names its schemas, so that it does not matter what was sent before it.
pub async fn nothing_is_left_in_a_session(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    let path = async || {
        let path = orm::sql::<String>("SELECT current_setting('search_path')");
        path.one(&t.db).await.unwrap()
    };
    let before = path().await;
    let failed = one
        .transaction(async |tx| {
            Person::query().count(tx).await?;
            let inner = tx.transaction(async |tx| Person::get(tx, 0).await).await;
            assert!(inner.unwrap_err().is_not_found());
            assert_eq!(Person::query().count(tx).await?, 2);
            Person::get(tx, 0).await
        })
        .await;
    assert!(failed.unwrap_err().is_not_found());
    let work = |tenant: Tenant<i64>| async move {
        for _ in 0..20 {
            let people = Person::query().all(&tenant).await?;
            assert!(people.iter().all(|p| p.tenant_id == people[0].tenant_id));
            tenant.transaction(async |tx| Person::query().count(tx).await).await?;
        }
        Ok::<_, Error>(())
    };
    for result in join_all((0..16).map(|n| work([&one, &other][n % 2].clone()))).await {
        result.unwrap();
    }
    assert_eq!(path().await, before);
}

pub async fn over_all_tenants(t: &TestDb) {
    let (one, _) = two(t).await.unwrap();
    let all = &t.db.across_tenants("a test");
    let ((), sent) =
        t.db.count_statements(async || {
            assert!(Person::query().all(all).await.unwrap_err().is_unscoped());
            assert!(Person::query().count(all).await.unwrap_err().is_unscoped());
            let mut stream = Person::query().stream(all);
            assert!(stream.try_next().await.unwrap_err().is_unscoped());
            let firms = Land::query().filter(|l| l.firms().is_present());
            assert!(firms.all(all).await.unwrap_err().is_unscoped());
            let update = Person::query().update(|p| p.age.set(0)).exec(all).await;
            assert!(update.unwrap_err().is_unscoped());
            assert!(Person::query().delete().exec(all).await.unwrap_err().is_unscoped());
            let create = Person::insert_many([new("zoe", None, 1)]).exec(all).await;
            assert!(create.unwrap_err().is_unscoped());
            let copy = Person::copy_in([new("zoe", None, 1)]).exec(all).await;
            assert!(copy.unwrap_err().is_unscoped());
            assert!(all.schema().unwrap_err().is_unscoped());
        })
        .await;
    assert_eq!(sent, 0);
    assert_eq!(Land::query().count(all).await.unwrap(), 1);
    assert_eq!(Person::query().count(&one).await.unwrap(), 2);
}

pub async fn ids_that_name_no_schema(t: &TestDb) {
    let db = &t.db;
    let long = "x".repeat(57);
    let own = ["", "\"", "a\".\"b", "public\".x; --", "a.b", " ", "ä", "a\0", &long];
    let ids = hostile().into_iter().chain(own.map(str::to_owned));
    let mut refused = 0;
    for id in ids {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if !id.is_empty() && id.len() <= 56 && id.chars().all(plain) {
            continue;
        }
        refused += 1;
        let tenant = db.tenant(id);
        let (error, sent) = db
            .count_statements(async || {
                let error = Named::query().all(&tenant).await.unwrap_err();
                assert!(Named::create(&tenant, named::New {}).await.unwrap_err().is_unscoped());
                let made = orm_migrate::create_tenant(&tenant, &[Named::TABLE]).await;
                assert!(made.unwrap_err().is_unscoped());
                assert!(orm_migrate::drop_tenant(&tenant).await.unwrap_err().is_unscoped());
                error
            })
            .await;
        assert!(error.is_unscoped() && sent == 0, "{error:?}");
    }
    assert!(refused > 10);
    // What is a name, but not one in lower case, is quoted.
    let [upper, lower] = ["A-1", "a-1"].map(|id| db.tenant(id.to_owned()));
    create_for(db, &[Named::TABLE], &[upper.clone(), lower.clone()]).await;
    Named::create(&upper, named::New {}).await.unwrap();
    assert_eq!(Named::query().count(&lower).await.unwrap(), 0);
    let schemas = orm_migrate::tenant_schemas(db).await.unwrap();
    assert_eq!(schemas, ["tenant_A-1", "tenant_a-1"]);
}

#[derive(Model, Debug)]
#[model(tenant = tenant_id, schema = "sales")]
pub struct Apart {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
}

pub async fn models_with_a_schema_of_their_own(t: &TestDb) {
    let tenant = t.db.tenant(1_i64);
    let ((), sent) =
        t.db.count_statements(async || {
            let error = Apart::query().all(&tenant).await.unwrap_err();
            assert!(error.is_unsupported(), "{error:?}");
            let text = error.to_string();
            assert!(text.contains("`Apart`") && text.contains("`sales`"), "{text}");
            let made = orm_migrate::create_tenant(&tenant, &[Apart::TABLE]).await;
            assert!(made.unwrap_err().is_unsupported());
        })
        .await;
    assert_eq!(sent, 0);
}

pub async fn sqlite_has_none(_: &TestDb) {
    let in_code = Db::builder("sqlite::memory:").tenancy(Tenancy::schemas()).connect().await;
    let in_url = Db::connect("sqlite::memory:?tenancy=schemas").await;
    for error in [in_code.unwrap_err(), in_url.unwrap_err()] {
        assert!(error.is_unsupported() && error.to_string().contains("SQLite"), "{error:?}");
    }
    Db::connect("sqlite::memory:?tenancy=rows").await.unwrap();
}

/// A type of the database, which all tenants share.
#[derive(DbEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[db_enum(native, name = "tenant_mood")]
pub enum Mood {
    Glad,
    Sad,
}

#[derive(Model, Debug, Clone)]
#[model(tenant = tenant_id)]
pub struct Guest {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    pub mood: Mood,
    pub moods: Vec<Mood>,
}

pub async fn types_are_shared(t: &TestDb) {
    let db = &t.db;
    let tenants = [1, 2].map(|id| db.tenant(id));
    create_for(db, &[Guest::TABLE], &tenants).await;
    let guest = |mood| guest::New { mood, moods: vec![Mood::Glad, mood] };
    for tenant in &tenants {
        Guest::create(tenant, guest(Mood::Glad)).await.unwrap();
        Guest::insert_many((0..5000).map(|_| guest(Mood::Sad))).exec(tenant).await.unwrap();
        Guest::copy_in((0..5000).map(|_| guest(Mood::Sad))).exec(tenant).await.unwrap();
        let sad = Guest::query().filter(|g| g.mood.eq(Mood::Sad)).all(tenant).await.unwrap();
        assert_eq!(sad.len(), 10_000);
        assert!(sad.iter().all(|g| g.mood == Mood::Sad && g.moods == [Mood::Glad, Mood::Sad]));
        let glad = Guest::query().filter(|g| g.mood.is_in([Mood::Glad])).count(tenant).await;
        assert_eq!(glad.unwrap(), 1);
        tenant
            .transaction(async |tx| {
                let guests: Vec<_> = Guest::query().stream(tx).try_collect().await?;
                assert_eq!(guests.len(), 10_001);
                Ok::<_, Error>(())
            })
            .await
            .unwrap();
    }
    let types = "SELECT count(*) FROM pg_type WHERE typname = 'tenant_mood'";
    assert_eq!(orm::sql::<i64>(types).one(db).await.unwrap(), 1);
}

pub async fn made_and_dropped(t: &TestDb) {
    let (one, other) = two(t).await.unwrap();
    assert_eq!(orm_migrate::tenant_schemas(&t.db).await.unwrap(), ["tenant_1", "tenant_2"]);
    assert_eq!(one.table_name(Person::TABLE).unwrap(), "\"tenant_1\".\"people\"");
    assert_eq!(one.table_name(Land::TABLE).unwrap(), "\"lands\"");
    let again = orm_migrate::create_tenant(&one, TENANTS).await.unwrap_err();
    assert_eq!(again.code(), Some("42P06"), "the schema is there");
    let public = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(orm::sql::<i64>(public).one(&t.db).await.unwrap(), 1, "what is shared");
    assert!(orm_migrate::drop_tenant(&one).await.unwrap());
    assert_eq!(orm_migrate::tenant_schemas(&t.db).await.unwrap(), ["tenant_2"]);
    assert!(Person::query().count(&one).await.unwrap_err().is_undefined());
    assert_eq!(Person::query().count(&other).await.unwrap(), 2);
    assert!(orm_migrate::drop_tables(&t.db, TENANTS).await.is_err(), "a tenant refers to them");
    orm_migrate::drop_tenant(&other).await.unwrap();
    orm_migrate::drop_tables(&t.db, TENANTS).await.unwrap();
    orm_migrate::create_tables(&t.db, TENANTS).await.unwrap();
}

pub async fn a_failure_leaves_no_schema(t: &TestDb) {
    // The shared table to which firms refer is not there.
    let made = orm_migrate::create_tenant(&t.db.tenant(1_i64), TENANTS).await;
    assert!(made.unwrap_err().is_undefined());
    assert!(orm_migrate::tenant_schemas(&t.db).await.unwrap().is_empty());
}
