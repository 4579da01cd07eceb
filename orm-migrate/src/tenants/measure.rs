//! How much is in a tenant's tables.

use super::Tenants;
use crate::Error;
use futures_util::{StreamExt, stream};
use orm::directory::{TenantEntry, TenantState};
use orm::value::DbType;
use orm::{Dialect, Tenant, sql, unsafe_text};

/// How many entries of the directory are read at once.
const PAGE: u32 = 500;

/// How much is in a tenant's tables: [`Tenants::measure`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Size {
    /// The rows of its tables.
    pub rows: u64,
    /// The bytes: in tables that tenants share those of its rows, in a schema or a database of its own all
    /// of that, with indexes. On SQLite those of a file of its own, and otherwise unknown.
    pub bytes: Option<u64>,
}

impl<T: DbType> Tenants<T> {
    /// Counts the rows of a tenant and their bytes, and writes it into the directory, where
    /// [`Quota::max_rows`](orm::directory::Quota::max_rows) asks. It reads all of the tenant's keys.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant), and those of a query.
    pub async fn measure(&self, id: &T) -> Result<Size, Error> {
        let entry = self.directory().get(id).await?;
        let tenant = self.at(&entry, "a tenant's rows are counted").await?;
        let mut rows = 0;
        for table in self.tenant_tables() {
            let name = tenant.table_name(table)?;
            let column = quoted_tenant(self.directory().db().dialect(), table);
            let count = format!("SELECT count(*) FROM {name} WHERE {column} = $1");
            rows += self.number(&tenant, id, count).await?.unwrap_or(0);
        }
        let bytes = self.bytes(&tenant, &entry).await?;
        self.directory().record_size(id, rows, bytes).await?;
        Ok(Size { rows, bytes })
    }

    /// Measures all tenants that are in service or suspended, so many at once, and says how many they were.
    ///
    /// # Errors
    /// Those of [`measure`](Self::measure), of the first tenant that fails.
    pub async fn measure_all(&self, workers: usize) -> Result<u64, Error> {
        let (mut count, mut after) = (0, None);
        loop {
            let page = self.directory().page(PAGE, after.as_ref()).await?;
            let Some(last) = page.last() else { return Ok(count) };
            after = Some(self.same(&last.id)?);
            let served = page.iter().filter(|entry| {
                matches!(entry.state, TenantState::Active | TenantState::Suspended)
            });
            let ids: Vec<_> = served.map(|entry| &entry.id).collect();
            let measured = ids.into_iter().map(|id| self.measure(id));
            let mut measured = stream::iter(measured).buffer_unordered(workers.max(1));
            while let Some(size) = measured.next().await {
                size?;
                count += 1;
            }
        }
    }

    async fn bytes(&self, at: &Tenant<T>, entry: &TenantEntry<T>) -> Result<Option<u64>, Error> {
        const DATABASE: &str = "SELECT pg_database_size(current_database())";
        const FILE: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        let is_own = self.is_dedicated(&entry.place).await?;
        match (self.directory().db().dialect(), is_own, entry.place.schema.is_some()) {
            (Dialect::Postgres, true, false) => self.whole(at, DATABASE.to_owned()).await,
            (Dialect::Postgres, _, true) => {
                let mut sum = 0;
                for table in self.tenant_tables() {
                    let name = Dialect::Postgres.literal(&at.table_name(table)?);
                    let size = format!("SELECT pg_total_relation_size({name}::regclass)");
                    sum += self.whole(at, size).await?.unwrap_or(0);
                }
                Ok(Some(sum))
            }
            (Dialect::Postgres, false, false) => {
                let mut sum = 0;
                for table in self.tenant_tables() {
                    let name = at.table_name(table)?;
                    let column = quoted_tenant(Dialect::Postgres, table);
                    let size = format!(
                        "SELECT sum(pg_column_size(t.*))::bigint FROM {name} t WHERE t.{column} = $1"
                    );
                    sum += self.number(at, &entry.id, size).await?.unwrap_or(0);
                }
                Ok(Some(sum))
            }
            (Dialect::Sqlite, true, _) => self.whole(at, FILE.to_owned()).await,
            (Dialect::Sqlite, false, _) => Ok(None),
        }
    }

    async fn number(&self, at: &Tenant<T>, id: &T, text: String) -> Result<Option<u64>, Error> {
        let number = sql::<Option<i64>>(unsafe_text(text)).bind(self.same(id)?);
        let number = number.unscoped("it has the tenant's condition").one(at).await?;
        Ok(number.map(i64::unsigned_abs))
    }

    async fn whole(&self, at: &Tenant<T>, text: String) -> Result<Option<u64>, Error> {
        let number = sql::<i64>(unsafe_text(text)).unscoped("it reads no rows");
        Ok(number.one(at).await.map(|number| Some(number.unsigned_abs()))?)
    }
}

fn quoted_tenant(dialect: Dialect, table: &orm::schema::Table) -> String {
    dialect.quoted(table.tenant.expect("these tables have tenants"))
}
