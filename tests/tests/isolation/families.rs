//! The same over random models: ids of every type, keys that are given, made or composite, rows that are
//! deleted softly, references by keys and by unique columns that refuse, cascade or are emptied, a model that
//! refers to itself, one that has one or many, and links.

mod drive;
mod generate;
mod made;
mod oracle;
mod shape;
mod statements;

use crate::{pool, rounds, seed};
use drive::Family;
use oracle::State;
use orm::directory::{ConnectionKind, NewConnection, NewTenant, TenantPlace, TenantState};
use orm::{Db, Dialect, Directory, Error, Tenancy, Tenant};
use orm_tests::setup::{self, Roles, TestDb, Walls};
use statements::Turn;

/// Long, so that no other number in a message is mistaken for one.
const FIRST: i32 = 7_320_001;

const TENANTS: usize = 8;

/// How tenants are kept apart.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Rows(Dialect),
    Policies,
    Schemas,
    /// Each in one of its own, by a directory.
    Databases(Dialect),
}

fn number(at: usize) -> i32 {
    FIRST + i32::try_from(at).expect("there are few")
}

impl Way {
    fn tenant<F: Family>(self, db: &Db, at: usize) -> Tenant<F::Id> {
        let tenant = db.tenant(F::id(number(at)));
        match self {
            Way::Policies => tenant.without_condition().expect("row-level security is on"),
            Way::Rows(_) | Way::Schemas | Way::Databases(_) => tenant,
        }
    }

    /// What stands before a table's name where tenants have tables of their own.
    fn before<F: Family>(self, at: usize) -> String {
        match self {
            Way::Schemas => format!("\"tenant_{}\".", F::id_text(number(at))),
            Way::Rows(_) | Way::Policies | Way::Databases(_) => String::new(),
        }
    }

    fn tenants<F: Family>(self, db: &Db) -> Vec<Tenant<F::Id>> {
        (0..TENANTS).map(|at| self.tenant::<F>(db, at)).collect()
    }

    async fn run<F: Family>(self) {
        match self {
            Way::Rows(dialect) => {
                let t = empty(dialect).await;
                t.create(F::TABLES).await;
                let tenants = self.tenants::<F>(&pool(&t, |builder| builder).await);
                random::<F>(self, &tenants, &[&t.db; TENANTS]).await;
            }
            Way::Policies => {
                let t = setup::policies(F::TABLES, Walls::Policies).await;
                let outside = Db::connect(&t.url).await.expect("the superuser may connect");
                let db = Roles::known(&t).builder().connect().await.expect("the role may connect");
                random::<F>(self, &self.tenants::<F>(&db), &[&outside; TENANTS]).await;
            }
            Way::Schemas => {
                let t = setup::postgres().await;
                let db = pool(&t, |builder| builder.tenancy(Tenancy::schemas())).await;
                let tenants = self.tenants::<F>(&db);
                orm_tests::models::create_for(&db, F::TABLES, &tenants).await;
                random::<F>(self, &tenants, &[&db; TENANTS]).await;
            }
            Way::Databases(dialect) => {
                let admin = empty(dialect).await;
                let (tenants, own) = apart::<F>(&admin, dialect).await;
                let outside: Vec<_> = own.iter().map(|t| &t.db).collect();
                random::<F>(self, &tenants, &outside).await;
            }
        }
    }
}

async fn empty(dialect: Dialect) -> TestDb {
    match dialect {
        Dialect::Sqlite => setup::sqlite().await,
        Dialect::Postgres => setup::postgres().await,
    }
}

/// Tenants with a database each, of which not all can be open.
async fn apart<F: Family>(t: &TestDb, dialect: Dialect) -> (Vec<Tenant<F::Id>>, Vec<TestDb>) {
    let db = pool(t, |builder| builder.tenancy(Tenancy::Directory)).await;
    t.create(orm::directory::TABLES).await;
    let directory = Directory::builder(&db).max_connections(8).open().await.expect("it has tables");
    let (mut tenants, mut own) = (Vec::new(), Vec::new());
    for at in 0..TENANTS {
        let (id, database) = (F::id(number(at)), empty(dialect).await);
        database.create(F::TABLES).await;
        let name = format!("own_{at}");
        let new = NewConnection::new(ConnectionKind::Dedicated, database.database());
        let added = directory.connections().add(&name, new.max_connections(2)).await;
        added.expect("the name is free");
        let new = NewTenant { place: TenantPlace::database(name), ..NewTenant::default() };
        directory.insert(&id, new).await.expect("the id is free");
        let creating = [TenantState::Creating];
        let active = directory.set_state(&id, &creating, TenantState::Active, None).await;
        active.expect("it was being created");
        tenants.push(directory.tenant(id).await.expect("it is in service"));
        own.push(database);
    }
    (tenants, own)
}

