//! A directory of tenants, and a folder of migrations for them.

use orm::directory::{ConnectionKind, NewConnection, NewTenant, TenantPlace};
use orm::schema::Table;
use orm::{Db, Dialect, Directory, Model, Tenancy, sql, unsafe_text};
use orm_migrate::schema::{Column, DataType, Schema};
use orm_migrate::tenants::Migrated;
use orm_migrate::{Answers, Draft, Migrations, Options, Source, Target, Tenants, diff, plan};
use orm_tests::setup::TestDb;
use std::ops::RangeInclusive;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use tempfile::TempDir;

#[derive(Model)]
#[model(table = "plans")]
pub(crate) struct Plan {
    #[model(primary_key, auto)]
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
#[model(table = "notes", tenant = tenant_id)]
pub(crate) struct Note {
    #[model(primary_key, auto)]
    pub id: i64,
    pub tenant_id: i64,
    pub text: String,
}

pub(crate) const TABLES: &[&Table] = &[Plan::TABLE, Note::TABLE];

pub(crate) struct Ground {
    pub(crate) db: Db,
    pub(crate) directory: Directory<i64>,
    pub(crate) t: TestDb,
    folder: TempDir,
    options: Options,
    /// The databases of tenants, which end with the test.
    others: Mutex<Vec<TestDb>>,
}

/// Where a tenant is.
pub(crate) enum Place {
    Rows,
    /// `t` and its id.
    Schema,
    Database,
}

impl Ground {
    /// Tenants have schemas.
    pub(crate) async fn schemas(t: TestDb) -> Ground {
        Ground::new(t, Options::default().tenant_schemas()).await
    }

    /// Tenants share tables, or have databases.
    pub(crate) async fn rows(t: TestDb) -> Ground {
        Ground::new(t, Options::default()).await
    }

    /// Some tenants share tables, and others have schemas, or databases.
    pub(crate) async fn mixed(t: TestDb) -> Ground {
        Ground::new(t, Options::default().tenant_schemas_and_rows()).await
    }

    async fn new(t: TestDb, options: Options) -> Ground {
        let db = Db::builder(&t.url).tenancy(Tenancy::Directory).connect().await.unwrap();
        let own = [orm::directory::TABLES, orm_migrate::tenants::TABLES].concat();
        orm_migrate::create_tables(&db, &own).await.unwrap();
        let directory = Directory::open(&db).await.unwrap();
        let folder = TempDir::with_prefix("orm-migrations-").unwrap();
        let g = Ground { db, directory, t, folder, options, others: Mutex::default() };
        let models = Schema::of_models(g.db.dialect(), TABLES);
        g.generate("first", |schema| *schema = models).await;
        g.up().await;
        g
    }

    /// Writes a migration to the schema after this change.
    pub(crate) async fn generate(&self, name: &str, change: impl FnOnce(&mut Schema)) {
        let migrations = self.migrations();
        let dialect = self.db.dialect();
        let before = migrations.snapshot().unwrap().unwrap_or(Schema::empty(dialect));
        let mut after = before.clone();
        change(&mut after);
        let changes = diff(&before, &after, &Answers::new());
        let plan = plan(&before, &changes.target, &changes.ops, &self.options);
        let draft = Draft::new(name).plan(&plan, &changes.target);
        draft.write(self.folder.path(), &migrations).unwrap();
    }

