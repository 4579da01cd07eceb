//! Migrations of many tenants: in schemas, in databases of their own, in tables that they share.

mod ground;
mod mixed;
mod moves;
mod processes;
mod squashed;

use ground::{Ground, Place, added};
use orm::directory::{NewTenant, TenantPlace, TenantState};
use orm::{Dialect, Directory, Tenancy, sql};
use orm_migrate::schema::Schema;
use orm_migrate::{Answers, Target, Tenants, canonical, diff, differences};
use orm_tests::setup::{self, Roles};
use std::time::{Duration, Instant};

#[tokio::test]
async fn new_tenants_begin_at_the_head() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=2).await;
    g.generate("second", |schema| added(schema, "color")).await;
    let migrated = g.up().await;
    assert_eq!((migrated.shared.done.len(), migrated.tenants.done), (1, 2));

    // No history is replayed: the one row says that each migration was recorded, not run.
    g.create(3..=3).await;
    let head = g.migrations().version();
    for tenant in 1..=3 {
        assert_eq!(g.directory.get(&tenant).await.unwrap().version, head, "{tenant}");
        assert!(g.has_column(tenant, "color").await, "{tenant}");
    }
    assert_eq!(g.states(1).await, ["baselined", "applied"]);
    assert_eq!(g.states(3).await, ["baselined", "baselined"]);
    assert_eq!(g.up().await.tenants.done, 0);
}

#[tokio::test]
async fn nothing_pending_costs_few_statements_for_any_number_of_tenants() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.enter(1..=500).await;
    let (_, _) = (g.up().await, g.set_versions(g.migrations().version()).await);
    let (migrated, statements) = g.db.count_statements(async || g.up().await).await;
    assert_eq!(migrated.tenants.done, 0);
    assert!(statements <= 5, "{statements} statements");
}

#[tokio::test]
async fn a_tenant_that_fails_is_alone_with_it() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=12).await;
    // The column is there already, so that adding it fails.
    for tenant in [3, 7, 11] {
        g.run(format!("ALTER TABLE t{tenant}.notes ADD color text")).await;
    }
    g.generate("second", |schema| added(schema, "color")).await;
    let (before, head) = (g.directory.get(&3).await.unwrap().version, g.migrations().version());

    let migrated = g.up().await;
    let failed = |summary: &orm_migrate::tenants::Summary<i64>| {
        let mut failed: Vec<_> = summary.failed.iter().map(|one| one.tenant).collect();
        failed.sort_unstable();
        failed
    };
    assert_eq!(migrated.tenants.done, 9);
    assert_eq!(failed(&migrated.tenants), [3, 7, 11]);
    assert_eq!(migrated.tenants.exit_code(), 2);
    let error = &migrated.tenants.failed[0].error;
    assert!(error.contains("tenant/up.sql") && error.contains("already exists"), "{error}");
    let entry = g.directory.get(&3).await.unwrap();
    assert_eq!((entry.version, entry.error.is_some()), (before, true));
    assert_eq!(g.states(3).await, ["baselined", "failed"]);

    g.run("ALTER TABLE t7.notes DROP color".to_owned()).await;
    let again = g.up().await;
    assert_eq!((again.tenants.done, failed(&again.tenants)), (1, vec![3, 11]));
    let entry = g.directory.get(&7).await.unwrap();
    assert_eq!((entry.version, entry.error), (head, None));
}

#[tokio::test]
async fn canaries_keep_the_others_from_harm() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=4).await;
    g.run("ALTER TABLE t2.notes ADD color text".to_owned()).await;
    g.generate("second", |schema| added(schema, "color")).await;
    let (tenants, migrations) = (g.tenants(), g.migrations());
    let migrated = tenants.migrate(&migrations).canaries([2]).up(Target::Latest).await.unwrap();
    assert!(migrated.tenants.is_stopped);
    assert_eq!((migrated.tenants.done, migrated.tenants.failures), (0, 1));
    assert!(!g.has_column(1, "color").await);
}

#[tokio::test]
async fn one_tenant_goes_back_and_forth() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=2).await;
    let first = g.migrations().version();
    g.generate("second", |schema| added(schema, "color")).await;
    g.up().await;
    let (tenants, migrations) = (g.tenants(), g.migrations());
    let back = tenants.migrate(&migrations).only([1]).migrator(|m| m.lose_data(true));
    let back = back.down(Target::Steps(1)).await.unwrap();
    assert_eq!((back.tenants.done, back.tenants.failures), (1, 0), "{:?}", back.tenants.failed);
    assert_eq!(g.directory.get(&1).await.unwrap().version, first);
    assert!(!g.has_column(1, "color").await && g.has_column(2, "color").await);
    assert_eq!(g.up().await.tenants.done, 1);
    assert!(g.has_column(1, "color").await);
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had_is_waited_for() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=1).await;
    g.generate("second", |schema| added(schema, "color")).await;
    let tx = g.t.db.begin().await.unwrap();
    sql::<()>("LOCK TABLE t1.notes").exec(&tx).await.unwrap();
    let (tenants, migrations) = (g.tenants(), g.migrations());
    let short = Duration::from_millis(50);
    let migrate = tenants.migrate(&migrations).lock_timeout(short);
    let migrate = migrate.migrator(|m| m.lock_tries(20).backoff(short, short));
    let release = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        tx.rollback().await.unwrap();
    };
    let (migrated, ()) = tokio::join!(migrate.up(Target::Latest), release);
    assert_eq!(migrated.unwrap().tenants.done, 1);
}

