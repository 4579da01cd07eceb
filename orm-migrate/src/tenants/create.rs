//! A tenant that is made.

use super::Tenants;
use super::claim::Claim;
use super::place::{References, mark, mark_if_any, to_head};
use super::table::{CreateStep, MarkRow, life_row};
use crate::Error;
use crate::error::text_of;
use crate::run::run;
use orm::directory::{NewConnection, NewTenant, Quota, TenantEntry, TenantPlace, TenantState};
use orm::value::DbType;
use orm::{Dialect, Tenant, TenantTx, WorkOnce};

/// A tenant to be made: [`Tenants::create`]. [`run`](Self::run), [`seed`](Self::seed),
/// [`copy_of`](Self::copy_of) and [`import`](Self::import) are the ends.
///
/// The steps: the connection is registered, if one is given; its database made; in it the tables, the
/// schema's or the database's, in one transaction; the first rows in one transaction of the tenant's; then
/// the tenant is in service. A database of its own has tables of models without tenants, too, with copies of
/// the admin database's rows, which are the program's to keep the same afterwards. Until the end everything for it is refused with [`is_tenant_unready`](orm::Error::is_tenant_unready). Each step is
/// done once, however often the creation is called.
///
/// | setting | default |
/// |---|---|
/// | [`name`](Self::name) | empty |
/// | [`place`](Self::place) | the tables that tenants share |
/// | [`quota`](Self::quota) | no limits |
/// | [`metadata`](Self::metadata) | `null` |
#[derive(Debug)]
#[must_use = "nothing is made until one of its ends is awaited"]
pub struct Create<'a, T> {
    pub(super) tenants: &'a Tenants<T>,
    pub(super) id: T,
    new: NewTenant,
    connection: Option<NewConnection>,
}

/// What becomes of a creation's last step.
pub(super) enum Begun<T> {
    /// The tenant's tables are there, and its rows are not.
    Empty(Tenant<T>),
    /// Its rows are there, too.
    Seeded,
}

impl<'a, T: DbType> Create<'a, T> {
    pub(super) fn new(tenants: &'a Tenants<T>, id: T, new: NewTenant) -> Self {
        Create { tenants, id, new, connection: None }
    }

