//! Another process for the tests of a directory: it sends statements for a tenant without end, and tells
//! whenever their outcome becomes another one.
//!
//! `tenant_peer URL TENANT`: a line each, `handle served` or `transaction suspended`.

use futures_util::future::join;
use orm::{Db, Directory, Error, Tenancy, Tenant};
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (url, tenant) = (arguments.next(), arguments.next());
    let url = url.expect("the first argument is the admin database's URL");
    let id: i64 = tenant.and_then(|id| id.parse().ok()).expect("the second one is a tenant's id");
    let db = Db::builder(url).tenancy(Tenancy::Directory).connect().await?;
    let directory = Directory::<i64>::open(&db).await?;
    let tenant = directory.tenant(id).await?;
    join(with_a_handle(&tenant), in_a_transaction(&tenant)).await;
    Ok(())
}

/// One handle that is never made anew.
async fn with_a_handle(tenant: &Tenant<i64>) {
    let mut told = "";
    loop {
        let count = question().one(tenant).await;
        tell("handle", &mut told, &count.map(drop));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A transaction that is never done, and another one when it was refused.
async fn in_a_transaction(tenant: &Tenant<i64>) {
    let mut told = "";
    loop {
        let begun = tenant.begin_read(orm::TxOptions::new()).await;
        let tx = match begun {
            Ok(tx) => tx,
            Err(error) => {
                tell("transaction", &mut told, &Err(error));
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            }
        };
        loop {
            let count = question().one(&tx).await;
            let is_refused = count.is_err();
            tell("transaction", &mut told, &count.map(drop));
            if is_refused {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn question() -> orm::query::RawSql<i64> {
    orm::sql("SELECT count(*) FROM notes").unscoped("whose they are does not matter")
}

fn tell(what: &str, told: &mut &str, outcome: &Result<(), Error>) {
    let now = match outcome {
        Ok(()) => "served",
        Err(error) if error.is_tenant_suspended() => "suspended",
        Err(error) if error.is_tenant_deleted() => "deleted",
        Err(error) if error.is_over_quota() => "over quota",
        Err(error) if error.is_unknown_tenant() => "unknown",
        Err(error) => {
            println!("{what} failed: {error:?}");
            *told = "failed";
            return;
        }
    };
    if *told != now {
        println!("{what} {now}");
        *told = now;
    }
}
