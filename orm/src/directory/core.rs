//! What all handles of a directory share: the tenants and the connections that the process knows.

use super::connection::NewConnection;
use super::keys::{RegistryKeys, Sealed};
use super::live::unknown;
use super::live::{Known, Live, Placed};
use super::meter::Labels;
use super::table::{ChangeRow, ConnectionRow, TenantRow, tenant_row};
use super::watch::Watch;
use super::{Quota, TenantPlace};
use crate::Config;
use crate::db::{Db, Goal, OtherDatabase, Room};
use crate::error::{Error, Kind};
use crate::load::One;
use futures_util::future::join_all;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio::task::AbortHandle;

/// How many tenants are read in one statement when everything is read anew.
const BATCH: usize = 1000;

pub(crate) struct Core {
    /// The admin database.
    pub(super) db: Db,
    pub(super) keys: RegistryKeys,
    pub(super) watch: Watch,
    pub(super) room: Arc<Room>,
    pub(super) labels: Labels,
    pub(super) flushing: tokio::sync::Mutex<()>,
    /// Held while changes are read and put where they belong, so that of two who read the same ones the later
    /// one does not say that it knows less, and while a tenant is put where they look for it.
    reading: tokio::sync::Mutex<()>,
    tenants: RwLock<HashMap<String, Arc<Live>>>,
    databases: Mutex<HashMap<String, Db>>,
    task: Mutex<Option<AbortHandle>>,
    /// The task is asked to look now.
    pub(super) wake: Arc<Notify>,
}

impl Core {
    pub(super) fn new(
        db: Db,
        keys: RegistryKeys,
        watch: Watch,
        room: Room,
        labels: Labels,
    ) -> Core {
        Core {
            db,
            keys,
            watch,
            room: Arc::new(room),
            labels,
            flushing: tokio::sync::Mutex::default(),
            reading: tokio::sync::Mutex::default(),
            tenants: RwLock::default(),
            databases: Mutex::default(),
            task: Mutex::default(),
            wake: Arc::default(),
        }
    }

    /// Ends this task with the directory.
    pub(super) fn keep(&self, task: AbortHandle) {
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
    }

