//! Two databases with the same tables and rows, one of them with policies, and a role for which they hold.

use super::work::{Entry, Group};
use super::{ENTRIES, GROUPS, TENANTS};
use crate::database;
use orm::{Db, DbBuilder, Error, sql, unsafe_text};

const OPEN: &str = "orm_bench_rows";
const WALLED: &str = "orm_bench_walled";
const ROLE: &str = "orm_bench_app";

/// Where they are.
#[derive(Debug)]
pub(super) struct Place {
    open: String,
    walled: String,
}

impl Place {
    /// Makes both anew.
    pub(super) async fn make(server: &str) -> Result<Place, Error> {
        let open = database(server, OPEN).await?;
        let walled = database(server, WALLED).await?;
        let admin = Db::connect(server).await?;
        // What it was granted in an earlier run went with the databases.
        run(&admin, format!("DROP ROLE IF EXISTS {ROLE}")).await?;
        run(&admin, format!("CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}'")).await?;
        for url in [&open, &walled] {
            let owner = Db::connect(url).await?;
            let tables = [Group::TABLE, Entry::TABLE];
            orm_migrate::create_tables(&owner, &tables).await?;
            fill(&owner).await?;
            if *url == walled {
                orm_migrate::enable_row_level_security(&owner, &tables, ROLE).await?;
            }
        }
        Ok(Place { open: as_role(&open), walled: as_role(&walled) })
    }

    /// One connection, as the role for which policies hold.
    pub(super) fn open(&self, walled: bool) -> DbBuilder {
        let url = if walled { &self.walled } else { &self.open };
        Db::builder(url).row_level_security(walled).max_connections(1).max_lifetime(None)
    }
}

/// As many tenants again have groups alone, for the entries that are made.
async fn fill(owner: &Db) -> Result<(), Error> {
    let groups = TENANTS * 2 * GROUPS;
    run(
        owner,
        format!(
            "INSERT INTO groups (tenant_id, name) SELECT n / {GROUPS} + 1, 'group ' || n \
             FROM generate_series(0, {groups} - 1) AS n"
        ),
    )
    .await?;
    let entries = TENANTS * ENTRIES;
    run(
        owner,
        format!(
            "INSERT INTO entries (tenant_id, group_id, name, visits) \
             SELECT n / {ENTRIES} + 1, n / {ENTRIES} * {GROUPS} + n % {GROUPS} + 1, 'entry ' || n, 0 \
             FROM generate_series(0, {entries} - 1) AS n"
        ),
    )
    .await?;
    for table in ["groups", "entries"] {
        run(owner, format!("GRANT SELECT, INSERT, UPDATE ON {table} TO {ROLE}")).await?;
    }
    run(owner, "VACUUM ANALYZE".to_owned()).await
}

async fn run(db: &Db, text: String) -> Result<(), Error> {
    sql::<()>(unsafe_text(text)).exec(db).await.map(drop)
}

/// The same database, as the role.
fn as_role(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{ROLE}:{ROLE}@{place}")
}
