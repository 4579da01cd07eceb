//! Row-level security with a directory: policies where tenants share tables, wherever these are.

use crate::{Line, Note, TABLES, note, open, sort, welcome};
use orm::directory::{ConnectionKind, NewConnection, TenantPlace};
use orm::{Db, Directory, Error, Tenancy, Tenant, sql};
use orm_migrate::Tenants;
use orm_tests::setup::{self, Roles, TestDb};
use std::time::Duration;

/// The owner's process, and the program's, for which the policies hold.
struct Ground {
    t: TestDb,
    roles: Roles,
    owner: Tenants<i64>,
    far: TestDb,
    program: Directory<i64>,
}

const FAR: &str = "far";

/// Tenants 1 and 2 share tables of the admin database, 3 and 4 those of another one; 5 has a schema.
async fn ground() -> Ground {
    let t = setup::postgres().await;
    let roles = Roles::of(&t).await;
    let db = crate::connect(&t.url).await;
    for tables in [orm::directory::TABLES, orm_migrate::tenants::TABLES, TABLES] {
        orm_migrate::create_tables(&db, tables).await.unwrap();
    }
    orm_migrate::enable_row_level_security(&db, TABLES, &roles.name()).await.unwrap();
    crate::Sort::create(&db, sort::New { code: "plain".into() }).await.unwrap();
    let owner = open(&db).await.1.with_policies_for(&roles.name());
    let far = another(&owner, FAR, &roles).await;
    let places = [
        TenantPlace::rows(),
        TenantPlace::rows(),
        TenantPlace::database(FAR),
        TenantPlace::database(FAR),
        TenantPlace::schema("five"),
    ];
    for (id, place) in (1..).zip(places) {
        owner.create(id).place(place).seed(async |tx| welcome(tx).await).await.unwrap();
    }
    let program = Directory::open(&program(&roles).await).await.unwrap();
    Ground { t, roles, owner, far, program }
}

/// An empty database for several tenants.
async fn another(owner: &Tenants<i64>, name: &str, roles: &Roles) -> TestDb {
    let t = setup::postgres().await;
    roles.may_use(&t).await;
    let new = NewConnection::new(ConnectionKind::Shared, t.database());
    owner.directory().connections().add(name, new).await.unwrap();
    t
}

async fn program(roles: &Roles) -> Db {
    roles.builder().tenancy(Tenancy::Directory).connect().await.unwrap()
}

impl Ground {
    /// A tenant of the program's whose statements have no condition.
    async fn alone(&self, id: i64) -> Tenant<i64> {
        let tenant = self.program.tenant(id).await.unwrap();
        tenant.without_condition().unwrap()
    }
}

/// The tables of a database whose rows are behind policies, also for their owner.
async fn walled(t: &TestDb) -> Vec<String> {
    let walled = "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relrowsecurity \
                  AND c.relforcerowsecurity AND (SELECT count(*) FROM pg_policy p \
                  WHERE p.polrelid = c.oid) = 2 ORDER BY 1";
    sql::<String>(walled).all(&t.db).await.unwrap()
}

/// What the policies let through: everything that a text by hand without a condition finds.
async fn seen(tenant: &Tenant<i64>) -> Vec<i64> {
    let notes = tenant.table_name(Note::TABLE).unwrap();
    let text = format!("SELECT tenant_id FROM {notes} ORDER BY 1");
    let rows = sql::<i64>(orm::unsafe_text(text)).unscoped("the policies are asked");
    rows.all(tenant).await.unwrap()
}

async fn strange(tenant: &Tenant<i64>, owner: i64) -> Error {
    let notes = tenant.table_name(Note::TABLE).unwrap();
    let text = format!("INSERT INTO {notes} (tenant_id, title) VALUES ($1, 'of another')");
    let insert = sql::<()>(orm::unsafe_text(text)).bind(owner).unscoped("the policies are asked");
    insert.exec(tenant).await.unwrap_err()
}

#[tokio::test]
async fn policies_hold_where_tables_are_shared() {
    let g = ground().await;
    // A tenant's own schema has none: nobody else's rows are there.
    assert_eq!(walled(&g.t).await, ["lines", "notes"]);
    assert_eq!(walled(&g.far).await, ["lines", "notes"]);
    for id in 1..=5 {
        let tenant = g.alone(id).await;
        let notes = Note::query().filter(|n| n.title.eq("welcome"));
        assert!(!notes.to_sql(&tenant).unwrap().contains("\"tenant_id\" ="));
        assert_eq!(notes.select(|n| n.tenant_id).all(&tenant).await.unwrap(), [id]);
        assert_eq!(seen(&tenant).await, [id]);
        assert_eq!(Line::query().count(&tenant).await.unwrap(), 0);
    }
    for (id, other) in [(1, 2), (3, 4)] {
        let tenant = g.alone(id).await;
        assert!(strange(&tenant, other).await.is_permission_denied());
        assert_eq!(Note::query().update(|n| n.title.set("mine")).exec(&tenant).await.unwrap(), 1);
        assert_eq!(Note::query().delete().exec(&tenant).await.unwrap(), 1);
        assert_eq!(seen(&g.alone(other).await).await, [other]);
    }
    let all = g.program.db().across_tenants("a test");
    assert!(Note::query().count(&all).await.unwrap_err().is_unscoped());
}

