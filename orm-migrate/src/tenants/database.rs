//! Databases that are made for a tenant, and go with it.

use super::Tenants;
use super::place::missing;
use super::table::MarkRow;
use crate::Error;
use crate::run::run;
use orm::directory::{ConnectionEntry, ConnectionKind};
use orm::value::DbType;
use orm::{Db, Dialect, sql};

impl<T: DbType> Tenants<T> {
    /// Makes the database of a connection, unless it is there, and says whether it was not.
    ///
    /// # Errors
    /// [`is_refused`](Error::is_refused) if nothing in the registry says how databases are made on its
    /// server; [`is_permission_denied`](orm::Error::is_permission_denied).
    pub(super) async fn make_database(&self, connection: &ConnectionEntry) -> Result<bool, Error> {
        // A file is made by whoever opens it.
        if self.directory().db().dialect() == Dialect::Sqlite {
            return Ok(!std::path::Path::new(&connection.database).exists());
        }
        let admin = self.admin_of(connection).await?;
        if self.has_database(&admin, connection).await? {
            return Ok(false);
        }
        let name = Dialect::Postgres.quoted(&connection.database);
        run(&admin, vec![format!("CREATE DATABASE {name}")]).await?;
        Ok(true)
    }

    /// Whether the database of a connection is there.
    pub(super) async fn is_database_there(
        &self,
        connection: &ConnectionEntry,
    ) -> Result<bool, Error> {
        if self.directory().db().dialect() == Dialect::Sqlite {
            return Ok(std::path::Path::new(&connection.database).exists());
        }
        self.has_database(&self.admin_of(connection).await?, connection).await
    }

    async fn has_database(&self, admin: &Db, connection: &ConnectionEntry) -> Result<bool, Error> {
        let there = sql::<bool>("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)");
        Ok(there.bind(connection.database.as_str()).one(admin).await?)
    }

    /// Takes a connection out of use, and drops its database with everything in it, unless other tenants
    /// than the one with this key are there; says whether it did.
    pub(super) async fn drop_database(&self, key: &str, connection: &str) -> Result<bool, Error> {
        let connections = self.directory().connections();
        let entry = connections.get(connection).await?;
        if self.has_others(key, &entry).await? {
            return Ok(false);
        }
        if entry.active {
            connections.deactivate(connection).await?;
        }
        if self.directory().db().dialect() == Dialect::Sqlite {
            remove_file(&entry.database)?;
            return Ok(true);
        }
        let admin = self.admin_of(&entry).await?;
        let name = Dialect::Postgres.quoted(&entry.database);
        // Sessions of processes that have not heard are ended.
        run(&admin, vec![format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")]).await?;
        Ok(true)
    }

    /// Whether other tenants than the one with this key are at a connection.
    pub(super) async fn are_others_at(&self, key: &str, connection: &str) -> Result<bool, Error> {
        let others = sql::<bool>(
            "SELECT EXISTS (SELECT 1 FROM orm_tenant \
             WHERE connection = $1 AND id <> $2 AND state <> 'deleted')",
        );
        Ok(others.bind(connection).bind(key).one(self.directory().db()).await?)
    }

    /// Whether other tenants are in the database of a connection: as the directory says, or by the marks in
    /// the database, to which another connection may lead, too.
    pub(super) async fn has_others(
        &self,
        key: &str,
        connection: &ConnectionEntry,
    ) -> Result<bool, Error> {
        if self.are_others_at(key, &connection.name).await? {
            return Ok(true);
        }
        // One that is out of use was found to be nobody else's, and may be half gone.
        if !connection.active || !self.is_database_there(connection).await? {
            return Ok(false);
        }
        let db = self.directory().connections().database(&connection.name).await?;
        if missing(&db, db.dialect(), &[MarkRow::TABLE]).await? > 0 {
            return Ok(false);
        }
        Ok(MarkRow::query().filter(|m| m.tenant.ne(key)).exists(&db).await?)
    }

    /// Where databases are made on a connection's server: the admin database on its own, elsewhere what is
    /// registered as `ADMIN` there.
    async fn admin_of(&self, connection: &ConnectionEntry) -> Result<Db, Error> {
        let Some(host) = &connection.host else { return Ok(self.directory().db().clone()) };
        let connections = self.directory().connections();
        let is_admin = |other: &ConnectionEntry| {
            other.kind == ConnectionKind::Admin
                && other.active
                && (other.host.as_ref(), other.port) == (Some(host), connection.port)
        };
        match connections.list().await?.into_iter().find(is_admin) {
            Some(admin) => Ok(connections.database(&admin.name).await?),
            None => Err(Error::refused(format!(
                "no ADMIN connection is registered for the server of `{}`, to make its database",
                connection.name
            ))),
        }
    }
}

/// Removes an SQLite database: the file, its log and the log's index.
fn remove_file(file: &str) -> Result<(), Error> {
    for end in ["", "-wal", "-shm"] {
        match std::fs::remove_file(format!("{file}{end}")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                let what = "the file of a tenant's database cannot be removed";
                return Err(Error::refused(what).with_source(error));
            }
            _ => {}
        }
    }
    Ok(())
}
