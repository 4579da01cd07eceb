//! What a new tenant's tables are made of: the last snapshot of the migrations, or the models.

use super::Tenants;
use super::turn::Turns;
use crate::history::{Begin, Direction, History, State};
use crate::schema::{ObjectName, Schema};
use crate::source::{Migration, Migrations};
use crate::sql::Place;
use crate::{Migrator, Target};
use orm::directory::TenantPlace;
use orm::value::DbType;
use orm::{Dialect, Error, Tx};

/// The newest tables, and the migrations that have made them.
pub(super) struct Head {
    schema: Schema,
    /// The same for tables that tenants share, which may have policies.
    shared: Schema,
    done: Vec<Migration>,
    runner: String,
}

impl Head {
    /// The names of all tables, or only of those that tenants share.
    pub(super) fn names(&self, is_shared: bool) -> Vec<ObjectName> {
        let tables = self.schema.tables.iter();
        let tables = tables.filter(|table| !is_shared || table.tenant.is_none());
        tables.map(|table| table.name.clone()).collect()
    }

    /// The statements that make everything in one place: a tenant's own, or one that tenants share.
    pub(super) fn whole_sql(&self, is_own: bool) -> Vec<String> {
        let schema = if is_own { &self.schema } else { &self.shared };
        let mut statements: Vec<_> = schema.create_schemas().chain(schema.create_enums()).collect();
        statements.extend(schema.create_tables(Place::default(), |_| true));
        statements
    }

    /// Whether a process that is behind row-level security itself may make the tables: it would own them.
    ///
    /// # Errors
    /// [`is_refused`](Error::is_refused) if they have policies, or should have.
    pub(super) fn check_owner(&self, is_own: bool) -> Result<(), Error> {
        let has_policies = self.schema.tables.iter().any(|table| !table.policies.is_empty());
        if is_own && !has_policies {
            return Ok(());
        }
        Err(Error::refused(
            "the tables for the tenant are not there, and no policy would hold for a role that owns them: let \
             a process make the tenant that connects as their owner, without `row_level_security`, by \
             `Tenants::with_policies_for`",
        ))
    }

    /// The statements that make what tenants with schemas share.
    pub(super) fn shared_sql(&self) -> Vec<String> {
        let mut statements: Vec<_> =
            self.schema.create_schemas().chain(self.schema.create_enums()).collect();
        let is_shared = |table: &crate::schema::Table| table.tenant.is_none();
        statements.extend(self.schema.create_tables(Place::default(), is_shared));
        statements
    }

    /// The statements that make a tenant's schema, and its tables in it.
    pub(super) fn tenant_sql(&self, schema: &str) -> Vec<String> {
        let mut statements = vec![format!("CREATE SCHEMA {}", Dialect::Postgres.quoted(schema))];
        let place = Place { tenant: Some(schema) };
        let is_tenants = |table: &crate::schema::Table| table.tenant.is_some();
        statements.extend(self.schema.create_tables(place, is_tenants));
        statements
    }

    /// Writes down that the migrations are done in the default schema, unless it has a history.
    pub(super) async fn record(&self, tx: &Tx) -> Result<(), Error> {
        if self.done.is_empty() {
            return Ok(());
        }
        let history = History::of(tx, self.schema.dialect, self.runner.clone()).await;
        let history = history.map_err(Error::refused)?;
        let entries = history.read(tx).await.map_err(Error::refused)?;
        if entries.is_empty() { self.record_in(tx, history).await } else { Ok(()) }
    }

    /// The same in a tenant's schema.
    pub(super) async fn record_in_schema(&self, tx: &Tx, schema: &str) -> Result<(), Error> {
        if self.done.is_empty() {
            return Ok(());
        }
        self.record_in(tx, History::in_schema(schema, self.runner.clone())).await
    }

    async fn record_in(&self, tx: &Tx, history: History) -> Result<(), Error> {
        history.make(tx).await.map_err(Error::refused)?;
        for migration in &self.done {
            let begin = Begin {
                migration,
                direction: Direction::Up,
                state: State::Baselined,
                steps: 0,
                out_of_order: false,
                error: None,
            };
            history.begin(tx, begin).await?;
        }
        Ok(())
    }
}

impl<T: DbType> Tenants<T> {
    /// What new tenants begin with.
    ///
    /// # Errors
    /// [`is_refused`](Error::is_refused) if the last snapshot cannot be read.
    pub(super) fn head(&self) -> Result<Head, Error> {
        let db = self.directory().db();
        let of_models = || {
            let schema = Schema::of_models(db.dialect(), self.tables());
            let shared = match self.policies_for() {
                Some(role) => schema.clone().with_policies_for(role, self.tables()),
                None => schema.clone(),
            };
            Head { schema, shared, done: Vec::new(), runner: String::new() }
        };
        let Some(migrations) = self.migrations() else { return Ok(of_models()) };
        let all = migrations.all();
        let runner = Migrator::new(db, migrations.clone()).runner();
        for (at, migration) in all.iter().enumerate().rev() {
            if let Some(schema) = migration.snapshot().map_err(Error::refused)? {
                let (shared, done) = (schema.clone(), all[..=at].to_vec());
                return Ok(Head { schema, shared, done, runner });
            }
        }
        Ok(of_models())
    }

    /// Runs what the last snapshot does not have, and writes the tenant's version down.
    pub(super) async fn complete(&self, id: &T) -> Result<(), Error> {
        match self.turns() {
            Some(turns) => turns.take(id).await.map_err(Error::refused),
            None => Ok(()),
        }
    }

    /// Runs what the last snapshot does not have, in a place that is not the tenant's yet.
    pub(super) async fn complete_place(&self, place: &TenantPlace) -> Result<(), Error> {
        match self.turns() {
            Some(turns) => turns.migrate(place).await.map_err(Error::refused),
            None => Ok(()),
        }
    }

    fn turns(&self) -> Option<Turns<T>> {
        let migrations: &Migrations = self.migrations()?;
        let migrator = Migrator::new(self.directory().db(), migrations.clone());
        Some(Turns::new(self, migrator, Direction::Up, Target::Latest))
    }
}
