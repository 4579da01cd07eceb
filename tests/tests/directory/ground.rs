//! A directory in a test's database, and databases for its tenants.

use crate::models::TABLES;
use orm::directory::{ConnectionKind, DirectoryBuilder, NewConnection, NewTenant, RegistryKeys};
use orm::directory::{TenantPlace, TenantState};
use orm::{Db, Dialect, Directory, Tenancy, Tenant};
use orm_tests::setup::{self, TestDb};
use std::sync::Mutex;
use std::time::Duration;

/// The admin database with a directory and the tables that tenants share.
pub(crate) struct Ground {
    pub(crate) db: Db,
    pub(crate) directory: Directory<i64>,
    /// Its database, and a pool on it that knows of no directory.
    pub(crate) t: TestDb,
    /// The databases of tenants, which end with the test.
    others: Mutex<Vec<TestDb>>,
}

pub(crate) async fn postgres() -> Ground {
    ground(setup::postgres().await).await
}

pub(crate) async fn sqlite() -> Ground {
    ground(setup::sqlite().await).await
}

async fn ground(t: TestDb) -> Ground {
    let builder = Db::builder(&t.url).tenancy(Tenancy::Directory);
    let db = builder.acquire_timeout(Duration::from_secs(5)).connect().await.expect("it is there");
    let tables: Vec<_> = orm::directory::TABLES.iter().chain(TABLES).copied().collect();
    orm_migrate::create_tables(&db, &tables).await.expect("the database is empty");
    let directory = Directory::builder(&db).keys(keys("k1")).open().await.expect("it has tables");
    Ground { db, directory, t, others: Mutex::default() }
}

/// Keys with these ids, each another one.
pub(crate) fn keys(ids: &str) -> RegistryKeys {
    let key = |id: &str| {
        let bytes: String = id.bytes().cycle().take(32).map(char::from).collect();
        format!("{id}:{}", base64(bytes.as_bytes()))
    };
    let keys: Vec<_> = ids.split(',').filter(|id| !id.is_empty()).map(key).collect();
    RegistryKeys::parse(&keys.join(",")).expect("they are keys")
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let bits = part.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - part.len()));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at > part.len() { '=' } else { char::from(digit) });
        }
    }
    text
}

impl Ground {
    pub(crate) fn is_postgres(&self) -> bool {
        self.db.dialect() == Dialect::Postgres
    }

    /// Another directory on the same tables, with a pool of its own: what another process has.
    pub(crate) async fn elsewhere(
        &self,
        set: impl FnOnce(DirectoryBuilder<i64>) -> DirectoryBuilder<i64>,
    ) -> Directory<i64> {
        let builder = Db::builder(&self.t.url).tenancy(Tenancy::Directory);
        let builder = builder.acquire_timeout(Duration::from_millis(500));
        let db = builder.connect().await.expect("it is there");
        set(Directory::builder(&db).keys(keys("k1"))).open().await.expect("it has tables")
    }

    /// A new, empty database, as a connection would have it.
    pub(crate) async fn database(&self) -> String {
        let t = if self.is_postgres() { setup::postgres().await } else { setup::sqlite().await };
        let name = match t.url.strip_prefix("sqlite://") {
            Some(file) => file.to_owned(),
            None => t.url.rsplit_once('/').expect("a URL has a database").1.to_owned(),
        };
        self.others.lock().expect("nobody panicked").push(t);
        name
    }

    /// A connection to a new database with the tenants' tables.
    pub(crate) async fn connection(&self, name: &str, kind: ConnectionKind) {
        let new = NewConnection::new(kind, self.database().await).max_connections(2);
        self.add(name, new).await;
    }

    pub(crate) async fn add(&self, name: &str, new: NewConnection) {
        let connections = self.directory.connections();
        connections.add(name, new).await.expect("the name is free");
        let db = connections.database(name).await.expect("it was added");
        orm_migrate::create_tables(&db, TABLES).await.expect("it is empty");
    }

    /// A tenant in this place, in service, whose tables are there.
    pub(crate) async fn tenant(&self, id: i64, place: TenantPlace) -> Tenant<i64> {
        let directory = &self.directory;
        let has_schema = place.schema.is_some();
        let new = NewTenant { name: format!("tenant {id}"), place, ..NewTenant::default() };
        directory.insert(&id, new).await.expect("the id is free");
        if has_schema {
            let tenant =
                directory.manage(id, "a test makes its schema").await.expect("it is there");
            orm_migrate::create_tenant(&tenant, TABLES).await.expect("the schema is new");
        }
        directory
            .set_state(&id, &[TenantState::Creating], TenantState::Active, None)
            .await
            .expect("it was being created");
        directory.tenant(id).await.expect("it is in service")
    }

    /// Tenants in every place that the database has: two in the shared tables, one in a schema, one in
    /// a database of its own, and on PostgreSQL one in a schema there.
    pub(crate) async fn everywhere(&self) -> Vec<Tenant<i64>> {
        self.connection("own", ConnectionKind::Dedicated).await;
        let mut places =
            vec![TenantPlace::rows(), TenantPlace::rows(), TenantPlace::database("own")];
        if self.is_postgres() {
            self.connection("far", ConnectionKind::Shared).await;
            places.push(TenantPlace::schema("acme"));
            places.push(TenantPlace::database("far").in_schema("beta"));
        }
        let mut tenants = Vec::new();
        for (id, place) in (1..).zip(places) {
            tenants.push(self.tenant(id, place).await);
        }
        tenants
    }
}
