//! The manager of tenants: made, filled, counted, copied, moved, deleted, and all of them in turn.

mod copies;
mod create;
mod delete;
mod each;
mod measure;
mod moving;
mod policies;
mod thousand;

use orm::directory::{ConnectionKind, NewConnection, TenantPlace};
use orm::schema::Table;
use orm::{Db, DbBuilder, Dialect, Directory, Error, Model, Tenancy, Writer};
use orm_migrate::{Tenants, tenants};
use orm_tests::setup::TestDb;

/// What belongs to tenants, and refers to itself.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "notes", tenant = tenant_id, unique(title))]
pub struct Note {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    pub title: String,
    #[model(references = Note, relation = original, on_delete = set_null)]
    pub answer_to: Option<i64>,
}

/// What belongs to a note, and to a kind that is nobody's.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "lines", tenant = tenant_id)]
pub struct Line {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    #[model(references = Note, on_delete = cascade)]
    pub note_id: i64,
    #[model(references = Sort, relation = sort)]
    pub sort_code: String,
    pub weight: f64,
    pub bytes: Vec<u8>,
    pub more: serde_json::Value,
}

/// What belongs to nobody.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "sorts")]
pub struct Sort {
    #[model(primary_key)]
    pub code: String,
}

/// A table that costs little.
#[derive(Model, Debug, Clone)]
#[model(table = "tinies", tenant = tenant_id)]
pub struct Tiny {
    #[model(primary_key)]
    pub key: i64,
    pub tenant_id: i64,
}

/// All models of a program, in an order in which none comes before what it refers to.
const TABLES: &[&Table] = &[Line::TABLE, Note::TABLE, Sort::TABLE];

/// An admin database with the tables that tenants share.
struct Ground {
    t: TestDb,
    db: Db,
    directory: Directory<i64>,
    tenants: Tenants<i64>,
}

async fn ground(t: TestDb) -> Ground {
    let db = connect(&t.url).await;
    for tables in [orm::directory::TABLES, tenants::TABLES, TABLES] {
        orm_migrate::create_tables(&db, tables).await.expect("an empty database takes tables");
    }
    let sort = sort::New { code: "plain".into() };
    Sort::create(&db, sort).await.expect("the table is there");
    let (directory, tenants) = open(&db).await;
    Ground { t, db, directory, tenants }
}

async fn connect(url: &str) -> Db {
    builder(url).connect().await.expect("the test's database takes connections")
}

fn builder(url: &str) -> DbBuilder {
    Db::builder(url).tenancy(Tenancy::Directory)
}

async fn open(db: &Db) -> (Directory<i64>, Tenants<i64>) {
    let directory = Directory::<i64>::open(db).await.expect("the directory's tables are there");
    let tenants = Tenants::new(&directory, TABLES);
    (directory, tenants)
}

impl Ground {
    /// A database for a tenant, beside the test's own.
    fn own_database(&self, name: &str) -> NewConnection {
        self.database(ConnectionKind::Dedicated, name)
    }

    fn database(&self, kind: ConnectionKind, name: &str) -> NewConnection {
        let database = match self.db.dialect() {
            Dialect::Postgres => {
                let (_, own) = self.t.url.rsplit_once('/').expect("a URL has a database");
                format!("{own}_{name}")
            }
            Dialect::Sqlite => {
                let file = self.t.url.trim_start_matches("sqlite://");
                file.replace("test.db", &format!("{name}.db"))
            }
        };
        NewConnection::new(kind, database)
    }

    /// Tenants that share tables, each with one note.
    async fn small(&self, ids: std::ops::Range<i64>) {
        for id in ids {
            self.tenants.create(id).seed(async |tx| welcome(tx).await).await.expect("it is made");
        }
    }

    /// What tenants of the test have: a place of each kind that the database has.
    fn places(&self) -> Vec<TenantPlace> {
        match self.db.dialect() {
            Dialect::Postgres => vec![TenantPlace::rows(), TenantPlace::schema("own_schema")],
            Dialect::Sqlite => vec![TenantPlace::rows()],
        }
    }

    async fn titles(&self, id: i64) -> Vec<String> {
        let tenant = self.directory.tenant(id).await.expect("the tenant is in service");
        let titles = Note::query().order_by(|n| n.id.asc()).select(|n| n.title);
        titles.all(&tenant).await.expect("its tables are there")
    }
}

async fn welcome(tx: &(impl Writer + orm::scope::TenantExecutor<i64>)) -> Result<(), Error> {
    let title = "welcome".to_owned();
    Note::create(tx, note::New { title, answer_to: None }).await.map(drop)
}

/// The same tests on both databases.
macro_rules! on_both {
    ($($name:ident)+) => {
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::ground(orm_tests::setup::postgres().await).await).await;
            })+
        }
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name(crate::ground(orm_tests::setup::sqlite().await).await).await;
            })+
        }
    };
}
pub(crate) use on_both;
