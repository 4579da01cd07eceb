//! The settings of a directory, and the task that follows it.

use super::Directory;
use super::change::CHANNEL;
use super::core::Core;
use super::keys::RegistryKeys;
use super::meter::Labels;
use super::table::{ChangeRow, change_row};
use super::watch::Watch;
use crate::db::{Db, Listener, Room, Tenancy};
use crate::error::{Error, Kind};
use crate::sql::Dialect;
use crate::value::DbType;
use futures_util::StreamExt;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Weak};
use std::time::Duration;

/// How long the directory's own statements take at most: on a connection that answers no more, the next one
/// is made then.
const OWN_TIMEOUT: Duration = Duration::from_secs(2);

/// The settings of a [`Directory`], each with its default; [`open`](Self::open) is the end.
///
/// | setting | default |
/// |---|---|
/// | [`keys`](Self::keys) | those of `DB_REGISTRY_KEYS` |
/// | [`max_age`](Self::max_age) | 500 ms |
/// | [`idle_pools`](Self::idle_pools) | 10 min |
/// | [`max_connections`](Self::max_connections) | no limit |
/// | [`tenants_in_metrics`](Self::tenants_in_metrics) | none |
#[must_use = "settings do nothing until `open().await`"]
pub struct DirectoryBuilder<T> {
    db: Db,
    keys: Option<RegistryKeys>,
    max_age: Duration,
    idle_pools: Duration,
    max_connections: Option<u32>,
    tenants_in_metrics: usize,
    id: PhantomData<fn() -> T>,
}

impl<T: DbType> DirectoryBuilder<T> {
    pub(super) fn new(db: &Db) -> Self {
        DirectoryBuilder {
            db: db.clone(),
            keys: None,
            max_age: Duration::from_millis(500),
            idle_pools: Duration::from_secs(10 * 60),
            max_connections: None,
            tenants_in_metrics: 0,
            id: PhantomData,
        }
    }

    /// The keys that seal the passwords of connections.
    pub fn keys(mut self, keys: RegistryKeys) -> Self {
        self.keys = Some(keys);
        self
    }

    /// How old what is known of a tenant may be when a statement is sent for it, at least 10 ms. While
    /// the admin database cannot be reached, statements for tenants wait, wherever the tenants are: longer
    /// is more forgiving, and refuses a suspended tenant later. The directory is read twice in this time.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age.max(Duration::from_millis(10));
        self
    }

    /// After how long without a statement the pool of a connection is closed.
    pub fn idle_pools(mut self, idle: Duration) -> Self {
        self.idle_pools = idle;
        self
    }

    /// The most connections that the pools of the registry's connections may have together in this
    /// process, each counted with the most that it may open (on SQLite one more, the writer). Where a pool
    /// is to be opened and there is no room, the one that is idle for the longest is closed; if none is,
    /// the statement waits for one, and fails with [`is_pool_exhausted`](Error::is_pool_exhausted) after
    /// the admin database's `acquire_timeout`.
    pub fn max_connections(mut self, connections: u32) -> Self {
        self.max_connections = Some(connections);
        self
    }

    /// How many tenants are named in the label `orm.tenant` of metrics (feature `metrics`): those that this
    /// process meets first; all others are `other`. With 0 there are no metrics of tenants. They are
    /// `orm.tenant.statement.duration` in seconds, `orm.tenant.errors`, and `orm.tenant.refused`.
    pub fn tenants_in_metrics(mut self, tenants: usize) -> Self {
        self.tenants_in_metrics = tenants;
        self
    }

    /// Opens the directory.
    ///
    /// # Errors
    /// [`is_undefined`](Error::is_undefined) if its tables are not there ([`TABLES`](super::TABLES));
    /// [`is_config`](Error::is_config) if the database has another
    /// [`tenancy`](crate::DbBuilder::tenancy) or the environment's keys are wrong; those of a write, and of
    /// making a connection.
    pub async fn open(self) -> Result<Directory<T>, Error> {
        let db = self.db;
        if *db.tenancy() != Tenancy::Directory {
            return Err(Error::new(
                Kind::Config,
                "a directory says where tenants are: connect with `tenancy(Tenancy::Directory)`, or \
                 `tenancy=directory`",
            ));
        }
        let keys = self.keys.map_or_else(RegistryKeys::from_env, Ok)?;
        let first = change_row::New { id: ChangeRow::ONLY, revision: 0, removal: 0 };
        ChangeRow::insert_many([first]).on_conflict_do_nothing().exec(&db).await?;
        let revision = ChangeRow::get(&db, ChangeRow::ONLY).await?.revision;
        let own = db.aside(OWN_TIMEOUT).await?;
        let watch = Watch::new(own.is_some().then_some(self.max_age), revision);
        let room = Room::new(self.max_connections);
        let labels = Labels::new(self.tenants_in_metrics);
        let core = Arc::new(Core::new(db, keys, watch, room, labels));
        let listener = match &own {
            Some(own) if own.dialect() == Dialect::Postgres => Some(own.listen([CHANNEL]).await?),
            _ => None,
        };
        let pause = self.max_age / 2;
        let following = follow(Arc::downgrade(&core), own, listener, pause, self.idle_pools);
        core.keep(tokio::spawn(following).abort_handle());
        Ok(Directory { core, id: PhantomData })
    }
}

/// Reads what was changed, again and again, and closes what nobody uses. `own` is the task's own
/// connection, so that it waits for nobody; without, nobody else can change anything.
async fn follow(
    core: Weak<Core>,
    own: Option<Db>,
    mut listener: Option<Listener>,
    pause: Duration,
    idle: Duration,
) {
    loop {
        let Some(core) = core.upgrade() else { return };
        if let Some(own) = &own
            && let Err(error) = core.catch_up(own).await
        {
            tracing::debug!(
                target: "orm::directory",
                error = &error as &dyn std::error::Error,
                "the directory cannot be read; it is asked again"
            );
            core.watch.failed(error);
        }
        core.close_idle(idle);
        let wake = core.wake.clone();
        drop(core);
        // What is told, and that something may have been missed, means the same: look.
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = told(&mut listener) => {}
            () = wake.notified() => {}
        }
    }
}

async fn told(listener: &mut Option<Listener>) {
    match listener {
        Some(listener) => drop(listener.next().await),
        None => std::future::pending().await,
    }
}

impl<T> fmt::Debug for DirectoryBuilder<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DirectoryBuilder")
            .field("db", &self.db)
            .field("keys", &self.keys)
            .field("max_age", &self.max_age)
            .finish_non_exhaustive()
    }
}
