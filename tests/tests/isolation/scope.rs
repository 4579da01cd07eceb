//! Where others keep a tenant and this library must not: in queries, connections, statements, savepoints.

use crate::pool;
use orm::{Db, Error, Tenant, TxOptions};
use orm_tests::models::tenants::*;
use orm_tests::models::{TENANTS, create};
use orm_tests::{TestDb, setup};

const MANY: i64 = 300;

/// Tenants of which each has the firm `main` with one person, whose age is the tenant's id.
async fn made(t: &TestDb, tenants: i64) -> Db {
    let db = pool(t, |builder| builder.max_connections(1)).await;
    create(&db, TENANTS).await;
    Land::create(&db, land::New { code: "DE".into() }).await.unwrap();
    for id in 1..=tenants {
        let tenant = db.tenant(id);
        let firm = firm::New { code: "main".into(), land_code: "DE".into() };
        Firm::create(&tenant, firm).await.unwrap();
        hire(&tenant, "ann", id).await.unwrap();
    }
    db
}

async fn hire(tenant: &Tenant<i64>, email: &str, age: i64) -> Result<Person, Error> {
    let new = person::New {
        email: email.into(),
        firm_code: "main".into(),
        boss_id: None,
        age: age as i32,
    };
    Person::create(tenant, new).await
}

/// One statement with the tenant as a value: as many are kept as there are texts, whoever sends them.
async fn one_statement_for_all_tenants(t: TestDb) {
    let db = made(&t, MANY).await;
    let recorded = db
        .record(async || {
            for id in 1..=MANY {
                let ages = Person::query().select(|p| p.age).all(&db.tenant(id)).await.unwrap();
                assert_eq!(ages, [id as i32]);
            }
        })
        .await;
    let first = &recorded.statements[0].sql;
    assert_eq!(recorded.statements.len(), MANY as usize);
    assert!(recorded.statements.iter().all(|statement| statement.sql == *first));
    assert!(!first.contains("300"), "{first}");
}

/// A query is made before anybody knows for whom, and sent for one after the other.
async fn a_query_has_no_tenant_of_its_own(t: TestDb) {
    let db = made(&t, 3).await;
    let query = Firm::query().prefetch_related(|f| f.people());
    let ages = Person::query().filter(|p| p.firm().code.eq("main")).select(|p| p.age);
    for id in [1, 2, 3, 1] {
        let tenant = db.tenant(id);
        assert_eq!(ages.clone().one(&tenant).await.unwrap(), id as i32);
        let firms = query.clone().all(&tenant).await.unwrap();
        assert_eq!(firms[0].people()[0].age, id as i32);
    }
    // A cursor is no way to another tenant's rows either.
    for id in [1, 2] {
        for age in [100, 200] {
            hire(&db.tenant(id), &age.to_string(), id + age).await.unwrap();
        }
    }
    let pages = Person::query().order_by(|p| p.email.asc());
    let page = pages.clone().page(&db.tenant(1), 1, None).await.unwrap();
    let next = pages.page(&db.tenant(2), 9, page.next.as_ref()).await.unwrap();
    assert!(next.rows.iter().all(|person| person.tenant_id == 2));
}

/// A connection serves one tenant after the other, and nobody after them.
async fn a_connection_keeps_no_tenant(t: TestDb) {
    let db = made(&t, 2).await;
    for id in [1, 2, 1] {
        let tx = db.tenant(id).begin().await.unwrap();
        assert_eq!(Person::query().one(&tx).await.unwrap().tenant_id, id);
        match id {
            1 => tx.commit().await.unwrap(),
            _ => tx.rollback().await.unwrap(),
        }
        assert_eq!(Person::query().one(&db.tenant(3 - id)).await.unwrap().tenant_id, 3 - id);
    }
    drop(db.tenant(1).begin().await.unwrap());
    let lands = Land::query().filter(|l| l.firms().is_present());
    assert!(lands.all(&db).await.unwrap_err().is_unscoped());
    assert_eq!(orm::sql::<i64>("SELECT count(*) FROM people").one(&db).await.unwrap(), 2);
}

/// What a savepoint's rollback takes back is what was written, not whose it is.
async fn after_a_savepoint(t: TestDb) {
    let db = made(&t, 2).await;
    let tx = db.tenant(2).begin().await.unwrap();
    for _ in 0..2 {
        let inner = tx.begin().await.unwrap();
        assert_eq!(Person::query().delete().exec(&inner).await.unwrap(), 1);
        inner.rollback().await.unwrap();
        assert_eq!(Person::query().one(&tx).await.unwrap().tenant_id, 2);
        let failed = tx.begin().await.unwrap();
        assert!(Person::get(&failed, 0).await.unwrap_err().is_not_found());
        let twice = firm::New { code: "main".into(), land_code: "DE".into() };
        assert!(Firm::create(&failed, twice).await.unwrap_err().is_unique_violation());
        drop(failed);
        assert_eq!(Person::query().one(&tx).await.unwrap().tenant_id, 2);
    }
    tx.commit().await.unwrap();
    assert_eq!(Person::query().one(&db.tenant(1)).await.unwrap().tenant_id, 1);
}

