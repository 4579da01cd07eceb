//! The tenant's condition, wherever a table with tenants is named.

use super::Dialect;
use super::writer::Writer;
use crate::error::Error;
use crate::schema::{ColumnName, Table};

impl Writer<'_> {
    /// The column that has to be the tenant's, if the table has one and one tenant is reached.
    ///
    /// # Errors
    /// [`is_unscoped`](Error::is_unscoped) if the table has tenants and none is reached.
    pub(super) fn tenant_of(&self, table: &Table) -> Result<Option<ColumnName>, Error> {
        let Some(column) = table.tenant else { return Ok(None) };
        let one = self.reach.of(table)?;
        let is_asked = one.is_some() && !self.reach.is_unconditional();
        Ok(is_asked.then(|| ColumnName::new(column)))
    }

    /// The tenant columns of two tables that are related: over all tenants, related rows have the same
    /// tenant. Where one is reached, each table has its own condition.
    pub(super) fn shared_tenant(
        &self,
        one: &Table,
        other: &Table,
    ) -> Option<(&'static str, &'static str)> {
        self.reach.is_all().then(|| one.tenant.zip(other.tenant)).flatten()
    }

    /// ` AND t1."tenant_id" = $1`, of a table that is joined to the row of another one.
    pub(super) fn and_tenant(
        &mut self,
        (table, alias): (&Table, usize),
        (near, near_alias): (&Table, Option<usize>),
    ) -> Result<(), Error> {
        if let Some(column) = self.tenant_of(table)? {
            self.push(" AND ");
            self.is_tenant(Some(alias), column);
        } else if let Some((far, near)) = self.shared_tenant(table, near) {
            self.push(" AND ");
            self.qualified(Some(alias), ColumnName::new(far));
            self.push(" = ");
            self.qualified(near_alias, ColumnName::new(near));
        }
        Ok(())
    }

    /// `t0."tenant_id" = $1`
    pub(super) fn is_tenant(&mut self, alias: Option<usize>, column: ColumnName) {
        self.qualified(alias, column);
        self.push(" = ");
        self.bind_tenant();
    }

    /// The tenant's placeholder: the same one throughout the statement, where they have numbers.
    pub(super) fn bind_tenant(&mut self) {
        if let (Dialect::Postgres, Some(number)) = (self.dialect, self.tenant) {
            self.numbered(number);
            return;
        }
        let id = self.reach.id().expect("a tenant's column is written where one tenant is reached");
        self.bind_plain(id.clone());
        self.tenant = Some(self.bound());
        self.tenants += 1;
    }
}