/// Each statement by a random tenant. After it, that tenant has what the oracle says; after some of them, all
/// others have what they had.
async fn random<F: Family>(way: Way, tenants: &[Tenant<F::Id>], outside: &[&Db]) {
    let mut dice = seed();
    let ids: Vec<_> = (0..TENANTS).map(|at| F::id_text(number(at))).collect();
    let mut states = Vec::new();
    for (at, tenant) in tenants.iter().enumerate() {
        fill::<F>(tenant, marks(at)).await.expect("nothing is there");
        states.push(look::<F>(way, outside[at], at).await);
        assert_eq!(states[at].rows.len(), 6);
    }
    let mut changes = 0;
    for round in 0..rounds() * 8 {
        let at = dice.below(TENANTS as u64) as usize;
        let other = (at + 1 + dice.below(TENANTS as u64 - 1) as usize) % TENANTS;
        let strange: Vec<_> = ids.iter().filter(|id| **id != ids[at]).cloned().collect();
        let mut turn = Turn::<F> {
            own: &tenants[at],
            other: &tenants[other],
            may_clash: matches!(way, Way::Schemas | Way::Databases(_)),
            marks: marks(at),
            state: states[at].clone(),
            dice: dice.branch(),
            strange: &strange,
        };
        turn.something().await.expect("nothing else goes wrong");
        changes += u64::from(turn.state != states[at]);
        states[at] = turn.state;
        let looked_at = if round % 40 == 0 { 0..TENANTS } else { at..at + 1 };
        for at in looked_at {
            assert_eq!(look::<F>(way, outside[at], at).await, states[at], "the tenant {at}");
        }
    }
    assert!(changes > rounds(), "{changes} are too few for anything to be seen");
}

/// The first of the marks that tell whose a row is: there are a hundred.
fn marks(at: usize) -> i32 {
    i32::try_from(at).expect("there are few") * 100
}

/// Every tenant begins with the same codes, and with all that can refer to another one.
async fn fill<F: Family>(tenant: &Tenant<F::Id>, marks: i32) -> Result<(), Error> {
    for code in 0..4 {
        F::add_top(tenant, code, marks).await?;
        F::add_label(tenant, code, marks).await?;
    }
    for code in 0..6 {
        let (top, boss) = (Some(code % 4), Some(code - 1).filter(|boss| *boss >= 0));
        let new = [code, marks + code * 16];
        F::add_row(tenant, tenant, new, [top, boss], false).await?;
        F::add_part(tenant, tenant, [code, marks], code).await?;
        F::link(tenant, tenant, code, code % 4, true).await?;
    }
    Ok(())
}

/// Read by hand, beside all conditions and policies.
async fn look<F: Family>(way: Way, outside: &Db, at: usize) -> State {
    let text = F::LOOK.replace('@', &way.before::<F>(at));
    let look = orm::sql::<String>(orm::unsafe_text(text)).bind(F::id_text(number(at)));
    let lines = look.unscoped("what the tables hold, beside the condition").all(outside).await;
    State::read(&lines.expect("the tables are there"))
}

macro_rules! families {
    ($($family:ident),*) => {$(
        mod $family {
            use super::{Dialect, Way, made};

            #[tokio::test]
            async fn sqlite() {
                Way::Rows(Dialect::Sqlite).run::<made::$family::Made>().await;
            }

            #[tokio::test]
            async fn postgres() {
                Way::Rows(Dialect::Postgres).run::<made::$family::Made>().await;
            }

            #[tokio::test]
            async fn policies_alone() {
                Way::Policies.run::<made::$family::Made>().await;
            }

            #[tokio::test]
            async fn schemas() {
                Way::Schemas.run::<made::$family::Made>().await;
            }

            #[tokio::test]
            async fn sqlite_databases() {
                Way::Databases(Dialect::Sqlite).run::<made::$family::Made>().await;
            }

            #[tokio::test]
            async fn postgres_databases() {
                Way::Databases(Dialect::Postgres).run::<made::$family::Made>().await;
            }
        }
    )*};
}
families!(f1, f2, f3, f4, f5, f6);