/// Each run of a transaction that may run again is the tenant's.
async fn a_transaction_that_runs_again(t: TestDb) {
    let db = made(&t, 2).await;
    let tenant = db.tenant(2);
    let removed = tenant.transaction_with(TxOptions::new().retry(1), async |tx| {
        assert_eq!(Person::query().one(tx).await?.tenant_id, 2);
        Person::query().delete().exec(tx).await
    });
    assert_eq!(removed.await.unwrap(), 1);
    assert_eq!(Person::query().one(&db.tenant(1)).await.unwrap().tenant_id, 1);
}

/// Who reaches all tenants' rows does so by a handle of its own.
async fn all_tenants_beside_one(t: TestDb) {
    let db = made(&t, 2).await;
    let (one, all) = (db.tenant(1), db.across_tenants("a test"));
    assert_eq!(Person::query().count(&all).await.unwrap(), 2);
    assert_eq!(Person::query().count(&one).await.unwrap(), 1);
    let tx = all.begin().await.unwrap();
    assert_eq!(Person::query().count(&tx).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(Person::query().count(&one).await.unwrap(), 1);
    assert_eq!(Person::query().count(&db.tenant(2)).await.unwrap(), 1);
}

/// Transactions of two tenants have one type where their ids have: each is its own tenant's, whichever a
/// row came from.
async fn transactions_of_two_tenants(t: TestDb) {
    made(&t, 2).await.close(std::time::Duration::from_secs(5)).await.unwrap();
    let db = pool(&t, |builder| builder).await;
    let (one, other) = (db.tenant(1), db.tenant(2));
    let readers = [one.begin_read(Default::default()), other.begin_read(Default::default())];
    let [of_one, of_other] = readers;
    let (of_one, of_other) = (of_one.await.unwrap(), of_other.await.unwrap());
    let theirs = Firm::get(&of_other, "main").await.unwrap();
    assert_eq!(Firm::get(&of_one, "main").await.unwrap().tenant_id, 1);
    assert!(theirs.reload(&of_one).await.unwrap_err().is_not_found());
    assert_eq!(theirs.people().count(&of_one).await.unwrap(), 0);
    of_one.commit().await.unwrap();
    of_other.commit().await.unwrap();
    let tx = one.begin().await.unwrap();
    assert!(theirs.clone().delete(&tx).await.unwrap_err().is_not_found());
    assert_eq!(Person::query().for_update().all(&tx).await.unwrap().len(), 1);
    tx.rollback().await.unwrap();
}

macro_rules! on_both {
    ($($case:ident),* $(,)?) => {
        mod postgres { $(
            #[tokio::test]
            async fn $case() {
                super::$case(super::setup::postgres().await).await;
            }
        )* }
        mod sqlite { $(
            #[tokio::test]
            async fn $case() {
                super::$case(super::setup::sqlite().await).await;
            }
        )* }
    };
}
on_both!(
    one_statement_for_all_tenants,
    a_query_has_no_tenant_of_its_own,
    a_connection_keeps_no_tenant,
    after_a_savepoint,
    a_transaction_that_runs_again,
    all_tenants_beside_one,
    transactions_of_two_tenants,
);

/// Rows that one tenant has locked hinder no other, though all have the same ids and codes.
#[tokio::test]
async fn locks_of_one_tenant_hinder_no_other() {
    let t = setup::postgres().await;
    made(&t, 2).await.close(std::time::Duration::from_secs(5)).await.unwrap();
    let db = pool(&t, |builder| builder).await;
    let (one, other) = (db.tenant(1), db.tenant(2));
    let tx = one.begin().await.unwrap();
    let locked = Firm::query().for_update().all(&tx).await.unwrap();
    assert_eq!(locked.len(), 1);
    let joined = Person::query().filter(|p| p.firm().land().code.eq("DE")).for_update();
    assert_eq!(joined.all(&tx).await.unwrap().len(), 1);
    let free = other.begin().await.unwrap();
    assert_eq!(Firm::query().for_update().nowait().all(&free).await.unwrap().len(), 1);
    assert_eq!(Person::query().for_update().nowait().all(&free).await.unwrap().len(), 1);
    let own = one.begin().await.unwrap();
    let refused = Firm::query().for_update().nowait().all(&own).await.unwrap_err();
    assert!(refused.is_lock_timeout(), "{refused}");
    drop(own);
    free.commit().await.unwrap();
    tx.commit().await.unwrap();
}
