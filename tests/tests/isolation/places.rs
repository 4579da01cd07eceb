//! Tenants of a directory: each in a database of its own, or some of them in each kind of place.

use crate::dice::Dice;
use crate::ground::{Strategy, begin_new_ids, tenants};
use orm::directory::{ConnectionKind, NewConnection, TenantPlace};
use orm::{AllTenants, Db, DbBuilder, Dialect, Directory, Tenancy, Tenant};
use orm_migrate::Tenants;
use orm_tests::models::TENANTS;
use orm_tests::setup::{self, Roles, TestDb};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How many connections each database has in the program.
const EACH: u32 = 2;

/// How many all of them have together: far fewer than tenants, so that pools are closed and opened anew.
const TOGETHER: u32 = 18;

/// How long another process may not have heard of a move.
const HEARD: Duration = Duration::from_millis(700);

/// How many tenants are moved in a run.
const MOVES: u64 = 12;

/// A kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Tables that tenants share, in the admin database.
    Rows,
    /// A schema there.
    Schema,
    /// A database of its own.
    Database,
    /// Tables that tenants share, in another database.
    FarRows,
    /// A schema there.
    FarSchema,
}

/// Every kind that the database has.
pub(crate) fn every_kind(t: &TestDb) -> &'static [Kind] {
    match t.db.dialect() {
        Dialect::Postgres => {
            &[Kind::Rows, Kind::Schema, Kind::Database, Kind::FarRows, Kind::FarSchema]
        }
        Dialect::Sqlite => &[Kind::Rows, Kind::Database, Kind::FarRows],
    }
}

/// The connection to the other database that tenants share.
const FAR: &str = "far";

/// A program with a directory of tenants, and another process that makes and moves them.
#[derive(Clone)]
pub(crate) struct Places(Arc<Inner>);

struct Inner {
    directory: Directory<i64>,
    /// Handles that are as old as the tenants.
    kept: BTreeMap<i64, Tenant<i64>>,
    handed_out: AtomicU64,
    /// The other process.
    manager: Tenants<i64>,
    kinds: &'static [Kind],
    now: Mutex<BTreeMap<i64, Kind>>,
    /// By the names of their connections.
    databases: BTreeMap<String, TestDb>,
    /// How many moves there were; one at a time.
    moves: tokio::sync::Mutex<u64>,
    /// Whether policies keep tenants apart who share tables, and nothing else does.
    alone: bool,
}

impl Places {
    /// Makes the tenants in turn in these kinds of places, with their tables; behind policies alone, if there
    /// are roles for that.
    pub(crate) async fn of(t: &TestDb, kinds: &'static [Kind], roles: Option<Roles>) -> Places {
        let outside = builder(Db::builder(&t.url)).await;
        for tables in [orm::directory::TABLES, orm_migrate::tenants::TABLES, TENANTS] {
            orm_migrate::create_tables(&outside, tables).await.expect("the database is empty");
        }
        let directory = Directory::open(&outside).await.expect("its tables are there");
        let mut manager = Tenants::new(&directory, TENANTS);
        let program = match &roles {
            Some(roles) => {
                let app = &roles.name();
                let walls = orm_migrate::enable_row_level_security(&outside, TENANTS, app);
                walls.await.expect("the tables are there");
                manager = manager.with_policies_for(app);
                builder(roles.builder()).await
            }
            None => builder(Db::builder(&t.url)).await,
        };
        let directory = Directory::builder(&program).max_connections(TOGETHER);
        let directory = directory.open().await.expect("its tables are there");
        let mut inner = Inner {
            directory,
            kept: BTreeMap::new(),
            handed_out: AtomicU64::new(0),
            manager,
            kinds,
            now: Mutex::default(),
            databases: BTreeMap::new(),
            moves: tokio::sync::Mutex::default(),
            alone: roles.is_some(),
        };
        for (at, id) in tenants().into_iter().enumerate() {
            let kind = kinds[at % kinds.len()];
            inner.add(id, kind, roles.as_ref()).await;
        }
        Places(Arc::new(inner))
    }

    pub(crate) fn program(&self) -> &Db {
        self.0.directory.db()
    }
}

async fn builder(builder: DbBuilder) -> Db {
    let builder = builder.tenancy(Tenancy::Directory).max_connections(5);
    let db = builder.acquire_timeout(Duration::from_secs(60)).connect().await;
    db.expect("the database takes connections")
}

impl Inner {
    async fn add(&mut self, id: i64, kind: Kind, roles: Option<&Roles>) {
        match kind {
            Kind::Rows | Kind::Schema => {}
            Kind::Database => {
                self.connect(&own(id), ConnectionKind::Dedicated, roles).await;
            }
            Kind::FarRows | Kind::FarSchema => {
                if !self.databases.contains_key(FAR) {
                    self.connect(FAR, ConnectionKind::Shared, roles).await;
                }
            }
        }
        let create = self.manager.create(id).place(place(id, kind));
        create.run().await.expect("nothing of it is there");
        self.now().insert(id, kind);
        let tenant = self.directory.tenant(id).await.expect("it is in service");
        self.kept.insert(id, tenant);
    }