    pub(super) fn known_tenants(&self) -> Vec<(String, Arc<Live>)> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants.iter().map(|(key, live)| (key.clone(), live.clone())).collect()
    }

    pub(super) fn known(&self, key: &str) -> Option<Arc<Live>> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// The tenant with this id; one statement, unless it is known.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant), and those of a query.
    pub(super) async fn live(&self, key: &str) -> Result<Arc<Live>, Error> {
        if let Some(live) = self.known(key) {
            return Ok(live);
        }
        loop {
            let before = self.watch.readings();
            let row = self.tenant_row(key).await?;
            // Until it is where changes find it, none are read. Nothing is sent under this lock: whoever has
            // a connection may wait for changes.
            let _reading = self.reading.lock().await;
            // One that was read since then found no tenant.
            if self.watch.readings() != before {
                continue;
            }
            let placed = self.placed(place_of(&row), row.place().cloned()).await?;
            let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
            let new = || {
                let meter = self.labels.meter(key);
                Arc::new(Live::new(known_of(&row, placed), meter))
            };
            return Ok(tenants.entry(key.to_owned()).or_insert_with(new).clone());
        }
    }

    async fn tenant_row(&self, key: &str) -> Result<TenantWithPlace, Error> {
        let row = TenantRow::query().filter(|t| t.id.eq(key));
        let row = row.select_related(|t| t.place()).optional(&self.db).await?;
        // Whoever guesses ids must not fill the memory: what is not there is not remembered.
        row.ok_or_else(unknown)
    }

    /// The place with its database.
    pub(super) async fn placed(
        &self,
        place: TenantPlace,
        row: Option<ConnectionRow>,
    ) -> Result<Placed, Error> {
        let db = match &place.connection {
            None => self.db.clone(),
            Some(name) => self.database(name, row).await?,
        };
        Ok(Placed::new(db, place.schema))
    }

    /// The database of a connection, whose row may be at hand. Nothing is opened.
    pub(super) async fn database(
        &self,
        name: &str,
        row: Option<ConnectionRow>,
    ) -> Result<Db, Error> {
        if let Some(db) = self.databases().get(name) {
            return Ok(db.clone());
        }
        let before = self.watch.readings();
        let row = match row {
            Some(row) => row,
            None => self.connection_row(name).await?,
        };
        let new = || self.db.on_demand(self.goal(&row), self.room.clone());
        let db = self.databases().entry(name.to_owned()).or_insert_with(new).clone();
        if self.watch.readings() != before {
            let row = self.connection_row(name).await?;
            db.aim(self.goal(&row));
        }
        Ok(db)
    }

    pub(super) async fn connection_row(&self, name: &str) -> Result<ConnectionRow, Error> {
        let row = ConnectionRow::find(&self.db, name).await?;
        row.ok_or_else(|| no_connection(name))
    }

    /// A tenant whose entry was removed.
    fn forget(&self, key: &str) {
        if let Some(live) = self.known(key) {
            let known = live.known();
            live.learn(Known {
                revision: known.revision,
                state: None,
                quota: known.quota,
                stored_rows: known.stored_rows,
                placed: known.placed.clone(),
            });
        }
    }

    fn databases(&self) -> MutexGuard<'_, HashMap<String, Db>> {
        self.databases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a connection leads to, or why it leads nowhere.
    fn goal(&self, row: &ConnectionRow) -> Goal {
        let to = match row.active {
            true => self.config_of(row).map(Arc::new),
            false => {
                let text = format!("the connection `{}` of the directory is not active", row.name);
                Err(Error::new(Kind::Inactive, text))
            }
        };
        Goal { revision: row.revision, to }
    }

    fn config_of(&self, row: &ConnectionRow) -> Result<(OtherDatabase, Config), Error> {
        let wrong = |what: &str| {
            let text = format!("the connection `{}` of the directory: {what}", row.name);
            Error::new(Kind::Config, text)
        };
        let password = match (&row.password, &row.password_key) {
            (Some(text), Some(key)) => {
                let sealed = Sealed { key: key.clone(), text: text.clone() };
                Some(self.keys.open(&row.name, &sealed)?)
            }
            (None, None) => None,
            _ => return Err(wrong("a password and its key go together")),
        };
        let port = row.port.map(u16::try_from).transpose();
        let other = OtherDatabase {
            host: row.host.clone(),
            port: port.map_err(|_| wrong("the port is not one"))?,
            database: row.database.clone(),
            user: row.user.clone(),
            password,
            tls: row.tls.map(|tls| tls.as_label()),
            min_connections: row.min_connections.try_into().unwrap_or(0),
            max_connections: row.max_connections.try_into().unwrap_or(0),
        };
        match self.db.other(&other) {
            Ok(config) => Ok((other, config)),
            Err(error) => Err(wrong("it cannot be used").with_source(error)),
        }
    }

    /// Whether such a connection could be used, before it is written down.
    pub(super) fn check(&self, new: &NewConnection) -> Result<(), Error> {
        let password = new.user.as_ref().and_then(|(_, password)| password.clone());
        let other = OtherDatabase {
            host: new.server.as_ref().map(|(host, _)| host.clone()),
            port: new.server.as_ref().map(|(_, port)| *port),
            database: new.database.clone(),
            user: new.user.as_ref().map(|(name, _)| name.clone()),
            password: password.map(String::into_bytes),
            tls: new.tls.map(|tls| tls.as_label()),
            min_connections: new.min_connections,
            max_connections: new.max_connections,
        };
        self.room.check(&self.db.other(&other)?)
    }

    /// Reads what was changed since the last time, through this pool of the admin database.
    pub(super) async fn catch_up(&self, through: &Db) -> Result<(), Error> {
        let _reading = self.reading.lock().await;
        let asked = Instant::now();
        let known = self.watch.revision();
        let ChangeRow { revision, removal, .. } = ChangeRow::get(through, ChangeRow::ONLY).await?;
        if self.watch.has_failed() || revision < known || removal > known {
            // Something may have been missed or removed, or the database is another state of itself.
            self.watch.begin_reading();
            self.read_anew(through).await?;
        } else if revision > known {
            self.watch.begin_reading();
            self.read_since(through, known).await?;
        }
        self.watch.confirm(revision, asked);
        Ok(())
    }

    async fn read_since(&self, through: &Db, known: i64) -> Result<(), Error> {
        let connections = ConnectionRow::query().filter(|c| c.revision.gt(known));
        self.take_connections(connections.all(through).await?);
        let tenants = TenantRow::query().filter(|t| t.revision.gt(known));
        let rows = tenants.select_related(|t| t.place()).all(through).await?;
        self.take_tenants(rows).await
    }

    async fn read_anew(&self, through: &Db) -> Result<(), Error> {
        let names: Vec<String> = self.databases().keys().cloned().collect();
        let connections = ConnectionRow::query().filter(|c| c.name.is_in(names));
        self.take_connections(connections.all(through).await?);
        let keys: Vec<String> = self.known_tenants().into_iter().map(|(key, _)| key).collect();
        for keys in keys.chunks(BATCH) {
            self.read_these(through, keys).await?;
        }
        Ok(())
    }

    /// Reads tenants that are known; some may not be there any more.
    async fn read_these(&self, through: &Db, keys: &[String]) -> Result<(), Error> {
        let tenants = TenantRow::query().filter(|t| t.id.is_in(keys.to_vec()));
        let rows = tenants.select_related(|t| t.place()).all(through).await?;
        for key in keys.iter().filter(|key| !rows.iter().any(|row| row.id == **key)) {
            self.forget(key);
        }
        self.take_tenants(rows).await
    }

    fn take_connections(&self, rows: Vec<ConnectionRow>) {
        for row in rows {
            let known = self.databases().get(&row.name).cloned();
            if let Some(db) = known {
                db.aim(self.goal(&row));
            }
        }
    }

    async fn take_tenants(&self, rows: Vec<TenantWithPlace>) -> Result<(), Error> {
        for row in rows {
            let Some(live) = self.known(&row.id) else { continue };
            let placed = self.placed(place_of(&row), row.place().cloned()).await?;
            live.learn(known_of(&row, placed));
        }
        Ok(())
    }

    /// Reads nothing any more, and closes the pools of all connections.
    ///
    /// # Errors
    /// [`is_timeout`](Error::is_timeout) if some are still used after this time.
    pub(super) async fn close(&self, timeout: Duration) -> Result<(), Error> {
        self.watch.end();
        self.end_task();
        let databases: Vec<Db> = self.databases().values().cloned().collect();
        let closed = join_all(databases.iter().map(|db| db.close(timeout))).await;
        closed.into_iter().collect()
    }

    fn end_task(&self) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }

    /// Forgets a connection that was removed.
    pub(super) async fn close_database(&self, name: &str) -> Result<(), Error> {
        let db = self.databases().remove(name);
        match db {
            Some(db) => db.close(Duration::from_secs(5)).await,
            None => Ok(()),
        }
    }

    /// Closes the pools that nobody used for so long.
    pub(super) fn close_idle(&self, longest: Duration) {
        for db in self.databases().values() {
            db.close_if_idle(longest);
        }
    }
}

type TenantWithPlace = tenant_row::Loaded<One<ConnectionRow>>;

pub(super) fn no_connection(name: &str) -> Error {
    Error::new(Kind::NotFound, format!("the directory has no connection `{name}`"))
}

fn place_of(row: &TenantRow) -> TenantPlace {
    TenantPlace { connection: row.connection.clone(), schema: row.schema.clone() }
}

fn known_of(row: &TenantRow, placed: Placed) -> Known {
    Known {
        revision: row.revision,
        state: Some(row.state),
        quota: Quota::of(row),
        stored_rows: row.stored_rows.and_then(|rows| rows.try_into().ok()).unwrap_or(0),
        placed: Arc::new(placed),
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.end_task();
    }
}
