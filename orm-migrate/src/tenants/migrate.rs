//! Migrations of all tenants.

use super::each::Observer;
use super::job::Wanted;
use super::place::ensure;
use super::table::{JobRow, LifeRow};
use super::turn::Turns;
use super::{Preview, Progress, Summary, Tenants};
use crate::{Direction, Error, Migrations, Migrator, Report, Target};
use orm::directory::TenantState;
use orm::value::DbType;
use orm::{sql, unsafe_text};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The states of the tenants that are migrated. One that is being made gets the newest tables; one that is
/// being moved without being in service is left for the next run.
pub(crate) const STATES: [TenantState; 2] = [TenantState::Active, TenantState::Suspended];

/// Migrations of tenants: [`Tenants::migrate`]. [`up`](Self::up) and [`down`](Self::down) are the ends.
///
/// First what tenants share is migrated in the admin database, by the [`Migrator`]. Then each tenant that the
/// directory does not have at the wanted version has its turn, by [`Tenants::each`]'s table of jobs: several
/// processes share the tenants, and a run that was killed goes on where it was. What is done for a tenant
/// depends on where its rows are:
///
/// | place | |
/// |---|---|
/// | a schema | `tenant/up.sql`, in one transaction for each migration, with the schema first in the `search_path` |
/// | a database of its own | all of it, `up.sql` and `tenant/up.sql`, by a [`Migrator`] there |
/// | tables that tenants share | nothing: they are part of what is shared |
///
/// Databases that several tenants have schemas in get `up.sql` before the first of them has its turn. At the
/// end the directory has the tenant's version
/// ([`TenantEntry::version`](orm::directory::TenantEntry::version)), or what went wrong. A failure is one
/// tenant's; the others go on, and the next run has only those that failed. A tenant that is being moved in
/// service has its turn in the new place, if the move ends within ten seconds, and fails otherwise; while it has its turn,
/// nobody moves it.
///
/// | setting | default |
/// |---|---|
/// | [`workers`](Self::workers) | 8 |
/// | [`canaries`](Self::canaries) | none |
/// | [`only`](Self::only) | all tenants in service or suspended |
/// | [`lock_timeout`](Self::lock_timeout) and all others of the [`Migrator`] | its own |
#[must_use = "nothing is migrated until `up` or `down` is awaited"]
pub struct Migrate<'a, T> {
    tenants: &'a Tenants<T>,
    migrator: Migrator,
    workers: usize,
    canaries: Vec<T>,
    only: Option<Vec<T>>,
    observer: Option<Observer<'a, T>>,
}

/// What a migration of tenants has done.
#[derive(Debug)]
#[non_exhaustive]
pub struct Migrated<T> {
    /// What was done in the admin database.
    pub shared: Report,
    /// What came of the tenants' turns.
    pub tenants: Summary<T>,
}

impl<T: DbType> Tenants<T> {
    /// Migrations for all tenants.
    ///
    /// ```no_run
    /// # async fn run(tenants: orm_migrate::Tenants<i64>) -> Result<(), orm_migrate::Error> {
    /// use orm_migrate::{Source, Target};
    ///
    /// let migrations = Source::folder("migrations").load(orm::Dialect::Postgres)?;
    /// let migrated = tenants.migrate(&migrations).workers(8).canaries([1, 2]).up(Target::Latest).await?;
    /// for failure in &migrated.tenants.failed {
    ///     println!("{}: {}", failure.tenant, failure.error);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn migrate(&self, migrations: &Migrations) -> Migrate<'_, T> {
        Migrate {
            tenants: self,
            migrator: Migrator::new(self.directory().db(), migrations.clone()),
            workers: 8,
            canaries: Vec::new(),
            only: None,
            observer: None,
        }
    }
}