mod postgres {
    #[tokio::test]
    async fn each_place_gets_what_it_needs() {
        super::each_place_gets_what_it_needs(orm_tests::setup::postgres().await).await;
    }
}

mod sqlite {
    #[tokio::test]
    async fn each_place_gets_what_it_needs() {
        super::each_place_gets_what_it_needs(orm_tests::setup::sqlite().await).await;
    }
}

/// A tenant in shared tables, and one in a database of its own.
async fn each_place_gets_what_it_needs(t: setup::TestDb) {
    let g = Ground::rows(t).await;
    g.create_at(1, Place::Rows).await;
    g.create_at(2, Place::Database).await;
    g.generate("second", |schema| added(schema, "color")).await;
    let migrated = g.up().await;
    let failed = &migrated.tenants.failed;
    assert_eq!((migrated.shared.done.len(), migrated.tenants.done), (1, 2), "{failed:?}");
    let head = g.migrations().version();
    for tenant in [1, 2] {
        let entry = g.directory.get(&tenant).await.unwrap();
        assert_eq!((entry.state, entry.version), (TenantState::Active, head.clone()));
    }
    let own = g.directory.connections().database("own2").await.unwrap();
    let colors = sql::<i64>("SELECT count(color) FROM notes");
    assert_eq!(colors.one(&own).await.unwrap(), 0);
    assert_eq!(g.up().await.tenants.done, 0);
}

#[tokio::test]
async fn migrations_for_the_other_kind_of_place_are_refused() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.directory.insert(&1, NewTenant::default()).await.unwrap();
    g.set_versions(None).await;
    let migrated = g.up().await;
    assert_eq!(migrated.tenants.failures, 1);
    let error = &migrated.tenants.failed[0].error;
    assert!(error.contains("shares its tables") && error.contains("rows = true"), "{error}");
}

/// A thousand schemas with eight workers: see acceptance 6. Thirty unless the variable says otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_schemas_get_a_new_version() {
    let count = std::env::var("ORM_TEST_MIGRATION_TENANTS");
    let count = count.map_or(30, |text| text.parse::<i64>().expect("it is a number"));
    let g = Ground::schemas(setup::postgres().await).await;
    let start = Instant::now();
    g.create(1..=count).await;
    let made = start.elapsed();
    let broken = [count / 3, count / 2, count];
    for tenant in broken {
        g.run(format!("ALTER TABLE t{tenant}.notes ADD color text")).await;
    }
    g.generate("second", |schema| added(schema, "color")).await;
    let start = Instant::now();
    let migrated = g.up().await;
    let took = start.elapsed();
    println!("{count} schemas made in {made:.1?}, migrated in {took:.1?}");
    assert_eq!((migrated.tenants.done, migrated.tenants.failures), (count.unsigned_abs() - 3, 3));
    for tenant in broken {
        g.run(format!("ALTER TABLE t{tenant}.notes DROP color")).await;
    }
    let again = g.up().await.tenants;
    assert_eq!((again.done, again.failures), (3, 0));
    let (_, statements) = g.db.count_statements(async || g.up().await).await;
    assert!(statements <= 5, "{statements} statements");
}

