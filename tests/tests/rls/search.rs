//! Search behind policies, as the guide has it set up: a text's index is of use, and the nearest neighbours
//! are as many as were asked for.

use crate::{Walled, walled};
use orm::{Tenant, sql, unsafe_text};
use orm_tests::models::tenants::Person;
use orm_tests::setup::{Roles, superuser, wait_until};
use std::time::Duration;

/// Many tenants with the same words; each word in a few rows of each.
async fn with_notes() -> Walled {
    let walled = walled().await;
    let admin = superuser(&walled.t).await;
    let rows = "INSERT INTO firms (code, tenant_id, land_code) \
                    SELECT 'main', tenant, 'DE' FROM generate_series(3, 40) AS tenant;
                ALTER TABLE people ADD place point;
                INSERT INTO people (tenant_id, email, firm_code, age, version, place) \
                    SELECT 1 + n % 40, 'word' || n / 40 % 250 || ' ' || n, 'main', n % 90, 1, \
                        point(n % 173, n % 211) \
                    FROM generate_series(1, 40000) AS n;
                CREATE INDEX people_words ON people USING gin (to_tsvector('simple', email));
                CREATE INDEX people_places ON people USING gist (place);";
    admin.batch_execute(rows).await.expect("a superuser may insert");
    admin.batch_execute("VACUUM ANALYZE people").await.expect("a superuser may");
    walled
}

const WORDS: &str = "to_tsvector('simple', email) @@ plainto_tsquery('simple', 'word7')";

async fn lines(tenant: &Tenant<i64>, text: String) -> Vec<String> {
    let rows = sql::<String>(unsafe_text(text)).unscoped("is about the plan");
    rows.all(tenant).await.expect("every statement runs")
}

async fn plan(tenant: &Tenant<i64>, query: &str) -> String {
    lines(tenant, format!("EXPLAIN {query}")).await.join("\n")
}

#[tokio::test]
async fn the_index_of_a_text_is_not_asked_before_the_policy() {
    let Walled { one, t: _t, .. } = with_notes().await;
    let plan = plan(&one, &format!("SELECT id FROM people WHERE {WORDS}")).await;
    assert!(!plan.contains("people_words"), "{plan}");
}

/// As the guide has it.
fn function(owner: &str) -> String {
    format!(
        "CREATE FUNCTION search_people(words text) RETURNS SETOF bigint \
             LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$ \
             SELECT id FROM people WHERE tenant_id = current_setting('orm.tenant_id')::bigint \
             AND to_tsvector('simple', email) @@ plainto_tsquery('simple', words) $$; \
         ALTER FUNCTION search_people OWNER TO {owner}; \
         REVOKE ALL ON FUNCTION search_people FROM PUBLIC"
    )
}

#[tokio::test]
async fn a_function_that_policies_do_not_hold_for_asks_the_index() {
    let Walled { t, db, one, other } = with_notes().await;
    let (admin, roles) = (superuser(&t).await, Roles::known(&t));
    let (app, across) = (roles.name(), &roles.across);
    let grant = format!("GRANT CREATE ON SCHEMA public TO {across}");
    admin.batch_execute(&grant).await.expect("a superuser may");
    admin.batch_execute(&function(across)).await.expect("a superuser may");
    let grant = format!("GRANT EXECUTE ON FUNCTION search_people TO {app}");
    admin.batch_execute(&grant).await.expect("a superuser may");
    // What the function does, and as whom.
    let inside = format!(
        "EXPLAIN SELECT id FROM people WHERE tenant_id = current_setting('orm.tenant_id')::bigint \
         AND {WORDS}"
    );
    let as_owner = format!(
        "BEGIN; SET LOCAL ROLE {across}; SELECT set_config('orm.tenant_id', '1', true); {inside}; COMMIT"
    );
    let rows = admin.simple_query(&as_owner).await.expect("the role may read");
    let plan = format!("{rows:?}");
    assert!(plan.contains("people_words"), "{plan}");
    let scans = async || {
        const SCANS: &str = "SELECT idx_scan FROM pg_stat_user_indexes \
                             WHERE indexrelname = 'people_words'";
        admin.query_one(SCANS, &[]).await.expect("the server counts").get::<_, i64>(0)
    };
    const FOUND: &str = "SELECT p.tenant_id || ' ' || p.email FROM search_people('word7') AS found \
                         JOIN people AS p ON p.id = found";
    let before = scans().await;
    for (tenant, id) in [(&one, 1), (&other, 2)] {
        let found = lines(tenant, FOUND.to_owned()).await;
        assert_eq!(found.len(), 4, "{found:?}");
        assert!(found.iter().all(|row| row.starts_with(&format!("{id} word7 "))), "{found:?}");
    }
    // The session's own counts are told when it asks for that.
    let flush = "SELECT pg_stat_force_next_flush()::text";
    let flushed = sql::<Option<String>>(flush).one(&db).await;
    assert!(flushed.is_ok(), "{flushed:?}");
    let counted = async || scans().await > before;
    wait_until(Duration::from_secs(10), "the index is asked", counted).await;
    let nobody = sql::<i64>("SELECT search_people('word7')").one(&db).await.unwrap_err();
    assert_eq!(nobody.code(), Some("22P02"), "without a tenant it fails: {nobody}");
}

#[tokio::test]
async fn a_table_without_policies_keeps_the_condition_and_asks_the_index() {
    let Walled { t, .. } = with_notes().await;
    let admin = superuser(&t).await;
    admin.batch_execute("ALTER TABLE people DISABLE ROW LEVEL SECURITY").await.expect("it may");
    for id in [1, 2] {
        let tenant = t.db.tenant(id);
        let query = Person::query().filter(|p| p.email.matches("word7"));
        let plan = query.clone().explain(&tenant).await.expect("it runs");
        assert!(plan.contains("people_words"), "{plan}");
        let found = query.all(&tenant).await.expect("it runs");
        assert_eq!(found.len(), 4);
        assert!(found.iter().all(|person| person.tenant_id == id));
    }
}

#[tokio::test]
async fn the_nearest_are_as_many_as_were_asked_for() {
    let Walled { one, other, t: _t, .. } = with_notes().await;
    const NEAREST: &str = "SELECT tenant_id::text FROM people \
                           ORDER BY place <-> point '(80, 80)' LIMIT 10";
    for (tenant, id) in [(&one, "1"), (&other, "2")] {
        assert_eq!(lines(tenant, NEAREST.to_owned()).await, [id; 10]);
        let plan = plan(tenant, NEAREST).await;
        assert!(plan.contains("Index Scan using people_places"), "{plan}");
    }
}
