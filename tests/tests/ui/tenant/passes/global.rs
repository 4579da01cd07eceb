// Rows that are nobody's are reached through everything, and a tenant's through each handle of one.

#[path = "../../tenants.rs"]
mod tenants;

use orm::scope::{Reaches, TenantExecutor};
use orm::{
    AllTenants, Db, Error, Executor, Model, Query, ReadTx, Tenant, TenantReadTx, TenantTx, Tx,
    Writer, create_with, load_related,
};
use tenants::*;

async fn read(db: &(impl Executor + ?Sized)) -> Result<Region, Error> {
    let all = || Region::query().order_by(|r| r.code.asc());
    all().all(db).await?;
    all().optional(db).await?;
    all().first(db).await?;
    all().stream(db).next().await?;
    all().copy_out(db).next().await?;
    all().count(db).await?;
    all().exists(db).await?;
    all().page(db, 20, None).await?;
    all().explain(db).await?;
    all().to_sql(db)?;
    Region::find(db, "EU").await?;
    Region::get(db, "EU").await?.reload(db).await
}

async fn write(db: &(impl Writer + ?Sized), new: impl Fn() -> region::New) -> Result<(), Error> {
    Region::create(db, new()).await?.delete(db).await?;
    Region::create_many(db, [new()]).await?;
    Region::get_or_create(db, |r| r.code, new()).await?;
    Region::insert_many([new()]).exec(db).await?;
    Region::insert_many([new()]).on_conflict(|r| r.code).do_nothing().exec(db).await?;
    Region::copy_in([new()]).exec(db).await?;
    Region::query().filter(|r| r.code.eq("EU")).delete().exec(db).await?;
    Ok(())
}

async fn everywhere(
    db: &Db,
    (tx, read_tx): (&Tx, &ReadTx),
    tenant: &Tenant<i64>,
    (tenant_tx, tenant_read_tx): (&TenantTx<i64>, &TenantReadTx<i64>),
    another: &Tenant<String>,
    all: &AllTenants,
    any: &(dyn Writer + Send),
) -> Result<(), Error> {
    let new = || region::New { code: "EU".into() };
    read(db).await?;
    read(tx).await?;
    read(read_tx).await?;
    read(tenant).await?;
    read(tenant_tx).await?;
    read(tenant_read_tx).await?;
    read(another).await?;
    read(all).await?;
    read(any).await?;
    write(db, new).await?;
    write(tx, new).await?;
    write(tenant, new).await?;
    write(tenant_tx, new).await?;
    write(another, new).await?;
    write(all, new).await?;
    write(any, new).await?;
    Region::query().for_update().all(tx).await?;
    Region::query().for_update().all(tenant_tx).await?;
    Ok(())
}

async fn how_many<M: Model>(db: &impl Reaches<M::Scope>) -> Result<i64, Error> {
    Query::<M>::new().count(db).await
}

async fn of_a_tenant(db: &(impl TenantExecutor<i64> + Writer)) -> Result<(), Error> {
    how_many::<Customer>(db).await?;
    let new = region::New { code: "EU".into() };
    let customer = |region_code, name| customer::New { region_code, name };
    let region = create_with(db, new, Region::customers, ["Ada".to_owned()], customer).await?;
    load_related(db, region.customers().to_vec(), |c| (c.invoices(), c.labels())).await?;
    Ok(())
}

async fn each_handle(
    tenant: &Tenant<i64>,
    tx: &TenantTx<i64>,
    read: &TenantReadTx<i64>,
    all: &AllTenants,
) -> Result<(), Error> {
    of_a_tenant(tenant).await?;
    of_a_tenant(tx).await?;
    how_many::<Customer>(read).await?;
    how_many::<Customer>(all).await?;
    tenant.transaction(async |tx| of_a_tenant(tx).await).await
}

fn main() {}