#[tokio::test]
async fn the_command_line_says_what_failed_for_whom() {
    let g = Ground::schemas(setup::postgres().await).await;
    g.create(1..=4).await;
    g.run("ALTER TABLE t2.notes ADD color text".to_owned()).await;
    g.generate("second", |schema| added(schema, "color")).await;

    let (code, text) = g.manage(&["up", "--tenant", "9"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("there is no tenant 9"), "{text}");
    let (code, text) = g.manage(&["up", "--all-tenants", "--canary", "2"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("a canary failed"), "{text}");
    let (code, text) = g.manage(&["up", "--all-tenants", "--workers", "2"]);
    assert_eq!(code, 8, "{text}");
    assert!(text.contains("tenants: 3 done, 1 failed, 0 skipped"), "{text}");
    assert!(text.contains("tenant/up.sql"), "{text}");

    let (code, text) = g.manage(&["status", "--tenants"]);
    assert_eq!(code, 0, "{text}");
    let line = |tenant: &str| text.lines().find(|line| line.starts_with(tenant)).unwrap_or("");
    assert!(line("1 ").contains("schema t1") && line("1 ").contains("newest"), "{text}");
    assert!(line("2 ").contains("failed") && line("2 ").contains("_first"), "{text}");

    // Nothing of it is done.
    let (code, text) = g.manage(&["down", "--all-tenants", "--steps", "1", "--dry-run"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("-- 3 tenants (1, 3, 4), in each one's schema"), "{text}");
    assert!(text.contains("ALTER TABLE \"notes\" DROP COLUMN \"color\";"), "{text}");
    let (code, text) = g.manage(&["up", "--tenant", "2", "--dry-run"]);
    assert_eq!(code, 0, "{text}");
    assert!(text.contains("-- 1 tenant (2), in each one's schema"), "{text}");
    assert!(text.contains("ALTER TABLE \"notes\" ADD COLUMN \"color\" text;"), "{text}");
    let (code, text) = g.manage(&["up", "--tenant", "1", "--dry-run"]);
    assert_eq!((code, text.trim()), (0, "nothing to do"));
    let (code, text) = g.manage(&["sql", "second", "--tenant", "1", "--down"]);
    assert!(code == 0 && text.starts_with("-- tenant 1, schema t1\n"), "{text}");
    assert!(text.contains("DROP COLUMN \"color\";"), "{text}");
    assert!(g.has_column(1, "color").await);

    let (code, text) = g.manage(&["down", "--tenant", "1"]);
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("loses data"), "{text}");
    let (code, text) = g.manage(&["down", "--tenant", "1", "--allow-data-loss"]);
    assert_eq!(code, 0, "{text}");
    assert!(!g.has_column(1, "color").await && g.has_column(3, "color").await);
    g.run("ALTER TABLE t2.notes DROP color".to_owned()).await;
    let (code, text) = g.manage(&["up", "--all-tenants", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).expect("it is one document");
    assert_eq!((code, &json["done"], &json["failures"]), (0, &2.into(), &0.into()), "{text}");
}

/// What migrations say is there in every place; who is behind the policies makes none of these.
#[tokio::test]
async fn policies_of_migrations_are_made_by_another_role() {
    let t = setup::postgres().await;
    let roles = Roles::of(&t).await;
    let g = Ground::schemas(t).await;
    let models = Schema::of_models(Dialect::Postgres, ground::TABLES);
    let models = models.with_policies_for(&roles.name(), ground::TABLES);
    g.generate("policies", |schema| *schema = models).await;
    g.up().await;
    g.create(1..=1).await;
    let policies = "SELECT count(*) FROM pg_policy WHERE polrelid = 't1.notes'::regclass";
    assert_eq!(sql::<i64>(policies).one(&g.db).await.unwrap(), 2);

    g.run(format!("GRANT CREATE ON DATABASE {} TO {}", g.t.database(), roles.name())).await;
    let program = roles.builder().tenancy(Tenancy::Directory).connect().await.unwrap();
    let directory = Directory::<i64>::open(&program).await.unwrap();
    let tenant = directory.tenant(1).await.unwrap().without_condition().unwrap();
    let new = ground::note::New { text: "behind policies".into() };
    ground::Note::create(&tenant, new).await.unwrap();
    assert_eq!(ground::Note::query().count(&tenant).await.unwrap(), 1);
    let tenants = Tenants::new(&directory, ground::TABLES).with_migrations(g.migrations());
    let refused = tenants.create(2).place(TenantPlace::schema("t2")).run().await.unwrap_err();
    assert!(refused.is_refused(), "{refused}");
    let schemas = sql::<i64>("SELECT count(*) FROM pg_namespace WHERE nspname = 't2'");
    assert_eq!(schemas.one(&g.db).await.unwrap(), 0);
}

#[tokio::test]
async fn policies_are_part_of_the_schema() {
    let g = Ground::rows(setup::postgres().await).await;
    let role: String = sql("SELECT current_user::text").one(&g.db).await.unwrap();
    let models = Schema::of_models(Dialect::Postgres, ground::TABLES);
    let models = models.with_policies_for(&role, ground::TABLES);
    g.generate("policies", |schema| *schema = models.clone()).await;
    g.up().await;
    let snapshot = g.migrations().snapshot().unwrap().expect("it was written");
    let again = diff(&snapshot, &models, &Answers::new());
    assert!(again.ops.is_empty(), "{:?}", again.ops);
    let names = "SELECT polname::text FROM pg_policy WHERE polrelid = 'notes'::regclass ORDER BY 1";
    let names = sql::<String>(names).all(&g.db).await.unwrap();
    assert_eq!(names, ["orm_rows", "orm_tenant"]);
    let expected = canonical(&g.t.db, &snapshot).await.unwrap();
    let found = Schema::of_database(&g.t.db).await.unwrap();
    assert_eq!(differences(&expected, &found), Vec::<String>::new());

    // A database is as a migration leaves it.
    let fresh = setup::postgres().await;
    let statements = orm_migrate::create_sql(Dialect::Postgres, ground::TABLES).into_iter();
    let policies = orm_migrate::row_level_security_sql(ground::TABLES, &role);
    for statement in statements.chain(policies) {
        sql::<()>(orm::unsafe_text(statement)).exec(&fresh.db).await.unwrap();
    }
    let other = Schema::of_database(&fresh.db).await.unwrap();
    assert_eq!(differences(&other, &found), Vec::<String>::new());
}
