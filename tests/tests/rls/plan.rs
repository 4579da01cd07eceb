//! What the server makes of the policies: an index that begins with the tenant finds the rows.

use crate::{Walled, walled};
use orm::{Error, sql};
use orm_tests::models::tenants::*;
use orm_tests::setup::superuser;

#[tokio::test]
async fn an_index_finds_the_tenants_rows() -> Result<(), Error> {
    let Walled { t, one, .. } = walled().await;
    let admin = superuser(&t).await;
    let rows = "INSERT INTO firms (code, tenant_id, land_code) \
                    SELECT 'main', tenant, 'DE' FROM generate_series(3, 100) AS tenant;
                INSERT INTO people (tenant_id, email, firm_code, age, version) \
                    SELECT 3 + n % 98, 'e' || n, 'main', n % 90, 1 FROM generate_series(1, 20000) AS n;
                ANALYZE";
    admin.batch_execute(rows).await.expect("a superuser may insert");
    let plan = Person::query().explain(&one).await?;
    assert!(plan.contains("Index Cond: (tenant_id = (current_setting('orm.tenant_id'"), "{plan}");
    let plan = Person::query().filter(|p| p.email.eq("ann")).explain(&one).await?;
    let by_both = "Index Cond: ((tenant_id = (current_setting('orm.tenant_id'";
    assert!(plan.contains(by_both) && plan.contains("(email = "), "{plan}");
    // With the condition, too.
    let conditioned = t.db.tenant(1);
    let plan = Person::query().explain(&conditioned).await?;
    assert!(plan.contains("Index Cond") && !plan.contains("Seq Scan"), "{plan}");
    let forced = "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity";
    assert_eq!(sql::<i64>(forced).one(&t.db).await?, 5, "each table with tenants");
    Ok(())
}