    /// Makes an empty database, and registers it.
    async fn connect(&mut self, name: &str, kind: ConnectionKind, roles: Option<&Roles>) {
        let t = match self.directory.db().dialect() {
            Dialect::Postgres => setup::postgres().await,
            Dialect::Sqlite => setup::sqlite().await,
        };
        if let Some(roles) = roles {
            roles.may_use(&t).await;
        }
        let new = NewConnection::new(kind, t.database()).max_connections(EACH);
        let connections = self.manager.directory().connections();
        connections.add(name, new).await.expect("the name is free");
        self.databases.insert(name.to_owned(), t);
    }

    fn now(&self) -> std::sync::MutexGuard<'_, BTreeMap<i64, Kind>> {
        self.now.lock().expect("nobody panicked")
    }

    fn kind(&self, id: i64) -> Kind {
        self.now()[&id]
    }
}

/// The connection of a tenant's own database, and the name of its schema.
fn own(id: i64) -> String {
    format!("own_{id}")
}

fn place(id: i64, kind: Kind) -> TenantPlace {
    match kind {
        Kind::Rows => TenantPlace::rows(),
        Kind::Schema => TenantPlace::schema(own(id)),
        Kind::Database => TenantPlace::database(own(id)),
        Kind::FarRows => TenantPlace::database(FAR),
        Kind::FarSchema => TenantPlace::database(FAR).in_schema(own(id)),
    }
}

impl Strategy for Places {
    async fn make(&self, _: &Db, _: &[i64]) {}

    async fn tenant(&self, _: &Db, id: i64) -> Tenant<i64> {
        let is_kept = self.0.handed_out.fetch_add(1, Ordering::Relaxed).is_multiple_of(2);
        let tenant = match is_kept {
            true => self.0.kept[&id].clone(),
            false => self.0.directory.tenant(id).await.expect("it is in service"),
        };
        match self.0.alone {
            true => tenant.without_condition().expect("row-level security is on"),
            false => tenant,
        }
    }

    fn all(&self, _: &Db) -> Option<AllTenants> {
        None
    }

    fn has_condition(&self) -> bool {
        !self.0.alone
    }

    fn shares_numbers(&self, dialect: Dialect) -> bool {
        dialect == Dialect::Postgres || self.0.kinds == [Kind::Database]
    }

    fn is_alone(&self, id: i64) -> bool {
        !matches!(self.0.kind(id), Kind::Rows | Kind::FarRows)
    }

    fn table(&self, id: i64, table: &str) -> String {
        match self.0.kind(id) {
            Kind::Schema | Kind::FarSchema => format!("\"{}\".{table}", own(id)),
            Kind::Rows | Kind::Database | Kind::FarRows => table.to_owned(),
        }
    }

    fn database(&self, outside: &Db, id: i64) -> Db {
        match place(id, self.0.kind(id)).connection {
            None => outside.clone(),
            Some(name) => self.0.databases[&name].db.clone(),
        }
    }

    /// It is moved to another kind of place, by the other process; what it leaves is removed, or stays.
    async fn befall(&self, id: i64, dice: &mut Dice) {
        let is_now = self.0.kind(id);
        let to = dice.one_of(self.0.kinds);
        let has_database = self.0.databases.contains_key(&own(id));
        if to == is_now || (to == Kind::Database && !has_database) || dice.below(16) > 0 {
            return;
        }
        let mut moves = self.0.moves.lock().await;
        if *moves == MOVES {
            return;
        }
        *moves += 1;
        let manager = &self.0.manager;
        let to_place = manager.move_to(id, place(id, to)).keep_old(Duration::ZERO);
        match to_place.refuse_late(HEARD).settle(HEARD).run().await {
            Ok(_) => {}
            // Keys are unique over all tenants there, so that rows may clash; it stays where it is.
            Err(error)
                if error.is_unique_violation()
                    && manager.directory().db().dialect() == Dialect::Sqlite =>
            {
                manager.abandon_move(&id).await.expect("it is taken back");
                tokio::time::sleep(HEARD).await;
                return;
            }
            Err(error) => panic!("{id} from {is_now:?} to {to:?}: {error:?}"),
        }
        if dice.below(2) == 0 {
            manager.purge().await.expect("the old rows can be removed");
        }
        self.0.now().insert(id, to);
        if self.is_alone(id) {
            begin_new_ids(self, &self.database(manager.directory().db(), id), id).await;
        }
        tokio::time::sleep(HEARD).await;
    }
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Places").field(&self.0.kinds).finish()
    }
}