impl<'a, T: DbType> Migrate<'a, T> {
    /// How many tenants have their turn at once, at least one. Each takes a connection of the pool of its
    /// database.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = workers.max(1);
        self
    }

    /// The tenants that go first. If one of them fails, no other has its turn in this run.
    pub fn canaries(mut self, tenants: impl IntoIterator<Item = T>) -> Self {
        self.canaries = tenants.into_iter().collect();
        self
    }

    /// Only these tenants.
    pub fn only(mut self, tenants: impl IntoIterator<Item = T>) -> Self {
        self.only = Some(tenants.into_iter().collect());
        self
    }

    /// How long a statement waits for a lock, in the admin database and for tenants: see
    /// [`Migrator::lock_timeout`].
    pub fn lock_timeout(self, longest: Duration) -> Self {
        self.migrator(|migrator| migrator.lock_timeout(longest))
    }

    /// Other settings of the migrator. Its observer is told what happens in the admin database.
    pub fn migrator(mut self, set: impl FnOnce(Migrator) -> Migrator) -> Self {
        self.migrator = set(self.migrator);
        self
    }

    /// Is told of each tenant's turn that ended in this process.
    pub fn on_progress(mut self, observer: impl FnMut(&Progress<'_, T>) + Send + 'a) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Applies what is pending up to this target: to what tenants share, then to each tenant. Where nothing
    /// is, that takes four statements for any number of tenants.
    ///
    /// # Errors
    /// Those of [`Migrator::up`] in the admin database, where no tenant has had its turn;
    /// [`is_database`](Error::is_database) for what goes wrong around the turns.
    pub async fn up(self, target: Target) -> Result<Migrated<T>, Error> {
        let shared = match self.migrator.dry_run(Direction::Up, target.clone()).await? {
            nothing if nothing.is_empty() => Report::default(),
            _ => self.migrator.up(target.clone()).await?,
        };
        let version = match &target {
            Target::Latest => self.migrator.migrations().version(),
            _ => self.migrator.version(&self.migrator.entries().await?),
        };
        let tenants = self.turns(Direction::Up, target, version).await?;
        Ok(Migrated { shared, tenants })
    }

    /// Takes back what [`only`](Self::only) these tenants have, or all, the last migration first; what is
    /// shared stays.
    ///
    /// # Errors
    /// [`is_input`](Error::is_input) if the target is not one migration;
    /// [`is_database`](Error::is_database) for what goes wrong around the turns.
    pub async fn down(self, target: Target) -> Result<Migrated<T>, Error> {
        let (target, version) = self.way_back(target)?;
        let tenants = self.turns(Direction::Down, target, version).await?;
        Ok(Migrated { shared: Report::default(), tenants })
    }

    /// What [`up`](Self::up) would do, or [`down`](Self::down): nothing is run, written or locked. It reads the
    /// history of each tenant that would have a turn.
    ///
    /// # Errors
    /// Those of [`up`](Self::up) and [`down`](Self::down) that come before anything is run; what is wrong with
    /// one tenant is in the [`Preview`].
    pub async fn dry_run(self, direction: Direction, target: Target) -> Result<Preview<T>, Error> {
        let (shared, target, version) = match direction {
            Direction::Down => {
                let (target, version) = self.way_back(target)?;
                (Vec::new(), target, version)
            }
            _ => {
                let shared = self.migrator.dry_run(Direction::Up, target.clone()).await?;
                let version = match &target {
                    Target::Latest => self.migrator.migrations().version(),
                    // That of the admin database, when it has had these.
                    _ => match shared.last() {
                        Some(last) => Some(last.migration.id().to_owned()),
                        None => self.migrator.version(&self.migrator.entries().await?),
                    },
                };
                (shared, target, version)
            }
        };
        let directory = self.tenants.directory();
        let only = self.only.as_ref();
        let only = only.map(|only| only.iter().map(|id| directory.key_of(id)).collect());
        let only: Option<BTreeSet<String>> = only.transpose()?;
        let mut entries = Vec::new();
        for entry in directory.list().await? {
            let is_meant = match &only {
                Some(only) => only.contains(&directory.key_of(&entry.id)?),
                None => true,
            };
            if is_meant && STATES.contains(&entry.state) && entry.version != version {
                entries.push(entry);
            }
        }
        let turns = Turns::new(self.tenants, self.migrator, direction, target);
        let tenants = turns.previews(entries, self.workers).await;
        Ok(Preview { shared, tenants })
    }

    /// The target of each tenant on the way back, and the version that it has there.
    fn way_back(&self, target: Target) -> Result<(Target, Option<String>), Error> {
        let all = self.migrator.migrations().all();
        let version = match &target {
            Target::Latest => None,
            Target::To(text) => Some(self.migrator.migrations().find(text)?.id().to_owned()),
            // Each tenant goes from where it is: whoever is asked for has a turn.
            Target::Steps(_) if self.only.is_some() => Some(String::new()),
            Target::Steps(steps) => {
                let last = all.len().checked_sub(steps + 1).and_then(|at| all.get(at));
                last.map(|migration| migration.id().to_owned())
            }
            Target::Branch(_) => {
                return Err(Error::input("tenants go back to a migration, not by a branch"));
            }
        };
        let target = match (&target, &version) {
            (Target::Steps(_), None) => Target::Latest,
            (Target::Steps(_), Some(id)) if !id.is_empty() => Target::To(id.clone()),
            _ => target,
        };
        Ok((target, version))
    }

    async fn turns(
        self,
        direction: Direction,
        target: Target,
        version: Option<String>,
    ) -> Result<Summary<T>, Error> {
        let directory = self.tenants.directory();
        if self.only.is_none() && self.behind(version.clone()).await? == 0 {
            return Ok(Summary::new());
        }
        for table in [JobRow::TABLE, LifeRow::TABLE] {
            ensure(directory.db(), &[table]).await?;
        }
        let only = self.only.map(|only| only.iter().map(|id| directory.key_of(id)).collect());
        let wanted = Wanted { version: version.clone(), only: only.transpose()? };
        let way = if direction == Direction::Down { "migrate back" } else { "migrate" };
        let name = format!("{way} to {}", version.as_deref().unwrap_or("nothing"));
        let mut each = self.tenants.each(name).states(&STATES).workers(self.workers);
        each = each.canaries(self.canaries).wanting(wanted);
        if let Some(mut observer) = self.observer {
            each = each.on_progress(move |progress| observer(progress));
        }
        let job = each.job();
        let turns = Arc::new(Turns::new(self.tenants, self.migrator, direction, target));
        let summary = each
            .run_for_ids(move |id| {
                let turns = turns.clone();
                async move { turns.take(&id).await }
            })
            .await?;
        job.forget_done().await?;
        Ok(summary)
    }

    /// How many tenants have another version.
    async fn behind(&self, version: Option<String>) -> Result<u64, Error> {
        let states: Vec<_> = STATES.iter().map(|state| format!("'{}'", state.as_label())).collect();
        let count = format!(
            "SELECT count(*) FROM orm_tenant WHERE state IN ({}) AND version IS DISTINCT FROM $1",
            states.join(", ")
        );
        let count = sql::<i64>(unsafe_text(count)).bind(version);
        Ok(count.one(self.tenants.directory().db()).await?.unsigned_abs())
    }
}

impl<T> fmt::Debug for Migrate<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Migrate");
        out.field("migrator", &self.migrator)
            .field("workers", &self.workers)
            .finish_non_exhaustive()
    }
}