    /// A name for people.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.new.name = name.into();
        self
    }

    /// Where its rows will be. A schema is made, and must not be there; the tables of a database are
    /// made unless they are there.
    pub fn place(mut self, place: TenantPlace) -> Self {
        self.new.place = place;
        self
    }

    /// A database of its own: the connection is registered under this name, and the database made, through
    /// the admin database if it is on the same server, through the registry's `ADMIN` connection for the
    /// other server otherwise. What was made so goes with the tenant, unless others are in it by then.
    pub fn database(mut self, connection: impl Into<String>, new: NewConnection) -> Self {
        self.new.place = TenantPlace::database(connection);
        self.connection = Some(new);
        self
    }

    /// What it may use.
    pub fn quota(mut self, quota: Quota) -> Self {
        self.new.quota = quota;
        self
    }

    /// What the program keeps with it.
    pub fn metadata(mut self, metadata: serde_json::Value) -> Self {
        self.new.metadata = metadata;
        self
    }

    /// Makes the tenant, without rows.
    ///
    /// # Errors
    /// [`is_unique_violation`](Error::is_unique_violation) if it is there, or its connection's name is;
    /// [`is_already_running`](Error::is_already_running) if another process is working on it;
    /// [`is_refused`](Error::is_refused) if its database has some of the tables only, or they would be made
    /// by a role for which their policies do not hold ([`Tenants::with_policies_for`]); those of
    /// [`Directory::insert`](orm::Directory::insert), and the database's own
    /// ([`orm_error`](Error::orm_error)): for a schema that is there (42P06), a lack of rights
    /// ([`is_permission_denied`](orm::Error::is_permission_denied)).
    pub async fn run(self) -> Result<TenantEntry<T>, Error> {
        self.seed(async |_| Ok(())).await
    }

    /// Makes the tenant, with the rows that `work` adds: in a transaction of the tenant's own, once.
    ///
    /// # Errors
    /// Those of [`run`](Self::run), and what `work` gives: the tenant stays in the state `Creating`, and
    /// the same call goes on there.
    pub async fn seed<F>(self, work: F) -> Result<TenantEntry<T>, Error>
    where
        for<'r> F: AsyncFnOnce(&'r TenantTx<T>) -> Result<(), orm::Error>
            + WorkOnce<&'r TenantTx<T>, Result<(), orm::Error>, Fut: Send>
            + Send,
    {
        let claim = self.tenants.claim(&self.id).await?;
        let made = self.make(&claim, work).await;
        self.end(claim, made).await
    }

    async fn make<F>(&self, claim: &Claim, work: F) -> Result<(), Error>
    where
        for<'r> F: AsyncFnOnce(&'r TenantTx<T>) -> Result<(), orm::Error>
            + WorkOnce<&'r TenantTx<T>, Result<(), orm::Error>, Fut: Send>
            + Send,
    {
        if let Begun::Empty(tenant) = self.begin(claim).await? {
            tenant
                .transaction(async |tx| {
                    work(tx).await?;
                    seeded(tx, claim.key()).await
                })
                .await?;
        }
        Ok(())
    }

    /// Everything up to the first rows.
    pub(super) async fn begin(&self, claim: &Claim) -> Result<Begun<T>, Error> {
        let directory = self.tenants.directory();
        let entry = match directory.find(&self.id).await? {
            Some(entry) if entry.state == TenantState::Creating => entry,
            // One that is there clashes with its own id.
            _ => {
                self.register(claim).await?;
                directory.insert(&self.id, self.new.clone()).await?
            }
        };
        if let Some(name) = &entry.place.connection
            && claim.row().await?.step.is_some()
        {
            self.step(claim, CreateStep::Database).await?;
            let connection = directory.connections().get(name).await?;
            self.tenants.make_database(&connection).await?;
        }
        self.step(claim, CreateStep::Tables).await?;
        let db = self.tenants.database(&entry.place).await?;
        let schema = entry.place.schema.as_deref();
        let head = self.tenants.head()?;
        let is_own = self.tenants.is_dedicated(&entry.place).await?;
        to_head(&db, claim.key(), schema, &head, (is_own, References::Now)).await?;
        self.tenants.complete(claim, &self.id).await?;
        self.tenants.copy_shared(&self.id, &entry.place).await?;
        self.step(claim, CreateStep::Seed).await?;
        match mark(&db, claim.key(), schema).await? {
            Some(mark) if mark.is_seeded => Ok(Begun::Seeded),
            _ => {
                let tenant = self.tenants.at(&entry, "a tenant gets its first rows").await?;
                Ok(Begun::Empty(tenant))
            }
        }
    }

    /// Registers the connection, if one is given. What an earlier attempt had registered is changed.
    async fn register(&self, claim: &Claim) -> Result<(), Error> {
        let (Some(new), Some(name)) = (&self.connection, &self.new.place.connection) else {
            return Ok(());
        };
        let directory = self.tenants.directory();
        // Whoever is there keeps its place, and nothing is registered for it.
        if directory.find(&self.id).await?.is_some() {
            return Ok(());
        }
        let connections = directory.connections();
        let is_known = connections.list().await?.iter().any(|known| known.name == *name);
        if is_known && claim.row().await?.step.is_some() {
            return Ok(connections.change(name, new.clone()).await?);
        }
        let entry = connections.add(name, new.clone()).await?;
        let made_database = !self.tenants.is_database_there(&entry).await?;
        let step = Some(Some(CreateStep::Connection));
        let made_database = Some(made_database);
        claim.write(life_row::Patch { step, made_database, ..Default::default() }).await
    }

    /// Writes down which step begins.
    async fn step(&self, claim: &Claim, step: CreateStep) -> Result<(), Error> {
        claim.write(life_row::Patch { step: Some(Some(step)), ..Default::default() }).await
    }

    /// Takes the tenant into service, or writes down what went wrong.
    pub(super) async fn end(
        self,
        claim: Claim,
        made: Result<(), Error>,
    ) -> Result<TenantEntry<T>, Error> {
        let directory = self.tenants.directory();
        let result = match made {
            Ok(()) => {
                let from = [TenantState::Creating];
                let active = async {
                    // Of an attempt that failed.
                    let entry = directory.get(&self.id).await?;
                    if entry.error.is_some() {
                        directory.set_version(&self.id, entry.version.as_deref(), None).await?;
                    }
                    directory.set_state(&self.id, &from, TenantState::Active, None).await?;
                    Ok(())
                };
                active.await
            }
            Err(error) => {
                if let Ok(Some(entry)) = directory.find(&self.id).await
                    && entry.state == TenantState::Creating
                {
                    let (version, text) = (entry.version.as_deref(), text_of(&error));
                    // The error that led here is the one that is told.
                    _ = directory.set_version(&self.id, version, Some(&text)).await;
                }
                Err(error)
            }
        };
        claim.release().await;
        result?;
        Ok(directory.get(&self.id).await?)
    }
}

