//! Tenants that go, with time to think it over.

use super::Tenants;
use super::create::Sure;
use super::moving::may_remove;
use super::order::order;
use super::place::at_once;
use super::table::LeftRow;
use crate::Error;
use chrono::{DateTime, TimeDelta, Utc};
use orm::directory::TenantState;
use orm::value::DbType;
use orm::{Dialect, Tenant, sql, unsafe_text};
use std::time::Duration;

/// How many tenants are asked for at once.
const PAGE: i64 = 100;

impl<T: DbType> Tenants<T> {
    /// Takes a tenant out of service: everything for it is refused with
    /// [`is_tenant_deleted`](orm::Error::is_tenant_deleted), within half a second in all processes. Its rows stay
    /// for the grace, and [`restore`](Self::restore) takes it back until then.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant); [`is_refused`](Error::is_refused) if it is
    /// neither in service nor suspended, or is being moved.
    pub async fn delete(&self, id: &T, grace: Duration) -> Result<(), Error> {
        let claim = self.claim_known(id).await?;
        let deleted = async {
            if claim.row().await?.is_moving {
                return Err(Error::refused("the tenant is being moved: end that, or abandon it"));
            }
            self.directory().set_delete_after(id, Some(later(grace))).await?;
            let from = [TenantState::Active, TenantState::Suspended, TenantState::Deleting];
            Ok(self.directory().set_state(id, &from, TenantState::Deleting, None).await?)
        };
        let deleted = deleted.await;
        claim.release().await;
        deleted
    }

    /// Takes a tenant back that was deleted and whose grace is not over, or not used yet.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant); [`is_refused`](Error::is_refused) if it is in
    /// another state: its rows are gone, or going.
    pub async fn restore(&self, id: &T) -> Result<(), Error> {
        let claim = self.claim_known(id).await?;
        let restored = async {
            let entry = self.directory().get(id).await?;
            if entry.state == TenantState::Deleting && entry.delete_after.is_none() {
                return Err(Error::refused("the tenant's rows are being removed"));
            }
            let from = [TenantState::Deleting];
            self.directory().set_state(id, &from, TenantState::Active, None).await?;
            Ok(self.directory().set_delete_after(id, None).await?)
        };
        let restored = restored.await;
        claim.release().await;
        restored
    }

    /// Removes what has had its grace, and says for how many tenants: the rows of deleted tenants, with their
    /// schemas and databases, if those were made for them; and rows that tenants left behind when they
    /// moved. A deleted tenant's entry stays, in the state `Deleted`, so that nobody gets its id;
    /// [`Directory::remove`](orm::Directory::remove) removes that, too.
    ///
    /// What is interrupted goes on by the next call. Tenants that another process works on are left out.
    ///
    /// # Errors
    /// Those of queries and writes; what was removed before stays so.
    pub async fn purge(&self) -> Result<u64, Error> {
        let mut purged = self.purge_left().await?;
        let due = "SELECT id FROM orm_tenant WHERE id > $1 AND state = 'deleting' \
                   AND (delete_after IS NULL OR delete_after <= $2) ORDER BY id LIMIT $3";
        let mut after = String::new();
        loop {
            let page = sql::<String>(due).bind(after.as_str()).bind(Utc::now()).bind(PAGE);
            let keys = page.all(self.directory().db()).await?;
            let Some(last) = keys.last() else { return Ok(purged) };
            after = last.clone();
            for key in keys {
                purged += u64::from(self.purge_one(&self.directory().id_of(&key)?).await?);
            }
        }
    }

    async fn purge_one(&self, id: &T) -> Result<bool, Error> {
        let claim = match self.claim(id).await {
            Err(error) if error.is_already_running() => return Ok(false),
            claim => claim?,
        };
        let purged = async {
            // It may have been restored meanwhile.
            let entry = self.directory().get(id).await?;
            let is_due = entry.delete_after.is_none_or(|after| after <= Utc::now());
            if entry.state != TenantState::Deleting || !is_due {
                return Ok(false);
            }
            self.directory().set_delete_after(id, None).await?;
            let made_database = claim.row().await?.made_database;
            let (key, place) = (claim.key(), &entry.place);
            self.remove_place(id, key, place, made_database, Sure::Yes).await?;
            let from = [TenantState::Deleting];
            self.directory().set_state(id, &from, TenantState::Deleted, None).await?;
            Ok(true)
        };
        let purged = purged.await;
        claim.release().await;
        purged
    }

    /// Removes what moved tenants left behind.
    async fn purge_left(&self) -> Result<u64, Error> {
        let due = LeftRow::query().filter(|l| l.remove_after.le(Utc::now()));
        let mut purged = 0;
        for left in due.order_by(|l| l.id.asc()).all(self.directory().db()).await? {
            let id = self.directory().id_of(&left.tenant)?;
            let claim = match self.claim(&id).await {
                Err(error) if error.is_already_running() => continue,
                claim => claim?,
            };
            let removed = self.remove_left(&id, &left).await;
            claim.release().await;
            removed?;
            purged += 1;
        }
        Ok(purged)
    }

    /// Deletes all rows of a tenant, a table at a time, those first that refer to others.
    pub(super) async fn delete_rows(&self, id: &T, at: &Tenant<T>) -> Result<(), Error> {
        let tables: Vec<_> = self.tenant_tables().collect();
        let ordered = order(&tables)?;
        let dialect = self.directory().db().dialect();
        let mut statements = Vec::new();
        for one in ordered.iter().filter(|one| !one.late.is_empty()) {
            let set: Vec<_> =
                one.late.iter().map(|name| format!("{} = NULL", dialect.quoted(name))).collect();
            let set = set.join(", ");
            statements.push((one.table, format!("UPDATE {} SET {set}", at.table_name(one.table)?)));
        }
        for one in ordered.iter().rev() {
            statements.push((one.table, format!("DELETE FROM {}", at.table_name(one.table)?)));
        }
        for (table, statement) in statements {
            let tx = at.begin_with(at_once()).await?;
            if dialect == Dialect::Postgres {
                may_remove(&tx, &self.directory().key_of(id)?).await?;
            }
            let tenant = dialect.quoted(table.tenant.expect("these tables have tenants"));
            let statement = format!("{statement} WHERE {tenant} = $1");
            let statement = sql::<()>(unsafe_text(statement)).bind(self.same(id)?);
            statement.unscoped("it has the tenant's condition").exec(&tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

pub(super) fn later(time: Duration) -> DateTime<Utc> {
    let time = TimeDelta::from_std(time).ok();
    time.and_then(|time| Utc::now().checked_add_signed(time)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
