//! Row-level security: the server's policies behind the conditions of statements, and alone.

mod bouncer;
mod cases;
mod lint;
mod plan;
mod policy;
mod released;
mod search;
mod session;
mod start;
mod wire;

use orm::{Db, Tenant};
use orm_tests::cases::tenant::two;
use orm_tests::models::TENANTS;
use orm_tests::setup::{self, TestDb, Walls};

/// Two tenants behind policies, as the cases have them, on a pool of one connection.
struct Walled {
    t: TestDb,
    db: Db,
    one: Tenant<i64>,
    other: Tenant<i64>,
}

async fn walled() -> Walled {
    let mut t = setup::policies(TENANTS, Walls::Policies).await;
    two(&t).await.expect("each tenant makes its rows");
    let roles = setup::Roles::known(&t);
    t.db = roles.builder().max_connections(1).connect().await.expect("the role may connect");
    let (one, other) = (t.tenant(1), t.tenant(2));
    Walled { db: t.db.clone(), t, one, other }
}

/// The tenant that the session of the pool's connection has; none is the empty text.
async fn left_behind(db: &Db) -> String {
    const SETTING: &str = "SELECT coalesce(current_setting('orm.tenant_id', true), '')";
    orm::sql::<String>(SETTING).one(db).await.expect("the connection works")
}

/// The SQLSTATE of what must fail.
fn code<T>(result: Result<T, orm::Error>) -> String {
    let Err(error) = result else { panic!("it must fail") };
    error.code().unwrap_or_else(|| panic!("the server refuses it: {error}")).to_owned()
}
