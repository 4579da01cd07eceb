//! The manager of a directory's tenants.

use super::Create;
use super::Each;
use super::claim::Claim;
use crate::{Error, Migrations};
use orm::directory::{ConnectionKind, NewTenant, TenantEntry, TenantPlace};
use orm::schema::Table;
use orm::value::DbType;
use orm::{Db, Directory, Tenant, sql};
use std::fmt;
use std::sync::Arc;

/// The tenants of a directory, with the tables of the program's models: [`tenants`](crate::tenants) says
/// what it does. Cloning it is cheap.
pub struct Tenants<T> {
    directory: Directory<T>,
    tables: Arc<[&'static Table]>,
    migrations: Option<Arc<Migrations>>,
    policies_for: Option<Arc<str>>,
}

impl<T: DbType> Tenants<T> {
    /// A manager. The tables are those of all models of the program, with tenants and without, such as
    /// [`orm::schema::models()`]. Without one that has tenants, what makes, moves or ends a tenant is refused.
    pub fn new(directory: &Directory<T>, tables: &[&'static Table]) -> Self {
        let tables = tables.iter().copied().filter(|table| !table.view).collect();
        Tenants { directory: directory.clone(), tables, migrations: None, policies_for: None }
    }

    /// Lets new tenants begin with the tables of the last snapshot of these migrations, and at their
    /// version; with those of the models, otherwise. What migrations have that no snapshot says, such as
    /// rows and functions, they do not get, but for those behind the last snapshot, which are run.
    #[must_use]
    pub fn with_migrations(mut self, migrations: Migrations) -> Self {
        self.migrations = Some(Arc::new(migrations));
        self
    }

    /// Gives the tables that it makes for tenants to share, in the databases of connections, the policies of
    /// [`row_level_security_sql`](crate::row_level_security_sql) for this role, as which the program connects.
    /// A schema or database of a tenant's own gets none: nobody else's rows are there. With
    /// [migrations](Self::with_migrations), their `settings.toml` says it (`policies_for`), for every place.
    ///
    /// It is for a process that connects as the owner of the tables, with BYPASSRLS or as a superuser, and
    /// without [`row_level_security`](orm::DbBuilder::row_level_security).
    #[must_use]
    pub fn with_policies_for(mut self, role: &str) -> Self {
        self.policies_for = Some(role.into());
        self
    }

    /// The directory: to find, list, suspend, resume and rename tenants.
    pub fn directory(&self) -> &Directory<T> {
        &self.directory
    }

    /// A new tenant, in the tables that tenants share unless another place is given. A creation that was
    /// interrupted goes on where it was, with the place, the name and the quota that it began with.
    pub fn create(&self, id: T) -> Create<'_, T> {
        Create::new(self, id, NewTenant::default())
    }

    /// Something to be done for every tenant that is in service. The name stands for it in the table of
    /// jobs: what is done there is not done again.
    pub fn each(&self, job: impl Into<String>) -> Each<'_, T> {
        Each::new(self, job.into())
    }

    pub(super) fn migrations(&self) -> Option<&Migrations> {
        self.migrations.as_deref()
    }

    pub(super) fn policies_for(&self) -> Option<&str> {
        self.policies_for.as_deref()
    }

    pub(super) fn tables(&self) -> &[&'static Table] {
        &self.tables
    }

    /// Of the tables, those with tenants.
    pub(super) fn tenant_tables(&self) -> impl Iterator<Item = &'static Table> {
        self.tables.iter().copied().filter(|table| table.tenant.is_some())
    }

    /// Whether there is a table whose rows are a tenant's. Where a program was not linked with its models, a
    /// move would leave all rows behind, and a deletion would keep them.
    pub(super) fn check_tables(&self) -> Result<(), Error> {
        match self.tenant_tables().next() {
            Some(_) => Ok(()),
            None => Err(Error::refused(
                "none of the tables that `Tenants::new` was given has tenants: name those of all models, and \
                 link the library that has them (`use my_shop as _;`)",
            )),
        }
    }

    /// Claims a tenant that is there: nothing is written down of others.
    pub(super) async fn claim_known(&self, id: &T) -> Result<Claim, Error> {
        self.directory.get(id).await?;
        self.claim(id).await
    }

    pub(super) async fn claim(&self, id: &T) -> Result<Claim, Error> {
        self.check_tables()?;
        self.claim_turn(id).await
    }

    /// The same for a migration, whose program may know no models: the tables are the migrations'.
    pub(super) async fn claim_turn(&self, id: &T) -> Result<Claim, Error> {
        Claim::take(self.directory.db(), &self.directory.key_of(id)?).await
    }

    /// The database of a place.
    pub(super) async fn database(&self, place: &TenantPlace) -> Result<Db, Error> {
        match &place.connection {
            None => Ok(self.directory.db().clone()),
            Some(name) => Ok(self.directory.connections().database(name).await?),
        }
    }

    /// Whether a place is a database for one tenant.
    pub(super) async fn is_dedicated(&self, place: &TenantPlace) -> Result<bool, Error> {
        let Some(name) = &place.connection else { return Ok(false) };
        let connection = self.directory.connections().get(name).await?;
        Ok(connection.kind == ConnectionKind::Dedicated)
    }

    /// Whether the schema of a place is another tenant's, too, or by now.
    pub(super) async fn is_shared(&self, key: &str, place: &TenantPlace) -> Result<bool, Error> {
        let Some(schema) = &place.schema else { return Ok(true) };
        let others = sql::<bool>(
            "SELECT EXISTS (SELECT 1 FROM orm_tenant WHERE id <> $1 AND state <> 'deleted' \
             AND schema = $2 AND coalesce(connection, '') = $3)",
        );
        let connection = place.connection.as_deref().unwrap_or_default();
        let others = others.bind(key).bind(schema.as_str()).bind(connection);
        Ok(others.one(self.directory.db()).await?)
    }

    /// A tenant in any state, in the place that its entry names.
    pub(super) async fn at(
        &self,
        entry: &TenantEntry<T>,
        reason: &str,
    ) -> Result<Tenant<T>, Error> {
        self.at_place(&entry.id, &entry.place, reason).await
    }

    pub(super) async fn at_place(
        &self,
        id: &T,
        place: &TenantPlace,
        reason: &str,
    ) -> Result<Tenant<T>, Error> {
        Ok(self.directory.tenant_at(self.same(id)?, place, reason).await?)
    }

    /// The id once more.
    pub(super) fn same(&self, id: &T) -> Result<T, Error> {
        Ok(self.directory.id_of(&self.directory.key_of(id)?)?)
    }
}

impl<T> Clone for Tenants<T> {
    fn clone(&self) -> Self {
        let Tenants { directory, tables, migrations, policies_for } = self;
        Tenants {
            directory: directory.clone(),
            tables: tables.clone(),
            migrations: migrations.clone(),
            policies_for: policies_for.clone(),
        }
    }
}

impl<T> fmt::Debug for Tenants<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenants").field("tables", &self.tables.len()).finish_non_exhaustive()
    }
}
