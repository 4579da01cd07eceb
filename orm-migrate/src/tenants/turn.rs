//! A tenant's turn of a migration.

use super::Tenants;
use super::claim::{Claim, REST};
use super::lease::LEASE;
use super::migrate::STATES;
use crate::error::text_of;
use crate::{Direction, Error, Migrations, Migrator, Target, Todo};
use orm::Db;
use orm::directory::TenantPlace;
use orm::value::DbType;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;

/// Whether a database has had what its tenants share, or why not, once that is known.
type Shared = Arc<OnceCell<Result<(), String>>>;

/// How long a turn waits for others who work on the tenant: for the shortest moves, and for whatever a killed
/// process has claimed. How often it looks.
const LONGEST: Duration = LEASE.saturating_add(REST).saturating_add(REST);
const LOOK: Duration = Duration::from_millis(200);

/// What all turns of a run share.
pub(super) struct Turns<T> {
    tenants: Tenants<T>,
    /// That of the admin database.
    migrator: Migrator,
    /// For a database of one tenant.
    whole: Migrations,
    direction: Direction,
    target: Target,
    /// Which other databases have had what their tenants share, or why not.
    shared: Mutex<HashMap<String, Shared>>,
}

impl<T: DbType> Turns<T> {
    pub(super) fn new(
        tenants: &Tenants<T>,
        migrator: Migrator,
        direction: Direction,
        target: Target,
    ) -> Self {
        let (tenants, whole) = (tenants.clone(), migrator.migrations().whole());
        Turns { tenants, migrator, whole, direction, target, shared: Mutex::default() }
    }

    /// Migrates a tenant, and writes down in the directory what version it has, or what went wrong. Nobody
    /// moves it meanwhile, so that this is said of the place that it has.
    ///
    /// # Errors
    /// [`is_already_running`](Error::is_already_running) if another process works on it for long;
    /// [`is_refused`](Error::is_refused) if a move of it did not end; those of a migration.
    pub(super) async fn take(&self, id: &T) -> Result<(), Error> {
        let claim = self.claim(id).await?;
        let taken = self.take_one_in_service(&claim, id).await;
        claim.release().await;
        taken
    }

    /// Claims the tenant, as soon as others let it go.
    async fn claim(&self, id: &T) -> Result<Claim, Error> {
        self.tenants.directory().get(id).await?;
        let begun = Instant::now();
        loop {
            match self.tenants.claim_turn(id).await {
                Err(error) if error.is_already_running() && begun.elapsed() < LONGEST => {
                    tokio::time::sleep(LOOK).await;
                }
                claim => return claim,
            }
        }
    }

    async fn take_one_in_service(&self, claim: &Claim, id: &T) -> Result<(), Error> {
        if claim.row().await?.is_moving {
            return Err(Error::refused(
                "a move of the tenant did not end: let `move_to` end it, or `abandon_move` take it back",
            ));
        }
        let entry = self.tenants.directory().get(id).await?;
        if !STATES.contains(&entry.state) {
            let state = entry.state.as_label();
            return Err(Error::refused(format!("the tenant is {state} by now")));
        }
        self.take_claimed(claim, id).await
    }

    /// The same for a tenant that is claimed, in whichever state.
    pub(super) async fn take_claimed(&self, claim: &Claim, id: &T) -> Result<(), Error> {
        let directory = self.tenants.directory();
        let entry = directory.get(id).await?;
        let done = self.migrate(&entry.place).await;
        // One that failed may have had some of the migrations.
        let version = match self.version(&entry.place).await {
            Ok(version) => version,
            Err(error) if done.is_ok() => return Err(error),
            Err(_) => entry.version,
        };
        let text = done.as_ref().err().map(|error| text_of(error));
        if let Err(error) = self.check_place(claim, id, &entry.place).await {
            // What a migration says is worth more than that it could not be written down.
            return done.and(Err(error));
        }
        let written = directory.set_version(id, version.as_deref(), text.as_deref()).await;
        done?;
        Ok(written?)
    }

    /// Whether the tenant is claimed still, and in this place.
    async fn check_place(&self, claim: &Claim, id: &T, place: &TenantPlace) -> Result<(), Error> {
        claim.check().await?;
        match self.tenants.directory().get(id).await?.place == *place {
            true => Ok(()),
            false => Err(Error::refused(
                "the tenant was moved while it was migrated: run it again, for the place that it has now",
            )),
        }
    }

