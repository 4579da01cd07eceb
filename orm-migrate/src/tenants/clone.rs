//! A tenant that begins as the copy of another one.

use super::claim::Claim;
use super::create::{Begun, Create, seeded};
use crate::Error;
use orm::directory::TenantEntry;
use orm::schema::{Role, Type};
use orm::value::DbType;
use orm::{Dialect, Isolation, TxOptions};

impl<T: DbType> Create<'_, T> {
    /// Makes the tenant, with all rows of another one, wherever that is, as they are in one moment: their keys
    /// stay, only the tenant is another.
    ///
    /// # Errors
    /// Those of [`run`](Self::run); [`is_unknown_tenant`](Error::is_unknown_tenant) if there is no such
    /// template; [`is_refused`](Error::is_refused) if tables refer to each other in a circle of references
    /// that cannot be empty, and on SQLite within one database if the database makes keys: they are
    /// unique over all tenants there.
    pub async fn copy_of(self, template: &T) -> Result<TenantEntry<T>, Error> {
        let claim = self.tenants.claim(&self.id).await?;
        let made = self.copy(&claim, template).await;
        self.end(claim, made).await
    }

    async fn copy(&self, claim: &Claim, template: &T) -> Result<(), Error> {
        let template = self.tenants.directory().get(template).await?;
        let Begun::Empty(tenant) = self.begin(claim).await? else { return Ok(()) };
        let own = self.tenants.directory().get(&self.id).await?;
        if own.place.connection == template.place.connection {
            self.check_keys()?;
        }
        self.tenants.make_partitions_alike(&template.place, &own.place).await?;
        let source = self.tenants.at(&template, "a tenant is the template of another").await?;
        let (from, to) = (self.tenants.tables_at(&source)?, self.tenants.tables_at(&tenant)?);
        let moment = TxOptions::new().isolation(Isolation::RepeatableRead);
        let read = source.begin_read(moment).await?;
        let tx = tenant.begin().await?;
        let (from, to) = ((&read, &template.id, &from), (&tx, &self.id, &to));
        self.tenants.transfer(from, to).await?;
        seeded(&tx, claim.key()).await?;
        tx.commit().await?;
        Ok(read.commit().await?)
    }

    /// Whether two tenants can have rows with the same keys in one database.
    fn check_keys(&self) -> Result<(), Error> {
        let is_numbered = |ty: Type| matches!(ty, Type::SmallInt | Type::Integer | Type::BigInt);
        let makes_keys = self.tenants.tenant_tables().find(|table| {
            table.columns().any(|(_, c)| c.role == Role::AutoKey && is_numbered(c.ty))
        });
        match makes_keys.filter(|_| self.tenants.directory().db().dialect() == Dialect::Sqlite) {
            Some(table) => Err(Error::refused(format!(
                "SQLite makes the keys of `{}`, each once in a database: give the copy another one",
                table.name
            ))),
            None => Ok(()),
        }
    }
}
