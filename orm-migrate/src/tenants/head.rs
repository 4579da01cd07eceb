//! What a new tenant's tables are made of: the last snapshot of the migrations, or the models.

use super::Tenants;
use super::claim::Claim;
use super::turn::Turns;
use crate::history::{Begin, Direction, History, State};
use crate::schema::{ObjectName, Schema, Table};
use crate::source::{Migration, Migrations};
use crate::sql::Place;
use crate::{Error, Migrator, Target};
use orm::directory::TenantPlace;
use orm::value::DbType;
use orm::{Dialect, Tx};

/// The newest tables, and the migrations that have made them.
pub(super) struct Head {
    schema: Schema,
    /// The same for tables that tenants share, which may have policies.
    shared: Schema,
    done: Vec<Migration>,
    runner: String,
    /// Whether tenants share tables in databases where others have schemas.
    has_rows: bool,
}

impl Head {
    /// The names of all tables, or only of those that are beside schemas.
    pub(super) fn names(&self, is_shared: bool) -> Vec<ObjectName> {
        let tables = self.schema.tables.iter();
        let tables = tables.filter(|table| !is_shared || self.is_shared(table));
        tables.map(|table| table.name.clone()).collect()
    }

    /// The statements that make everything in one place: a tenant's own, or one that tenants share.
    pub(super) fn whole_sql(&self, is_own: bool) -> Vec<String> {
        sql_of(if is_own { &self.schema } else { &self.shared }, |_| true)
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

    /// The statements that make what is in a database where tenants have schemas.
    pub(super) fn shared_sql(&self) -> Vec<String> {
        sql_of(&self.shared, |table| self.is_shared(table))
    }

    /// The statements that make what belongs to no tenant.
    pub(super) fn nobodys_sql(&self) -> Vec<String> {
        sql_of(&self.schema, |table| table.tenant.is_none())
    }

    /// Whether tenants share tables in databases where others have schemas.
    pub(super) fn has_rows(&self) -> bool {
        self.has_rows
    }

    /// Whether a table is in a database where tenants have schemas, rather than in those alone.
    fn is_shared(&self, table: &Table) -> bool {
        self.has_rows || table.tenant.is_none()
    }

    /// The statements that make a tenant's schema, and its tables in it.
    pub(super) fn tenant_sql(&self, schema: &str) -> Vec<String> {
        let mut statements = vec![format!("CREATE SCHEMA {}", Dialect::Postgres.quoted(schema))];
        let place = Place { tenant: Some(schema) };
        let is_tenants = |table: &Table| table.tenant.is_some();
        statements.extend(self.schema.create_tables(place, is_tenants));
        statements
    }

    /// Writes down that the migrations are done in the default schema, unless it has a history.
    pub(super) async fn record(&self, tx: &Tx) -> Result<(), Error> {
        if self.done.is_empty() {
            return Ok(());
        }
        let history = History::of(tx, self.schema.dialect, self.runner.clone()).await;
        let history = history?;
        let entries = history.read(tx).await?;
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
        history.make(tx).await?;
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
    /// [`is_input`](Error::is_input) if the last snapshot cannot be read.
    pub(super) fn head(&self) -> Result<Head, Error> {
        let db = self.directory().db();
        let of_models = || {
            let schema = Schema::of_models(db.dialect(), self.tables());
            let shared = match self.policies_for() {
                Some(role) => schema.clone().with_policies_for(role, self.tables()),
                None => schema.clone(),
            };
            Head { schema, shared, done: Vec::new(), runner: String::new(), has_rows: false }
        };
        let Some(migrations) = self.migrations() else { return Ok(of_models()) };
        let Some(schema) = migrations.snapshot()? else { return Ok(of_models()) };
        let known = migrations.recorded(&migrations.ids());
        let done = migrations.all().iter().filter(|one| known.contains(one.id())).cloned();
        let runner = Migrator::new(db, migrations.clone()).runner();
        let (shared, done) = (schema.clone(), done.collect());
        Ok(Head { schema, shared, done, runner, has_rows: migrations.have_tenant_rows() })
    }

    /// Runs what the last snapshot does not have, and writes the tenant's version down.
    pub(super) async fn complete(&self, claim: &Claim, id: &T) -> Result<(), Error> {
        match self.turns() {
            // What runs migrations is large: in a box, nobody around it holds it, too.
            Some(turns) => Box::pin(turns.take_claimed(claim, id)).await,
            None => Ok(()),
        }
    }

    /// Runs what the last snapshot does not have, in a place that is not the tenant's yet.
    pub(super) async fn complete_place(&self, place: &TenantPlace) -> Result<(), Error> {
        match self.turns() {
            Some(turns) => Box::pin(turns.migrate(place)).await,
            None => Ok(()),
        }
    }

    fn turns(&self) -> Option<Turns<T>> {
        let migrations: &Migrations = self.migrations()?;
        let migrator = Migrator::new(self.directory().db(), migrations.clone());
        Some(Turns::new(self, migrator, Direction::Up, Target::Latest))
    }
}

/// The statements that make some tables of a schema, with what they need.
fn sql_of(schema: &Schema, is_meant: impl Fn(&Table) -> bool) -> Vec<String> {
    let mut statements: Vec<_> = schema.create_schemas().chain(schema.create_enums()).collect();
    statements.extend(schema.create_tables(Place::default(), is_meant));
    statements
}