    /// Writes a migration by hand: the paths and texts of its files. Gives its id.
    pub(crate) fn by_hand(&self, name: &str, files: &[(&str, &str)]) -> String {
        let ids = Draft::new(name).write(self.folder.path(), &self.migrations()).unwrap();
        let place = self.folder.path().join(&ids[0]);
        for (file, text) in files {
            let file = place.join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            let before = std::fs::read_to_string(&file).unwrap_or_default();
            let is_manifest = file.ends_with("migration.toml");
            std::fs::write(file, if is_manifest { before + text } else { (*text).to_owned() })
                .unwrap();
        }
        ids[0].clone()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn migrations(&self) -> Migrations {
        Source::folder(self.folder.path()).load(self.db.dialect()).unwrap()
    }

    pub(crate) fn tenants(&self) -> Tenants<i64> {
        Tenants::new(&self.directory, TABLES).with_migrations(self.migrations())
    }

    pub(crate) async fn up(&self) -> Migrated<i64> {
        let (tenants, migrations) = (self.tenants(), self.migrations());
        tenants.migrate(&migrations).up(Target::Latest).await.unwrap()
    }

    /// Makes tenants in the schemas `t1`, `t2`, ..
    pub(crate) async fn create(&self, ids: RangeInclusive<i64>) {
        for id in ids {
            let place = TenantPlace::schema(format!("t{id}"));
            self.tenants().create(id).place(place).run().await.unwrap();
        }
    }

    pub(crate) async fn create_at(&self, id: i64, place: Place) {
        let tenants = self.tenants();
        let new = tenants.create(id);
        let new = match place {
            Place::Rows => new,
            Place::Schema => new.place(TenantPlace::schema(format!("t{id}"))),
            Place::Database => {
                let name = format!("own{id}");
                let file = self.folder.path().join(&name);
                let database = match self.db.dialect() {
                    Dialect::Sqlite => file.display().to_string(),
                    Dialect::Postgres => {
                        let other = orm_tests::setup::postgres().await;
                        let database = other.url.rsplit('/').next().unwrap().to_owned();
                        self.others.lock().unwrap().push(other);
                        database
                    }
                };
                new.database(name, NewConnection::new(ConnectionKind::Dedicated, database))
            }
        };
        new.run().await.unwrap();
    }

    /// Enters tenants in service that have no schemas.
    pub(crate) async fn enter(&self, ids: RangeInclusive<i64>) {
        for id in ids {
            let place = TenantPlace::schema(format!("t{id}"));
            self.directory.insert(&id, NewTenant { place, ..NewTenant::default() }).await.unwrap();
        }
    }

    /// Says that all tenants are in service, and have this version.
    pub(crate) async fn set_versions(&self, version: Option<String>) {
        let set = sql::<()>("UPDATE orm_tenant SET version = $1, state = 'active'");
        set.bind(version).exec(&self.db).await.unwrap();
    }

    /// The command line, to be run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tenant_manage"));
        command.arg("--database-url").arg(&self.t.url);
        command.arg("--migrations").arg(self.folder.path()).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command line, and gives its exit code and what it printed.
    pub(crate) fn manage(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.command(arguments).output().expect("it was built");
        let told = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        (output.status.code().expect("it was not killed"), told.concat())
    }

    pub(crate) async fn run(&self, statement: String) {
        sql::<()>(unsafe_text(statement)).exec(&self.t.db).await.unwrap();
    }

    pub(crate) async fn has_column(&self, tenant: i64, column: &str) -> bool {
        let there = "SELECT EXISTS (SELECT 1 FROM information_schema.columns \
                     WHERE table_schema = $1 AND table_name = 'notes' AND column_name = $2)";
        let there = sql::<bool>(there).bind(format!("t{tenant}")).bind(column);
        there.one(&self.t.db).await.unwrap()
    }

    /// The states in the history of a tenant's schema, in order.
    pub(crate) async fn states(&self, tenant: i64) -> Vec<String> {
        let states = format!("SELECT state FROM t{tenant}.orm_migration ORDER BY number");
        sql::<String>(unsafe_text(states)).all(&self.t.db).await.unwrap()
    }
}

/// A schema with another column of the tenants' table.
pub(crate) fn added(schema: &mut Schema, column: &str) {
    let ty = if schema.dialect == Dialect::Sqlite { "TEXT" } else { "text" };
    let mut column = Column::new(column, DataType::named(ty));
    column.nullable = true;
    let notes = schema.tables.iter_mut().find(|table| table.name.name == "notes");
    notes.expect("it is there").columns.push(column);
}
