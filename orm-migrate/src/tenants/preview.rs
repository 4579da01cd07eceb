//! What a migration of tenants would do.

use super::Tenants;
use super::turn::Turns;
use crate::{Error, Todo};
use futures_util::{StreamExt, stream};
use orm::directory::{TenantEntry, TenantPlace};
use orm::value::DbType;

/// What a migration of tenants would do: [`Migrate::dry_run`](super::Migrate::dry_run).
#[derive(Debug)]
#[non_exhaustive]
pub struct Preview<T> {
    /// What would be done in the admin database. Nothing is taken back there.
    pub shared: Vec<Todo>,
    /// The tenants that would have a turn, in the order of the directory.
    pub tenants: Vec<TenantPreview<T>>,
}

/// What a tenant's turn would do.
#[derive(Debug)]
#[non_exhaustive]
pub struct TenantPreview<T> {
    /// The tenant.
    pub tenant: T,
    /// Where its rows are.
    pub place: TenantPlace,
    /// The migrations in their order, none if only its version would be written down; or why its turn
    /// would fail before anything is run.
    pub todo: Result<Vec<Todo>, Error>,
}

impl<T> TenantPreview<T> {
    /// The statements that one of its migrations would run for it: in a schema those of the files in
    /// `tenant/`, in a database all.
    pub fn statements<'a>(&self, todo: &'a Todo) -> Vec<&'a str> {
        todo.statements(self.place.schema.is_some())
    }
}

impl<T: DbType> Turns<T> {
    /// What the turns of these tenants would do, several asked for at once.
    pub(super) async fn previews(
        &self,
        entries: Vec<TenantEntry<T>>,
        workers: usize,
    ) -> Vec<TenantPreview<T>> {
        let one = async |TenantEntry { id: tenant, place, .. }| {
            let todo = self.todo(&place).await;
            TenantPreview { tenant, place, todo }
        };
        stream::iter(entries).map(one).buffered(workers).collect().await
    }
}

impl<T: DbType> Tenants<T> {
    /// The statements that a migration has for a tenant, there or back, wherever its rows are; none for one
    /// that shares its tables with others.
    ///
    /// # Errors
    /// [`is_unknown_tenant`](Error::is_unknown_tenant); [`is_input`](Error::is_input) if there is no such
    /// migration; [`is_irreversible`](Error::is_irreversible).
    pub async fn statements(
        &self,
        id: &T,
        migrations: &crate::Migrations,
        migration: &str,
        direction: crate::Direction,
    ) -> Result<Vec<String>, Error> {
        let place = self.directory().get(id).await?.place;
        let whole = migrations.whole();
        let all = if place.schema.is_some() { migrations } else { &whole };
        let migration = all.find(migration)?;
        let is_back = direction == crate::Direction::Down;
        if let (true, Some(reason)) = (is_back, migration.irreversible()) {
            return Err(Error::irreversible(migration.id(), reason));
        }
        if place.schema.is_none() && !self.is_dedicated(&place).await? {
            return Ok(Vec::new());
        }
        let todo = Todo::of(migration, direction);
        Ok(todo.statements(place.schema.is_some()).into_iter().map(str::to_owned).collect())
    }
}
