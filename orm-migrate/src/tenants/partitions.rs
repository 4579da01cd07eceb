//! The partitions that a tenant has for itself.

use super::Tenants;
use super::place::lock;
use crate::Error;
use crate::partitions::{Maintenance, missing_sql, spans};
use crate::run::run;
use orm::Dialect;
use orm::directory::TenantPlace;
use orm::value::DbType;

impl<T: DbType> Tenants<T> {
    /// The maintenance of this tenant's own partitions, where it has a schema or a database; `None` where its
    /// rows are in tables that tenants share, whose partitions are everybody's.
    ///
    /// ```no_run
    /// # async fn run(tenants: orm_migrate::Tenants<i64>) -> Result<(), orm_migrate::Error> {
    /// for tenant in tenants.directory().list().await? {
    ///     if let Some(maintenance) = tenants.partitions(&tenant.id).await? {
    ///         let done = maintenance.run().await?.done;
    ///         println!("{}: {} partitions", tenant.id, done.len());
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant); [`is_database`](Error::is_database) if the directory
    /// cannot be asked.
    pub async fn partitions(&self, id: &T) -> Result<Option<Maintenance>, Error> {
        let entry = self.directory().get(id).await?;
        let maintenance = self.partitions_at(&entry.place).await?;
        Ok(maintenance.map(|one| one.tables(self.tables())))
    }

    /// The same in a place, of all models of the program.
    pub(crate) async fn partitions_at(
        &self,
        place: &TenantPlace,
    ) -> Result<Option<Maintenance>, Error> {
        if place.schema.is_none() && !self.is_dedicated(place).await? {
            return Ok(None);
        }
        let maintenance = Maintenance::of(&self.database(place).await?);
        Ok(Some(match &place.schema {
            Some(schema) => maintenance.tenant_schema(schema),
            None => maintenance,
        }))
    }

    /// Makes in a place the partitions that its tables lack of those that another place has: rows of other
    /// times than today's have theirs there, too.
    pub(super) async fn make_partitions_alike(
        &self,
        from: &TenantPlace,
        to: &TenantPlace,
    ) -> Result<(), Error> {
        let (source, target) = (self.database(from).await?, self.database(to).await?);
        if from == to || target.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        for table in self.tenant_tables().filter(|table| table.partitioning.is_some()) {
            let tx = source.begin().await?;
            let spans = spans(&tx, from.schema.as_deref(), table).await?;
            tx.rollback().await?;
            target
                .transaction(async |tx| {
                    lock(tx, Dialect::Postgres).await?;
                    let missing = missing_sql(tx, to.schema.as_deref(), table, &spans).await?;
                    run(tx, missing).await.map_err(Error::from)
                })
                .await?;
        }
        Ok(())
    }
}
