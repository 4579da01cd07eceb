//! Databases beside a `Db`, with its settings: those of a directory.

use super::attempts::Budget;
use super::builder::namespace;
#[cfg(feature = "sqlite")]
use super::config::Backend;
use super::config::{Config, OtherDatabase};
use super::pool::{Goal, OnDemand, Pools, Room};
use super::row_security::RowSecurity;
use super::{Db, DbBuilder, Inner, Tenancy, Texts};
use crate::error::Error;
use crate::event::Events;
use std::sync::Arc;
use std::time::Duration;

impl Db {
    /// Another database of the same kind, with the same settings.
    ///
    /// # Errors
    /// [`is_config`](Error::is_config) if it is none.
    pub(crate) fn other(&self, other: &OtherDatabase) -> Result<Config, Error> {
        self.inner.config.other(other)
    }

    /// A database whose pool is opened on demand.
    pub(crate) fn on_demand(&self, goal: Goal, room: Arc<Room>) -> Db {
        let settings = &self.inner.config.settings;
        let config = goal.to.as_ref().map_or(&self.inner.config, |to| &to.1).clone();
        let inner = Inner {
            events: Events::new(settings.slow_statement, namespace(&config.backend)),
            pools: Pools::OnDemand(OnDemand::new(self.dialect(), goal, room)),
            acquire_timeout: settings.acquire_timeout,
            budget: Budget::new(settings.retry_reads),
            texts: Texts::default(),
            row_security: RowSecurity::of(settings),
            tenancy: Tenancy::Directory,
            config,
        };
        Db { inner: Arc::new(inner), query_timeout: settings.query_timeout }
    }

    /// The database of [`on_demand`](Self::on_demand) leads elsewhere from now on.
    pub(crate) fn aim(&self, goal: Goal) {
        if let Pools::OnDemand(pools) = &self.inner.pools {
            pools.aim(goal);
        }
    }

    /// Closes the pool if nobody has wanted a connection for so long.
    pub(crate) fn close_if_idle(&self, longest: Duration) {
        if let Pools::OnDemand(pools) = &self.inner.pools {
            pools.close_if_idle(longest);
        }
    }

    /// The same database with one connection of its own, which nobody else waits for, beside the pool's: for
    /// what has to be said in time however busy the pool is. It knows no tenants, its statements are no events,
    /// and each of them, and the wait for the connection, takes so long at most. `None` for an SQLite database in
    /// memory, where there is only one connection.
    ///
    /// # Errors
    /// Those of [`DbBuilder::connect`].
    pub async fn aside(&self, timeout: Duration) -> Result<Option<Db>, Error> {
        let mut config = self.inner.config.clone();
        #[cfg(feature = "sqlite")]
        if matches!(&config.backend, Backend::Sqlite(place) if place.memory) {
            return Ok(None);
        }
        config.settings.max_connections = 1;
        config.settings.min_connections = 1;
        config.settings.acquire_timeout = timeout;
        config.settings.query_timeout = Some(timeout);
        config.settings.leak_threshold = None;
        config.settings.tenancy = Tenancy::Rows;
        config.settings.row_level_security = false;
        config.settings.across_role = None;
        let mut db = DbBuilder::from(config).connect().await?;
        if let Some(inner) = Arc::get_mut(&mut db.inner) {
            inner.events = Events::silent();
        }
        Ok(Some(db))
    }

    /// Whether the two share a pool.
    pub(crate) fn is_same(&self, other: &Db) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }
}