    /// Migrates a place.
    pub(super) async fn migrate(&self, place: &TenantPlace) -> Result<(), Error> {
        let (direction, target) = (self.direction, &self.target);
        let db = self.tenants.database(place).await?;
        let is_own = self.tenants.is_dedicated(place).await?;
        self.check(place, is_own)?;
        match &place.schema {
            Some(schema) => {
                if let Some(name) = &place.connection {
                    self.share(name, &db).await?;
                }
                self.migrator.run_in_schema(&db, schema, direction, target).await
            }
            None if is_own => {
                let migrator = self.migrator.elsewhere(&db, &self.whole);
                match direction {
                    Direction::Down => migrator.down(target.clone()).await?,
                    _ => migrator.up(target.clone()).await?,
                };
                Ok(())
            }
            None if direction == Direction::Down => Err(shares_its_tables()),
            None => match &place.connection {
                Some(name) => self.share(name, &db).await,
                None => Ok(()),
            },
        }
    }

    /// What [`migrate`](Self::migrate) would do in a place, for the tenant alone.
    pub(super) async fn todo(&self, place: &TenantPlace) -> Result<Vec<Todo>, Error> {
        let (direction, target) = (self.direction, &self.target);
        let db = self.tenants.database(place).await?;
        let is_own = self.tenants.is_dedicated(place).await?;
        self.check(place, is_own)?;
        match &place.schema {
            Some(schema) => self.migrator.todo_in_schema(&db, schema, direction, target).await,
            None if is_own => {
                let migrator = self.migrator.elsewhere(&db, &self.whole);
                migrator.dry_run(direction, target.clone()).await
            }
            None if direction == Direction::Down => Err(shares_its_tables()),
            None => Ok(Vec::new()),
        }
    }

    /// The version that a place has.
    async fn version(&self, place: &TenantPlace) -> Result<Option<String>, Error> {
        let db = self.tenants.database(place).await?;
        match &place.schema {
            Some(schema) => self.migrator.version_in_schema(&db, schema).await,
            None => {
                let migrator = self.migrator.elsewhere(&db, &self.whole);
                Ok(migrator.version(&migrator.entries().await?))
            }
        }
    }

    /// Whether the migrations are for tenants in such a place.
    fn check(&self, place: &TenantPlace, is_own: bool) -> Result<(), Error> {
        let migrations = self.migrator.migrations();
        match (&place.schema, migrations.have_tenants()) {
            (None, true) if !is_own && !migrations.have_tenant_rows() => Err(Error::refused(
                "the tenant shares its tables, and the migrations change tenants' tables in schemas alone; \
                 move it to a schema or a database, or say `rows = true` under `[tenants]` of the \
                 migrations' `settings.toml`, and generate what is missing",
            )),
            (Some(_), false) if self.has_tenant_tables()? => Err(Error::refused(
                "the tenant has a schema, and the migrations change tenants' tables where they are shared; \
                 move it there or to a database, or say `schemas = true` and `rows = true` under \
                 `[tenants]` of the migrations' `settings.toml`, and generate a migration, `--empty` if \
                 nothing else has changed",
            )),
            _ => Ok(()),
        }
    }

    fn has_tenant_tables(&self) -> Result<bool, Error> {
        let snapshot = self.migrator.migrations().snapshot()?;
        Ok(snapshot.is_some_and(|schema| schema.tables.iter().any(|t| t.tenant.is_some())))
    }

    /// Migrates what tenants share in another database than the admin's, once in a run.
    async fn share(&self, name: &str, db: &Db) -> Result<(), Error> {
        if self.direction == Direction::Down {
            return Ok(());
        }
        let cell = {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            shared.entry(name.to_owned()).or_default().clone()
        };
        let migrator = self.migrator.elsewhere(db, self.migrator.migrations());
        let done = cell.get_or_init(async || {
            let done = migrator.up(self.target.clone()).await;
            done.map(drop).map_err(|error| text_of(&error))
        });
        done.await.clone().map_err(|error| {
            Error::refused(format!(
                "what tenants share in the database `{name}` is behind: {error}"
            ))
        })
    }
}

fn shares_its_tables() -> Error {
    Error::refused("the tenant shares its tables with others: take back what is shared")
}