/// Whether a tenant's place is surely its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// The directory says so, or said so.
    Yes,
    /// Only if the manager's mark is there: it may be somebody else's.
    IfMarked,
}

/// Writes down that the first rows are there, together with them.
pub(super) async fn seeded<T>(tx: &TenantTx<T>, key: &str) -> Result<(), orm::Error> {
    let mark = MarkRow::query().filter(|m| m.tenant.eq(key));
    mark.update(|m| m.is_seeded.set(true)).exec(tx).await.map(drop)
}

impl<T: DbType> Tenants<T> {
    /// Removes a tenant whose creation was begun and did not end, with everything that was made for it.
    ///
    /// # Errors
    /// [`is_refused`](Error::is_refused) if it is not being created;
    /// [`is_already_running`](Error::is_already_running) if another process is working on it;
    /// [`is_unknown_tenant`](Error::is_unknown_tenant) if nothing of it is there.
    pub async fn abandon(&self, id: &T) -> Result<(), Error> {
        let claim = self.claim_known(id).await?;
        match self.take_back(id, &claim).await {
            Ok(()) => claim.forget().await,
            Err(error) => {
                claim.release().await;
                Err(error)
            }
        }
    }

    async fn take_back(&self, id: &T, claim: &Claim) -> Result<(), Error> {
        let directory = self.directory();
        let entry = directory.get(id).await?;
        if entry.state != TenantState::Creating {
            let state = entry.state.as_label();
            return Err(Error::refused(format!("the tenant is {state}, not being created")));
        }
        let row = claim.row().await?;
        let (place, made, sure) = (&entry.place, row.made_database, Sure::IfMarked);
        let is_dropped = self.remove_place(id, claim.key(), place, made, sure).await?;
        directory.remove(id).await?;
        match (&place.connection, is_dropped) {
            (Some(connection), true) => Ok(directory.connections().remove(connection).await?),
            _ => Ok(()),
        }
    }

    /// Removes a tenant's rows from a place, and what was made for them there; says whether that was the
    /// database.
    pub(super) async fn remove_place(
        &self,
        id: &T,
        key: &str,
        place: &TenantPlace,
        made_database: bool,
        sure: Sure,
    ) -> Result<bool, Error> {
        if let (Some(connection), true) = (&place.connection, made_database)
            && self.drop_database(key, connection).await?
        {
            return Ok(true);
        }
        let db = self.database(place).await?;
        let schema = place.schema.as_deref();
        let mark = mark_if_any(&db, key, schema).await?;
        if mark.is_none() && sure == Sure::IfMarked {
            return Ok(false);
        }
        let is_own = mark.as_ref().is_none_or(|mark| mark.made_tables)
            && !self.is_shared(key, place).await?;
        let at = self.at_place(id, place, "a tenant's rows are removed").await?;
        match schema {
            Some(schema) if is_own => {
                let schema = Dialect::Postgres.quoted(schema);
                run(&db, vec![format!("DROP SCHEMA IF EXISTS {schema} CASCADE")]).await?;
            }
            _ => self.delete_rows(id, &at).await?,
        }
        if let Some(mark) = mark {
            mark.delete(&db).await?;
        }
        Ok(false)
    }
}