/// A handle goes with its tenant, to policies and away from them.
#[tokio::test]
async fn a_moved_tenant_has_the_policies_of_its_place() {
    let g = ground().await;
    let tenant = g.alone(1).await;
    let places = [
        TenantPlace::database(FAR),
        TenantPlace::schema("one"),
        TenantPlace::database(FAR).in_schema("one"),
        TenantPlace::rows(),
    ];
    for place in places {
        let to = g.owner.move_to(1, place.clone()).keep_old(Duration::ZERO);
        let to = to.refuse_late(Duration::ZERO);
        to.settle(Duration::from_millis(700)).run().await.unwrap();
        g.owner.purge().await.unwrap();
        // The program hears of it.
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_eq!(seen(&tenant).await, [1], "{place:?}");
        let new = note::New { title: format!("{place:?}"), answer_to: None };
        Note::create(&tenant, new).await.unwrap().delete(&tenant).await.unwrap();
        if place.schema.is_none() {
            assert!(strange(&tenant, 2).await.is_permission_denied(), "{place:?}");
        }
    }
    for t in [&g.t, &g.far] {
        assert_eq!(walled(t).await, ["lines", "notes"]);
    }
}

/// What a process can make that is behind the policies itself, and what it would spoil.
#[tokio::test]
async fn a_program_makes_tenants_itself() {
    let g = ground().await;
    let tenants = Tenants::new(&g.program, TABLES);
    for (id, place) in [(6, TenantPlace::rows()), (7, TenantPlace::database(FAR))] {
        tenants.create(id).place(place).seed(async |tx| welcome(tx).await).await.unwrap();
        assert_eq!(seen(&g.alone(id).await).await, [id]);
        assert_eq!(tenants.measure(&id).await.unwrap().rows, 1);
    }
    let refused = tenants.create(8).place(TenantPlace::schema("eight")).run().await.unwrap_err();
    assert!(refused.orm_error().unwrap().is_permission_denied(), "{refused}");
    let admin = setup::superuser(&g.t).await;
    let app = g.roles.name();
    let may = format!("GRANT CREATE ON DATABASE {} TO {app}", g.t.database());
    admin.batch_execute(&may).await.unwrap();
    tenants.create(8).place(TenantPlace::schema("eight")).run().await.unwrap();
    program(&g.roles).await;

    // Tables for several tenants would be its own, and it could switch their policies off.
    let empty = another(&g.owner, "empty", &g.roles).await;
    let may = format!("GRANT CREATE ON SCHEMA public TO {app}");
    setup::superuser(&empty).await.batch_execute(&may).await.unwrap();
    for tenants in [tenants.clone(), tenants.clone().with_policies_for(&app)] {
        let refused = tenants.create(9).place(TenantPlace::database("empty")).run().await;
        let refused = refused.unwrap_err();
        assert!(refused.is_refused(), "{refused}");
        let why = refused.to_string();
        assert!(why.contains("`Tenants::with_policies_for`"), "{why}");
    }
    let tables = sql::<i64>("SELECT count(*) FROM pg_class WHERE relname = 'notes'");
    assert_eq!(tables.one(&empty.db).await.unwrap(), 0);
    // The owner's process goes on with the same tenant.
    g.owner.create(9).place(TenantPlace::database("empty")).run().await.unwrap();
    assert_eq!(walled(&empty).await, ["lines", "notes"]);
    let tenant = g.program.tenant(9).await.unwrap();
    assert_eq!(Note::query().count(&tenant).await.unwrap(), 0);
    program(&g.roles).await;
}

/// Each database is asked whether the policies hold for the role.
#[tokio::test]
async fn a_role_that_policies_do_not_hold_is_refused_in_each_database() {
    let g = ground().await;
    let (near, far) = (g.alone(1).await, g.alone(3).await);
    assert_eq!(seen(&near).await, [1]);
    let admin = setup::superuser(&g.t).await;
    admin.batch_execute(&format!("ALTER ROLE {} BYPASSRLS", g.roles.name())).await.unwrap();
    let error = Note::query().count(&far).await.unwrap_err();
    assert!(error.is_config() && error.to_string().contains("has BYPASSRLS"), "{error}");
    admin.batch_execute(&format!("ALTER ROLE {} NOBYPASSRLS", g.roles.name())).await.unwrap();
    assert_eq!(seen(&far).await, [3]);
}
