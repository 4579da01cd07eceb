//! The tenants, in the places that the setting names; each run makes them anew.

use crate::models::{Country, TABLES};
use orm::directory::{ConnectionKind, NewConnection, TenantPlace, TenantState};
use orm::schema::Table;
use orm::{Db, Dialect, Directory, Tenancy};
use orm_migrate::{Error, Tenants};
use std::env::{self, VarError};
use std::io;
use std::time::Duration;

/// Where the rows of tenants are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Places {
    /// In tables that they share.
    Rows,
    /// In a schema for each, on PostgreSQL.
    Schemas,
    /// In a database for each; on SQLite, in a file for each.
    Databases,
}

/// The ids that tokens stand for, and what schemas and databases are named after.
const TENANTS: &[(i64, &str)] = &[(1, "acme"), (2, "beta")];

impl Places {
    /// What `SAAS_TENANTS` says; rows, if it is not set.
    pub fn from_env() -> Result<Self, String> {
        match env::var("SAAS_TENANTS").as_deref() {
            Ok("rows") | Err(VarError::NotPresent) => Ok(Places::Rows),
            Ok("schemas") => Ok(Places::Schemas),
            Ok("databases") => Ok(Places::Databases),
            _ => Err("SAAS_TENANTS is `rows`, `schemas` or `databases`".to_owned()),
        }
    }
}

/// Opens the directory in the database of this URL, with its tables and both tenants.
pub async fn open(url: &str, places: Places) -> Result<Directory<i64>, Box<dyn std::error::Error>> {
    let db = Db::builder(url).tenancy(Tenancy::Directory).connect().await?;
    if (places, db.dialect()) == (Places::Schemas, Dialect::Sqlite) {
        return Err("SQLite has no schemas: name a PostgreSQL database".into());
    }
    let directory = match Directory::open(&db).await {
        Err(error) if error.is_undefined() => {
            let tables = [orm::directory::TABLES, orm_migrate::tenants::TABLES].concat();
            orm_migrate::create_tables(&db, &tables).await?;
            Directory::open(&db).await?
        }
        opened => opened?,
    };
    let tenants = Tenants::new(&directory, TABLES);
    for (id, _) in TENANTS {
        remove(&tenants, id).await?;
    }
    // Countries are kept here in any case: a new database gets a copy of them.
    let kept_here: &[&Table] = match places {
        Places::Rows => TABLES,
        Places::Schemas | Places::Databases => &[Country::TABLE],
    };
    orm_migrate::drop_tables(&db, TABLES).await?;
    orm_migrate::create_tables(&db, kept_here).await?;
    for (id, name) in TENANTS {
        let new = tenants.create(*id).name(*name);
        let own = format!("saas_{name}");
        let new = match (places, db.dialect()) {
            (Places::Rows, _) => new.place(TenantPlace::rows()),
            (Places::Schemas, _) => new.place(TenantPlace::schema(own)),
            (Places::Databases, Dialect::Postgres) => new.database(*name, dedicated(own)),
            (Places::Databases, Dialect::Sqlite) => {
                new.database(*name, dedicated(beside_program(&format!("{own}.db"))?))
            }
        };
        new.run().await?;
    }
    Ok(directory)
}

/// The path of a file in the program's own folder, which is in the target folder wherever that is.
pub fn beside_program(name: &str) -> io::Result<String> {
    Ok(env::current_exe()?.with_file_name(name).display().to_string())
}

fn dedicated(database: String) -> NewConnection {
    NewConnection::new(ConnectionKind::Dedicated, database)
}

/// Removes what an earlier run left of a tenant, wherever it was, however far that run came.
async fn remove(tenants: &Tenants<i64>, id: &i64) -> Result<(), Error> {
    let directory = tenants.directory();
    let Some(entry) = directory.find(id).await? else { return Ok(()) };
    if entry.state == TenantState::Creating {
        return tenants.abandon(id).await;
    }
    if entry.state != TenantState::Deleted {
        tenants.delete(id, Duration::ZERO).await?;
        tenants.purge().await?;
    }
    directory.remove(id).await?;
    if let Some(connection) = entry.place.connection {
        directory.connections().remove(&connection).await?;
    }
    Ok(())
}
