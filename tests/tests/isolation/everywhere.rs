//! Rows that belong to nobody are reached through everything, and a tenant's through each handle of one:
//! what has to compile beside all that must not.

use orm::scope::{Reaches, TenantExecutor};
use orm::{Error, Executor, Locking, Model, Query, TxOptions, Writer, create_with, load_related};
use orm_tests::models::tenants::*;
use orm_tests::models::{TENANTS, create};
use orm_tests::{TestDb, setup};

async fn read(db: &(impl Executor + ?Sized)) -> Result<(), Error> {
    let all = || Land::query().order_by(|l| l.code.asc());
    assert_eq!(all().all(db).await?.len(), 1);
    assert!(all().optional(db).await?.is_some());
    assert!(all().first(db).await?.is_some());
    assert!(all().stream(db).next().await?.is_some());
    assert!(all().copy_out(db).next().await?.is_some());
    assert_eq!(all().count(db).await?, 1);
    assert!(all().exists(db).await?);
    assert_eq!(all().page(db, 20, None).await?.rows.len(), 1);
    all().explain(db).await?;
    assert!(!all().to_sql(db)?.contains("tenant_id"));
    assert!(Land::find(db, "FR").await?.is_none());
    Land::get(db, "DE").await?.reload(db).await?;
    Ok(())
}

async fn write(db: &(impl Writer + ?Sized)) -> Result<(), Error> {
    let new = || land::New { code: "FR".into() };
    Land::create(db, new()).await?.delete(db).await?;
    assert!(Land::get_or_create(db, |l| l.code, new()).await?.1);
    let kept = Land::insert_many([new()]).on_conflict(|l| l.code).do_nothing();
    assert_eq!(kept.exec(db).await?, 0);
    assert_eq!(Land::query().filter(|l| l.code.eq("FR")).delete().exec(db).await?, 1);
    assert_eq!(Land::copy_in([new()]).exec(db).await?.rows, 1);
    assert_eq!(Land::query().filter(|l| l.code.eq("FR")).delete().exec(db).await?, 1);
    Ok(())
}

async fn lock(tx: &impl Locking) -> Result<(), Error> {
    assert_eq!(Land::query().for_update().all(tx).await?.len(), 1);
    Ok(())
}

async fn how_many<M: Model>(db: &impl Reaches<M::Scope>) -> Result<i64, Error> {
    Query::<M>::new().count(db).await
}

/// Code for any handle of a tenant, over rows of tenants and of nobody.
async fn of_a_tenant(db: &(impl TenantExecutor<i64> + Writer)) -> Result<(), Error> {
    let land = Land::get(db, "DE").await?;
    let firm = |land_code, code: &str| firm::New { code: code.into(), land_code };
    let new = firm::New { code: "with".into(), land_code: "DE".into() };
    let person = |firm_code, email: &str| person::New {
        email: email.into(),
        firm_code,
        boss_id: None,
        age: 1,
    };
    let made = create_with(db, new, Firm::people, ["ann", "ben"], person).await?;
    let loaded = load_related(db, made.people(), |p| (p.minions(), p.skills())).await?;
    assert_eq!(loaded.len(), 2);
    land.firms().create(db, |code| firm(code, "of the land")).await?;
    assert_eq!((how_many::<Firm>(db).await?, how_many::<Land>(db).await?), (2, 1));
    assert_eq!(Person::query().delete().exec(db).await?, 2);
    assert_eq!(Firm::query().with_deleted().delete().hard().exec(db).await?, 2);
    Ok(())
}

async fn everywhere(t: TestDb) -> Result<(), Error> {
    let db = &t.db;
    create(db, TENANTS).await;
    Land::create(db, land::New { code: "DE".into() }).await?;
    let (tenant, all) = (&db.tenant(1_i64), &db.across_tenants("a test"));
    let another = &db.tenant("another".to_owned());
    let any: &(dyn Writer + Send) = db;
    read(db).await?;
    read(tenant).await?;
    read(another).await?;
    read(all).await?;
    read(any).await?;
    write(db).await?;
    write(tenant).await?;
    write(another).await?;
    write(all).await?;
    write(any).await?;
    of_a_tenant(tenant).await?;
    assert_eq!(how_many::<Firm>(all).await?, 0);
    db.transaction(async |tx| {
        read(tx).await?;
        write(tx).await?;
        lock(tx).await
    })
    .await?;
    tenant
        .transaction(async |tx| {
            read(tx).await?;
            write(tx).await?;
            of_a_tenant(tx).await?;
            tx.transaction(async |inner| of_a_tenant(inner).await).await?;
            lock(tx).await
        })
        .await?;
    all.transaction(async |tx| lock(tx).await).await?;
    db.read_transaction(TxOptions::new(), async |tx| read(tx).await).await?;
    let of_tenant = tenant.read_transaction(TxOptions::new(), async |tx| {
        read(tx).await?;
        how_many::<Firm>(tx).await
    });
    assert_eq!(of_tenant.await?, 0);
    Ok(())
}

#[tokio::test]
async fn sqlite() {
    everywhere(setup::sqlite().await).await.unwrap();
}

#[tokio::test]
async fn postgres() {
    everywhere(setup::postgres().await).await.unwrap();
}
