//! The registry of connections.

use super::change::Change;
use super::connection::{ConnectionEntry, NewConnection};
use super::core::Core;
use super::keys::Sealed;
use super::table::{ConnectionRow, connection_row};
use crate::db::{Db, PoolStats};
use crate::error::Error;
use std::time::{Duration, Instant};

/// The registry of connections: [`Directory::connections`](crate::Directory::connections).
///
/// A connection is a row of the admin database. Its pool is opened when something is first sent through it,
/// and closed when nothing was for the idle time. A row that is changed counts in this process at once, in
/// others within half a second: the next statement goes through a new pool, and the old one ends with what
/// it is doing.
pub struct Connections<'a> {
    pub(super) core: &'a Core,
}

/// How a connection is: [`Connections::health`].
#[derive(Debug)]
#[non_exhaustive]
pub struct ConnectionHealth {
    /// The connection.
    pub connection: ConnectionEntry,
    /// How long a statement took, the opening of the pool included where it was not open; or why there was
    /// no answer.
    pub answer: Result<Duration, Error>,
    /// What its pool in this process is doing.
    pub pool: PoolStats,
}

impl Connections<'_> {
    /// Registers a connection. It is active at once; nothing is opened.
    ///
    /// # Errors
    /// [`is_unique_violation`](Error::is_unique_violation) if the name is there,
    /// [`is_config`](Error::is_config) if it could not be used, [`is_sealed`](Error::is_sealed) for a
    /// password without a key.
    pub async fn add(&self, name: &str, new: NewConnection) -> Result<ConnectionEntry, Error> {
        self.core.check(&new)?;
        let (password, password_key) = self.sealed(name, &new)?;
        let change = Change::begin(self.core).await?;
        let (host, port) = new.server.unzip();
        let new = connection_row::New {
            name: name.to_owned(),
            kind: new.kind,
            region: new.region,
            host,
            port: port.map(i32::from),
            database: new.database,
            user: new.user.map(|(name, _)| name),
            password,
            password_key,
            tls: new.tls,
            min_connections: to_i32(new.min_connections),
            max_connections: to_i32(new.max_connections),
            active: true,
            revision: change.revision,
        };
        let row = ConnectionRow::create(&change.tx, new).await?;
        change.commit().await?;
        Ok(row.into())
    }

    /// Makes a connection what this says, in every respect but whether it is active.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found), [`is_config`](Error::is_config) if it could not be used,
    /// [`is_sealed`](Error::is_sealed) for a password without a key.
    pub async fn change(&self, name: &str, new: NewConnection) -> Result<(), Error> {
        self.core.check(&new)?;
        let (password, password_key) = self.sealed(name, &new)?;
        let (host, port) = new.server.unzip();
        let patch = connection_row::Patch {
            kind: Some(new.kind),
            region: Some(new.region),
            host: Some(host),
            port: Some(port.map(i32::from)),
            database: Some(new.database),
            user: Some(new.user.map(|(name, _)| name)),
            password: Some(password),
            password_key: Some(password_key),
            tls: Some(new.tls),
            min_connections: Some(to_i32(new.min_connections)),
            max_connections: Some(to_i32(new.max_connections)),
            ..Default::default()
        };
        self.patch(name, patch).await
    }

    /// Takes a connection out of use: what is sent through it is refused with
    /// [`is_inactive`](Error::is_inactive). What is under way ends.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found).
    pub async fn deactivate(&self, name: &str) -> Result<(), Error> {
        self.patch(name, connection_row::Patch { active: Some(false), ..Default::default() }).await
    }

    /// Takes it into use again.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found).
    pub async fn activate(&self, name: &str) -> Result<(), Error> {
        self.patch(name, connection_row::Patch { active: Some(true), ..Default::default() }).await
    }

    /// Removes a connection that no tenant is at. Its pool in other processes, if there is one, goes when
    /// it is idle.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found), and
    /// [`is_foreign_key_violation`](Error::is_foreign_key_violation) if a tenant is there.
    pub async fn remove(&self, name: &str) -> Result<(), Error> {
        let change = Change::begin(self.core).await?;
        let row = ConnectionRow::find(&change.tx, name).await?;
        row.ok_or_else(|| super::core::no_connection(name))?.delete(&change.tx).await?;
        change.commit().await?;
        self.core.close_database(name).await
    }

    /// The connection with this name.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found).
    pub async fn get(&self, name: &str) -> Result<ConnectionEntry, Error> {
        self.core.connection_row(name).await.map(ConnectionEntry::from)
    }

    /// All connections, by their names.
    ///
    /// # Errors
    /// Those of a query.
    pub async fn list(&self) -> Result<Vec<ConnectionEntry>, Error> {
        let rows = ConnectionRow::query().order_by(|c| c.name.asc()).all(&self.core.db).await?;
        Ok(rows.into_iter().map(ConnectionEntry::from).collect())
    }

    /// The database that a connection leads to, for its tables and reports: a pool that is opened on
    /// demand, and follows the row.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found).
    pub async fn database(&self, name: &str) -> Result<Db, Error> {
        self.core.database(name, None).await
    }

    /// Sends a statement through each active connection, one after the other, and says how each is.
    ///
    /// # Errors
    /// Those of a query to the admin database; what is wrong with a connection is in its
    /// [`answer`](ConnectionHealth::answer).
    pub async fn health(&self) -> Result<Vec<ConnectionHealth>, Error> {
        let mut all = Vec::new();
        for connection in self.list().await?.into_iter().filter(|connection| connection.active) {
            let db = self.core.database(&connection.name, None).await?;
            let asked = Instant::now();
            let answer = crate::sql::<i32>("SELECT 1").one(&db).await.map(|_| asked.elapsed());
            all.push(ConnectionHealth { connection, answer, pool: db.pool_stats() });
        }
        Ok(all)
    }

    /// What the pool of a connection in this process is doing; without one, all is zero.
    ///
    /// # Errors
    /// [`is_not_found`](Error::is_not_found).
    pub async fn pool_stats(&self, name: &str) -> Result<PoolStats, Error> {
        Ok(self.database(name).await?.pool_stats())
    }

    /// Seals every password with the first of the keys that is not sealed with it, one transaction for
    /// all, and says how many there were. After it, older keys can go. Pools stay as they are in every
    /// process that has the new key, which all should have before.
    ///
    /// # Errors
    /// [`is_sealed`](Error::is_sealed) if one of them does not open: nothing is changed then.
    pub async fn rotate(&self) -> Result<usize, Error> {
        let keys = &self.core.keys;
        let change = Change::begin(self.core).await?;
        let sealed = ConnectionRow::query().filter(|c| c.password.is_not_null());
        let mut count = 0;
        for row in sealed.all(&change.tx).await? {
            let (Some(text), Some(key)) = (&row.password, &row.password_key) else { continue };
            if Some(key.as_str()) == keys.current() {
                continue;
            }
            let sealed = Sealed { key: key.clone(), text: text.clone() };
            let password = keys.open(&row.name, &sealed)?;
            let sealed = keys.seal(&row.name, &password)?;
            let patch = connection_row::Patch {
                password: Some(Some(sealed.text)),
                password_key: Some(Some(sealed.key)),
                revision: Some(change.revision),
                ..Default::default()
            };
            row.update(&change.tx, patch).await?;
            count += 1;
        }
        change.commit().await?;
        Ok(count)
    }

    async fn patch(&self, name: &str, patch: connection_row::Patch) -> Result<(), Error> {
        let change = Change::begin(self.core).await?;
        let row = ConnectionRow::find(&change.tx, name).await?;
        let row = row.ok_or_else(|| super::core::no_connection(name))?;
        let revision = Some(change.revision);
        row.update(&change.tx, connection_row::Patch { revision, ..patch }).await?;
        change.commit().await
    }

    fn sealed(
        &self,
        name: &str,
        new: &NewConnection,
    ) -> Result<(Option<String>, Option<String>), Error> {
        let Some((_, Some(password))) = &new.user else { return Ok((None, None)) };
        let sealed = self.core.keys.seal(name, password.as_bytes())?;
        Ok((Some(sealed.text), Some(sealed.key)))
    }
}

fn to_i32(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl std::fmt::Debug for Connections<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connections")
    }
}
